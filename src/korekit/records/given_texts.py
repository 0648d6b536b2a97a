"""Short texts that people give: names, addresses, colours. What is taken of them, wherever they are given."""

import re
import unicodedata
from typing import Final

from korekit.catalog.planes import Role
from korekit.errors.console import InputInvalid

__all__ = ["email_address", "given_prose", "given_role", "given_text", "is_short_text"]

_MAX_NAME: Final = 200
_MAX_EMAIL: Final = 254
# Halves of surrogate pairs too, which no encoding takes.
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
# What turns the text around it: with these in a name, a page reads otherwise than it is written.
_TURNING: Final = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_LINE_ENDS: Final = re.compile(r"[\t\n\r]")
_EMAIL: Final = re.compile(r"[^\s@]+@[^\s@]+")


def is_short_text(text: str, maximum: int) -> bool:
    """Whether a text has at most `maximum` characters and no control character among them."""
    return len(text) <= maximum and _CONTROL.search(text) is None


def given_text(text: str, wire_name: str, *, maximum: int = _MAX_NAME, may_be_empty: bool = False) -> str:
    """The text without blanks around it.

    Raises:
        InputInvalid: nothing is left that anybody sees, it is longer than `maximum` characters, or it holds control
            characters.
    """
    stripped = text.strip()
    if not _is_seen(stripped) and not (may_be_empty and not stripped):
        raise InputInvalid(f"`{wire_name}` is empty.")
    if not is_short_text(stripped, maximum) or _TURNING.search(stripped):
        raise InputInvalid(f"`{wire_name}` takes at most {maximum} characters, none of them a control character.")
    return stripped


def _is_seen(text: str) -> bool:
    """Whether anything but blanks and what has no shape is in a text."""
    return any(unicodedata.category(letter)[0] not in "CZ" for letter in text)


def given_prose(text: str, wire_name: str, *, maximum: int) -> str:
    """The text as it is, of any number of lines; it may be empty.

    Raises:
        InputInvalid: it is longer than `maximum` characters, or holds control characters other than line ends and tabs.
    """
    if not is_short_text(_LINE_ENDS.sub(" ", text), maximum):
        raise InputInvalid(f"`{wire_name}` takes at most {maximum} characters, none of them a control character.")
    return text


def email_address(text: str) -> str:
    """The address in the form in which it is stored and compared: lower case.

    Raises:
        InputInvalid: it is none, or holds what nobody sees, so that it looks like somebody else's.
    """
    address = text.strip().lower()
    is_plain = all(unicodedata.category(letter) != "Cf" for letter in address[: _MAX_EMAIL + 1])
    if not _EMAIL.fullmatch(address) or not is_short_text(address, _MAX_EMAIL) or not is_plain:
        raise InputInvalid("Invalid emailId")
    return address


def given_role(text: str) -> Role:
    """The role that a text names, in any case.

    Raises:
        InputInvalid: none.
    """
    try:
        return Role(text.strip().lower())
    except ValueError:
        raise InputInvalid(f"`role` is one of {', '.join(Role)}.") from None
