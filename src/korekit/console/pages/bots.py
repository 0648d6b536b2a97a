"""The bots of an account: listed, made, looked at, deleted. Whatever is about one bot is a tab beside the overview."""

from korekit.catalog.bot_views import BotViews
from korekit.catalog.console import Console
from korekit.catalog.planes import Role
from korekit.console.bot_apps import bots_by_id, find_bot, list_apps
from korekit.console.page import Group, Nav, Tab, page
from korekit.console.visit import Visit
from korekit.errors.console import InputInvalid
from korekit.ids import BotId
from korekit.server.answers import Answer

__all__ = [
    "bot_overview",
    "bot_scopes",
    "create_bot",
    "delete_bot",
    "delete_bot_form",
    "list_bots",
    "new_bot",
]


@page("GET", "/{account_id}/bots", role=Role.VIEWER, nav=Nav(Group.BUILD, "Bots", 10, "bot"))
async def list_bots(visit: Visit) -> Answer:
    """Every bot, newest first."""
    bots = list((await bots_by_id(visit)).values())
    return visit.render("bots.html", bots=bots[::-1])


@page("GET", "/{account_id}/bots/new", role=Role.DEVELOPER)
async def new_bot(visit: Visit) -> Answer:
    """The form for an empty bot."""
    return visit.render("bot_new.html", name="", error="")


@page("POST", "/{account_id}/bots/new", role=Role.DEVELOPER)
async def create_bot(visit: Visit) -> Answer:
    """Make an empty bot, and go there."""
    name = visit.request.form.text("name")
    try:
        bot = await visit.call(Console.create_bot, visit.user_id, name)
    except InputInvalid as refusal:
        return visit.render("bot_new.html", status=422, name=name, error=str(refusal))
    return visit.redirect(visit.link("bots", bot.id), notice=f"{bot.name} is there, still empty.")


@page("GET", "/{account_id}/bots/{bot_id}", role=Role.VIEWER, tab=Tab("bot", "Overview", 10))
async def bot_overview(visit: Visit) -> Answer:
    """What the bot is and has, what was last done with it, and the apps that reach it."""
    bot = await find_bot(visit, visit.values["bot_id"])
    seen = await visit.call(BotViews.get_bot_overview, BotId(bot.id))
    apps = await list_apps(visit)
    own = [one for one in apps if one.app.bot_id == bot.id]
    wide = [one for one in apps if one.app.plane == "admin" and one.scopes.counting_number]
    return visit.render(
        "bot.html", bot=bot, seen=seen, apps=own, wide=wide, can_delete=visit.can(Console.delete_builder_bot)
    )


@page("GET", "/{account_id}/bots/{bot_id}/scopes", role=Role.VIEWER, tab=Tab("bot", "API Scopes", 60))
async def bot_scopes(visit: Visit) -> Answer:
    """The bot's own apps with what they may do: the builder's API Scopes."""
    bot = await find_bot(visit, visit.values["bot_id"])
    apps = [one for one in await list_apps(visit) if one.app.bot_id == bot.id]
    return visit.render("bot_scopes.html", bot=bot, apps=apps)


@page("GET", "/{account_id}/bots/{bot_id}/delete", role=Role.DEVELOPER)
async def delete_bot_form(visit: Visit) -> Answer:
    """What stops working with the bot, and the question for its name."""
    return await _asked(visit)


@page("POST", "/{account_id}/bots/{bot_id}/delete", role=Role.DEVELOPER)
async def delete_bot(visit: Visit) -> Answer:
    """Delete the bot, for who typed its name."""
    bot = await find_bot(visit, visit.values["bot_id"])
    if visit.request.form.text("name").strip() != bot.name.strip():
        return await _asked(visit, status=422, error="This is not its name. Nothing was deleted.")
    await visit.call(Console.delete_builder_bot, visit.user_id, BotId(bot.id))
    return visit.redirect(visit.link("bots"), notice=f"{bot.name} is deleted, with its apps.")


async def _asked(visit: Visit, *, status: int = 200, error: str = "") -> Answer:
    bot = await find_bot(visit, visit.values["bot_id"])
    apps = [one for one in await list_apps(visit) if one.app.bot_id == bot.id]
    return visit.render("bot_delete.html", status=status, bot=bot, apps=apps, error=error)
