"""A token that code would make when it runs, as far as the code says: its algorithm, claims and key.

Nothing is run. What only running would tell is unknown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["MadeToken", "SinceNow"]


@dataclass(frozen=True, slots=True)
class SinceNow:
    """A time that counts from when the code runs, in seconds. `is_milliseconds`: it is written in milliseconds."""

    seconds: float
    is_milliseconds: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeToken:
    """A token in the making.

    `algorithm`: as `alg` would say, `None` where unknown. `claims`: `None` where unknown at all; a value may be a
    `SinceNow`, or a text with open parts. `are_claims_whole`: no further claim is added. `key`: what it is signed with,
    `None` where a variable holds it. `is_key_decoded`: the code base64-decodes the secret before signing.
    """

    algorithm: str | None
    claims: Mapping[str, Any] | None
    are_claims_whole: bool = True
    key: bytes | None = None
    is_key_decoded: bool = False

    def __repr__(self) -> str:
        return f"MadeToken({len(self.claims or ())} claims)"
