"""Doing an export: the asked version, the asked parts, in one archive.

Source: bot-definition.yaml bot-export, export-archive.md.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from korekit.archive import ArchiveBroken, ExportOptions, ExportType, select, write_zip
from korekit.calls.call import Services
from korekit.calls.handlers import works
from korekit.features.exports.requests import EXPORT_KIND
from korekit.jobs.queue import Job, last_job
from korekit.jobs.runner import JobFailed, Outcome
from korekit.records.bots import LAST_VERSION, Bot, find_bot
from korekit.records.definitions import StoredArchive, load_archive, stored_in
from korekit.records.files import ADD_FILE
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
        blob = await services.offload.run(_size_of(services.blobs, stored), _write, services.blobs, bot, stored, job)
    except ArchiveBroken as broken:
        raise JobFailed({"message": str(broken)[:500]}) from None
    file_id = services.ids.hex24()

    async def effects(transaction: Transaction) -> None:
        await transaction.run(ADD_FILE, **_file_row(job, bot, blob, file_id, services.clock.now_ms()))

    answer = {"fileId": file_id, "fileSize": blob.size, "sha256": blob.sha256, "name": f"{bot.name}.zip"}
    return Outcome(answer, effects)


def _size_of(blobs: BlobStore, stored: StoredArchive) -> int:
    return blobs.path(stored.definition).stat().st_size if stored.definition is not None else 0


def _write(blobs: BlobStore, bot: Bot, stored: StoredArchive, job: Job) -> Blob:
    """The zip, stored. Blocks."""
    archive = load_archive(blobs, bot, stored)
    chosen = select(archive, ExportOptions.from_wire(job.request), ExportType(job.request["exportType"]))
    path: Path = blobs.temporary()
    try:
        with path.open("wb") as file:
            write_zip(chosen, file, at=datetime.fromtimestamp(job.created_at / 1000, UTC))
        return blobs.put_now(path)
    finally:
        path.unlink(missing_ok=True)


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
