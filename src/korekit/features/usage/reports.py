"""Counted calls of an account, summed up for people."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any

from msgspec import Struct

from korekit.calls.call import Call
from korekit.calls.handlers import handles
from korekit.catalog.planes import Plane, Role
from korekit.catalog.usage import (
    Usage,
    UsageOfApp,
    UsageOfDay,
    UsageOfSecret,
    UsageReport,
    UsageShare,
)
from korekit.clock import iso_time
from korekit.errors.console import NotFound, RoleTooLow
from korekit.records.apps import APP_NAMES
from korekit.records.usage import DAY_MS, KEPT_DAYS, USAGE_OF_ACCOUNT, USAGE_OF_APP
from korekit.storage.database import Row

__all__ = ["get_usage"]


class _Sum(Struct):
    """Calls that were answered and refused, and the last of them in milliseconds since the epoch."""

    calls: int = 0
    refused: int = 0
    last_at: int = 0


# By the value of a column, or of two.
_Sums = dict[Any, _Sum]


@handles(Usage.get_usage)
async def get_usage(call: Call, *, client_id: str = "", days: int = 14) -> UsageReport:
    """The sums; what this process counted a moment ago is in them, what others did follows within seconds.

    Raises:
        NotFound: the account has and had no such app.
        RoleTooLow: an app of the admin plane, and the caller is no administrator.
    """
    await call.services.flush_usage()
    known = {row[0]: row for row in await call.database.all(APP_NAMES, account_id=call.account_id)}
    may_all = call.caller.role.includes(Role.ADMIN)
    reached = {one for one, row in known.items() if may_all or row[2] != Plane.ADMIN}
    if client_id and client_id not in known:
        raise NotFound()
    if client_id and client_id not in reached:
        raise RoleTooLow()
    today = call.now_ms() // DAY_MS
    since = today - min(max(days, 1), KEPT_DAYS) + 1
    if client_id:
        rows = await call.database.all(USAGE_OF_APP, account_id=call.account_id, client_id=client_id, since=since)
    else:
        rows = await call.database.all(USAGE_OF_ACCOUNT, account_id=call.account_id, since=since)
    return _report([row for row in rows if row[0] in reached], known, range(since, today + 1))


def _report(rows: list[Row], known: dict[str, Row], days: range) -> UsageReport:
    by_app, by_day, by_operation, by_cause = (_summed(rows, itemgetter(part)) for part in (0, 1, 2, 4))
    by_secret = _summed(rows, itemgetter(3, 0))
    by_cause.pop("", None)
    return UsageReport(
        calls=sum(one.calls for one in by_app.values()),
        refused=sum(one.refused for one in by_app.values()),
        days=[_day(day, by_day.get(day, _Sum())) for day in days],
        operations=[_share(key, found) for key, found in _most_first(by_operation)],
        causes=[_share(key, found) for key, found in _most_first(by_cause)],
        apps=[
            UsageOfApp(
                client_id=key,
                app_name=known[key][1],
                is_deleted=known[key][3] is not None,
                calls=found.calls,
                refused=found.refused,
                last_on=iso_time(found.last_at),
            )
            for key, found in _most_first(by_app)
        ],
        secrets=[
            UsageOfSecret(
                id=key[0],
                client_id=key[1],
                calls=found.calls,
                refused=found.refused,
                last_on=iso_time(found.last_at),
            )
            for key, found in _most_first(by_secret)
            if key[0]
        ],
    )


def _summed(rows: Iterable[Row], key_of: Callable[[Row], Any]) -> _Sums:
    sums: _Sums = {}
    for row in rows:
        found = sums.get(key := key_of(row))
        if found is None:
            found = sums[key] = _Sum()
        _, _, _, _, cause, calls, last_at = row
        if cause:
            found.refused += calls
        else:
            found.calls += calls
        if last_at > found.last_at:
            found.last_at = last_at
    return sums


def _most_first(sums: _Sums) -> list[tuple[Any, _Sum]]:
    return sorted(sums.items(), key=lambda pair: (-pair[1].calls - pair[1].refused, pair[0]))


def _share(name: str, found: _Sum) -> UsageShare:
    return UsageShare(name=name, calls=found.calls, refused=found.refused, last_on=iso_time(found.last_at))


def _day(day: int, found: _Sum) -> UsageOfDay:
    shown = datetime.fromtimestamp(day * 86_400, UTC).date().isoformat()
    return UsageOfDay(day=shown, calls=found.calls, refused=found.refused)
