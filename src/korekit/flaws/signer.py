"""An app as tokens are made for it, and what comes out: a header with one thing wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from korekit.errors.refusal import KorekitError
from korekit.tokens.mint import DEFAULT_LIFETIME_S, HEADER, new_claims, sign

__all__ = ["AUTH", "FlawImpossible", "FlawedToken", "Signer"]

AUTH: Final = "auth"


class FlawImpossible(KorekitError):
    """The flaw cannot be made of what is at hand; the message says what it takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """An app, with what its good tokens look like.

    `now_s`: seconds since the epoch, by the host's clock. `lifetime_s`: `None` for a token without `exp`. `has_jti`:
    the app enforces it. `platform_key`: the public JWK that its tokens are encrypted to. `extra`: further claims.
    `other_secret`: of another app of the account; `retired_secret`: of this app, before it was rotated.
    """

    client_id: str
    secret: str = field(repr=False)
    now_s: float
    lifetime_s: int | None = DEFAULT_LIFETIME_S
    has_jti: bool = False
    platform_key: Mapping[str, Any] | None = field(default=None, repr=False)
    extra: Mapping[str, Any] = field(default_factory=dict, repr=False)
    other_secret: str = field(default="", repr=False)
    retired_secret: str = field(default="", repr=False)

    def claims(self) -> dict[str, Any]:
        """The claims of a good token."""
        return new_claims(
            self.client_id, lifetime_s=self.lifetime_s, has_jti=self.has_jti, extra=self.extra, now_s=self.now_s
        )

    def signed(self, claims: Mapping[str, Any]) -> str:
        """These claims under the right header and signature."""
        return sign(HEADER, claims, self.secret.encode())

    def sealed(self, token: str) -> str:
        """The token as it is sent: encrypted, where the app wants that."""
        if self.platform_key is None:
            return token
        from korekit.tokens.jwe import encrypt  # lazy: 60 ms of imports that most apps never need

        return encrypt(token, dict(self.platform_key))

    def good(self) -> str:
        """A token with nothing wrong."""
        return self.sealed(self.signed(self.claims()))


@dataclass(frozen=True, slots=True, kw_only=True)
class FlawedToken:
    """What to send, and under which header; an empty value stands for no header at all.

    `first`: a good token that the host must have let through before, where the flaw lies in that.
    """

    value: str = field(repr=False)
    header: str = AUTH
    first: str = field(default="", repr=False)

    def headers(self) -> dict[str, str]:
        """The headers that carry it."""
        return {self.header: self.value} if self.value else {}
