"""Doing an import: read, check, put under the bot's ids, keep; one transaction makes it count.

Source: bot-definition.yaml bot-import-status, export-archive.md.
"""

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from korekit.archive import Archive, ArchiveBroken, Problem, check, import_rows, rekeyed, shaped_like
from korekit.archive.import_rows import dialog_name
from korekit.archive.merging import merged
from korekit.calls.call import Services
from korekit.calls.changes import record_changes
from korekit.calls.handlers import works
from korekit.catalog.bot_definition import BUILT_IN_ICON
from korekit.features.imports.requests import IMPORT_KIND, ImportedFiles, read_files
from korekit.ids import derived_id
from korekit.jobs.queue import Job
from korekit.jobs.runner import JobFailed, JobOutdated, Outcome
from korekit.records.bots import ADD_BOT, UPDATE_DEFINITION, Bot, find_bot, hold_as_read
from korekit.records.change_logs import Change
from korekit.records.definitions import StoredArchive, knowledge_id, load_archive, store_archive, stored_in
from korekit.storage.blobs import BlobStore
from korekit.storage.database import Transaction

__all__ = ["run_import"]


@dataclass(frozen=True, slots=True)
class _Prepared:
    archive: Archive
    stored: StoredArchive
    rows: list[tuple[str, str]]
    changes: list[Change]


@works(IMPORT_KIND)
async def run_import(services: Services, job: Job) -> Outcome:
    """Write the bot of an import job.

    Raises:
        JobFailed: the archive is broken, or the bot is gone; nothing was changed.
    """
    bot = None
    if not job.request["is_new"]:
        bot = await find_bot(services.database, job.account_id, job.request["bot_id"])
        if bot is None:
            raise JobFailed(_failed(job, "Bot Definition", "the bot does not exist any more"))
    try:
        prepared = await asyncio.to_thread(_prepare, services.blobs, job, bot)
    except ArchiveBroken as broken:
        raise JobFailed(_failed(job, "Bot Definition", _in_words(broken.problems))) from None

    async def effects(transaction: Transaction) -> None:
        now = services.clock.now_ms()
        if bot is None:
            await transaction.run(ADD_BOT, **_new_bot(job, prepared, now))
        elif await hold_as_read(transaction, bot):
            await transaction.run(UPDATE_DEFINITION, **_changed_bot(bot, prepared))
        else:
            raise JobOutdated
        await record_changes(
            services,
            transaction,
            prepared.changes,
            account_id=job.account_id,
            bot_id=job.request["bot_id"],
            user_id=job.created_by,
        )

    answer = {
        **job.answer,
        "streamRefId": prepared.archive.ref_id or job.answer["streamRefId"],
        "statusLogs": [{"taskType": kind, "taskName": name, "status": "success"} for kind, name in prepared.rows],
    }
    return Outcome(answer, effects, bot_id=job.request["bot_id"])


def _prepare(blobs: BlobStore, job: Job, bot: Bot | None) -> _Prepared:
    """The archive under the bot's ids, stored. Blocks."""
    files = job.request["files"]
    given = read_files(blobs, ImportedFiles(**{**files, "functions": tuple(map(tuple, files["functions"]))}))
    errors = tuple(problem for problem in check(given) if problem.is_error)
    if errors:
        raise ArchiveBroken(errors)
    bot_id = job.request["bot_id"]
    own = rekeyed(given, bot_id, job.request["name"], lambda old: shaped_like(old, derived_id(bot_id, old)))
    rows = import_rows(own)
    if bot is not None:
        target = load_archive(blobs, bot, stored_in(bot))
        own, rows = merged(target, own, job.request.get("options"))
    stored = store_archive(blobs, own)
    return _Prepared(own, stored, rows, _changes(job, own, is_new=bot is None))


def _changes(job: Job, archive: Archive, *, is_new: bool) -> list[Change]:
    """What the change log says of an import. Source: quirks of get-change-logs and bot-import-status."""
    bot_id = job.request["bot_id"]
    done = Change("Import", job.id, "Import request completed")
    if not is_new:
        return [Change("stream", bot_id, "Bot updated"), done]
    created = [Change("stream", bot_id, "Saved BOT")]
    for dialog in archive.elements("dialogs"):
        created.append(Change("dialog", _text(dialog.get("_id")), f"Created Dialog {dialog_name(archive, dialog)}"))
    for task in archive.elements("knowledgeTasks"):
        name = _text(task.get("name"))
        graph = knowledge_id(bot_id, _text(task.get("refId")) or name)
        created.append(Change("KnowledgeTask", graph, f"Created KnowledgeTask {name}"))
    return [*created, done]


def _text(raw: Any) -> str:
    value = json.loads(bytes(raw)) if raw is not None else ""
    return value if isinstance(value, str) else ""


def _new_bot(job: Job, prepared: _Prepared, now: int) -> dict[str, Any]:
    archive, stored = prepared.archive, prepared.stored
    return {
        "id": job.request["bot_id"],
        "account_id": job.account_id,
        "ref_id": archive.ref_id or job.answer["streamRefId"],
        "name": archive.name,
        "description": "",
        "purpose": job.request.get("purpose") or _part_text(archive, "purpose") or "customer",
        "type": archive.type or "default",
        "default_language": archive.default_language or "en",
        "languages": json.dumps(archive.languages),
        "icon": job.request.get("icon") or BUILT_IN_ICON,
        "color": _part_text(archive, "color") or "#009dab",
        "status": "configured",
        "details": "{}",
        "definition": stored.definition,
        "config": stored.config,
        "icon_file": stored.icon_file,
        "functions": stored.functions,
        "created_by": job.created_by,
        "created_at": now,
        "deleted_at": None,
    }


def _changed_bot(bot: Bot, prepared: _Prepared) -> dict[str, Any]:
    archive, stored = prepared.archive, prepared.stored
    return {
        "bot": bot.id,
        "new_ref_id": archive.ref_id or bot.ref_id,
        "new_name": bot.name,
        "new_language": archive.default_language or bot.default_language,
        "new_languages": json.dumps(archive.languages),
        "new_definition": stored.definition,
        "new_config": stored.config,
        "new_icon": stored.icon_file or bot.icon_file,
        "new_functions": stored.functions,
    }


def _part_text(archive: Archive, key: str) -> str:
    value = archive.part(key)
    return value if isinstance(value, str) else ""


def _failed(job: Job, component: str, why: str) -> dict[str, Any]:
    """The status of a failed import: the rows so far, then the component that failed, with the reason."""
    row = {"taskType": component, "taskName": job.request["name"] or "", "status": "failure", "message": why}
    return {**job.answer, "statusLogs": [*job.answer["statusLogs"], row]}


def _in_words(problems: tuple[Problem, ...]) -> str:
    first = problems[0]
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    return f"{first.member} {first.path}: {first.why}{more}"[:500]
