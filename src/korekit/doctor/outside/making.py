"""The token that pasted code would make: judged like one that was sent, as far as the code says what goes into it.

What a variable holds is unknown. It is replaced by something harmless, and nothing is said of it.
"""

from typing import Any, Final

from korekit.doctor.given import is_open
from korekit.doctor.making import MadeToken, SinceNow
from korekit.doctor.outside.scene import Scene
from korekit.doctor.redaction import safe_refusal, safe_word
from korekit.errors.refusal import Check, Refusal
from korekit.errors.token_causes import (
    AlgorithmNotAllowed,
    ClaimAppIdMissing,
    ClaimAppIdMisspelled,
    SignatureSecretDecoded,
    TokenUnsigned,
)
from korekit.tokens.jws import SignedToken, read_jws
from korekit.tokens.mint import sign
from korekit.tokens.names import APP_ID
from korekit.tokens.reading import Reading, read_token

__all__ = ["look_at_made_token"]

_STAND_IN_APP: Final = "cs-00000000-0000-4000-8000-000000000000"
_SECRET_BYTES: Final = 32
_STAND_IN_TEXT: Final = "unknown"
_ALGORITHM: Final = "HS256"


def look_at_made_token(scene: Scene, made: MadeToken) -> SignedToken | None:
    """Judge a token in the making; the token itself where its key and all of its claims are known."""
    _look_at_algorithm(scene, made)
    if made.is_key_decoded:
        decoded = SignatureSecretDecoded(expected="the secret's text", found="code that base64-decodes it first")
        # A variable may hold the secret encoded once more. What decodes to 32 bytes is a client secret's text.
        scene.fault(decoded, is_certain=made.key is not None and len(made.key) == _SECRET_BYTES)
    if made.claims is None:
        return None
    claims, unknown = _claims(made, scene.now_s)
    token = sign({"alg": _ALGORITHM, "typ": "JWT"}, claims, made.key or b"")
    reading = read_token(token.encode(), scene.now_s)
    for refusal in reading.refusals:
        if refusal.check is Check.ALGORITHM or _is_about(refusal, unknown):
            continue
        is_certain = made.are_claims_whole or not isinstance(refusal, ClaimAppIdMissing)
        scene.fault(safe_refusal(refusal), is_certain=is_certain)
    scene.reading = Reading(reading.kind, reading.header, claims, ())
    failed = {fault.check for fault in scene.faults}
    for check in (Check.TOKEN, Check.TIME):
        if check not in failed and not unknown & {"exp", "nbf", "iat"} and made.are_claims_whole:
            scene.passed(check)
    is_known = made.key is not None and made.algorithm in (None, _ALGORITHM) and not made.is_key_decoded
    return read_jws(token.encode()) if is_known and Check.TOKEN not in failed else None


def _look_at_algorithm(scene: Scene, made: MadeToken) -> None:
    if made.algorithm is None or is_open(made.algorithm):
        return
    if made.algorithm == _ALGORITHM:
        scene.passed(Check.ALGORITHM)
    elif made.algorithm.lower() == "none":
        scene.fault(TokenUnsigned(expected=_ALGORITHM, found="`none`"), is_certain=True)
    else:
        found = f"`{safe_word(made.algorithm)}`"
        scene.fault(AlgorithmNotAllowed(expected=_ALGORITHM, found=found), is_certain=True)


def _claims(made: MadeToken, now_s: float) -> tuple[dict[str, Any], set[str]]:
    """The claims with something in place of what is unknown, and the names of those."""
    claims: dict[str, Any] = {}
    unknown: set[str] = set()
    for name, value in (made.claims or {}).items():
        if isinstance(value, SinceNow):
            moment = now_s + value.seconds
            claims[name] = int(moment * 1000) if value.is_milliseconds else int(moment)
        elif isinstance(value, str) and is_open(value):
            unknown.add(name)
            if name == APP_ID:
                claims[name] = _STAND_IN_APP
            elif name not in ("exp", "nbf", "iat"):
                claims[name] = _STAND_IN_TEXT
        else:
            claims[name] = value
    return claims, unknown


def _is_about(refusal: Refusal, unknown: set[str]) -> bool:
    """Whether a refusal hangs on a claim whose value is not known."""
    if isinstance(refusal, ClaimAppIdMissing | ClaimAppIdMisspelled):
        # Names are known.
        return False
    text = f"{refusal.expected} {refusal.found} {refusal.at}"
    return any(f"`{name}`" in text for name in unknown)
