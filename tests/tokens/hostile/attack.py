"""What a hostile token is, and how it must end."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tests.tokens.victim import Victim

__all__ = [
    "BAD_SIGNATURE",
    "CREDENTIALS",
    "CUT_SIGNATURE",
    "DECORATED",
    "JWE_INVALID",
    "MALFORMED",
    "OTHER_ALGORITHM",
    "TOKEN",
    "UNSIGNED",
    "Attack",
    "Make",
    "Tolerated",
    "Verdict",
]

Make = Callable[[Victim], bytes]
Wire = tuple[int, int, str]

CREDENTIALS: Final[Wire] = (401, 4002, "Invalid SDK credentials")
TOKEN: Final[Wire] = (401, 4002, "Invalid JWT token")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The cause of a refusal with what the caller is told."""

    cause: str
    wire: Wire = CREDENTIALS


MALFORMED: Final = Verdict("token-malformed", TOKEN)
UNSIGNED: Final = Verdict("token-unsigned")
OTHER_ALGORITHM: Final = Verdict("algorithm-not-allowed")
BAD_SIGNATURE: Final = Verdict("signature-invalid")
CUT_SIGNATURE: Final = Verdict("token-truncated")
# What the platform says before it reads a token, or of what only it can look into.
DECORATED: Final = Verdict("header-decorated", TOKEN)
JWE_INVALID: Final = Verdict("jwe-invalid")


@dataclass(frozen=True, slots=True)
class Attack:
    """A token that must be refused. `at_platform`: the verdict there, where the platform knows more."""

    name: str
    make: Make
    verdict: Verdict
    at_platform: Verdict | None = None

    @property
    def platform_verdict(self) -> Verdict:
        return self.at_platform or self.verdict


@dataclass(frozen=True, slots=True)
class Tolerated:
    """An odd token that is accepted; `why` names the tolerance."""

    name: str
    make: Make
    why: str
