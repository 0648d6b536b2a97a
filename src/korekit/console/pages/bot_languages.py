"""Languages and channels of a bot, with their state."""

from korekit.catalog.bot_settings import BotSettings
from korekit.catalog.bot_views import BotViews
from korekit.catalog.planes import Role
from korekit.console.bot_apps import find_bot
from korekit.console.page import Tab, page
from korekit.console.visit import Visit
from korekit.errors.refusal import Refusal
from korekit.ids import BotId
from korekit.server.answers import Answer

__all__ = ["change_language", "languages"]


@page("GET", "/{account_id}/bots/{bot_id}/languages", role=Role.VIEWER, tab=Tab("bot", "Languages & channels", 57))
async def languages(visit: Visit) -> Answer:
    """What the bot speaks, and where."""
    return await _shown(visit)


@page("POST", "/{account_id}/bots/{bot_id}/languages", role=Role.DEVELOPER)
async def change_language(visit: Visit) -> Answer:
    """Switch a language on or off, or make it the default one."""
    bot = await find_bot(visit, visit.values["bot_id"])
    code, do = visit.request.form.text("language"), visit.request.form.text("do")
    try:
        if do == "default":
            await visit.call(BotSettings.change_default_language, BotId(bot.id), code)
        else:
            await visit.call(BotSettings.enable_existing_language, BotId(bot.id), code, enable=do == "enable")
    except Refusal as refusal:
        return await _shown(visit, status=422, error=refusal.detail)
    words = {"default": "is the default language now", "enable": "is on"}.get(do, "is off")
    return visit.redirect(visit.link("bots", bot.id, "languages"), notice=f"{code} {words}.")


async def _shown(visit: Visit, *, status: int = 200, error: str = "") -> Answer:
    bot = await find_bot(visit, visit.values["bot_id"])
    seen = await visit.call(BotViews.get_bot_overview, BotId(bot.id))
    can_change = visit.can(BotSettings.enable_existing_language)
    return visit.render("bot_languages.html", status=status, bot=bot, seen=seen, error=error, can_change=can_change)
