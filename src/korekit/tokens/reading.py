"""What a token says, for people: decoded without trusting it, each oddity named.

Source: contract, platform.md 4.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from korekit.errors.refusal import Refusal
from korekit.tokens.claims import check_claim_forms, check_times, client_id_of, jti_of
from korekit.tokens.jws import read_jws, segment_count
from korekit.tokens.segments import MalformedSegment, decode_segment, read_object
from korekit.tokens.tolerances import LENIENT, Tolerances

__all__ = ["Reading", "read_token"]


@dataclass(frozen=True, slots=True)
class Reading:
    """A token laid open: its parts where they can be read, and what is wrong with it as far as it can be seen."""

    kind: str
    header: dict[str, Any] | None
    claims: dict[str, Any] | None
    refusals: tuple[Refusal, ...]
    remarks: tuple[str, ...] = field(default=())


def read_token(token: bytes, now_s: float, tolerances: Tolerances = LENIENT) -> Reading:
    """Lay a token open; its signature is not looked at.

    Args:
        token: compact form, as somebody sent it.
        now_s: seconds since the epoch, for `exp` and `nbf`.
        tolerances: what of the vendor's leniency to allow.
    """
    segments = token.split(b".")
    header = _object_or_none(segments[0])
    if segment_count(token) == 5:
        return Reading("JWE", header, None, (), ("Encrypted: only the platform can read its claims.",))
    claims = _object_or_none(segments[1]) if len(segments) > 1 else None
    refusals = _refusals(token, claims, now_s, tolerances)
    return Reading("JWS", header, claims, tuple(refusals), tuple(_remarks(claims)) if claims is not None else ())


def _object_or_none(segment: bytes) -> dict[str, Any] | None:
    try:
        return read_object(decode_segment(segment), "it")
    except (MalformedSegment, ValueError):
        return None


def _refusals(token: bytes, claims: dict[str, Any] | None, now_s: float, allowed: Tolerances) -> list[Refusal]:
    found: list[Refusal] = []
    try:
        read_jws(token)
    except Refusal as refusal:
        found.append(refusal)
    if claims is None:
        return found
    try:
        check_claim_forms(claims, allowed)
    except Refusal as refusal:
        # Times of a wrong type cannot be compared.
        return [*found, refusal]
    checks: tuple[Callable[[], object], ...] = (
        lambda: client_id_of(claims, allowed),
        lambda: check_times(claims, now_s),
        lambda: jti_of(claims, now_s, is_enforced=False),
    )
    for check in checks:
        try:
            check()
        except Refusal as refusal:
            found.append(refusal)
    return found


def _remarks(claims: dict[str, Any]) -> list[str]:
    remarks: list[str] = []
    if "exp" not in claims:
        remarks.append("It has no `exp`: whoever holds it can use it until the secret is rotated.")
    if "appId" not in claims and "iss" in claims:
        remarks.append("It names the app by `iss`; the documented claim is `appId`.")
    if "jti" in claims:
        remarks.append("It has a `jti`: it is good for one request.")
    return remarks
