"""How a command ends that did not do what it was asked: two lines, what and what helps, with an exit code.

With `--json` the same as one JSON object, on standard error too.
"""

from typing import IO, Any, ClassVar

import click

from korekit.cli.terminal.colours import wanted_colours

__all__ = ["Failure", "Interrupted", "RefusedFailure", "StillRunning", "WrongUsage"]


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
        color = wanted_colours()
        click.echo(click.style("error: ", fg="red") + self.message, file=file, err=file is None, color=color)
        if self.helps:
            click.echo(click.style("help:  ", bold=True) + self.helps, file=file, err=file is None, color=color)


class RefusedFailure(Failure):
    """The host said no, or a token is not valid."""

    exit_code = 4


class StillRunning(Failure):
    """Waiting ended before the job did."""

    exit_code = 8


class WrongUsage(Failure):
    """What was typed is no command, or one that lacks something."""

    exit_code = 2


class Interrupted(click.ClickException):
    """Somebody pressed Ctrl-C; the exit code is the one that shells give to it."""

    exit_code: ClassVar[int] = 130

    def __init__(self) -> None:
        super().__init__("Interrupted.")

    def show(self, file: IO[Any] | None = None) -> None:
        """End the line that shows `^C`, and no more."""
        click.echo("", file=file, err=file is None)
