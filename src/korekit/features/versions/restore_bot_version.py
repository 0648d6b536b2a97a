"""Putting a bot back to a version.

The version's files become the bot's latest definition; they are shared, not copied. Until the bot is published it is
marked, and imports into it are not taken. Source: export-archive.md, Import rules in the builder's documentation.
"""

import asyncio
import json

from korekit.archive import Archive, ArchiveBroken
from korekit.calls.call import Call
from korekit.calls.changes import record_changes
from korekit.calls.handlers import handles
from korekit.calls.own_bot import own_bot
from korekit.catalog.bot_versions import BotVersion, BotVersions
from korekit.errors.console import InputInvalid, NotFound
from korekit.features.versions.seen import bot_version, seen
from korekit.ids import BotId
from korekit.records.accounts import find_user
from korekit.records.bot_versions import Version, mark_restored
from korekit.records.bots import UPDATE_DEFINITION, Bot, hold_bot
from korekit.records.change_logs import Change
from korekit.records.definitions import load_archive
from korekit.storage.blobs import BlobStore

__all__ = ["restore_bot_version"]


@handles(BotVersions.restore_bot_version)
async def restore_bot_version(call: Call, bot_id: BotId, number: int) -> BotVersion:
    """Restore a version; its apps, what is kept sealed for it and its change log stay.

    Raises:
        NotFound: the account has no such bot, or the bot no such version.
        InputInvalid: the version cannot be read.
    """
    bot = await own_bot(call, bot_id)
    version = await bot_version(call, bot, number)
    try:
        archive = await asyncio.to_thread(_opened, call.services.blobs, bot, version)
    except ArchiveBroken as broken:
        raise InputInvalid(f"The version cannot be read: {str(broken)[:200]}") from None
    stored, now = version.stored, call.now_ms()
    async with call.database.transaction() as transaction:
        if not await hold_bot(transaction, call.account_id, bot_id):
            raise NotFound()
        await transaction.run(
            UPDATE_DEFINITION,
            bot=bot_id,
            new_ref_id=archive.ref_id or bot.ref_id,
            new_name=archive.name or bot.name,
            new_language=archive.default_language or bot.default_language,
            new_languages=json.dumps(archive.languages),
            new_definition=stored.definition,
            new_config=stored.config,
            new_icon=stored.icon_file,
            new_functions=stored.functions,
        )
        await mark_restored(transaction, bot_id, number, restored_by=call.caller.user_id, restored_at=now)
        await record_changes(
            call.services,
            transaction,
            [Change("stream", bot_id, f"BOT restored to version {number}")],
            account_id=call.account_id,
            bot_id=bot_id,
            user_id=call.caller.user_id,
        )
    people = {version.published_by: await find_user(call.database, version.published_by)}
    (shown,) = await asyncio.to_thread(seen, call.services.blobs, bot, [version], people)
    return shown


def _opened(blobs: BlobStore, bot: Bot, version: Version) -> Archive:
    """The version's archive, its members opened once. Blocks."""
    archive = load_archive(blobs, bot, version.stored)
    _ = archive.sections, archive.settings
    return archive
