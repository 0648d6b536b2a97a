"""A signed token in compact form: three segments, read strictly, trusted for nothing yet.

`alg`, `kid`, `jku`, `jwk`, `x5u`, `x5c` choose nothing: the algorithm is HS256 and the key comes from the app.
Source: RFC 7515, RFC 8725; contract, platform.md 4.2.
"""

import re
from functools import lru_cache
from typing import Any, Final, NamedTuple

from korekit.errors.refusal import Refusal
from korekit.errors.token_causes import AlgorithmNotAllowed, TokenMalformed, TokenTruncated, TokenUnsigned
from korekit.errors.wire import INVALID_CREDENTIALS
from korekit.tokens.names import MAX_TOKEN_BYTES
from korekit.tokens.segments import MalformedSegment, decode_segment, read_object

__all__ = ["SignedToken", "read_jws", "segment_count"]

# What base64url is written with: taken out of a JWS, two dots are left.
_LETTERS: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_ALPHABET: Final = re.compile(rb"[A-Za-z0-9_.-]*")
_SIGNATURE_LENGTH: Final = 43


# A tuple, against the house's rule: making one costs a third of a frozen dataclass, for every token that comes.
class SignedToken(NamedTuple):
    """A well-formed HS256 token whose signature is still to be checked."""

    claims: dict[str, Any]
    signed_part: bytes
    signature: bytes

    def __repr__(self) -> str:
        return f"SignedToken({len(self.claims)} claims)"


def segment_count(token: bytes) -> int:
    """How many segments the dots make: 3 for a JWS, 5 for a JWE."""
    return token.count(b".") + 1


def read_jws(token: bytes) -> SignedToken:
    """Read a signed token without trusting it.

    Args:
        token: the compact form, ASCII, at most 16,384 bytes.

    Raises:
        Refusal: `token-malformed`, `token-truncated`, `token-unsigned` or `algorithm-not-allowed`.
    """
    if len(token) > MAX_TOKEN_BYTES or token.translate(None, _LETTERS) != b"..":
        raise _shape_refusal(token)
    header_segment, claims_segment, signature_segment = token.split(b".")
    if not header_segment or not claims_segment:
        raise _shape_refusal(token)
    header_refusal = _header_refusal(header_segment)
    if header_refusal is not None:
        kind, found = header_refusal
        raise kind(found=found)
    if not signature_segment:
        raise TokenUnsigned(expected="a signature after the second dot", found="nothing")
    try:
        claims = read_object(decode_segment(claims_segment), "the claims segment")
    except MalformedSegment as error:
        raise TokenMalformed(found=str(error)) from None
    if len(signature_segment) < _SIGNATURE_LENGTH:
        raise TokenTruncated(
            expected=f"a signature of {_SIGNATURE_LENGTH} characters",
            found=f"{len(signature_segment)} characters",
            wire=INVALID_CREDENTIALS,
        )
    try:
        signature = decode_segment(signature_segment)
    except MalformedSegment:
        # Something was added to the signature, or its spare bits are set: no HMAC value is spelled like that, and the
        # platform calls it bad credentials. Source: observed-errors.md 1.2.
        signature = b""
    return SignedToken(claims, token[: len(header_segment) + 1 + len(claims_segment)], signature)


# Pure, and called with the same few headers again and again; bounded, so that a stranger cannot fill the memory.
@lru_cache(maxsize=64)
def _header_refusal(segment: bytes) -> tuple[type[Refusal], str] | None:
    try:
        header = read_object(decode_segment(segment), "the header")
    except MalformedSegment as error:
        return TokenMalformed, str(error)
    if "alg" not in header:
        return AlgorithmNotAllowed, "no `alg`"
    algorithm = header["alg"]
    if not isinstance(algorithm, str):
        return AlgorithmNotAllowed, "an `alg` that is no text"
    if algorithm != "HS256":
        if algorithm.strip().lower() in {"none", ""}:
            return TokenUnsigned, "`alg` is none"
        return AlgorithmNotAllowed, f"`alg` {algorithm[:20]!r}"
    if "crit" in header or "b64" in header:
        return TokenMalformed, "a critical extension (`crit` or `b64`), none of which is supported"
    if "zip" in header or "enc" in header:
        return TokenMalformed, "a header of another kind of token (`zip` or `enc`)"
    kind = header.get("typ", "JWT")
    if not isinstance(kind, str) or kind.upper() != "JWT":
        return TokenMalformed, "a `typ` other than JWT"
    return None


def _shape_refusal(token: bytes) -> Refusal:
    if len(token) > MAX_TOKEN_BYTES:
        return TokenMalformed(expected=f"at most {MAX_TOKEN_BYTES} bytes", found=f"{len(token)} bytes")
    if not _ALPHABET.fullmatch(token):
        return TokenMalformed(found="characters that base64url does not have")
    segments = token.split(b".")
    if len(segments) == 2 and all(segments) and token.startswith(b"eyJ"):
        # Made without a signature, or cut: then the claims most likely broke off as well.
        try:
            read_object(decode_segment(segments[1]), "the claims segment")
        except MalformedSegment:
            return TokenTruncated(expected="three segments", found="two segments, the second broken off")
        return TokenUnsigned(expected="three segments", found="two segments")
    if token.startswith(b"eyJ") and len(segments) == 1:
        return TokenTruncated(expected="three segments", found="one segment")
    return TokenMalformed(expected="three segments, none of them empty", found=f"{len(segments)} segments")
