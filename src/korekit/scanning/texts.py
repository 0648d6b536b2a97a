"""Bytes of a file as text, and what of it may be shown."""

import os
import unicodedata
from typing import Final

__all__ = ["is_binary", "is_utf_16", "line_of", "shown_path", "text_of"]

_LOOKED_AT: Final = 8_192
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")


def is_utf_16(data: bytes) -> bool:
    """Whether the text is UTF-16 and says so, as PowerShell writes it."""
    return data.startswith(_UTF_16)


def is_binary(data: bytes) -> bool:
    """Whether these bytes are no text, as git decides it, but for UTF-16."""
    return not is_utf_16(data) and b"\0" in data[:_LOOKED_AT]


def text_of(data: bytes) -> str:
    """The text, whatever is wrong with its encoding."""
    if is_utf_16(data):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8-sig", "replace")


def line_of(text: str, at: int) -> tuple[int, int]:
    """The line and the column of a place, both from 1."""
    start = text.rfind("\n", 0, at) + 1
    return text.count("\n", 0, at) + 1, at - start + 1


def shown_path(path: str) -> str:
    """A path that can be printed: nothing in it steers a terminal, and every character can be encoded."""
    text = os.fsencode(path).decode("utf-8", "replace").replace(os.sep, "/")
    return "".join("\ufffd" if unicodedata.category(sign) in ("Cc", "Cf", "Zl", "Zp") else sign for sign in text)
