"""The token itself: its form, algorithm, claims, times, and, with a secret at hand, its signature.

Our own reading is stricter than some hosts are known to be. So a token that only a strict reader refuses is a
suspicion, and one that every reader refuses is certain.
"""

import base64
import hashlib
import json
import re
from typing import Any, Final
from urllib.parse import quote_plus

from korekit.doctor.outside.making import look_at_made_token
from korekit.doctor.outside.scene import LONGEST_TOKEN, KnownSecret, Scene
from korekit.doctor.redaction import safe_refusal
from korekit.errors.refusal import Check, Refusal
from korekit.errors.token_causes import (
    JTILifetimeTooLong,
    JTIMissing,
    JWEInvalid,
    SignatureInvalid,
    TokenExpired,
    TokenMalformed,
    TokenNotYetValid,
)
from korekit.tokens.claims import JTI_LIFETIME_S
from korekit.tokens.jwe import ENCRYPTIONS, KEY_ALGORITHMS
from korekit.tokens.jws import SignedToken, read_jws, segment_count
from korekit.tokens.names import APP_ID
from korekit.tokens.reading import Reading, read_token
from korekit.tokens.segments import MalformedSegment, decode_segment
from korekit.tokens.suspects import explain_signature
from korekit.tokens.verify import is_signed_with

__all__ = ["look_at_token"]

# Clocks of two machines differ by less than this, if anybody sets them.
_CLOCK_SLACK_S: Final = 300
_LOOSE_JWS: Final = re.compile(rb"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)")
_SIGNATURE_LENGTH: Final = 43


def look_at_token(scene: Scene) -> None:
    """Judge the token, if there is one to look at."""
    if scene.token is None:
        if scene.made is not None:
            signed = look_at_made_token(scene, scene.made)
            if signed is not None:
                _look_at_signature(scene, signed)
        return
    reading = scene.reading = read_token(scene.token, scene.now_s)
    if segment_count(scene.token) == 5:
        _look_at_encrypted(scene, reading)
        return
    for refusal in reading.refusals:
        told = safe_refusal(refusal)
        if len(scene.token) > LONGEST_TOKEN and isinstance(refusal, TokenMalformed):
            told.found = f"more than {LONGEST_TOKEN} bytes"
        scene.fault(told, is_certain=_is_certain(refusal, scene, reading))
    _say_what_passed(scene, reading)
    signed = _signed(scene.token)
    if signed is not None:
        _look_at_signature(scene, signed)


def _is_certain(refusal: Refusal, scene: Scene, reading: Reading) -> bool:
    claims = reading.claims or {}
    if isinstance(refusal, TokenMalformed):
        return not _is_loosely_readable(scene.token or b"")
    if isinstance(refusal, TokenNotYetValid):
        # Whether the vendor's hosts look at `nbf` is not documented.
        return False
    if isinstance(refusal, TokenExpired):
        return scene.now_s - _number(claims.get("exp")) > _CLOCK_SLACK_S
    if isinstance(refusal, JTILifetimeTooLong) and "exp" in claims:
        return _number(claims["exp"]) - scene.now_s > JTI_LIFETIME_S + _CLOCK_SLACK_S
    return True


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) and abs(value) < 1e300 else 0.0


def _is_loosely_readable(token: bytes) -> bool:
    """Whether a reader that is not strict would take it: any JSON objects, any last bits."""
    found = _LOOSE_JWS.fullmatch(token)
    if found is None:
        return False
    header, claims = (_loose_object(segment) for segment in found.groups()[:2])
    return header is not None and claims is not None and isinstance(header.get("alg"), str)


def _loose_object(segment: bytes) -> dict[str, Any] | None:
    # With `A` the spare bits of a last character become those of a further one.
    padded = segment + b"A" * (-len(segment) % 4)
    try:
        text = decode_segment(padded)[: len(segment) * 3 // 4]
        found = json.loads(text)
    except (MalformedSegment, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _say_what_passed(scene: Scene, reading: Reading) -> None:
    """The checks that the token passes whatever the app is; `app`, `signature` and `jti` need to know more."""
    failed = {refusal.check for refusal in reading.refusals}
    _suspect_jti(scene, reading.claims or {})
    is_open_to_look = reading.header is not None and reading.claims is not None
    if Check.TOKEN not in failed and is_open_to_look:
        scene.passed(Check.TOKEN)
        if Check.ALGORITHM not in failed:
            scene.passed(Check.ALGORITHM)
        if Check.TIME not in failed and not _is_near_its_end(scene, reading.claims or {}):
            scene.passed(Check.TIME)


def _suspect_jti(scene: Scene, claims: dict[str, Any]) -> None:
    """A name that is nearly `jti` matters where the app enforces it."""
    near = next((name for name in list(claims)[:32] if name != "jti" and sorted(name.lower()) == sorted("jti")), None)
    if near is not None and "jti" not in claims:
        scene.fault(JTIMissing(expected="`jti`", found=f"`{near}`"), is_certain=False)


def _is_near_its_end(scene: Scene, claims: dict[str, Any]) -> bool:
    return "exp" in claims and _number(claims["exp"]) - scene.now_s < _CLOCK_SLACK_S / 5


def _signed(token: bytes) -> SignedToken | None:
    try:
        return read_jws(token)
    except Refusal:
        return None


def _look_at_signature(scene: Scene, signed: SignedToken) -> None:
    length = len((scene.token or b"").rpartition(b".")[2])
    if length > _SIGNATURE_LENGTH:
        # Something was added behind the signature. Source: observed-errors.md 1.2.
        expected = f"a signature of {_SIGNATURE_LENGTH} characters"
        scene.fault(SignatureInvalid(expected=expected, found=f"{length} characters"), is_certain=True)
        return
    named = signed.claims.get(APP_ID) or signed.claims.get("iss") or ""
    own = [one for one in _stripped(scene.secrets) if one.client_id in ("", named)]
    if any(is_signed_with(signed, one.text) for one in own):
        scene.passed(Check.SIGNATURE)
        return
    others = [one.text for one in _stripped(scene.secrets) if one.client_id not in ("", named)]
    refusal = explain_signature(signed, [one.text for one in own], [], others)
    if type(refusal) is SignatureInvalid:
        refusal = _by_other_key(signed, own, str(named)) or refusal
    is_plain = type(refusal) is SignatureInvalid and not refusal.found
    if is_plain and not own:
        # No secret at hand, and no sample secret fits: it may be good.
        return
    if is_plain:
        refusal = SignatureInvalid(expected="the signature of the secret at hand", found="another one")
    # A secret of which nobody said whose it is may be the wrong one itself.
    scene.fault(refusal, is_certain=not is_plain or any(one.client_id for one in own))


def _by_other_key(signed: SignedToken, own: list[KnownSecret], named: str) -> SignatureInvalid | None:
    """The refusal for a key that is not the secret but was made of what is at hand; `None` where none fits."""
    keys: list[tuple[bytes, str]] = [(named.encode(), "the client id in its place")] if named else []
    for one in own:
        text = one.text
        keys += [
            (base64.b64encode(text), "the secret base64-encoded once more"),
            (quote_plus(text).encode(), "the secret as it stands in an address, with `%` escapes"),
            (text[:-1], "the secret without its last character"),
            (text[1:], "the secret without its first character"),
            (text.lower(), "the secret in lower case"),
            (text + b"\\n", "the secret with the letters `\\n` behind it"),
            (text.replace(b"+", b" "), "the secret with blanks in place of `+`"),
            (hashlib.sha256(text).digest(), "a hash of the secret"),
        ]
    for key, found in keys:
        if is_signed_with(signed, key):
            return SignatureInvalid(expected="the client secret as the key", found=found)
    return None


def _stripped(secrets: tuple[KnownSecret, ...]) -> list[KnownSecret]:
    # A line break at the end of a variable or file is no part of the secret.
    return [KnownSecret(one.text.strip(), one.client_id) for one in secrets if one.text.strip()]


def _look_at_encrypted(scene: Scene, reading: Reading) -> None:
    header = reading.header
    segments = (scene.token or b"").split(b".")
    if header is None:
        scene.fault(JWEInvalid(expected="a JSON header", found="one that cannot be read"), is_certain=True)
    elif not all(segments):
        scene.fault(JWEInvalid(expected="five segments, none of them empty", found="an empty one"), is_certain=True)
    elif header.get("alg") not in KEY_ALGORITHMS:
        # Some hosts take the older RSA algorithm as well. Source: platform.md 4.5.
        is_rsa = str(header.get("alg")).startswith("RSA")
        scene.fault(JWEInvalid(expected=" or ".join(KEY_ALGORITHMS), found="another `alg`"), is_certain=not is_rsa)
    elif header.get("enc") not in ENCRYPTIONS:
        scene.fault(JWEInvalid(expected=" or ".join(ENCRYPTIONS), found="another `enc`"), is_certain=True)
