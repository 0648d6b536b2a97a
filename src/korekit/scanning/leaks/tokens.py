"""Tokens of this API in a text: signed, unsigned, encrypted.

A JWT of another service names no app of this API, and is left alone. Source: contract, platform.md 4.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

from korekit.nearness import folded
from korekit.scanning.leaks.sighting import Certainty, Kind, Sighting
from korekit.tokens.jwe import ENCRYPTIONS, KEY_ALGORITHMS
from korekit.tokens.names import APP_ID, APP_ID_MISSPELLINGS, AUDIENCES, ISSUER, MAX_TOKEN_BYTES
from korekit.tokens.segments import MalformedSegment, decode_segment, read_object

__all__ = ["CLIENT_ID", "may_hold_token", "tokens_in"]

CLIENT_ID: Final = re.compile(r"(?<![\w-])cs-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![\w-])")
# Every run of segments once: a run begins where none of its characters stands before it.
_RUN: Final = re.compile(r"(?<![\w-])[\w-]{12,}+(?:\.[\w-]*+){2,4}", re.ASCII)
# `{"`, `{ `, `{` and a line's end, in base64url: how an object begins.
_BEGINNINGS: Final = ("eyJ", "eyA", "ewo", "ew0")
_MAX_BEGINNINGS: Final = 4
_KEY_ALGORITHMS: Final = frozenset({*KEY_ALGORITHMS, "RSA1_5"})


def may_hold_token(data: bytes) -> bool:
    """Whether it is worth looking for tokens: quick, and never wrong about text that has one."""
    return any(beginning.encode() in data for beginning in _BEGINNINGS)


def tokens_in(text: str) -> Iterator[Sighting]:
    """The tokens of this API in a text."""
    at = 0
    while run := _RUN.search(text, at):
        found = _token_in(run[0], run.start())
        # Where a run is no token, one may still begin at its second segment.
        at = found.at + len(found.secret) if found else run.start() + run[0].index(".") + 1
        if found is not None:
            yield found


def _token_in(run: str, start: int) -> Sighting | None:
    head = run.index(".")
    places = sorted({found for one in _BEGINNINGS for found in _places(run, one, head)})[:_MAX_BEGINNINGS]
    for place in places:
        header = _object(run[place:head])
        if header is not None and isinstance(header.get("alg"), str):
            return _sighting(run[place:], header, start + place)
    return None


def _places(run: str, beginning: str, end: int) -> list[int]:
    found: list[int] = []
    at = run.find(beginning, 0, end)
    while at >= 0 and len(found) < _MAX_BEGINNINGS:
        found.append(at)
        at = run.find(beginning, at + 1, end)
    return found


def _sighting(token: str, header: dict[str, Any], at: int) -> Sighting | None:
    segments = token.split(".")
    if "enc" in header:
        is_ours = header["enc"] in ENCRYPTIONS and header["alg"] in _KEY_ALGORITHMS
        if len(segments) != 5 or not is_ours or not all(segments):
            return None
        return Sighting(kind=Kind.ENCRYPTED_TOKEN, secret=token, at=at, certainty=Certainty.LIKELY)
    claims = _object(segments[1])
    if claims is None:
        return None
    client_id = _client_id(claims)
    if client_id is None:
        return None
    signature = segments[2]
    return Sighting(
        kind=Kind.TOKEN,
        secret=".".join(segments[:3]),
        at=at,
        certainty=Certainty.CERTAIN,
        client_id=client_id,
        claims=claims,
        is_unsigned=not signature or str(header["alg"]).lower() == "none",
    )


def _client_id(claims: dict[str, Any]) -> str | None:
    """The app that the claims name, empty where it is named in no form that counts; `None` for another service's."""
    for name in (APP_ID, ISSUER, *claims):
        value = claims.get(name)
        if isinstance(value, str) and CLIENT_ID.fullmatch(value):
            return value
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    is_for_us = any(isinstance(one, str) and one in AUDIENCES for one in audiences)
    # `appid`, `app`, `clientId`: other services have them too, with ids of another form.
    names_app = any(
        folded(name) in APP_ID_MISSPELLINGS and str(value).startswith("cs-") for name, value in claims.items()
    )
    return "" if is_for_us or names_app else None


def _object(segment: str) -> dict[str, Any] | None:
    if len(segment) > MAX_TOKEN_BYTES:
        return None
    try:
        return read_object(decode_segment(segment.encode()), "it")
    except (MalformedSegment, ValueError):
        return None
