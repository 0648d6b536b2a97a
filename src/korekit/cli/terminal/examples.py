"""The examples in a command's help: kept as they are typed, so that they can be copied.

A paragraph `Example: korekit …` is one example, on as many lines as it needs. A group without any shows those of its
commands.
"""

import inspect
from typing import Final

import click

__all__ = ["examples_of", "text_of"]

_WORD: Final = "Example: "
_MOST: Final = 4


def text_of(command: click.Command) -> str:
    """What a command's help says beside its examples."""
    return "\n\n".join(part for part in _paragraphs(command) if not part.startswith(_WORD))


def examples_of(command: click.Command, ctx: click.Context | None = None) -> list[str]:
    """A command's examples as they are typed; of a group without any, those of its first commands."""
    own = [part.removeprefix(_WORD).strip() for part in _paragraphs(command) if part.startswith(_WORD)]
    if own or not isinstance(command, click.Group):
        return own
    context = ctx or click.Context(command)
    below = (command.get_command(context, name) for name in command.list_commands(context))
    return [example for one in below if one is not None for example in examples_of(one, context)[:1]][:_MOST]


def _paragraphs(command: click.Command) -> list[str]:
    text = inspect.cleandoc(command.help or "").partition("\f")[0]
    return [part.strip("\n") for part in text.split("\n\n") if part.strip()]
