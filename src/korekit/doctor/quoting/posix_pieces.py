"""The pieces that a POSIX word is made of: what is quoted, escaped, or filled in by the shell."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from korekit.doctor.given import Unreadable, opened
from korekit.doctor.quoting.ansi_c import ansi_c

__all__ = ["Piece", "place_of", "posix_piece"]

_VARIABLE: Final = re.compile(r"\$(?:(\w+)|\{(\w{1,200})\}|\{[^}\n]{0,300}\})")
_ESCAPABLE: Final = frozenset('"\\$`')


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a word. `end`: the position behind it. `inner`: texts of the substitutions in it."""

    text: str
    end: int
    inner: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Piece({len(self.text)} characters)"


def posix_piece(text: str, at: int, variables: Mapping[str, str]) -> Piece | None:
    """The piece that begins at a position, or `None` where an ordinary character stands.

    Args:
        text: the whole text.
        at: the position.
        variables: what the text has assigned so far; other variables stay open.

    Raises:
        Unreadable: a quote that is never closed.
    """
    here = text[at]
    if here == "\\":
        return Piece(text[at + 1 : at + 2], at + 2)
    if here == "'":
        return _until(text, at, "'")
    if here == '"':
        return _double(text, at, variables)
    if here == "$":
        return _dollar(text, at, variables, is_quoted=False)
    return _backticks(text, at) if here == "`" else None


def place_of(text: str, at: int) -> str:
    """A position in words, for messages."""
    return f"line {text.count(chr(10), 0, at) + 1}, column {at - text.rfind(chr(10), 0, at)}"


def _until(text: str, at: int, quote: str) -> Piece:
    end = text.find(quote, at + 1)
    if end < 0:
        raise Unreadable(place_of(text, at), f"a {quote} that is never closed")
    return Piece(text[at + 1 : end], end + 1)


def _double(text: str, start: int, variables: Mapping[str, str]) -> Piece:
    pieces: list[str] = []
    inner: list[str] = []
    at = start + 1
    while at < len(text):
        here = text[at]
        if here == '"':
            return Piece("".join(pieces), at + 1, tuple(inner))
        if here == "\\":
            piece: Piece | None = _escaped_in_double(text, at)
        elif here == "$":
            piece = _dollar(text, at, variables, is_quoted=True)
        else:
            piece = _backticks(text, at) if here == "`" else None
        pieces.append(piece.text if piece else here)
        inner += piece.inner if piece else ()
        at = piece.end if piece else at + 1
    raise Unreadable(place_of(text, start), 'a " that is never closed')


def _escaped_in_double(text: str, at: int) -> Piece:
    following = text[at + 1 : at + 2]
    if following in _ESCAPABLE:
        return Piece(following, at + 2)
    if following == "\n":
        return Piece("", at + 2)
    if text.startswith("\r\n", at + 1):
        return Piece("", at + 3)
    return Piece("\\" + following, at + 2)


def _dollar(text: str, at: int, variables: Mapping[str, str], *, is_quoted: bool) -> Piece:
    following = text[at + 1 : at + 2]
    if following == "'" and not is_quoted:
        return Piece(*ansi_c(text, at + 2))
    if following == '"' and not is_quoted:
        return _double(text, at + 1, variables)
    if following == "(":
        return _substitution(text, at)
    found = _VARIABLE.match(text, at)
    if found is None:
        return Piece("$", at + 1)
    name = found[1] or found[2] or ""
    return Piece(variables.get(name, opened(found[0])), found.end())


def _substitution(text: str, at: int) -> Piece:
    depth, end = 0, at + 1
    while end < len(text):
        here = text[end]
        if here == "'":
            closing = text.find("'", end + 1)
            end = closing if closing > 0 else end
        depth += {"(": 1, ")": -1}.get(here, 0)
        end += 1
        if depth == 0:
            return Piece(opened("$(…)"), end, (text[at + 2 : end - 1],))
    raise Unreadable(place_of(text, at), "a `$(` that is never closed")


def _backticks(text: str, at: int) -> Piece:
    found = _until(text, at, "`")
    return Piece(opened("`…`"), found.end, (found.text,))
