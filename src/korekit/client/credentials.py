"""What identifies the caller: an app's client id and secret, or a signed-in user's session.

Tokens are minted here, short-lived and never asked for; a minted one serves for half of its life, or for one request
where the app enforces `jti`. Source: contract, platform.md 4.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from korekit.tokens.jwe import encrypt
from korekit.tokens.mint import mint

__all__ = ["APP_HEADER", "AppIdentity", "Session", "TokenSource", "UserIdentity"]

APP_HEADER: Final = "auth"


@dataclass(frozen=True, slots=True, kw_only=True)
class AppIdentity:
    """An app, and how it wants its tokens.

    `has_jti`: each token is good for one request. `platform_key`: a public JWK to encrypt tokens to; signed tokens
    go as they are without it. `lifetime_s`: seconds until a token expires.
    """

    client_id: str
    client_secret: str = field(repr=False)
    has_jti: bool = False
    platform_key: Mapping[str, Any] | None = field(default=None, repr=False)
    lifetime_s: float = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class UserIdentity:
    """A user of the console."""

    email: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A signed-in user. `access_token` goes with every call of the console; keep it like a password."""

    access_token: str = field(repr=False)
    user_id: str = ""
    org_id: str = ""
    account_id: str = ""

    def headers(self) -> dict[str, str]:
        """What identifies the user and the account on a call."""
        named = {"AccountId": self.account_id} if self.account_id else {}
        return {"Authorization": f"bearer {self.access_token}", **named}


class TokenSource:
    """Gives a token for each request of an app."""

    __slots__ = ("_credentials", "_kept")

    def __init__(self, credentials: AppIdentity) -> None:
        self._credentials = credentials
        # A token with the second until which it serves. One tuple, so that threads never see half of it.
        self._kept: tuple[str, float] = ("", 0.0)

    def __repr__(self) -> str:
        return f"TokenSource({self._credentials.client_id!r})"

    @property
    def client_id(self) -> str:
        """The app's client id."""
        return self._credentials.client_id

    def token(self, now_s: float) -> str:
        """A token that is good now. Seconds since the epoch."""
        token, serves_until = self._kept
        credentials = self._credentials
        # A clock that was set back makes the kept token one of the future.
        is_fresh = now_s < serves_until <= now_s + credentials.lifetime_s / 2
        if is_fresh and not credentials.has_jti:
            return token
        token = mint(
            credentials.client_id,
            credentials.client_secret,
            lifetime_s=int(credentials.lifetime_s),
            has_jti=credentials.has_jti,
            now_s=now_s,
        )
        if credentials.platform_key is not None:
            token = encrypt(token, dict(credentials.platform_key))
        self._kept = (token, now_s + credentials.lifetime_s / 2)
        return token
