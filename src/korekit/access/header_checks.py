"""Checks of the header that carries the token.

Source: platform.md 4.1, causes.md.
"""

import re
from typing import Final

from korekit.access.facts import Facts
from korekit.errors.token_causes import HeaderBearerPrefix, HeaderDecorated, HeaderWrongName, TokenMissing

__all__ = ["check_header", "looks_like_token"]

_TOKEN_LIKE: Final = re.compile(rb"(?:bearer\s+)?[\"']?eyJ[A-Za-z0-9_-]+\.", re.IGNORECASE)
_DECORATION: Final = b"\"'`{}<>[]()"
# As text processors make them.
_TYPOGRAPHIC: Final = tuple(quote.encode() for quote in "\u2018\u2019\u201c\u201d")


def looks_like_token(value: bytes) -> bool:
    """Whether a header's value holds a token, with or without a word before it."""
    return _TOKEN_LIKE.match(value) is not None


def check_header(facts: Facts) -> None:
    """Find the token in the `auth` header.

    Raises:
        TokenMissing, HeaderWrongName, HeaderBearerPrefix, HeaderDecorated: as their names say.
    """
    if not facts.headers:
        if facts.other_token_headers:
            raise HeaderWrongName(expected="`auth`", found=f"`{facts.other_token_headers[0]}`")
        raise TokenMissing(expected="a header `auth`", found="none")
    if len(facts.headers) > 1:
        raise HeaderDecorated(expected="one `auth` header", found=f"{len(facts.headers)} of them")
    value = facts.headers[0]
    if not value.strip():
        raise TokenMissing(expected="a token in `auth`", found="an empty header")
    if value[:7].lower() == b"bearer " or value.strip().lower() == b"bearer":
        raise HeaderBearerPrefix(expected="the bare token", found="the word Bearer before it")
    if value != value.strip() or any(white in value for white in (b" ", b"\t", b"\n", b"\r")):
        raise HeaderDecorated(expected="the bare token", found="blanks around or inside it")
    if value[0] in _DECORATION or value[-1] in _DECORATION:
        raise HeaderDecorated(expected="the bare token", found=f"`{chr(value[0])}` and `{chr(value[-1])}` around it")
    if value.startswith(_TYPOGRAPHIC) or value.endswith(_TYPOGRAPHIC):
        raise HeaderDecorated(expected="the bare token", found="typographic quotes around it")
    if value[-1] in b",;=":
        raise HeaderDecorated(expected="the bare token", found=f"`{chr(value[-1])}` behind it")
    facts.token = value
