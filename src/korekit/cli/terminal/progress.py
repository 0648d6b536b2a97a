"""Progress of long work on standard error: a bar on a terminal, a line for each change elsewhere."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, Protocol

import click

__all__ = ["Progress", "progress"]

_STEPS: Final = 1000


class Progress(Protocol):
    """Shows how far some work is."""

    def reach(self, done: float, note: str = "") -> None:
        """Show a share from 0 to 1, with a word of what is being done."""
        ...


class _Lines:
    """For logs: a line whenever the note changes."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._last = ""

    def reach(self, done: float, note: str = "") -> None:
        text = f"{self._label}: {note}" if note else self._label
        if text != self._last:
            click.echo(text, err=True)
            self._last = text


class _Bar:
    """For terminals."""

    def __init__(self, update: Callable[[int, str | None], None]) -> None:
        self._update = update
        self._done = 0

    def reach(self, done: float, note: str = "") -> None:
        steps = int(min(1.0, max(0.0, done)) * _STEPS)
        # A bar never goes back: a host that counts anew would confuse.
        self._update(max(0, steps - self._done), note)
        self._done = max(self._done, steps)


@contextmanager
def progress(label: str) -> Iterator[Progress]:
    """Show the progress of the work in the block."""
    if not sys.stderr.isatty():
        yield _Lines(label)
        return
    with click.progressbar(
        length=_STEPS, label=label, file=sys.stderr, item_show_func=lambda note: note or "", width=30
    ) as bar:
        yield _Bar(bar.update)
