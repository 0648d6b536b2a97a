"""A call that nobody makes, and what it would come to: for whoever asks why a call is refused."""

from dataclasses import dataclass

from korekit.access.facts import App
from korekit.catalog.additions import Trace

__all__ = ["GivenCall", "Judgement"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenCall:
    """A call as somebody has it.

    `target`: path with query; empty, with the method, where there is a token alone. `headers`: in any case, in order.
    `body`: `None` where it is not known.
    """

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes | None

    def __repr__(self) -> str:
        return f"GivenCall({self.method!r}, {len(self.headers)} headers)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What the platform would say to a call now.

    `trace`: as for a refused call, without a cause where it is accepted, and without an id. `app`: which it names,
    whoever signed. `other_account`: whose existence the cause reveals.
    """

    is_accepted: bool
    trace: Trace
    app: App | None
    other_account: str = ""
