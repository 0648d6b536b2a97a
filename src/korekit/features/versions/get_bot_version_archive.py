"""Handing out the archive of a version: the same bytes each time it is asked for."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from korekit.archive import ArchiveBroken, ExportType, select, write_zip
from korekit.calls.call import Call
from korekit.calls.handlers import FileBody, handles
from korekit.calls.own_bot import own_bot
from korekit.catalog.bot_versions import BotVersions
from korekit.errors.console import InputInvalid
from korekit.features.versions.seen import bot_version
from korekit.ids import BotId
from korekit.records.bot_versions import Version
from korekit.records.bots import Bot
from korekit.records.definitions import load_archive
from korekit.storage.blobs import BlobStore

__all__ = ["get_bot_version_archive"]


@handles(BotVersions.get_bot_version_archive)
async def get_bot_version_archive(call: Call, bot_id: BotId, number: int) -> FileBody:
    """The zip, without values of secured variables.

    Raises:
        NotFound: the account has no such bot, or the bot no such version.
        InputInvalid: the version cannot be read.
    """
    bot = await own_bot(call, bot_id)
    version = await bot_version(call, bot, number)
    try:
        path = await asyncio.to_thread(_written, call.services.blobs, bot, version)
    except ArchiveBroken as broken:
        raise InputInvalid(f"The version cannot be read: {str(broken)[:200]}") from None
    return FileBody(path, f"{bot.name}-{number}.zip", is_temporary=True)


def _written(blobs: BlobStore, bot: Bot, version: Version) -> Path:
    """The zip, in a file of its own. Blocks."""
    archive = select(load_archive(blobs, bot, version.stored), export_type=ExportType.PUBLISHED)
    path = blobs.temporary()
    try:
        with path.open("wb") as file:
            write_zip(archive, file, at=datetime.fromtimestamp(version.published_at / 1000, UTC))
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path
