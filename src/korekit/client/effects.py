"""What a flow asks its driver to do. Pure values."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Final, Protocol, TypeAlias, TypeVar

from korekit.client.answers import Received
from korekit.client.budget.rate_budget import Turn
from korekit.client.requests import Request

__all__ = ["NOTHING", "Effect", "Fetch", "Flow", "Pause", "Send", "Sink", "Take"]

_T = TypeVar("_T")


class Sink(Protocol):
    """Where a download goes."""

    def start(self) -> None:
        """Forget what was written and begin anew."""
        ...

    def write(self, chunk: bytes) -> None:
        """Take the next bytes."""
        ...


@dataclass(frozen=True, slots=True)
class Send:
    """Send a request and read the whole answer; redirects are not followed. `within_s`: seconds that it may take."""

    request: Request
    within_s: float | None = None


@dataclass(frozen=True, slots=True)
class Fetch:
    """Send a request that identifies nobody, follow redirects, pour the body of a 200 into the sink."""

    request: Request
    sink: Sink


@dataclass(frozen=True, slots=True)
class Pause:
    """Wait."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Take:
    """Take a turn, which may ask a file that other processes use."""

    turn: Turn


Effect: TypeAlias = Send | Fetch | Pause | Take
Flow: TypeAlias = Generator[Effect, Received, _T]

# What a flow is sent after a pause, and after a turn was taken.
NOTHING: Final = Received(0)
