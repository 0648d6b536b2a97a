"""New tokens, short-lived unless asked otherwise.

Source: contract, platform.md 4.2 and 4.3.
"""

import hmac
import json
import os
import time
from collections.abc import Mapping
from typing import Any, Final

from korekit.tokens.names import APP_ID
from korekit.tokens.segments import encode_segment

__all__ = ["DEFAULT_LIFETIME_S", "HEADER", "mint", "new_claims", "sign"]

DEFAULT_LIFETIME_S: Final = 300
HEADER: Final[Mapping[str, str]] = {"alg": "HS256", "typ": "JWT"}


def mint(
    client_id: str,
    secret: str,
    *,
    lifetime_s: int | None = DEFAULT_LIFETIME_S,
    has_jti: bool = False,
    extra: Mapping[str, Any] | None = None,
    now_s: float | None = None,
) -> str:
    """A signed token for an app.

    Args:
        client_id: goes into `appId`.
        secret: the client secret as shown; its text is the key.
        lifetime_s: whole seconds until `exp`; `None` leaves `exp` out, so the token never expires.
        has_jti: add a random `jti`, which makes it good for one request.
        extra: further claims; they win over the ones made here.
        now_s: seconds since the epoch; the machine's clock by default.
    """
    claims = new_claims(client_id, lifetime_s=lifetime_s, has_jti=has_jti, extra=extra, now_s=now_s)
    return sign(HEADER, claims, secret.encode())


def new_claims(
    client_id: str,
    *,
    lifetime_s: int | None = DEFAULT_LIFETIME_S,
    has_jti: bool = False,
    extra: Mapping[str, Any] | None = None,
    now_s: float | None = None,
) -> dict[str, Any]:
    """The claims of a new token; arguments as for `mint`."""
    now = int(time.time() if now_s is None else now_s)
    claims: dict[str, Any] = {APP_ID: client_id, "iat": now}
    if lifetime_s is not None:
        claims["exp"] = now + lifetime_s
    if has_jti:
        claims["jti"] = _random_uuid()
    claims.update(extra or {})
    return claims


def sign(header: Mapping[str, Any], claims: Mapping[str, Any], key: bytes) -> str:
    """Header and claims as a compact token, signed by HMAC-SHA256 whatever the header says."""
    signed_part = b".".join(encode_segment(_json(part)) for part in (header, claims))
    return (signed_part + b"." + encode_segment(hmac.digest(key, signed_part, "sha256"))).decode("ascii")


def _random_uuid() -> str:
    # As `uuid.uuid4` makes it; importing that module takes longer than minting a token.
    raw = bytearray(os.urandom(16))
    raw[6], raw[8] = raw[6] & 0x0F | 0x40, raw[8] & 0x3F | 0x80
    digits = raw.hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def _json(part: Mapping[str, Any]) -> bytes:
    return json.dumps(part, separators=(",", ":")).encode()
