"""The segments of a token: base64url without slack, JSON without slack.

Anything with two readings is refused: padding, the other alphabet, spare bits that are not zero, white space, another
text encoding, duplicate keys, `NaN`. Source: RFC 7515 2 and 4, RFC 8725 3.
"""

import binascii
import json
from typing import Any, Final

__all__ = ["MalformedSegment", "decode_segment", "encode_segment", "read_object"]

_TO_STANDARD: Final = bytes.maketrans(b"-_", b"+/")
_TO_URL: Final = bytes.maketrans(b"+/", b"-_")
_PADDING: Final = (b"", None, b"==", b"=")
# Last characters whose spare bits are zero, by the segment's length modulo 4.
_LAST: Final = {2: frozenset(b"AQgw"), 3: frozenset(b"AEIMQUYcgkosw048")}


class MalformedSegment(ValueError):
    """A segment that is not what RFC 7515 asks for; the message says why, without the segment's content."""


def encode_segment(raw: bytes) -> bytes:
    """Bytes as base64url without padding."""
    return binascii.b2a_base64(raw, newline=False).translate(_TO_URL).rstrip(b"=")


def decode_segment(segment: bytes) -> bytes:
    """The bytes of one segment whose alphabet has been checked.

    Raises:
        MalformedSegment: a length that base64 cannot have, or spare bits that are set.
    """
    rest = len(segment) & 3
    padding = _PADDING[rest]
    if padding is None:
        raise MalformedSegment("a segment has a length that base64url cannot have")
    if rest and segment[-1] not in _LAST[rest]:
        raise MalformedSegment("the last character of a segment has spare bits set")
    return binascii.a2b_base64(segment.translate(_TO_STANDARD) + padding)


def _pairs_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise MalformedSegment("a key occurs twice")
    return found


def _no_constant(name: str) -> None:
    raise MalformedSegment(f"{name} is not JSON")


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_pairs_once, parse_constant=_no_constant)
_BLANKS: Final = " \t\n\r"


def read_object(raw: bytes, what: str) -> dict[str, Any]:
    """The JSON object in `raw`, every key once.

    Args:
        raw: UTF-8 text.
        what: how messages call it, for example `the header`.

    Raises:
        MalformedSegment: anything but one JSON object in UTF-8.
    """
    try:
        text = raw.decode("utf-8").strip(_BLANKS)
        found, end = _DECODER.raw_decode(text)
        if end != len(text):
            raise json.JSONDecodeError("something stands behind it", text, end)
        if b"\\u" in raw:
            # Half a pair of surrogates is no character: nothing that stores or prints it could write it as UTF-8.
            json.dumps(found, ensure_ascii=False).encode()
    except MalformedSegment as error:
        raise MalformedSegment(f"{what}: {error}") from None
    except UnicodeDecodeError:
        raise MalformedSegment(f"{what} is not UTF-8") from None
    except UnicodeEncodeError:
        raise MalformedSegment(f"{what} holds half a character") from None
    except json.JSONDecodeError as error:
        # Its text would quote the document's position only, never its content.
        raise MalformedSegment(f"{what} is not JSON (character {error.pos})") from None
    except (ValueError, RecursionError):
        raise MalformedSegment(f"{what} nests too deep or holds a number too long") from None
    if type(found) is not dict:
        raise MalformedSegment(f"{what} is not a JSON object")
    return found
