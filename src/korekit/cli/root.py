"""The command above all others: finds them by their files' first lines, imports the one that is asked for.

There is no list of commands to append to, and none is imported to show what there is.
"""

import importlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import click

from korekit._version import __version__
from korekit.cli.terminal.colours import wanted_colours
from korekit.cli.terminal.command import Given, Group
from korekit.cli.terminal.ending import Failure, Interrupted, WrongUsage

__all__ = ["root"]

_FOLDER: Final = os.path.dirname(__file__)

_WIDEST: Final = 100


def _help_of(name: str) -> str | None:
    """What a command does, by the first line of its file: "`korekit NAME`: it does this."."""
    start = f'"""`korekit {name}`: '
    try:
        with open(os.path.join(_FOLDER, f"{name}.py"), encoding="utf-8") as source:
            line = source.readline().strip().removesuffix('"""')
    except OSError:
        return None
    return line.removeprefix(start).removesuffix(".") if line.startswith(start) else None


def _helps() -> dict[str, str]:
    """What each command does, by its name."""
    names = sorted(file.removesuffix(".py") for file in os.listdir(_FOLDER) if file.endswith(".py"))
    return {name: text for name in names for text in [_help_of(name)] if text is not None}


def _width() -> int:
    # click would ask `shutil`, which imports four compressors first.
    try:
        return min(os.get_terminal_size().columns, _WIDEST)
    except OSError:
        return _WIDEST


class _Commands(Group):
    """The commands, each imported when it is run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_helps())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if not cmd_name.isidentifier() or _help_of(cmd_name) is None:
            return None
        found: click.Command = importlib.import_module(f"korekit.cli.{cmd_name}").command
        return found

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        with _told_shortly():
            return super().make_context(info_name, args, parent, **{"color": wanted_colours(), **extra})

    def invoke(self, ctx: click.Context) -> Any:
        with _told_shortly():
            return super().invoke(ctx)

    def names(self, ctx: click.Context) -> dict[str, str]:
        return {name: text[0].upper() + text[1:] for name, text in _helps().items()}

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(self.names(ctx).items()))


@contextmanager
def _told_shortly() -> Iterator[None]:
    """Wrong usage in two lines as every failure, and Ctrl-C in none."""
    try:
        yield
    except click.exceptions.NoArgsIsHelpError:
        raise
    except click.UsageError as wrong:
        path = wrong.ctx.command_path if wrong.ctx is not None else "korekit"
        meant = WrongUsage(wrong.format_message(), f"`{path} --help` shows how it is used.")
        given = wrong.ctx.find_object(Given) if wrong.ctx is not None else None
        meant.is_json = given is not None and given.is_json
        raise meant from wrong
    except KeyboardInterrupt:
        raise Interrupted from None
    except OSError as error:
        # Help that cannot be written; a command's own errors are told by itself.
        from korekit.cli.terminal.failures import failure_of

        unwritten = failure_of(error)
        if unwritten is None:
            raise
        raise unwritten from error


@click.group(
    cls=_Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "terminal_width": _width()},
)
@click.version_option(__version__, prog_name="korekit")
@click.pass_context
def root(ctx: click.Context) -> None:
    """Call, serve and understand the Kore.ai public APIs.

    Data goes to standard output, talk to standard error. Colours are for terminals; NO_COLOR and FORCE_COLOR are
    respected. Exit codes: 0 done, 1 failed, 2 wrong usage, 4 refused by the host, 8 a job is still running, 130
    interrupted.

    Example: korekit doctor 'curl https://platform.kore.ai/api/public/bots -H "auth: eyJ…"'

    Example: korekit bot export st-… -o my-bot.zip

    Example: korekit call get-change-logs --bot-id st-… --limit 5
    """
    if ctx.invoked_subcommand is None:
        from korekit.cli.beginning.first_steps import situation_here, steps_in
        from korekit.cli.profiles.trouble import ProfileTrouble

        try:
            click.echo(steps_in(situation_here()))
        except ProfileTrouble as trouble:
            raise Failure(str(trouble), trouble.helps) from None
