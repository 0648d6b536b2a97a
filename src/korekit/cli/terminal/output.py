"""Data to standard output, talk to standard error."""

import json
import shutil
import sys
import unicodedata
from collections.abc import Sequence
from typing import Any

import click

__all__ = ["print_json", "print_table", "say"]


def say(text: str) -> None:
    """Tell the user something that is no data."""
    click.echo(text, err=True)


def print_json(document: Any) -> None:
    """Print plain dicts and lists as JSON."""
    click.echo(json.dumps(document, indent=2, ensure_ascii=False))


def print_table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows in columns; on a terminal the last column is cut to its width, elsewhere nothing is.

    Control characters are shown as blanks, since a host's texts must not steer a terminal.
    """
    lines = [[_plain(cell) for cell in row] for row in (titles, *rows)]
    widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
    is_terminal = sys.stdout.isatty()
    columns = shutil.get_terminal_size().columns if is_terminal else 0
    for number, line in enumerate(lines):
        padded = [cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)]
        text = "  ".join(padded).rstrip()
        shown = f"{text[: columns - 1]}…" if columns and _width(text) > columns else text
        click.echo(click.style(shown, bold=True) if number == 0 else shown)


def _plain(text: str) -> str:
    return "".join(" " if unicodedata.category(sign) in ("Cc", "Cf", "Zl", "Zp") else sign for sign in text)


def _width(text: str) -> int:
    return sum(
        2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text if not unicodedata.combining(sign)
    )
