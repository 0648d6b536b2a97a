"""The work of an import on its archive: read, check, put under the bot's ids, join, keep. Runs in a helper process.

Source: bot-definition.yaml bot-import-status, export-archive.md.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from korekit.archive import (
    Archive,
    ArchiveBroken,
    SecuredValues,
    check,
    import_rows,
    rekeyed,
    secured_values,
    shaped_like,
)
from korekit.archive.bot_archive import text_in
from korekit.archive.import_rows import Row, broken_component, dialog_name, partial_rows
from korekit.features.imports.uploaded_files import ImportedFiles, read_files
from korekit.ids import derived_id
from korekit.jobs.job import Job
from korekit.records.bot import Bot
from korekit.records.change import Change
from korekit.records.definitions import StoredArchive, knowledge_id, load_archive, store_archive, stored_in
from korekit.storage.blobs import BlobStore

__all__ = ["Prepared", "prepare"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What an import makes of a bot, stored already.

    Attributes:
        stored: where the archive lies.
        secured: the bot's secured variables, with the values that came along.
        rows: of the import's status.
        changes: for the change log.
        name: and what follows: of the bot, as the archive has it; empty where it has nothing.
    """

    stored: StoredArchive
    secured: SecuredValues = field(repr=False)
    rows: list[Row]
    changes: list[Change]
    name: str
    ref_id: str
    type: str
    purpose: str
    color: str
    default_language: str
    languages: tuple[str, ...]


def prepare(blobs: BlobStore, job: Job, bot: Bot | None, report: Callable[[list[Row]], None]) -> Prepared:
    """The archive of an import under the bot's ids, stored. Blocks.

    Args:
        blobs: where files lie.
        job: the import.
        bot: the bot that exists; None for a new one.
        report: is told the rows that were reached, all of them each time.

    Raises:
        ArchiveBroken: it cannot be imported; a `ComponentBroken` where that lies at one component.
    """
    given = read_files(blobs, ImportedFiles.of_request(job.request))
    options = job.request.get("options")
    _refuse_errors(given, options)
    rows = import_rows(given)
    report(rows[:2])
    bot_id = job.request["bot_id"]
    own = rekeyed(
        given,
        bot_id,
        job.request["name"] if bot is None else None,
        lambda old: shaped_like(old, derived_id(bot_id, old)),
        user_id=job.created_by,
    )
    if bot is not None:
        from korekit.archive.merging import merged  # lazy: a start imports no bot

        own, rows = merged(load_archive(blobs, bot, stored_in(bot)), own, options)
    report(rows[:-1])
    return Prepared(
        stored=store_archive(blobs, own),
        secured=secured_values(own),
        rows=rows,
        changes=_changes(job, own, is_new=bot is None),
        name=own.name,
        ref_id=own.ref_id,
        type=own.type,
        purpose=text_in(own.sections.get("purpose")),
        color=text_in(own.sections.get("color")),
        default_language=own.default_language,
        languages=own.languages,
    )


def _refuse_errors(given: Archive, options: dict[str, Any] | None) -> None:
    """Raise what is wrong with an archive; what only a part of it names may be in the bot."""
    if errors := [problem for problem in check(given, is_part=options is not None) if problem.is_error]:
        raise broken_component(given, errors, _planned(given, options))


def _planned(given: Archive, options: dict[str, Any] | None) -> list[Row]:
    try:
        return import_rows(given) if options is None else partial_rows(given, (), "", has_responses=False)
    except ArchiveBroken:
        return []


def _changes(job: Job, archive: Archive, *, is_new: bool) -> list[Change]:
    """What the change log says of an import. Source: quirks of get-change-logs and bot-import-status."""
    bot_id = job.request["bot_id"]
    done = Change("Import", job.id, "Import request completed")
    if not is_new:
        return [Change("stream", bot_id, "Bot updated"), done]
    created = [Change("stream", bot_id, "Saved BOT")]
    for dialog in archive.elements("dialogs"):
        created.append(Change("dialog", text_in(dialog.get("_id")), f"Created Dialog {dialog_name(archive, dialog)}"))
    for task in archive.elements("knowledgeTasks"):
        name = text_in(task.get("name"))
        graph = knowledge_id(bot_id, text_in(task.get("refId")) or name)
        created.append(Change("KnowledgeTask", graph, f"Created KnowledgeTask {name}"))
    return [*created, done]
