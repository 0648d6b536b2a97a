"""What can stand where somebody is typing: found by walking the commands, without running any."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import click

from korekit.cli.completing.values import Found, values_of
from korekit.cli.root import root
from korekit.cli.terminal.command import Group

__all__ = ["found_after"]


class _Place(NamedTuple):
    """Where the words lead: a command, how many of its arguments are filled, the option that waits for its value."""

    command: click.Command
    context: click.Context
    filled: int = 0
    waiting: click.Option | None = None
    is_past_options: bool = False
    used: frozenset[str] = frozenset()


def found_after(words: Sequence[str], word: str) -> Found:
    """What can complete `word`, which stands behind `words`."""
    place = _place_after(words)
    if place is None:
        return Found()
    if place.waiting is not None:
        return values_of(place.waiting, word)
    if word.startswith("-") and not place.is_past_options:
        name, equals, begun = word.partition("=")
        if not equals:
            return Found(tuple(_option_names(place, word)))
        option = _options(place.command, place.context).get(name)
        if option is None or option.is_flag:
            return Found()
        found = values_of(option, begun)
        return found._replace(prefix=f"{name}={found.prefix}")
    if isinstance(place.command, Group):
        names = place.command.names(place.context)
        return Found(tuple((name, does) for name, does in names.items() if name.startswith(word)))
    argument = _argument_at(place)
    if argument is not None:
        return values_of(argument, word)
    return Found(tuple(_option_names(place, "--"))) if not word else Found()


def _place_after(words: Sequence[str]) -> _Place | None:
    """Where the words lead; `None` where one of them names no command."""
    place = _Place(root, click.Context(root, info_name="korekit"))
    for word in words:
        if place.waiting is not None:
            place = place._replace(waiting=None)
        elif word == "--":
            place = place._replace(is_past_options=True)
        elif word.startswith("-") and len(word) > 1 and not place.is_past_options:
            name, equals, _ = word.partition("=")
            option = _options(place.command, place.context).get(name)
            takes_value = option is not None and not option.is_flag and not equals
            place = place._replace(waiting=option if takes_value else None, used=place.used | {name})
        elif isinstance(place.command, Group):
            found = place.command.get_command(place.context, word)
            if found is None:
                return None
            place = _Place(found, click.Context(found, parent=place.context, info_name=word))
        else:
            place = place._replace(filled=place.filled + 1)
    return place


def _options(command: click.Command, context: click.Context) -> dict[str, click.Option]:
    return {
        name: one
        for one in command.get_params(context)
        if isinstance(one, click.Option)
        for name in (*one.opts, *one.secondary_opts)
    }


def _option_names(place: _Place, begun: str) -> Iterator[tuple[str, str]]:
    """Options that begin so; none that stands there already, unless it may be repeated."""
    for name, option in _options(place.command, place.context).items():
        is_used = bool(place.used & {*option.opts, *option.secondary_opts})
        if name.startswith(begun) and name.startswith("--") and (option.multiple or not is_used):
            yield name, option.help or ""


def _argument_at(place: _Place) -> click.Argument | None:
    left = place.filled
    for argument in place.command.get_params(place.context):
        if isinstance(argument, click.Argument):
            if argument.nargs == -1 or left < argument.nargs:
                return argument
            left -= argument.nargs
    return None
