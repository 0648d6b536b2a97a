"""The page about every command, `docs/reference/commands.md`, made from the commands themselves.

Make it again with `./dev reference`; a test compares.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import click

from korekit.cli.root import root
from korekit.cli.terminal.command import Command
from korekit.cli.terminal.examples import examples_of, text_of
from tests.cli.walking import ALL_COMMANDS
from tests.meta.source import ROOT

__all__ = ["PAGE", "page"]

PAGE = ROOT / "docs" / "reference" / "commands.md"

_FIRST = "<!-- Generated from the commands themselves; make it again with ./dev reference -->"
_BEFORE = """\
# Commands

What `korekit COMMAND --help` shows, on one page. `korekit` alone proposes what to do next, by what is set up on the
machine.

- Data goes to standard output, everything else to standard error; `--json` prints data, and failures, as JSON.
- A failure is two lines: what happened, and what helps.
- Colours, bars and cut tables are for terminals. `NO_COLOR` turns colours off, `FORCE_COLOR` on.
- `korekit completion bash`, `zsh` or `fish` prints a script for the tab key. It asks no host.

| exit code | means |
| --- | --- |
| 0 | done |
| 1 | failed |
| 2 | wrong usage |
| 4 | refused by the host, or a token is not valid |
| 8 | a job is still running |
| 130 | interrupted by Ctrl-C |

A few commands give 1 or 3 a meaning of their own, which stands with them.

| variable | stands for |
| --- | --- |
| `KOREKIT_PROFILE` | `--profile` |
| `KOREKIT_HOST` | `--host` |
| `KOREKIT_ACCOUNT` | `--account` |
| `KOREKIT_CLIENT_ID`, `KOREKIT_CLIENT_SECRET` | the app |
| `KOREKIT_EMAIL`, `KOREKIT_PASSWORD` | the user |
| `KOREKIT_CONFIG_DIR` | the folder of the profiles |

An option goes before a variable, a variable before the profile in use. A profile that is named, by `--profile` or by
`bot deploy --to`, goes before the variables, which then fill in only what it does not say.
"""


def page() -> str:
    """The whole page."""
    context = click.Context(root, info_name="korekit")
    parts = [_FIRST, _BEFORE, "## Options of every command\n", "\n".join(_options(Command("x"), common=True)), ""]
    for path, command in ALL_COMMANDS.items():
        if path[:1] == ("call",) and len(path) > 1:
            continue
        parts += _section(path, command, context)
    return "\n".join(parts).rstrip() + "\n"


def _section(path: tuple[str, ...], command: click.Command, context: click.Context) -> Iterator[str]:
    yield f"{'#' * (len(path) + 1)} korekit {' '.join(path)}\n"
    for paragraph in text_of(command).split("\n\n"):
        yield f"{_escaped(' '.join(paragraph.split()))}\n"
    examples = examples_of(command, context)
    if examples and not isinstance(command, click.Group):
        yield "```console"
        yield from (f"$ {example}" for example in examples)
        yield "```\n"
    pieces = command.collect_usage_pieces(click.Context(command, info_name=path[-1]))
    if not isinstance(command, click.Group):
        yield f"`korekit {' '.join([*path, *pieces])}`\n"
    options = list(_options(command))
    if options:
        yield "\n".join(options) + "\n"


def _options(command: click.Command, *, common: bool = False) -> Iterator[str]:
    shared = {option for parameter in Command("x").params for option in parameter.opts}
    context = click.Context(command)
    for parameter in command.params:
        record = parameter.get_help_record(context)
        is_shared = not parameter.expose_value and bool(shared & set(parameter.opts))
        if record is not None and is_shared is common and record[1]:
            yield f"- `{record[0]}`: {_escaped(' '.join(record[1].split()))}"


def _escaped(text: str) -> str:
    """Angle brackets would vanish as tags; those in code stay as they are."""
    parts = re.split(r"(`[^`]*`)", text)
    return "".join(part if part.startswith("`") else part.replace("<", "\\<") for part in parts)


def main(path: Path = PAGE) -> None:
    """Write the page."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
