"""The bots that a universal bot leads to, as it is configured and as it was published.

Source: bot-definition.yaml get-linked-apps with its quirks.
"""

import asyncio
from typing import Final

from sqlalchemy import bindparam, select

from korekit.archive import Archive, ArchiveBroken
from korekit.archive.linked_bots import LinkedBot, is_universal, linked_bots
from korekit.calls.call import Call
from korekit.calls.handlers import handles
from korekit.catalog.bot_settings import BotSettings
from korekit.catalog.bot_settings_results import LinkedApp, LinkedAppIds, LinkedApps
from korekit.errors.app_causes import BotUnknown
from korekit.errors.request_causes import BodyFieldInvalid
from korekit.ids import BotId
from korekit.records.bot_versions import list_versions
from korekit.records.bots import Bot, bots, find_bot
from korekit.records.change_logs import last_change_at
from korekit.records.definitions import StoredArchive, load_archive, stored_in
from korekit.storage.statements import Statement

__all__ = ["get_linked_apps"]

_ACTIVE: Final = 1
# The bot that was made of a definition; of several the newest.
_BY_REF_ID: Final = Statement(
    select(bots.c.id)
    .where(bots.c.account_id == bindparam("account_id"))
    .where(bots.c.ref_id == bindparam("ref_id"))
    .where(bots.c.deleted_at.is_(None))
    .order_by(bots.c.created_at.desc(), bots.c.id)
    .limit(1)
)


@handles(BotSettings.get_linked_apps)
async def get_linked_apps(call: Call, bot_id: BotId, *, language: str = "en") -> LinkedApps:
    """Both lists, empty for a bot that leads to none. A linked bot of another account has its id and name alone.

    Raises:
        BotUnknown: the account has no such bot.
        BodyFieldInvalid: its definition cannot be read.
    """
    bot = await find_bot(call.database, call.account_id, bot_id)
    if bot is None:
        raise BotUnknown()
    versions = await list_versions(call.database, bot_id, first=0, count=1)
    archive = await _archive(call, bot, stored_in(bot))
    configured = [await _linked(call, one) for one in linked_bots(archive)]
    last = await _archive(call, bot, versions[0].stored) if versions else None
    published = [await _linked(call, one) for one in linked_bots(last)] if last is not None else []
    is_unified = is_universal(archive)
    return LinkedApps(
        type="unified" if is_unified else bot.type,
        app_type="unified" if is_unified else bot.type,
        is_uxoub=is_unified,
        is_dialog_gpt_enabled=archive.part("isDialogGPTEnabled") is True,
        configured_linked_apps=configured,
        published_linked_apps=published,
        uxo_ub_configured=LinkedAppIds(linked_apps=[one.id for one in configured], is_uxoub=is_unified),
        uxo_ub_published=LinkedAppIds(linked_apps=[one.id for one in published], is_uxoub=is_unified),
    )


async def _archive(call: Call, bot: Bot, stored: StoredArchive) -> Archive:
    try:
        archive = await asyncio.to_thread(load_archive, call.services.blobs, bot, stored)
        _ = archive.sections  # opened once, so that nothing below raises
    except ArchiveBroken as broken:
        raise BodyFieldInvalid(expected="a bot whose definition can be read", found=str(broken)[:200]) from None
    return archive


async def _linked(call: Call, link: LinkedBot) -> LinkedApp:
    """A linked bot as the account has it: by its id or, where it came from elsewhere, by its refId."""
    bot = await find_bot(call.database, call.account_id, link.id)
    if bot is None and link.ref_id:
        row = await call.database.one(_BY_REF_ID, account_id=call.account_id, ref_id=link.ref_id)
        bot = await find_bot(call.database, call.account_id, row[0]) if row is not None else None
    if bot is None:
        return LinkedApp(id=link.id or link.ref_id, name=link.name)
    versions = await list_versions(call.database, bot.id, first=0, count=1)
    changed_at = await last_change_at(call.database, bot.id) or bot.created_at
    is_unified = bot.type in ("universalbot", "unified")
    return LinkedApp(
        id=bot.id,
        name=bot.name,
        default_language=bot.default_language,
        app_type="unified" if is_unified else bot.type,
        type=bot.type,
        status=_ACTIVE,
        is_dialog_gpt_enabled=False,
        configured_version=changed_at // 1000,
        published_version=str(versions[0].published_at // 1000) if versions else None,
    )
