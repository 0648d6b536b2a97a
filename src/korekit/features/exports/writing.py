"""The work of an export on its archive: choose, pack, keep. Runs in a helper process."""

from datetime import UTC, datetime
from pathlib import Path

from korekit.archive import ExportOptions, ExportType, select, write_zip
from korekit.jobs.job import Job
from korekit.records.bot import Bot
from korekit.records.definitions import StoredArchive, load_archive
from korekit.storage.blobs import Blob, BlobStore

__all__ = ["write_export"]


def write_export(blobs: BlobStore, bot: Bot, stored: StoredArchive, job: Job) -> Blob:
    """The zip of an export, stored. Blocks.

    Raises:
        ArchiveBroken: the stored definition cannot be read, or has no such task.
    """
    archive = load_archive(blobs, bot, stored)
    chosen = select(archive, ExportOptions.from_wire(job.request), ExportType(job.request["exportType"]))
    path: Path = blobs.temporary()
    try:
        with path.open("wb") as file:
            write_zip(chosen, file, at=datetime.fromtimestamp(job.created_at / 1000, UTC))
        return blobs.put_now(path)
    finally:
        path.unlink(missing_ok=True)
