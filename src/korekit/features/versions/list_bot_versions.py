"""Listing the versions of a bot."""

import asyncio

from korekit.calls.call import Call
from korekit.calls.handlers import handles
from korekit.calls.own_bot import own_bot
from korekit.catalog.bot_versions import BotVersion, BotVersions
from korekit.features.versions.seen import seen
from korekit.ids import BotId
from korekit.records.accounts import find_user
from korekit.records.bot_versions import list_versions

__all__ = ["list_bot_versions"]


@handles(BotVersions.list_bot_versions)
async def list_bot_versions(call: Call, bot_id: BotId, *, offset: int = 0, limit: int = 50) -> list[BotVersion]:
    """One page, newest first; `[]` past the last one.

    Raises:
        NotFound: the account has no such bot.
    """
    bot = await own_bot(call, bot_id)
    # Beyond the last row of any bot: a page number may be as large as a number gets.
    versions = await list_versions(call.database, bot_id, first=min(offset * limit, 2**62), count=limit)
    people = {one.published_by: await find_user(call.database, one.published_by) for one in versions}
    return await asyncio.to_thread(seen, call.services.blobs, bot, versions, people)
