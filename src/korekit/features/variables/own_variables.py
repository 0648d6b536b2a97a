"""Looking at the variables of a bot without a word in its change log, and deleting one."""

import asyncio
from typing import Any

from korekit.archive import Archive, ArchiveBroken
from korekit.archive.variable_edits import has_variable, listed_variables, without_variable
from korekit.calls.bot_edits import Edited, edit_bot
from korekit.calls.call import Call
from korekit.calls.handlers import handles
from korekit.catalog.bot_settings_results import Variable
from korekit.catalog.bot_views import BotViews
from korekit.errors.console import InputInvalid, NotFound
from korekit.features.variables.bot_variables_export import variables_of
from korekit.ids import BotId
from korekit.records.bot_secrets import forget_values
from korekit.records.bots import Bot, find_bot
from korekit.records.change_logs import Change
from korekit.records.definitions import load_archive, stored_in
from korekit.storage.database import Transaction

__all__ = ["delete_bot_variable", "list_bot_variables"]


@handles(BotViews.list_bot_variables)
async def list_bot_variables(call: Call, bot_id: BotId) -> list[Variable]:
    """Environment variables, then content variables, in the order of the definition.

    Raises:
        NotFound: the account has no such bot.
        InputInvalid: its definition cannot be read.
    """
    bot = await _bot(call, bot_id)
    try:
        return await asyncio.to_thread(variables_of, call.services.blobs, bot)
    except ArchiveBroken as broken:
        raise InputInvalid(f"The bot's definition cannot be read: {str(broken)[:200]}") from None


@handles(BotViews.delete_bot_variable)
async def delete_bot_variable(call: Call, bot_id: BotId, key: str) -> dict[str, Any]:
    """Delete a variable with what is kept sealed of it; the change log tells of it.

    Raises:
        NotFound: the account has no such bot, or the bot no such variable.
    """
    bot = await _bot(call, bot_id)
    archive = await asyncio.to_thread(load_archive, call.services.blobs, bot, stored_in(bot))
    blanked = {(key, language) for language in _languages(archive, key)}

    def edit(archive: Archive) -> Edited[None]:
        if not has_variable(archive, key):
            raise NotFound()
        change = Change("variables", bot_id, f"Bot variable {key[:200]} is deleted")
        return Edited(without_variable(archive, key), None, (change,))

    async def forget(transaction: Transaction) -> None:
        await forget_values(transaction, call.services.sealer, bot_id, blanked, now_ms=call.now_ms())

    await edit_bot(call, bot_id, edit, also=forget)
    return {"key": key}


async def _bot(call: Call, bot_id: BotId) -> Bot:
    bot = await find_bot(call.database, call.account_id, bot_id)
    if bot is None:
        raise NotFound()
    return bot


def _languages(archive: Archive, key: str) -> set[str]:
    """The languages in which a variable may have a value; an empty text stands for the value itself."""
    found = {"", *archive.languages}
    for _, one in listed_variables(archive):
        locale = one.get("localeData")
        if one["key"] == key and isinstance(locale, dict):
            found |= set(locale)
    return found
