"""What is known of a call while it is looked at."""

from dataclasses import dataclass, field
from typing import Any, Final

from korekit.access.decision import State
from korekit.catalog.operation import Operation
from korekit.doctor.given import GivenRequest
from korekit.doctor.making import MadeToken
from korekit.doctor.outside.address import Address
from korekit.errors.refusal import Check, Refusal
from korekit.tokens.reading import Reading

__all__ = ["LONGEST_TOKEN", "Fault", "KnownSecret", "Scene"]

# In bytes; no host takes one as long. Of a longer token one byte more is kept, to tell that it was.
LONGEST_TOKEN: Final = 20_000


@dataclass(frozen=True, slots=True)
class KnownSecret:
    """A client secret at hand. `client_id`: the app that it belongs to, empty where nobody said so."""

    text: bytes
    client_id: str = ""

    def __repr__(self) -> str:
        return f"KnownSecret(client_id={self.client_id!r})"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is wrong with the call, by one of the `alternatives`, which belong to one check.

    `is_certain`: the call is refused for it, if nothing before it refuses the call. Otherwise it is a suspicion.
    """

    alternatives: tuple[Refusal, ...]
    is_certain: bool

    @property
    def check(self) -> Check:
        """The check that it fails."""
        return self.alternatives[0].check


@dataclass(slots=True, kw_only=True)
class Scene:
    """The request with what was found out about it so far.

    `now_s`: seconds since the epoch. `operations`: those that the path may mean, whatever their method. `called`: the
    one of them that is called, if it is known. `values`: what stands in its path, by parameter name. `token`: as it
    would be sent bare. `made`: the token that code would make and send. `excluded`: causes that cannot be, of checks
    that may fail for others.
    """

    request: GivenRequest
    now_s: float
    secrets: tuple[KnownSecret, ...] = ()
    address: Address | None = None
    operations: tuple[Operation[Any, Any], ...] = ()
    called: tuple[Operation[Any, Any], ...] = ()
    is_path_sure: bool = False
    values: dict[str, str] = field(default_factory=dict)
    token: bytes | None = field(default=None, repr=False)
    made: MadeToken | None = None
    reading: Reading | None = field(default=None, repr=False)
    states: dict[Check, State] = field(default_factory=lambda: dict.fromkeys(Check, "unknown"))
    faults: list[Fault] = field(default_factory=list)
    excluded: set[str] = field(default_factory=set)

    def __repr__(self) -> str:
        return f"Scene({self.request!r}, {len(self.faults)} faults)"

    def operation(self) -> Operation[Any, Any] | None:
        """The operation that is called, if it is known."""
        # No property: a checker would take the operation for the descriptor that it is in an area.
        return self.called[0] if self.called else None

    def passed(self, *checks: Check) -> None:
        """Say that checks are passed for certain."""
        for check in checks:
            if self.states[check] == "unknown":
                self.states[check] = "passed"

    def exclude(self, *kinds: type[Refusal]) -> None:
        """Say that causes cannot be, although their check may fail."""
        self.excluded.update(kind.cause for kind in kinds)

    def fault(self, *alternatives: Refusal, is_certain: bool) -> None:
        """Say that something is wrong; a certain fault fails its check."""
        found = Fault(alternatives, is_certain)
        self.faults.append(found)
        self.states[found.check] = "failed" if is_certain or self.states[found.check] == "failed" else "unknown"
