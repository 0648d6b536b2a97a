"""What `korekit bot diff` and `korekit bot plan` do."""

from collections.abc import Collection, Mapping
from typing import Any

import click

from korekit.archive import Archive, ArchiveBroken
from korekit.archive.comparing import Difference, compare
from korekit.archive.telling.documents import as_document, as_markdown
from korekit.cli.bots.import_options import import_options
from korekit.cli.bots.parts import archive_at
from korekit.cli.differences.notes import print_notes
from korekit.cli.differences.planning import outcome
from korekit.cli.differences.states import HostedBot, state_at
from korekit.cli.terminal.ending import Failure
from korekit.cli.terminal.given import Given
from korekit.cli.terminal.output import print_json

__all__ = ["Shown", "diff_states", "plan_import"]


class Shown:
    """How a difference is shown: as Markdown, with what moved on the canvas, which sorts alone, uncut."""

    def __init__(self, *, is_markdown: bool, has_layout: bool, only: Collection[str], is_full: bool) -> None:
        self.is_markdown = is_markdown
        self.has_layout = has_layout
        self.only = frozenset(only)
        self.is_full = is_full


def diff_states(given: Given, old: str, new: str, shown: Shown) -> bool:
    """Print what differs between two states of a bot; answers whether nothing does.

    Raises:
        Failure: a state cannot be had.
        click.UsageError: it names nothing.
    """
    before, after = state_at(given, old), state_at(given, new)
    found = _found(before.archive, after.archive, shown)
    about = {"old": _about(before.label, before.archive), "new": _about(after.label, after.archive)}
    name = after.archive.name or before.archive.name
    title = f"{name}: {_changes(found)} from {before.label} to {after.label}"
    _print(given, found, title, about, shown)
    return not found.changes and not (shown.has_layout and found.layout)


def plan_import(given: Given, paths: tuple[str, ...], bot: str, options: str | None, shown: Shown) -> None:
    """Print what importing an archive into a bot would change.

    Raises:
        Failure: the import would be refused, or the bot cannot be exported.
        click.UsageError: the options are none, or BOT names no bot.
    """
    hosted = HostedBot.named(bot)
    if hosted is None or hosted.export_type != "latest":
        raise click.UsageError("--bot wants a bot's id, st-… or st-…@PROFILE; imports go into its latest state.")
    asked = import_options(options)
    source = archive_at(paths)
    target = hosted.exported(given)
    after = outcome(target, source, hosted.bot_id, asked)
    found = _found(target, after, shown)
    about = {"archive": _about(" ".join(paths), source), "bot": _about(bot, target)}
    title = f"{target.name or bot}: {_changes(found)} by an import of {' '.join(paths)}"
    _print(given, found, title, about, shown)


def _found(old: Archive, new: Archive, shown: Shown) -> Difference:
    try:
        found = compare(old, new)
    except ArchiveBroken as broken:
        raise Failure(f"{broken}.", "`korekit bot check PATH` says what is wrong with an archive.") from None
    if not shown.only:
        return found
    return Difference(
        changes=tuple(one for one in found.changes if one.what in shown.only),
        layout=tuple(one for one in found.layout if one.what in shown.only),
    )


def _print(given: Given, found: Difference, title: str, about: Mapping[str, Any], shown: Shown) -> None:
    if given.is_json:
        print_json(as_document(found, about, has_layout=shown.has_layout))
    elif shown.is_markdown:
        click.echo(as_markdown(found, title, has_layout=shown.has_layout))
    elif found.changes or (shown.has_layout and found.layout):
        print_notes(found, title, has_layout=shown.has_layout, is_full=shown.is_full)


def _changes(found: Difference) -> str:
    count = len(found.changes)
    return f"{count or 'no'} change{'' if count == 1 else 's'}"


def _about(label: str, archive: Archive) -> dict[str, str]:
    return {"from": label, "name": archive.name, "botId": archive.bot_id}
