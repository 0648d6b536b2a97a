"""Writes refusals down for the account's owner, behind the answer's back.

Refusals are gathered for some milliseconds and written together, so that a flood of them costs few commits. The exact
cause of a bad signature is looked for here, after the caller has been answered.
"""

import asyncio
import contextlib
import logging
from dataclasses import dataclass
from typing import Final

import msgspec

from korekit.access.decision import Refused, check_states
from korekit.access.facts import Facts
from korekit.catalog.additions import Trace, TraceCheck
from korekit.clock import Clock, iso_time
from korekit.errors.refusal import Refusal
from korekit.errors.token_causes import SignatureInvalid, TokenAltered
from korekit.ids import TraceId
from korekit.records.apps import APPS_OF_ACCOUNT, load_apps
from korekit.records.bots import BOT_ACCOUNT
from korekit.records.traces import ADD_TRACE, DELETE_OLD, DELETE_SURPLUS, KEPT_MS, KEPT_NUMBER
from korekit.server.verified_tokens import VerifiedTokens
from korekit.storage.database import Database
from korekit.storage.sealing import Sealer
from korekit.tokens.suspects import explain_signature

__all__ = ["RefusedCall", "TraceLog"]

_GATHER_S: Final = 0.02
_MAX_WAITING: Final = 20_000
_AT_ONCE: Final = 500
# Signatures explained in one go; a flood of bad ones keeps the plain cause.
_EXPLAINED_AT_ONCE: Final = 50
_OTHER_APPS: Final = 50
_log = logging.getLogger("korekit.traces")


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedCall:
    """A refusal with what is written down of its call. No header and no body is kept."""

    id: TraceId
    at_ms: int
    method: str
    path: str
    refused: Refused
    facts: Facts | None = None


class TraceLog:
    """The refusals of this process on their way to the database."""

    def __init__(self, database: Database, sealer: Sealer, clock: Clock, verified: VerifiedTokens) -> None:
        self._database = database
        self._sealer = sealer
        self._clock = clock
        self._verified = verified
        self._waiting: list[RefusedCall] = []
        self._wake = asyncio.Event()
        self._lock = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        self._written_since_cut = 0

    def add(self, call: RefusedCall) -> None:
        """Take a refusal; when far too many wait, the newest ones are not kept."""
        if len(self._waiting) < _MAX_WAITING:
            self._waiting.append(call)
            self._wake.set()

    def start(self) -> None:
        """Begin to write."""
        self._task = asyncio.create_task(self._write_on())

    async def stop(self) -> None:
        """Write what waits and end."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        await self.flush()

    async def _write_on(self) -> None:
        while True:
            await self._wake.wait()
            await asyncio.sleep(_GATHER_S)
            self._wake.clear()
            try:
                await self.flush()
            except Exception:
                # The edge of the writer: traces are help, and must not end the platform.
                _log.exception("traces were not written")

    async def flush(self) -> None:
        """Write every refusal that was taken so far."""
        async with self._lock:
            while self._waiting:
                batch, self._waiting = self._waiting[:_AT_ONCE], self._waiting[_AT_ONCE:]
                rows = await self._rows(batch)
                async with self._database.transaction() as transaction:
                    await transaction.run_many(ADD_TRACE, rows)
                self._written_since_cut += len(rows)
                if self._written_since_cut >= KEPT_NUMBER // 10:
                    await self._cut({(row["account_id"], row["is_signature_good"]) for row in rows})
                    self._written_since_cut = 0

    async def _cut(self, owners: set[tuple[object, object]]) -> None:
        async with self._database.transaction() as transaction:
            await transaction.run(DELETE_OLD, before=self._clock.now_ms() - KEPT_MS)
            for account_id, is_good in owners:
                await transaction.run(DELETE_SURPLUS, account_id=account_id, good=is_good, kept=KEPT_NUMBER)

    async def _rows(self, batch: list[RefusedCall]) -> list[dict[str, object]]:
        rows, explained = [], 0
        for call in batch:
            explained += isinstance(call.refused.error, SignatureInvalid)
            rows.append(await self._row(call, explained <= _EXPLAINED_AT_ONCE))
        return rows

    async def _row(self, call: RefusedCall, may_explain: bool) -> dict[str, object]:
        error = await self._explained(call) if may_explain else call.refused.error
        return {
            "id": call.id,
            "account_id": await self._owner(call),
            "other_account": error.other_account or None,
            "at": call.at_ms,
            "is_signature_good": int(call.refused.is_signature_good),
            "document": msgspec.json.encode(_trace(call, error)).decode(),
        }

    async def _owner(self, call: RefusedCall) -> str | None:
        """The app's account; where no app was found, the account of the bot that was asked for."""
        if call.refused.app is not None:
            return call.refused.app.account_id
        bot_id = call.facts.bot_id if call.facts else None
        row = await self._database.one(BOT_ACCOUNT, bot_id=bot_id) if bot_id else None
        return row[0] if row else None

    async def _explained(self, call: RefusedCall) -> Refusal:
        error, facts, app = call.refused.error, call.facts, call.refused.app
        if not isinstance(error, SignatureInvalid) or facts is None or app is None or facts.signed is None:
            return error
        if self._verified.is_altered(facts.signed):
            return TokenAltered()
        counting = [secret.text for secret in app.secrets if secret.counts_at(call.at_ms)]
        retired = [secret.text for secret in app.secrets if not secret.counts_at(call.at_ms)]
        apps = await load_apps(self._database, self._sealer, APPS_OF_ACCOUNT, account_id=app.account_id)
        others = [secret.text for other, _ in apps[:_OTHER_APPS] for secret in other.secrets if other != app]
        return explain_signature(facts.signed, counting, retired, others)


def _trace(call: RefusedCall, error: Refusal) -> Trace:
    facts, app = call.facts, call.refused.app
    states = check_states(call.refused)
    return Trace(
        id=call.id,
        refused_on=iso_time(call.at_ms),
        operation=facts.operation.id if facts else "",
        method=call.method,
        path=call.path,
        client_id=facts.client_id if facts else "",
        app_name=app.name if app else "",
        bot_id=(facts.bot_id or "")[:100] if facts else "",
        cause=error.cause,
        check=call.refused.check,
        meaning=error.meaning(),
        expected=error.expected,
        found=error.found,
        at=error.at,
        hint=error.hint,
        status=error.wire.status,
        code=error.wire.code,
        msg=error.wire.msg,
        checks=[TraceCheck(check=check, state=state) for check, state in states],
    )
