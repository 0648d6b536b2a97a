"""A deployment begun, taken up where it stopped, or refused because the journal is of another one."""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click
import msgspec

from korekit.archive import Archive, ArchiveBroken
from korekit.archive.comparing import compare
from korekit.cli.deploying.journal import FORMAT, Asked, Journal, KeptFile, new_run
from korekit.cli.deploying.journal_file import JournalFile
from korekit.cli.deploying.run import Lost
from korekit.cli.deploying.sources import (
    archive_digest,
    exported,
    is_intact,
    origin_of,
    read_kept,
    source_archive,
)
from korekit.cli.differences.states import HostedBot
from korekit.cli.profiles.chosen import chosen_host, chosen_profile
from korekit.cli.terminal.ending import Failure
from korekit.cli.terminal.given import Given
from korekit.cli.terminal.output import say
from korekit.client.hosts import base_url
from korekit.clock import SystemClock, iso_time

__all__ = ["Target", "Wanted", "default_state", "read_source", "start", "taken_up", "target_of"]

_WORDS: Final = {
    "archive": "another archive",
    "origin": "another source",
    "host": "another host",
    "bot_id": "another bot",
    "new_name": "another new bot",
    "options": "other options",
    "is_published": "a publish or none",
    "comment": "another version comment",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the options of `korekit bot deploy` were given; empty or None where they were not."""

    sources: tuple[str, ...]
    target: str
    bot: str
    new_name: str
    options: dict[str, Any] | None
    comment: str
    is_published: bool
    is_dry_run: bool
    is_again: bool
    state: Path | None
    folder: Path | None
    lost: Lost


@dataclass(frozen=True, slots=True)
class Target:
    """Where something is deployed. `given`: the options that reach it; `host`: its address."""

    given: Given
    host: str
    bot_id: str = ""


def target_of(given: Given, profile: str, bot: str) -> Target:
    """The target that a profile, or a bot with a profile, names.

    Raises:
        click.UsageError: `bot` names no bot, or two profiles are named.
    """
    bot_id = ""
    if bot:
        hosted = HostedBot.named(bot)
        if hosted is None or hosted.export_type != "latest":
            raise click.UsageError("--bot wants a bot's id, st-… or st-…@PROFILE; imports go into its latest state.")
        if profile and hosted.profile and profile != hosted.profile:
            raise click.UsageError("--to and --bot name two profiles.")
        bot_id, profile = hosted.bot_id, profile or hosted.profile
    own = Given()
    own.profile, own.host, own.ca_bundle = profile or given.profile, given.host, given.ca_bundle
    own.timeout_s, own.is_json = given.timeout_s, given.is_json
    if profile:
        # KOREKIT_HOST must not replace the host of a profile that is named.
        _, found = chosen_profile(own)
        own.host = found.host if found else ""
    return Target(own, base_url(chosen_host(own)), bot_id)


def default_state(sources: tuple[str, ...], asked: Asked) -> Path:
    """The journal where none is named: beside the archive, one for each target."""
    origin = origin_of(sources)
    target = asked.bot_id or "new-" + (re.sub(r"[^0-9A-Za-z]+", "-", asked.new_name).strip("-") or "bot")
    if origin is not None:
        return Path(f"{origin.bot_id}.{target}.deploy.json")
    path = Path(sources[0]).resolve()
    try:
        folder = os.path.relpath(path.parent)
    except ValueError:  # another drive
        folder = str(path.parent)
    return Path(folder, f"{path.name}.{target}.deploy.json")


def read_source(given: Given, wanted: Wanted, asked: Asked) -> tuple[Archive, Asked]:
    """The source as it is now, with what is asked for completed by its digest."""
    archive = source_archive(given, wanted.sources)
    return archive, _completed(asked, archive, wanted.comment)


def taken_up(given: Given, wanted: Wanted, book: JournalFile, asked: Asked) -> Archive:
    """The source of a deployment whose journal is then ready: begun, gone on with, or finished already.

    Raises:
        Failure: the journal is of another deployment that is not finished.
    """
    journal = book.journal
    if journal is not None and not journal.is_over and journal.source and journal.asked.origin == asked.origin:
        # A bot on a host may have changed meanwhile; what was begun is finished with what it was begun with.
        source = read_kept(journal.source, book.path.parent, "the archive that is deployed")
        full = _completed(asked, source, wanted.comment)
    else:
        source, full = read_source(given, wanted, asked)
    if journal is not None and not journal.is_over and _is_same(book, journal, full):
        journal.runs += 1
        say(f"Going on with the deployment of {journal.begun_at}, which stopped at: {journal.step or 'its beginning'}.")
        book.write()
        return source
    if (
        journal is not None
        and journal.is_over
        and not wanted.is_again
        and _is_done_already(book, journal, full, source)
    ):
        return source
    return start(book, full, source, wanted.folder or book.path.parent)


def start(book: JournalFile, asked: Asked, source: Archive, folder: Path) -> Archive:
    """Begin the journal of a deployment; answers its source, which is kept if it came from a host."""
    run = new_run()
    kept: KeptFile | None = None
    if asked.origin:
        base = book.path.parent
        kept = exported(source, folder / f"{asked.origin.partition(':')[0].partition('@')[0]}-source-{run}.zip", base)
        source = read_kept(kept, base, "the archive that is deployed")
        asked = msgspec.structs.replace(asked, archive=archive_digest(source))
    book.journal = Journal(format=FORMAT, run=run, asked=asked, source=kept, begun_at=iso_time(SystemClock().now_ms()))
    book.write()
    return source


def _completed(asked: Asked, archive: Archive, comment: str) -> Asked:
    digest = archive_digest(archive)
    name = comment or f"korekit: {archive.name} {digest[:12]}".replace("  ", " ")
    return msgspec.structs.replace(asked, archive=digest, comment=name if asked.is_published else "")


def _is_same(book: JournalFile, journal: Journal, asked: Asked) -> bool:
    """Whether an unfinished journal is of this deployment; one of another that changed nothing yet is given up.

    Raises:
        Failure: it is of another one, whose import was sent.
    """
    differing = [word for key, word in _WORDS.items() if getattr(journal.asked, key) != getattr(asked, key)]
    if not differing:
        return True
    if journal.sent_import is None:
        say(f"The deployment of {journal.begun_at} imported nothing; this one is begun instead.")
        return False
    raise Failure(
        f"{book.path} is of a deployment that is not finished, and this is {', '.join(differing)}.",
        "Finish that one with its own command, or roll it back; or name another file with --state.",
    )


def _is_done_already(book: JournalFile, journal: Journal, asked: Asked, source: Archive) -> bool:
    """Whether a finished journal is of this very deployment; a bot on a host counts by what people see of it."""
    was = journal.asked
    if journal.rolled_back_at:
        return False
    if not asked.origin:
        return was == asked
    same = {"archive": "", "comment": ""}
    if msgspec.structs.replace(was, **same) != msgspec.structs.replace(asked, **same):
        return False
    base = book.path.parent
    if journal.source is None or not is_intact(journal.source, base):
        return False
    try:
        return not compare(read_kept(journal.source, base, "what was deployed"), source)
    except ArchiveBroken:
        return False
