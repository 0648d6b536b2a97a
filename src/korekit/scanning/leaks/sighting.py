"""One place in a text where a secret stands."""

from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final

__all__ = ["ALLOWED", "Certainty", "Kind", "Sighting", "is_allowed_at", "masked"]

# In a comment on the line, or on the line above, it says that this secret may stand there.
ALLOWED: Final = "korekit: allow-secret"
_SHOWN: Final = 3


class Kind(StrEnum):
    """What was found."""

    TOKEN = "token"
    ENCRYPTED_TOKEN = "encrypted-token"
    CLIENT_SECRET = "client-secret"


class Certainty(StrEnum):
    """How sure it is that this belongs to this API: its form proves it, what stands around it says so, it may be."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A secret in a text. `at`: where it begins; `client_id`: the app that it belongs to, empty where none is named.

    `claims`: of a token; `is_unsigned`: it carries no signature.
    """

    kind: Kind
    secret: str = field(repr=False)
    at: int
    certainty: Certainty
    client_id: str = ""
    claims: dict[str, Any] | None = field(default=None, repr=False)
    is_unsigned: bool = False


def masked(sighting: Sighting) -> str:
    """What may be shown of a secret: how it begins if all of its kind do, its length, and a mark to know it by.

    A secret that could be guessed has no mark, since a guess could be tried against it.
    """
    secret = sighting.secret
    start = f"{secret[:_SHOWN]}…" if sighting.kind is not Kind.CLIENT_SECRET else "…"
    mark = f", sha256 {sha256(secret.encode()).hexdigest()[:8]}" if sighting.certainty is not Certainty.POSSIBLE else ""
    return f"{start}({len(secret)} characters{mark})"


def is_allowed_at(text: str, at: int) -> bool:
    """Whether the line of a place, or the one above it, says that a secret may stand there."""
    start = text.rfind("\n", 0, at) + 1
    above = text.rfind("\n", 0, max(start - 1, 0)) + 1
    end = text.find("\n", at)
    return ALLOWED in text[above : end if end >= 0 else len(text)]
