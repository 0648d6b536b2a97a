"""Differences in words, in one of the forms that a file has. Runs in a helper process."""

import json
from typing import TYPE_CHECKING, Any, Final

from korekit.catalog.bot_comparisons import DifferenceForm
from korekit.features.bot_views.looking import import_difference, state_difference
from korekit.records.bot import Bot
from korekit.records.definitions import StoredArchive
from korekit.storage.blobs import BlobStore

if TYPE_CHECKING:
    from korekit.archive.comparing import Difference

__all__ = ["compared_text", "planned_text", "state_words"]

_SIDES: Final = ("old", "new")
_NO_END: Final = 10**9


def compared_text(
    blobs: BlobStore,
    bot: Bot,
    states: tuple[StoredArchive, StoredArchive],
    words: tuple[str, str],
    form: DifferenceForm,
) -> str:
    """The difference of two stored states in words. Blocks."""
    from korekit.archive.comparing import Difference  # lazy: a start compares nothing

    old, new = states
    found = Difference() if old == new else state_difference(blobs, bot, old, new)
    title = f"{bot.name}: {_changes(found)} from {words[0]} to {words[1]}"
    about = {name: {"from": word, "name": bot.name, "botId": bot.id} for name, word in zip(_SIDES, words, strict=True)}
    return _told(found, title, about, form)


def planned_text(
    blobs: BlobStore, bot: Bot, file: tuple[str, str], options: dict[str, Any] | None, form: DifferenceForm
) -> str:
    """What the import of a file, by hash and name, would change, in words. Blocks."""
    sha256, file_name = file
    found = import_difference(blobs, bot, sha256, options).difference
    title = f"{bot.name}: {_changes(found)} by an import of {file_name}"
    about = {
        "archive": {"from": file_name},
        "bot": {"from": state_words(0), "name": bot.name, "botId": bot.id},
    }
    return _told(found, title, about, form)


def _told(found: "Difference", title: str, about: dict[str, dict[str, str]], form: DifferenceForm) -> str:
    from korekit.archive.telling.documents import as_document, as_markdown  # lazy: only a file needs them
    from korekit.archive.telling.notes import note_lines  # lazy: as above

    if form == "json":
        return json.dumps(as_document(found, about, has_layout=False), indent=2, ensure_ascii=False) + "\n"
    if form == "text":
        return "\n".join(note_lines(found, title, is_full=True)) + "\n"
    return as_markdown(found, title, characters_at_most=_NO_END) + "\n"


def _changes(found: "Difference") -> str:
    count = len(found.changes)
    return f"{count or 'no'} change{'' if count == 1 else 's'}"


def state_words(number: int) -> str:
    """What a state is called; 0 is the latest."""
    return f"version {number}" if number else "the latest state"
