"""The escapes of bash's `$'…'`."""

import re
from typing import Final

from korekit.doctor.given import Unreadable

__all__ = ["ansi_c"]

_ESCAPE: Final = re.compile(
    r"\\(?:([0-7]{1,3})|x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8})|c(.)|(.))", re.DOTALL
)
_SIMPLE: Final = {
    "a": "\a", "b": "\b", "e": "\x1b", "E": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v",
}  # fmt: skip


def ansi_c(text: str, start: int) -> tuple[str, int]:
    """The text of a `$'…'` whose content begins at `start`, with the position behind its closing quote.

    Raises:
        Unreadable: it is never closed.
    """
    pieces: list[str] = []
    at = start
    while at < len(text):
        here = text[at]
        if here == "'":
            return "".join(pieces), at + 1
        escape = _ESCAPE.match(text, at) if here == "\\" else None
        if escape is None:
            pieces.append(here)
            at += 1
        else:
            pieces.append(_meant(escape))
            at = escape.end()
    raise Unreadable(f"character {start}", "a $' that is never closed")


def _meant(escape: re.Match[str]) -> str:
    octal, byte, short, long, control, simple = escape.groups()
    if octal:
        return chr(int(octal, 8) & 0xFF)
    code = byte or short or long
    if code:
        number = int(code, 16)
        # Half of a surrogate pair is no character by itself, and cannot be encoded.
        return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"
    if control:
        return chr(ord(control) & 0x1F)
    return _SIMPLE.get(simple, simple if simple in "\\'\"?" else "\\" + simple)
