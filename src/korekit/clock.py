"""The time: read through a value that tests can set, written the way the public API writes it."""

import time
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

__all__ = ["Clock", "SystemClock", "iso_time", "millis"]

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Clock(Protocol):
    """Tells the time; tests pass one that stands still."""

    def now_ms(self) -> int:
        """Milliseconds since the epoch."""
        ...


class SystemClock:
    """The clock of the machine."""

    __slots__ = ()

    def now_ms(self) -> int:
        """Milliseconds since the epoch."""
        return time.time_ns() // 1_000_000


def iso_time(at_ms: int) -> str:
    """Milliseconds since the epoch as the public API writes times: `2024-04-29T11:09:25.312Z`."""
    whole, rest = divmod(at_ms, 1000)
    return f"{datetime.fromtimestamp(whole, UTC):%Y-%m-%dT%H:%M:%S}.{rest:03d}Z"


def millis(moment: datetime) -> int:
    """An aware `datetime` as milliseconds since the epoch."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)
