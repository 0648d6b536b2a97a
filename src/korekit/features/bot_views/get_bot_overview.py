"""A bot at a glance."""

import asyncio
from typing import Final

import msgspec

from korekit.archive import ArchiveBroken
from korekit.calls.call import Call
from korekit.calls.handlers import handles
from korekit.calls.own_bot import own_bot
from korekit.catalog.bot_views import BotActivity, BotOverview, BotViews, SeenChannel, SeenLanguage
from korekit.catalog.channel_types import find_channel_type
from korekit.catalog.language_codes import find_language
from korekit.clock import iso_time
from korekit.features.bot_views.parts import Parts, parts_of_files
from korekit.ids import BotId, UserId
from korekit.jobs.queue import last_job
from korekit.records.accounts import find_user
from korekit.records.bot_secrets import read_secret
from korekit.records.bot_versions import list_versions, restored_version
from korekit.records.bots import Bot
from korekit.records.change_logs import last_change_at
from korekit.records.definitions import stored_in, stored_size
from korekit.storage.blobs import BlobStore

__all__ = ["get_bot_overview"]

_SMALL_BYTES: Final = 64 << 10
_KINDS: Final = {"bot-import": "import", "bot-export": "export", "bot-publish": "publish"}


@handles(BotViews.get_bot_overview)
async def get_bot_overview(call: Call, bot_id: BotId) -> BotOverview:
    """What the bot has, and what was last done with it.

    Raises:
        NotFound: the account has no such bot.
    """
    bot = await own_bot(call, bot_id)
    blobs, database = call.services.blobs, call.database
    size = stored_size(blobs, bot, stored_in(bot))
    # What is small is read sooner than a thread is woken.
    parts = _parts(blobs, bot) if size < _SMALL_BYTES else await asyncio.to_thread(_parts, blobs, bot)
    changed = await last_change_at(database, bot_id)
    newest = await list_versions(database, bot_id, first=0, count=1)
    return BotOverview(
        parts=list(parts.counts),
        languages=list(parts.languages),
        channels=[await _with_credentials(call, bot_id, one) for one in parts.channels],
        activities=await _activities(call, bot_id),
        last_change_on="" if changed is None else iso_time(changed),
        size_bytes=size,
        versions=newest[0].number if newest else 0,
        restored_version=await restored_version(database, bot_id),
    )


async def _with_credentials(call: Call, bot_id: BotId, channel: SeenChannel) -> SeenChannel:
    """The channel with the names of the credentials that are kept for it."""
    known = find_channel_type(channel.type)
    if known is None or not known.secrets:
        return channel
    kept = await read_secret(call.database, call.services.sealer, bot_id, f"channel:{channel.type}")
    return msgspec.structs.replace(channel, credentials=[name for name in known.secrets if kept.get(name)])


async def _activities(call: Call, bot_id: BotId) -> list[BotActivity]:
    found = []
    for kind, word in _KINDS.items():
        job = await last_job(call.database, kind, bot_id)
        if job is not None:
            user = await find_user(call.database, UserId(job.created_by))
            found.append(
                BotActivity(
                    kind=word,
                    id=job.id,
                    state=job.state,
                    asked_on=iso_time(job.created_at),
                    by=user.email if user is not None else "",
                    message=job.failure,
                )
            )
    return found


def _parts(blobs: BlobStore, bot: Bot) -> Parts:
    """What it has; a definition that cannot be read has no parts. Blocks."""
    if bot.definition is not None and bot.config is not None:
        try:
            return parts_of_files(blobs.path(bot.definition), blobs.path(bot.config), bot.functions)
        except ArchiveBroken:
            pass
    codes = msgspec.json.decode(bot.languages, type=list[str])
    languages = tuple(_named(code, is_default=code == bot.default_language) for code in codes)
    return Parts((), languages, ())


def _named(code: str, *, is_default: bool) -> SeenLanguage:
    known = find_language(code)
    return SeenLanguage(code=code, name=known.name if known is not None else code, is_default=is_default)
