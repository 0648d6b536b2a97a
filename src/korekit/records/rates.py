"""Rolling windows of calls: the last 60 and the last 3,600 seconds, exact to the millisecond.

Calls of one key are numbered. The window is full when the call `limit` places back lies inside it: one look-up,
however long the window. One process counts in memory; several count in the database they share.
"""

from bisect import bisect_right
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Final, NamedTuple, Protocol

from sqlalchemy import PrimaryKeyConstraint, bindparam, delete, func, select, update

from korekit.catalog.limits import HOUR_S, MINUTE_S, Limit
from korekit.errors.app_causes import RateLimitedHour, RateLimitedMinute
from korekit.errors.refusal import Refusal
from korekit.storage.database import Database, Reader
from korekit.storage.metadata import number, table, text
from korekit.storage.statements import Statement, insert_into, insert_or_skip

__all__ = [
    "FORGET_IDLE",
    "FORGET_IDLE_KEYS",
    "MemoryRates",
    "NoRates",
    "Rates",
    "SharedRates",
    "Taken",
    "rate_calls",
    "rate_keys",
]

rate_keys = table("rate_keys", text("key", key=True), number("n"), number("at"))
rate_calls = table("rate_calls", text("key"), number("n"), number("at"), PrimaryKeyConstraint("key", "n"))

_MAX_KEYS: Final = 10_000
_ADD_KEY = insert_or_skip(rate_keys)
_ADD_CALL = insert_into(rate_calls)
# The update of the one row makes others with the same key wait for their turn.
_NEXT = Statement(
    update(rate_keys)
    .where(rate_keys.c.key == bindparam("of_key"))
    .values(n=rate_keys.c.n + 1, at=bindparam("now"))
    .returning(rate_keys.c.n)
)
_BACK = Statement(update(rate_keys).where(rate_keys.c.key == bindparam("of_key")).values(n=rate_keys.c.n - 1))
_CALL = Statement(
    select(rate_calls.c.at)
    .where(rate_calls.c.key == bindparam("of_key"))
    .where(rate_calls.c.n == bindparam("call_number"))
)
_LAST = Statement(select(rate_keys.c.n).where(rate_keys.c.key == bindparam("of_key")))
_FORGET = Statement(
    delete(rate_calls).where(rate_calls.c.key == bindparam("of_key")).where(rate_calls.c.n < bindparam("first"))
)
FORGET_IDLE = Statement(delete(rate_calls).where(rate_calls.c.at < bindparam("before")))
# Callers choose some of the keys, so they must not stay for ever. A key is touched by each of its calls.
FORGET_IDLE_KEYS = Statement(delete(rate_keys).where(rate_keys.c.at < bindparam("before")))
_ACTIVE = Statement(select(rate_keys.c.key).where(rate_keys.c.at > bindparam("since")))
_TAKEN = Statement(
    select(func.count())
    .select_from(rate_calls)
    .where(rate_calls.c.key == bindparam("of_key"))
    .where(rate_calls.c.at > bindparam("since"))
)


class Taken(NamedTuple):
    """How many calls of one key lie in the last 60 and in the last 3,600 seconds."""

    key: str
    minute: int
    hour: int


class Rates(Protocol):
    """Counts calls."""

    async def admit(self, key: str, limit: Limit, now_ms: int) -> Refusal | None:
        """Count a call, or say which window is full; a refused call is not counted."""
        ...

    async def look(self, key: str, limit: Limit, now_ms: int) -> Refusal | None:
        """Which window is full for a call that is not made."""
        ...

    async def taken(self, is_wanted: Callable[[str], bool], now_ms: int) -> list[Taken]:
        """How full the windows of some keys are; those without a call in the last hour are left out."""
        ...


def _judge(now_ms: int, minute_at: int | None, hour_at: int | None, limit: Limit) -> Refusal | None:
    """Judge by the times of the calls `limit.minute` and `limit.hour` places back."""
    if hour_at is not None and now_ms - hour_at < HOUR_S * 1000:
        wait_ms = hour_at + HOUR_S * 1000 - now_ms
        return RateLimitedHour(
            expected=f"at most {limit.hour} calls in {HOUR_S} s, per {limit.per}",
            found="a full window",
            retry_after_s=-(-wait_ms // 1000),
        )
    if minute_at is not None and now_ms - minute_at < MINUTE_S * 1000:
        wait_ms = minute_at + MINUTE_S * 1000 - now_ms
        return RateLimitedMinute(
            expected=f"at most {limit.minute} calls in {MINUTE_S} s, per {limit.per}",
            found="a full window",
            retry_after_s=-(-wait_ms // 1000),
        )
    return None


class NoRates:
    """Lets every call through."""

    async def admit(self, key: str, limit: Limit, now_ms: int) -> Refusal | None:
        """Nothing is counted."""
        return None

    async def look(self, key: str, limit: Limit, now_ms: int) -> Refusal | None:
        """No window is ever full."""
        return None

    async def taken(self, is_wanted: Callable[[str], bool], now_ms: int) -> list[Taken]:
        """Nothing was counted."""
        return []


class MemoryRates:
    """Counts in this process, for as long as it runs; the keys that were idle longest are forgotten first."""

    def __init__(self) -> None:
        self._calls: OrderedDict[str, deque[int]] = OrderedDict()

    async def admit(self, key: str, limit: Limit, now_ms: int) -> Refusal | None:
        """Count a call, or say which window is full."""
        calls = self._calls.get(key)
        if calls is None:
            calls = self._calls[key] = deque(maxlen=limit.hour)
            if len(self._calls) > _MAX_KEYS:
                self._calls.popitem(last=False)
        else:
            self._calls.move_to_end(key)
        refusal = _judge_calls(calls, limit, now_ms)
        if refusal is None:
            calls.append(now_ms)
        return refusal

    async def look(self, key: str, limit: Limit, now_ms: int) -> Refusal | None:
        """Which window is full now."""
        calls = self._calls.get(key)
        return None if calls is None else _judge_calls(calls, limit, now_ms)

    async def taken(self, is_wanted: Callable[[str], bool], now_ms: int) -> list[Taken]:
        """How full the windows of some keys are."""
        found = []
        for key, calls in self._calls.items():
            if is_wanted(key):
                minute, hour = (_after(calls, now_ms - length * 1000) for length in (MINUTE_S, HOUR_S))
                if hour:
                    found.append(Taken(key, minute, hour))
        return found


def _judge_calls(calls: deque[int], limit: Limit, now_ms: int) -> Refusal | None:
    minute_at = calls[-limit.minute] if len(calls) >= limit.minute else None
    hour_at = calls[0] if len(calls) == limit.hour else None
    return _judge(now_ms, minute_at, hour_at, limit)


def _after(calls: deque[int], since: int) -> int:
    times = list(calls)
    return len(times) - bisect_right(times, since)


class SharedRates:
    """Counts in the database, for all processes together."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def admit(self, key: str, limit: Limit, now_ms: int) -> Refusal | None:
        """Count a call, or say which window is full."""
        async with self._database.transaction() as transaction:
            row = await transaction.one(_NEXT, of_key=key, now=now_ms)
            if row is None:
                await transaction.run(_ADD_KEY, key=key, n=0, at=now_ms)
                row = await transaction.one(_NEXT, of_key=key, now=now_ms)
            n: int = row[0] if row else 1
            refusal = await _judge_number(transaction, key, n, limit, now_ms)
            if refusal is not None:
                await transaction.run(_BACK, of_key=key)
                return refusal
            await transaction.run(_ADD_CALL, key=key, n=n, at=now_ms)
            await transaction.run(_FORGET, of_key=key, first=n - limit.hour)
            return None

    async def look(self, key: str, limit: Limit, now_ms: int) -> Refusal | None:
        """Which window is full now."""
        row = await self._database.one(_LAST, of_key=key)
        return None if row is None else await _judge_number(self._database, key, row[0] + 1, limit, now_ms)

    async def taken(self, is_wanted: Callable[[str], bool], now_ms: int) -> list[Taken]:
        """How full the windows of some keys are, of all processes together."""
        minute_ago, hour_ago = now_ms - MINUTE_S * 1000, now_ms - HOUR_S * 1000
        found = []
        for (key,) in await self._database.all(_ACTIVE, since=hour_ago):
            if is_wanted(key):
                minute = await self._database.one(_TAKEN, of_key=key, since=minute_ago)
                hour = await self._database.one(_TAKEN, of_key=key, since=hour_ago)
                if minute and hour and hour[0]:
                    found.append(Taken(key, minute[0], hour[0]))
        return found


async def _judge_number(reader: Reader, key: str, n: int, limit: Limit, now_ms: int) -> Refusal | None:
    """Judge the call that would be number `n`."""
    minute = await reader.one(_CALL, of_key=key, call_number=n - limit.minute)
    hour = await reader.one(_CALL, of_key=key, call_number=n - limit.hour)
    return _judge(now_ms, minute[0] if minute else None, hour[0] if hour else None, limit)
