"""Doing an export: the asked version, the asked parts, in one archive.

Source: bot-definition.yaml bot-export, export-archive.md.
"""

from typing import Any

from korekit.archive import ArchiveBroken, ExportType
from korekit.calls.call import Services
from korekit.calls.handlers import works
from korekit.calls.kept_files import keep_file
from korekit.features.exports.addresses import ADDRESS_COUNTS_MS
from korekit.features.exports.requests import EXPORT_KIND
from korekit.features.exports.writing import write_export
from korekit.jobs.queue import Job, last_job, other_success
from korekit.jobs.runner import JobFailed, Outcome
from korekit.records.bots import LAST_VERSION, Bot, find_bot
from korekit.records.definitions import StoredArchive, stored_in
from korekit.records.files import end_file
from korekit.storage.blobs import Blob, BlobStore
from korekit.storage.database import Transaction

__all__ = ["run_export"]


@works(EXPORT_KIND)
async def run_export(services: Services, job: Job) -> Outcome:
    """Write the archive of an export job.

    An export that another one replaced while it waited is not written: nobody could ask for its address.

    Raises:
        JobFailed: the bot is gone, or was never published where the published version is asked for; or there is no
            such task, or a newer export.
    """
    last = await last_job(services.database, EXPORT_KIND, job.bot_id or "")
    if last is not None and last.id != job.id:
        raise JobFailed({"message": "another export of the bot was asked for"})
    bot = await find_bot(services.database, job.account_id, job.bot_id or "")
    if bot is None:
        raise JobFailed({"message": "the bot does not exist any more"})
    stored = stored_in(bot)
    if job.request["exportType"] == ExportType.PUBLISHED:
        row = await services.database.one(LAST_VERSION, bot_id=bot.id)
        if row is None:
            raise JobFailed({"message": "the bot was never published"})
        stored = StoredArchive(row[1], row[2], row[3], row[4])
    try:
        blob = await services.offload.run(
            _size_of(services.blobs, stored), write_export, services.blobs, bot, stored, job
        )
    except ArchiveBroken as broken:
        raise JobFailed({"message": str(broken)[:500]}) from None
    file_id = services.ids.hex24()

    async def effects(transaction: Transaction) -> None:
        now = services.clock.now_ms()
        await keep_file(services, transaction, _file_row(job, bot, blob, file_id, now))
        other = await other_success(transaction, job)
        if other is not None:
            # Of two exports nobody can ask for the older one's address any more.
            is_newer = other.created_at > job.created_at
            replaced = file_id if is_newer else other.answer["fileId"]
            await end_file(transaction, replaced, until=now + ADDRESS_COUNTS_MS)

    answer = {"fileId": file_id, "fileSize": blob.size, "sha256": blob.sha256, "name": f"{bot.name}.zip"}
    return Outcome(answer, effects)


def _size_of(blobs: BlobStore, stored: StoredArchive) -> int:
    return blobs.path(stored.definition).stat().st_size if stored.definition is not None else 0


def _file_row(job: Job, bot: Bot, blob: Blob, file_id: str, now: int) -> dict[str, Any]:
    return {
        "id": file_id,
        "account_id": job.account_id,
        "sha256": blob.sha256,
        "sha1": blob.sha1,
        "size": blob.size,
        "name": f"{bot.name}.zip"[:200],
        "context": "botExport",
        "extension": "zip",
        "uploaded_by": "",
        "created_at": now,
    }
