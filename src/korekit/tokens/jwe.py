"""Encrypted tokens: a signed token inside, five segments outside.

The cryptography is joserfc's, with algorithm and encryption pinned. Key ids, embedded keys and addresses in the header
choose nothing: there is one platform key. Source: RFC 7516; contract, platform.md 4.5.
"""

import re
from typing import TYPE_CHECKING, Any, Final

from korekit.errors.token_causes import JWEInvalid
from korekit.tokens.names import MAX_TOKEN_BYTES
from korekit.tokens.segments import MalformedSegment, decode_segment, read_object

if TYPE_CHECKING:
    from joserfc.jwk import RSAKey

__all__ = ["ENCRYPTIONS", "KEY_ALGORITHMS", "decrypt", "encrypt", "new_platform_key", "read_key"]

ENCRYPTIONS: Final = ("A128CBC-HS256", "A128GCM", "A256GCM")
KEY_ALGORITHMS: Final = ("RSA-OAEP",)
_LEGACY_ALGORITHM: Final = "RSA1_5"
_KEY_BITS: Final = 2048
_JWE: Final = re.compile(rb"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+){4}")


def new_platform_key(key_id: str) -> dict[str, Any]:
    """A new RSA key as a private JWK with this `kid`."""
    from joserfc.jwk import RSAKey  # lazy: 60 ms of imports that most processes never need

    return dict(RSAKey.generate_key(_KEY_BITS, {"kid": key_id}, private=True).as_dict(private=True))


def read_key(jwk: dict[str, Any]) -> "RSAKey":
    """A JWK, private or public, as the key that this module takes."""
    from joserfc.jwk import RSAKey  # lazy: see above

    return RSAKey.import_key({name: value for name, value in jwk.items() if name not in ("alg", "use", "key_ops")})


def encrypt(token: str, public_jwk: dict[str, Any], *, encryption: str = "A256GCM") -> str:
    """A signed token encrypted to the platform's public key, RSA-OAEP."""
    from joserfc import jwe  # lazy: see above

    header = {"alg": KEY_ALGORITHMS[0], "enc": encryption, "typ": "JWT", "kid": public_jwk.get("kid", "")}
    return jwe.encrypt_compact(header, token.encode(), read_key(public_jwk), algorithms=[KEY_ALGORITHMS[0], encryption])


def decrypt(token: bytes, key: "RSAKey", *, is_rsa1_5_allowed: bool = False) -> bytes:
    """The signed token inside an encrypted one.

    Raises:
        JWEInvalid: another algorithm, a broken segment, a wrong key: the reasons look alike on purpose.
    """
    header = _header_of(token)
    allowed = [*KEY_ALGORITHMS, _LEGACY_ALGORITHM] if is_rsa1_5_allowed else list(KEY_ALGORITHMS)
    if header.get("alg") not in allowed:
        raise JWEInvalid(expected=" or ".join(allowed), found="another `alg`")
    if header.get("enc") not in ENCRYPTIONS:
        raise JWEInvalid(expected=" or ".join(ENCRYPTIONS), found="another `enc`")
    if "crit" in header or "zip" in header:
        raise JWEInvalid(expected="no `crit` and no `zip`", found="one of them")
    from joserfc import jwe  # lazy: see above

    # Header parameters that nobody knows are ignored, as the RFC wants it; joserfc alone would refuse them.
    registry = jwe.JWERegistry(algorithms=[*allowed, *ENCRYPTIONS], strict_check_header=False)
    try:
        opened = jwe.decrypt_compact(token, key, registry=registry)
    except Exception as error:
        # joserfc lets errors of its libraries through (ValueError, cryptography's own): all mean the same here.
        raise JWEInvalid(found="a token that the platform's key does not open") from error
    if opened.plaintext is None:
        raise JWEInvalid(found="nothing inside")
    return opened.plaintext


def _header_of(token: bytes) -> dict[str, Any]:
    if len(token) > MAX_TOKEN_BYTES:
        raise JWEInvalid(expected=f"at most {MAX_TOKEN_BYTES} bytes", found=f"{len(token)} bytes")
    if _JWE.fullmatch(token) is None:
        raise JWEInvalid(expected="five base64url segments, none of them empty", found="another form")
    header, *rest = token.split(b".")
    try:
        for segment in rest:
            decode_segment(segment)
        return read_object(decode_segment(header), "the header")
    except MalformedSegment as error:
        raise JWEInvalid(found=str(error)) from None
