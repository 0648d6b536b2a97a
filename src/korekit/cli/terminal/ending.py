"""How a command ends that did not do what it was asked: two lines, what and what helps, with an exit code.

With `--json` the same as one JSON object, on standard error too.
"""

import os
from typing import IO, Any, ClassVar

import click

__all__ = ["Failure", "RefusedFailure", "StillRunning"]


class Failure(click.ClickException):
    """A command that did not succeed. `helps`: what to do next; `facts`: further fields of the JSON form."""

    exit_code: ClassVar[int] = 1

    def __init__(self, what: str, helps: str = "", *, facts: dict[str, Any] | None = None) -> None:
        super().__init__(what)
        self.helps = helps
        self.facts = facts or {}
        self.is_json = False

    def show(self, file: IO[Any] | None = None) -> None:
        """Print it to standard error."""
        if self.is_json:
            import json

            document = {"error": self.message, "help": self.helps, **self.facts}
            click.echo(json.dumps(document, ensure_ascii=False), file=file, err=file is None)
            return
        # Shown after the command's context, which knows this, has ended.
        color = False if os.environ.get("NO_COLOR") else None
        click.echo(click.style("error: ", fg="red") + self.message, file=file, err=file is None, color=color)
        if self.helps:
            click.echo(click.style("help:  ", bold=True) + self.helps, file=file, err=file is None, color=color)


class RefusedFailure(Failure):
    """The host said no, or a token is not valid."""

    exit_code = 4


class StillRunning(Failure):
    """Waiting ended before the job did."""

    exit_code = 8
