"""Data to standard output, talk to standard error."""

import json
import re
import shutil
import sys
from collections.abc import Sequence
from typing import Any, Final

import click

from korekit.plain_text import plain, width_of

__all__ = ["cut", "print_json", "print_table", "say"]

_NUMBER: Final = re.compile(r"[-+]?\d[\d,]*(\.\d+)?( ?%)?")
_GAP: Final = "  "
# Below this a text says nothing any more.
_NARROWEST: Final = 16


def say(text: str) -> None:
    """Tell the user something that is no data."""
    click.echo(text, err=True)


def print_json(document: Any) -> None:
    """Print plain dicts and lists as JSON."""
    click.echo(json.dumps(document, indent=2, ensure_ascii=False))


def print_table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows in columns, numbers to the right; on a terminal they fit its width, elsewhere nothing is cut.

    Texts are cut before ids, which somebody may want to copy. Control characters are shown as blanks, since a host's
    texts must not steer a terminal.
    """
    lines = [[plain(cell) for cell in row] for row in (titles, *rows)]
    columns = list(zip(*lines, strict=True))
    room = shutil.get_terminal_size().columns if sys.stdout.isatty() else 0
    widths = _widths(columns, room)
    is_number = [_is_number(column[1:]) for column in columns]
    for number, line in enumerate(lines):
        cells = [
            _cell(cell, width, is_right=is_right) for cell, width, is_right in zip(line, widths, is_number, strict=True)
        ]
        text = _GAP.join(cells).rstrip()
        shown = cut(text, room) if room else text
        click.echo(click.style(shown, bold=True) if number == 0 else shown)


def _widths(columns: Sequence[Sequence[str]], room: int) -> list[int]:
    """How wide each column is shown; texts give way, the widest first, where the room is too small."""
    widths = [max(map(width_of, column)) for column in columns]
    if not room:
        return widths
    texts = [number for number, column in enumerate(columns) if any(" " in cell for cell in column[1:])]
    widths = [min(width, room) for width in widths]
    surplus = sum(widths) + len(_GAP) * (len(widths) - 1) - room
    while texts and surplus > 0:
        widest = max(texts, key=widths.__getitem__)
        if widths[widest] <= _NARROWEST:
            break
        widths[widest] -= 1
        surplus -= 1
    return widths


def _is_number(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(_NUMBER.fullmatch(cell) for cell in filled)


def _cell(text: str, width: int, *, is_right: bool) -> str:
    shown = cut(text, width)
    blanks = " " * (width - width_of(shown))
    return blanks + shown if is_right else shown + blanks


def cut(text: str, width: int) -> str:
    """The text in at most so many columns, with an ellipsis where something is missing."""
    if width_of(text) <= width:
        return text
    shown, used = "", 1
    for sign in text:
        used += width_of(sign)
        if used > width:
            break
        shown += sign
    return f"{shown}…"
