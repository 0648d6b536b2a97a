"""A difference printed as release notes, as wide as the terminal is."""

import shutil
import sys
from typing import Final

import click

from korekit.archive.comparing import Difference
from korekit.archive.telling.notes import WIDTH_OF_LOGS, note_lines

__all__ = ["print_notes"]

_NARROWEST: Final = 40


def print_notes(difference: Difference, title: str, *, has_layout: bool, is_full: bool) -> None:
    """Print a difference for people: counts first, then part by part.

    Args:
        difference: what differs.
        title: what is compared.
        has_layout: whether to tell what moved on the canvas as well.
        is_full: cut nothing and leave nothing out.
    """
    width = WIDTH_OF_LOGS
    if sys.stdout.isatty():
        width = max(shutil.get_terminal_size().columns, _NARROWEST)
    for line in note_lines(difference, title, has_layout=has_layout, is_full=is_full, width=width, style=_styled):
        click.echo(line)


def _styled(text: str, style: str) -> str:
    return click.style(text, bold=True) if style == "bold" else click.style(text, fg=style)
