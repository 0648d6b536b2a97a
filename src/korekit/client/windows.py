"""A range of dates in pieces that an operation takes. Pure.

Both ends of a range are inclusive and times have milliseconds, so a piece ends one millisecond before the next begins:
no row is asked for twice, and none is left out.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from korekit.catalog.paging import Window
from korekit.client.errors import InvalidArgument
from korekit.client.requests import Invocation
from korekit.clock import iso_time, millis

__all__ = ["in_windows"]

_DAY_MS: Final = 86_400_000
# A range of so many pieces is a slip of the pen: a year has 53 weeks.
_MAX_PIECES: Final = 10_000


def in_windows(invocation: Invocation, now_ms: int) -> tuple[Invocation, ...]:
    """The calls that together have what the arguments name, in the order of the rows.

    One call, as it was given, where the range is short enough, has no beginning, or where the operation takes any.

    Args:
        invocation: what is asked. A date without time means the whole day, in UTC.
        now_ms: milliseconds since the epoch, the end of a range that has none.

    Raises:
        InvalidArgument: a date that is none, or a range that ends before it begins.
    """
    window = invocation.operation.facts.window
    if window is None or not invocation.arguments.get(window.since):
        return (invocation,)
    given = invocation.arguments
    first = _moments(window.since, given[window.since])[0]
    last = _moments(window.until, given[window.until])[1] if given.get(window.until) else max(now_ms, first)
    if last < first:
        raise InvalidArgument(f"`{window.until}` is before `{window.since}`.")
    longest_ms = window.days * _DAY_MS
    count = (last - first) // longest_ms + 1
    if count == 1:
        return (invocation,)
    if count > _MAX_PIECES:
        raise InvalidArgument(f"`{window.since}` and `{window.until}` are {count} times {window.days} days apart.")
    starts = [first + number * longest_ms for number in range(count)]
    pieces = [_piece(invocation, window, start, min(start + longest_ms - 1, last)) for start in starts]
    return tuple(reversed(pieces)) if window.is_newest_first else tuple(pieces)


def _piece(invocation: Invocation, window: Window, first: int, last: int) -> Invocation:
    bounds = {window.since: iso_time(first), window.until: iso_time(last)}
    return Invocation(invocation.operation, {**invocation.arguments, **bounds}, invocation.extra)


def _moments(name: str, text: object) -> tuple[int, int]:
    """The first and the last millisecond that a date means."""
    try:
        shown = str(text)
        if len(shown) <= len("2024-01-31"):
            start = datetime.combine(date.fromisoformat(shown), time(), UTC)
            return millis(start), millis(start + timedelta(days=1)) - 1
        moment = datetime.fromisoformat(shown)
        instant = millis(moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        raise InvalidArgument(f"`{name}` is no ISO date such as 2024-03-30 or 2024-03-30T08:00:00.000Z.") from None
    return instant, instant
