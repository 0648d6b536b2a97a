"""Counts calls behind the answer's back: in memory, and every few seconds added to the database in one transaction.

What a process counted and had not written when it was killed is lost: seconds of counters, never a call. Several
processes add to the same rows.
"""

import asyncio
import contextlib
import logging
from typing import Final

from korekit.access.facts import App, Secret
from korekit.records.usage import ADD_USAGE, DAY_MS
from korekit.storage.database import Database

__all__ = ["UsageLog"]

_EVERY_S: Final = 3.0
# More different counters than a few seconds of any real traffic make; beyond, new ones are not begun.
_MAX_WAITING: Final = 50_000
_log = logging.getLogger("korekit.usage")

# Account, app, day, operation, secret, cause: as the row has them.
_Key = tuple[str, str, int, str, str, str]


class UsageLog:
    """The counters of this process on their way to the database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._counts: dict[_Key, list[int]] = {}
        self._lock = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    def add(self, app: App, operation_id: str, secret: Secret | None, cause: str, now_ms: int) -> None:
        """Count one call. `cause`: of its refusal, empty if it was answered."""
        secret_id = "" if secret is None else secret.id
        key = (app.account_id, app.client_id, now_ms // DAY_MS, operation_id, secret_id, cause)
        count = self._counts.get(key)
        if count is not None:
            count[0] += 1
            count[1] = max(count[1], now_ms)
        elif len(self._counts) < _MAX_WAITING:
            self._counts[key] = [1, now_ms]

    @property
    def is_settled(self) -> bool:
        """Whether nothing waits to be written."""
        return not self._counts and not self._lock.locked()

    def start(self) -> None:
        """Begin to write."""
        self._task = asyncio.create_task(self._write_on())

    async def stop(self) -> None:
        """Write what was counted and end."""
        if self._task is not None:
            async with self._lock:
                # Not in the middle of a commit.
                self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        await self.flush()

    async def _write_on(self) -> None:
        while True:
            await asyncio.sleep(_EVERY_S)
            try:
                await self.flush()
            except Exception:
                # The edge of the writer: counters are help, and must not end the platform.
                _log.exception("usage was not written")

    async def flush(self) -> None:
        """Write everything that was counted so far; what cannot be written is kept for the next time."""
        async with self._lock:
            counts, self._counts = self._counts, {}
            if not counts:
                return
            # In one order in every process, so that two never wait for each other's rows.
            rows = [_row(key, counts[key]) for key in sorted(counts)]
            try:
                async with self._database.transaction() as transaction:
                    await transaction.run_many(ADD_USAGE, rows)
            except Exception:
                # Not when it was cancelled: then nobody knows whether it was written, and nothing shall count twice.
                self._take_back(counts)
                raise

    def _take_back(self, counts: dict[_Key, list[int]]) -> None:
        for key, (number, last_at) in counts.items():
            since = self._counts.setdefault(key, [0, 0])
            since[0] += number
            since[1] = max(since[1], last_at)


def _row(key: _Key, count: list[int]) -> dict[str, object]:
    account_id, client_id, day, operation, secret_id, cause = key
    return {
        "client_id": client_id,
        "day": day,
        "operation": operation,
        "secret_id": secret_id,
        "cause": cause,
        "account_id": account_id,
        "calls": count[0],
        "last_at": count[1],
    }
