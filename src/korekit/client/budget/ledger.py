"""When the next call of a key may start: the arithmetic of two rolling windows. Pure.

Calls of a key are numbered in the order of their starts. A window is open again when the call `limit` places back has
left it: one look-up, however long the window.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from korekit.catalog.limits import HOUR_S, MINUTE_S, Limit

__all__ = ["HORIZON_MS", "Ask", "Ledger", "Slot", "clock_shift_ms", "earliest_start"]

# Nobody reserves further ahead: what a process that is killed had reserved is lost to the others.
HORIZON_MS: Final = 10_000
# Readings of one clock by several processes may be this much out of order.
_DISORDER_MS: Final = 2_000


@dataclass(frozen=True, slots=True)
class Slot:
    """A start, in milliseconds since the epoch. `era`: changes whenever everybody is told to wait."""

    start_ms: int
    era: int
    is_reserved: bool = True


@dataclass(frozen=True, slots=True)
class Ask:
    """What a call needs. `margin_ms`: how much longer than the window a call is counted."""

    key: str
    limit: Limit
    margin_ms: int


class Ledger(Protocol):
    """Knows the starts of all calls, past and reserved."""

    # Whether a call of a method takes microseconds and never waits for another process.
    is_quick: bool

    def reserve(self, ask: Ask, now_ms: int) -> Slot:
        """The earliest free start; reserved, unless it lies beyond the horizon."""
        ...

    def era_of(self, key: str) -> int:
        """The key's era now; a reservation of an earlier one counts no more."""
        ...

    def give_back(self, key: str, slot: Slot, now_ms: int) -> None:
        """Free a reserved start that nobody will use."""
        ...

    def hold(self, key: str, now_ms: int, until_ms: int) -> None:
        """Let no call start before a moment, and forget what was reserved."""
        ...


def earliest_start(
    ask: Ask, now_ms: int, *, last_ms: int | None, held_until_ms: int, back: Callable[[int], int | None]
) -> int:
    """The earliest start for the next call, in milliseconds since the epoch.

    Args:
        ask: what is asked for.
        now_ms: milliseconds since the epoch.
        last_ms: the start of the latest call, if there is one; starts are kept in order.
        held_until_ms: no call starts before.
        back: the start of the call so many places back, 1 for the latest; `None` where there were fewer.
    """
    start = max(now_ms, held_until_ms, last_ms or 0)
    for count, seconds in ((ask.limit.minute, MINUTE_S), (ask.limit.hour, HOUR_S)):
        before = back(count)
        if before is not None:
            start = max(start, before + seconds * 1000 + ask.margin_ms)
    return start


def clock_shift_ms(now_ms: int, seen_ms: int) -> int:
    """By how much the clock was set back since a key was last used, at least; 0 if it was not."""
    return now_ms - seen_ms if now_ms < seen_ms - _DISORDER_MS else 0
