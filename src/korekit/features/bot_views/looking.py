"""Work on archives that keeps a processor busy: checking, planning, comparing. A helper process does what is large.

A plan is what an import does, without keeping it. Source: export-archive.md, Import rules.
"""

from typing import Any

from korekit.archive import (
    Archive,
    ArchiveBroken,
    ExportType,
    check,
    is_old_universal,
    read_zip,
    rekeyed,
    select,
    shaped_like,
)
from korekit.archive.comparing import compare
from korekit.archive.merging import merged
from korekit.archive.problems import Problem
from korekit.catalog.bot_views import BotDifference, BotFile, BotImportPlan
from korekit.features.bot_views.differences import seen_changes, seen_problems
from korekit.features.bot_views.parts import parts_of
from korekit.ids import derived_id
from korekit.records.bots import Bot
from korekit.records.definitions import StoredArchive, load_archive, stored_in
from korekit.storage.blobs import BlobStore

__all__ = ["compared", "looked_into", "planned"]

_OLD = Problem(
    member="", path="", why="it is a universal bot of a version that no import takes any more", is_error=True
)


def looked_into(blobs: BlobStore, sha256: str, file_name: str, size_bytes: int) -> BotFile:
    """What an uploaded zip holds. Blocks."""
    seen = BotFile(file_name=file_name, size_bytes=size_bytes)
    try:
        archive = read_zip(blobs.path(sha256))
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
        source = read_zip(blobs.path(sha256))
        problems = _problems(source, is_part=options is not None)
        plan = BotImportPlan(problems=seen_problems(problems), is_importable=not any(one.is_error for one in problems))
        if not plan.is_importable:
            return plan
        target = load_archive(blobs, bot, stored_in(bot))
        own = rekeyed(source, bot.id, None, lambda old: shaped_like(old, derived_id(bot.id, old)))
        after, _ = merged(target, own, options)
        difference = compare(
            select(target, export_type=ExportType.LATEST), select(after, export_type=ExportType.LATEST)
        )
    except ArchiveBroken as broken:
        return BotImportPlan(problems=seen_problems(broken.problems))
    plan.total, plan.changes = len(difference.changes), seen_changes(difference)
    return plan


def compared(blobs: BlobStore, bot: Bot, old: StoredArchive, new: StoredArchive) -> BotDifference:
    """What differs between two stored states. Blocks.

    Raises:
        ArchiveBroken: one of them cannot be read.
    """
    before, after = (select(load_archive(blobs, bot, stored), export_type=ExportType.LATEST) for stored in (old, new))
    difference = compare(before, after)
    return BotDifference(total=len(difference.changes), changes=seen_changes(difference))


def _problems(archive: Archive, *, is_part: bool) -> list[Problem]:
    found = list(check(archive, is_part=is_part))
    return [_OLD, *found] if is_old_universal(archive) else found
