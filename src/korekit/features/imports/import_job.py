"""Doing an import: one transaction makes count what was prepared.

Source: bot-definition.yaml bot-import-status, export-archive.md.
"""

import json
import time
from typing import Any, Final

from korekit.archive import ArchiveBroken
from korekit.archive.import_rows import Row
from korekit.calls.call import Services
from korekit.calls.changes import record_changes
from korekit.calls.handlers import works
from korekit.catalog.bot_definition import BUILT_IN_ICON
from korekit.features.imports.preparing import Prepared, prepare
from korekit.features.imports.requests import IMPORT_KIND
from korekit.features.imports.status_rows import failed_answer, failed_with, shown_answer
from korekit.features.imports.uploaded_files import ImportedFiles
from korekit.jobs.queue import Job, show_progress
from korekit.jobs.runner import JobFailed, JobOutdated, Outcome
from korekit.records.bot_secrets import keep_values
from korekit.records.bot_versions import is_restored_unpublished
from korekit.records.bots import ADD_BOT, UPDATE_DEFINITION, Bot, find_bot, hold_as_read
from korekit.storage.database import Transaction

__all__ = ["run_import"]

_WHOLE: Final = ("Bot Definition", "")
_SHOWN_AFTER_S: Final = 0.5


@works(IMPORT_KIND)
async def run_import(services: Services, job: Job) -> Outcome:
    """Write the bot of an import job.

    Raises:
        JobFailed: the archive is broken or lacks a task that it needs; or the bot is gone, or was put back to a version
            and not published since. Nothing was changed.
    """
    bot = None
    if not job.request["is_new"]:
        bot = await _bot_to_change(services, job)
    size_bytes = ImportedFiles.of_request(job.request).size_bytes(services.blobs)
    show = _Progress(services, job).show
    try:
        prepared = await services.offload.run_reporting(size_bytes, show, prepare, services.blobs, job, bot)
    except ArchiveBroken as broken:
        raise JobFailed(failed_with(job, broken)) from None

    async def effects(transaction: Transaction) -> None:
        now = services.clock.now_ms()
        if bot is None:
            await transaction.run(ADD_BOT, **_new_bot(job, prepared, now))
        elif await hold_as_read(transaction, bot):
            await transaction.run(UPDATE_DEFINITION, **_changed_bot(bot, prepared))
        else:
            raise JobOutdated
        bot_id = job.request["bot_id"]
        await keep_values(transaction, services.sealer, bot_id, prepared.secured, now_ms=now)
        await record_changes(
            services,
            transaction,
            prepared.changes,
            account_id=job.account_id,
            bot_id=bot_id,
            user_id=job.created_by,
        )

    answer = shown_answer(job, prepared.rows)
    answer["streamRefId"] = prepared.ref_id or job.answer["streamRefId"]
    return Outcome(answer, effects, bot_id=job.request["bot_id"])


async def _bot_to_change(services: Services, job: Job) -> Bot:
    bot = await find_bot(services.database, job.account_id, job.request["bot_id"])
    if bot is None:
        raise JobFailed(failed_answer(job, _WHOLE, "the bot does not exist any more"))
    if await is_restored_unpublished(services.database, bot.id):
        why = "the bot was put back to a version and not published since: publish it first"
        raise JobFailed(failed_answer(job, _WHOLE, why))
    return bot


class _Progress:
    """Shows the rows that an import reached, unless it is done within a moment."""

    def __init__(self, services: Services, job: Job) -> None:
        self._services = services
        self._job = job
        self._begun = time.monotonic()

    async def show(self, rows: list[Row]) -> None:
        """Write them into the job."""
        if time.monotonic() - self._begun < _SHOWN_AFTER_S:
            return
        async with self._services.database.transaction() as transaction:
            await show_progress(transaction, self._job, shown_answer(self._job, rows))


def _new_bot(job: Job, prepared: Prepared, now: int) -> dict[str, Any]:
    stored = prepared.stored
    return {
        "id": job.request["bot_id"],
        "account_id": job.account_id,
        "ref_id": prepared.ref_id or job.answer["streamRefId"],
        "name": prepared.name,
        "description": "",
        "purpose": job.request.get("purpose") or prepared.purpose or "customer",
        "type": prepared.type or "default",
        "default_language": prepared.default_language or "en",
        "languages": json.dumps(prepared.languages),
        "icon": job.request.get("icon") or BUILT_IN_ICON,
        "color": prepared.color or "#009dab",
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


def _changed_bot(bot: Bot, prepared: Prepared) -> dict[str, Any]:
    stored = prepared.stored
    return {
        "bot": bot.id,
        "new_ref_id": prepared.ref_id or bot.ref_id,
        "new_name": bot.name,
        "new_language": prepared.default_language or bot.default_language,
        "new_languages": json.dumps(prepared.languages),
        "new_definition": stored.definition,
        "new_config": stored.config,
        "new_icon": stored.icon_file or bot.icon_file,
        "new_functions": stored.functions,
    }
