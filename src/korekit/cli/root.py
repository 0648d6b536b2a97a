"""The command above all others: finds them by their files' first lines, imports the one that is asked for.

There is no list of commands to append to, and none is imported to show what there is.
"""

import importlib
import os
from typing import Final

import click

from korekit._version import __version__

__all__ = ["root"]

_FOLDER: Final = os.path.dirname(__file__)

_WIDEST: Final = 100

_FIRST_STEPS: Final = """\
korekit calls the Kore.ai public APIs, at the vendor's hosts or on a platform of your own.

Start here:

  korekit up                              start a platform on this machine
  korekit profile add NAME --host HOST --client-id CS-…
                                          remember a host and an app
  korekit bot list                        make the first call
  korekit doctor 'curl …'                 explain a call that was refused

All commands: korekit --help"""


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


class _Commands(click.Group):
    """The commands, each imported when it is run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_helps())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if not cmd_name.isidentifier() or _help_of(cmd_name) is None:
            return None
        found: click.Command = importlib.import_module(f"korekit.cli.{cmd_name}").command
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        known = self.list_commands(ctx)
        if args[0] not in known and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], known, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise click.UsageError(f"There is no command {args[0]}.{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text[0].upper() + text[1:]) for name, text in _helps().items()])


@click.group(
    cls=_Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "terminal_width": _width()},
)
@click.version_option(__version__, prog_name="korekit")
@click.pass_context
def root(ctx: click.Context) -> None:
    """Call, serve and understand the Kore.ai public APIs.

    Data goes to standard output, talk to standard error. Exit codes: 0 done, 1 failed, 2 wrong usage, 4 refused by
    the host, 8 a job is still running.
    """
    if os.environ.get("NO_COLOR"):
        ctx.color = False
    if ctx.invoked_subcommand is None:
        click.echo(_FIRST_STEPS)
