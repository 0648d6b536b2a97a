"""Work on archives that keeps a processor busy: checking, planning, comparing. A helper process does what is large.

A plan is what an import does, without keeping it. Source: export-archive.md, Import rules.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from korekit.archive import (
    Archive,
    ArchiveBroken,
    ExportType,
    check,
    is_old_universal,
    rekeyed,
    select,
    shaped_like,
)
from korekit.archive.problems import Problem
from korekit.catalog.bot_views import BotDifference, BotFile, BotImportPlan
from korekit.features.bot_views.differences import seen_changes, seen_problems
from korekit.features.bot_views.parts import parts_of
from korekit.ids import derived_id
from korekit.records.bot import Bot
from korekit.records.definitions import StoredArchive, load_archive, stored_in
from korekit.storage.blobs import BlobStore

if TYPE_CHECKING:
    from korekit.archive.comparing import Difference

__all__ = ["Planned", "compared", "import_difference", "looked_into", "planned", "state_difference"]

_OLD = Problem(
    member="", path="", why="it is a universal bot of a version that no import takes any more", is_error=True
)


def looked_into(blobs: BlobStore, sha256: str, file_name: str, size_bytes: int) -> BotFile:
    """What an uploaded zip holds. Blocks."""
    seen = BotFile(file_name=file_name, size_bytes=size_bytes)
    try:
        archive = _read_upload(blobs, sha256)
        problems = _problems(archive, is_part=False)
        seen.problems = seen_problems(problems)
        seen.is_importable = not any(one.is_error for one in problems)
        seen.name = archive.name
        parts = parts_of(archive)
        seen.parts, seen.languages = list(parts.counts), [one.name for one in parts.languages]
    except ArchiveBroken as broken:
        seen.problems, seen.is_importable = seen_problems(broken.problems), False
    return seen


def planned(blobs: BlobStore, bot: Bot, sha256: str, options: dict[str, Any] | None) -> BotImportPlan:
    """What an import of an uploaded zip would change. Blocks."""
    try:
        found = import_difference(blobs, bot, sha256, options)
    except ArchiveBroken as broken:
        return BotImportPlan(problems=seen_problems(broken.problems))
    return BotImportPlan(
        problems=seen_problems(found.warnings),
        is_importable=True,
        total=len(found.difference.changes),
        changes=seen_changes(found.difference),
    )


def compared(blobs: BlobStore, bot: Bot, old: StoredArchive, new: StoredArchive) -> BotDifference:
    """What differs between two stored states. Blocks.

    Raises:
        ArchiveBroken: one of them cannot be read.
    """
    difference = state_difference(blobs, bot, old, new)
    return BotDifference(total=len(difference.changes), changes=seen_changes(difference))


@dataclass(frozen=True, slots=True)
class Planned:
    """What an import would change, with what is odd about its archive and hinders nothing."""

    difference: "Difference"
    warnings: list[Problem]


def import_difference(blobs: BlobStore, bot: Bot, sha256: str, options: dict[str, Any] | None) -> Planned:
    """What differs between a bot and what an import of an uploaded zip would make of it. Blocks.

    Raises:
        ArchiveBroken: the import would fail.
    """
    from korekit.archive.comparing import compare  # lazy: a start compares nothing
    from korekit.archive.merging import merged  # lazy: nor does it import a bot

    source = _read_upload(blobs, sha256)
    problems = _problems(source, is_part=options is not None)
    if any(one.is_error for one in problems):
        raise ArchiveBroken(problems)
    target = load_archive(blobs, bot, stored_in(bot))
    own = rekeyed(source, bot.id, None, lambda old: shaped_like(old, derived_id(bot.id, old)))
    after, _ = merged(target, own, options)
    before, after = (select(one, export_type=ExportType.LATEST) for one in (target, after))
    return Planned(compare(before, after), problems)


def state_difference(blobs: BlobStore, bot: Bot, old: StoredArchive, new: StoredArchive) -> "Difference":
    """What differs between two stored states. Blocks.

    Raises:
        ArchiveBroken: one of them cannot be read.
    """
    from korekit.archive.comparing import compare  # lazy: a start compares nothing

    before, after = (select(load_archive(blobs, bot, stored), export_type=ExportType.LATEST) for stored in (old, new))
    return compare(before, after)


def _read_upload(blobs: BlobStore, sha256: str) -> Archive:
    from korekit.archive.folders.zipped import read_zip_or_folder  # lazy: a start needs nothing of unpacked bots

    return read_zip_or_folder(blobs.path(sha256))


def _problems(archive: Archive, *, is_part: bool) -> list[Problem]:
    found = list(check(archive, is_part=is_part))
    return [_OLD, *found] if is_old_universal(archive) else found
