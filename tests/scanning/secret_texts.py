"""Made-up secrets for texts; they are put together here, so that no file holds one as a whole."""

import base64
import hashlib

from korekit.tokens.mint import mint

__all__ = ["APP", "NOW", "OTHER_APP", "secret_of", "token_of"]

APP = "cs-0f0e0d0c-0b0a-5908-8706-050403020100"
OTHER_APP = "cs-1f0e0d0c-0b0a-5908-8706-050403020100"
NOW = 1_714_400_000


def secret_of(name: str) -> str:
    """The client secret that goes by a name: 44 characters, the same each time."""
    return base64.b64encode(hashlib.sha256(name.encode()).digest()).decode()


def token_of(secret: str = "", *, app: str = APP, lifetime_s: int | None = None, jti: bool = False) -> str:
    """A token, by default one that never expires."""
    return mint(app, secret or secret_of("one"), lifetime_s=lifetime_s, has_jti=jti, now_s=NOW)
