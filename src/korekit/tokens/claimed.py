"""Whose a refused call may be, by the word of a token that nobody has verified.

It decides about no call: with it an account finds the refusals of its own apps, also of those whose token is not
signed, names the app under a wrong claim or stands in a wrong header.
"""

import base64
import binascii
import re
from collections.abc import Iterable
from typing import Final

__all__ = ["claimed_client_ids"]

_LONGEST: Final = 16_384
_MOST: Final = 4
# Header and claims of a token, wherever it stands in a text; the claims of a JWE are not to be read. Each run of
# letters is gone through once: many beginnings in one run take no longer.
_LETTER: Final = rb"[A-Za-z0-9_\-+/]"
_TOKEN: Final = re.compile(
    rb"(?<!%(letter)s)(?:(?!eyJ)%(letter)s)*+eyJ%(letter)s*+={0,2}\.(%(letter)s+)" % {b"letter": _LETTER}
)
_CLIENT_ID: Final = re.compile(rb"cs-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_URL_SAFE: Final = bytes.maketrans(b"+/", b"-_")


def claimed_client_ids(texts: Iterable[bytes]) -> tuple[str, ...]:
    """The client ids that tokens in some texts name, under whatever claim.

    Args:
        texts: values of headers, or a query; of each the first 16,384 bytes are looked at.

    Returns:
        At most four ids, as they were met.
    """
    found: dict[str, None] = {}
    for text in texts:
        for token in _TOKEN.finditer(text[:_LONGEST]):
            for client_id in _CLIENT_ID.findall(_decoded(token[1])):
                found[client_id.decode("ascii")] = None
    return tuple(found)[:_MOST]


def _decoded(segment: bytes) -> bytes:
    padded = segment.translate(_URL_SAFE)
    try:
        return base64.urlsafe_b64decode(padded + b"=" * (-len(padded) % 4))
    except binascii.Error:
        return b""
