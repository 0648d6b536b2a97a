"""Tokens whose signature was found good, remembered for their next use; bounded in number.

A remembered token still answers to its times, to `jti`, to rotation, to deletion: only the work on its bytes is saved.
"""

from dataclasses import dataclass
from typing import Any, Final

from korekit.access.facts import Secret
from korekit.tokens.jws import SignedToken

__all__ = ["Verified", "VerifiedTokens"]

_MAX_TOKENS: Final = 4096
_MAX_TOKEN_BYTES: Final = 2048


@dataclass(frozen=True, slots=True)
class Verified:
    """What is remembered. `secret`: the one that made the signature; it must still count."""

    client_id: str
    claims: dict[str, Any]
    secret: Secret
    signed: SignedToken
    is_encrypted: bool

    def __repr__(self) -> str:
        return f"Verified(client_id={self.client_id!r})"


class VerifiedTokens:
    """The last tokens, by their bytes as sent; the oldest is forgotten first."""

    def __init__(self) -> None:
        self._tokens: dict[bytes, Verified] = {}
        self._signed_parts: dict[bytes, bytes] = {}

    def get(self, token: bytes) -> Verified | None:
        """What is known of a token."""
        return self._tokens.get(token)

    def add(self, token: bytes, verified: Verified) -> None:
        """Remember a token, unless it is good for one call only, or so long that many of them fill the memory."""
        if "jti" in verified.claims or len(token) > _MAX_TOKEN_BYTES:
            return
        if len(self._tokens) >= _MAX_TOKENS:
            oldest = next(iter(self._tokens))
            self._signed_parts.pop(self._tokens.pop(oldest).signed.signature, None)
        self._tokens[token] = verified
        self._signed_parts[verified.signed.signature] = verified.signed.signed_part

    def is_altered(self, signed: SignedToken) -> bool:
        """Whether the signature was good under other bytes: the token was edited after signing."""
        return self._signed_parts.get(signed.signature, signed.signed_part) != signed.signed_part
