"""Text that is harmless to show, with how much room it takes."""

import unicodedata

__all__ = ["plain", "width_of"]


def plain(text: str) -> str:
    """The text with blanks instead of what could steer a terminal."""
    return "".join(" " if unicodedata.category(sign) in ("Cc", "Cf", "Zl", "Zp") else sign for sign in text)


def width_of(text: str) -> int:
    """How many columns a terminal needs to show the text."""
    if text.isascii():
        return len(text)
    return sum(
        2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text if not unicodedata.combining(sign)
    )
