"""The bots of an account: listed, made, looked at, deleted. Whatever is about one bot is a tab beside the overview."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from korekit.catalog.bot_views import BotOverview, BotViews
from korekit.catalog.console import Console, ConsoleBot
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

_ON_PAGE: Final = 50
_LONGEST: Final = 200
# What the list is sorted by, with the words for it.
_SORTS: Final = {"newest": "Newest first", "oldest": "Oldest first", "name": "Name", "status": "Status"}


@page("GET", "/{account_id}/bots", role=Role.VIEWER, nav=Nav(Group.BUILD, "Bots", 10, "bot"))
async def list_bots(visit: Visit) -> Answer:
    """The bots, fifty a page, newest first; by name, id or state where the address says so."""
    every = list((await bots_by_id(visit)).values())[::-1]
    query = visit.request.query
    wanted = query.text("q").strip()[:_LONGEST]
    sort = query.text("sort") if query.text("sort") in _SORTS else "newest"
    text = wanted.casefold()
    found = [one for one in every if text in one.name.casefold() or text in (one.id, one.status)]
    if sort == "oldest":
        found.reverse()
    elif sort != "newest":
        found.sort(key=lambda one: (getattr(one, sort).casefold(), one.name.casefold()))
    pages = max(1, -(-len(found) // _ON_PAGE))
    page_number = query.number("page", 0, least=0, most=pages - 1)
    asked = {"q": wanted, "sort": "" if sort == "newest" else sort}
    return visit.render(
        "bots.html",
        bots=found[page_number * _ON_PAGE : (page_number + 1) * _ON_PAGE],
        every=len(every),
        total=len(found),
        first=page_number * _ON_PAGE,
        page_number=page_number,
        pages=pages,
        wanted=wanted,
        sort=sort,
        sorts=_SORTS,
        query=urlencode({name: value for name, value in asked.items() if value}),
    )


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
    return visit.redirect(visit.link("bots", bot.id), notice=f"Bot {bot.name} created.")


@page("GET", "/{account_id}/bots/{bot_id}", role=Role.VIEWER, tab=Tab("bot", "Overview", 10))
async def bot_overview(visit: Visit) -> Answer:
    """What the bot is and has, what was last done with it, and the apps that reach it."""
    bot = await find_bot(visit, visit.values["bot_id"])
    seen = await visit.call(BotViews.get_bot_overview, BotId(bot.id))
    apps = await list_apps(visit)
    own = [one for one in apps if one.app.bot_id == bot.id]
    steps = _steps(visit, bot, seen, has_app=any(one.scopes.counting_number for one in own))
    wide = [one for one in apps if one.app.plane == "admin" and one.scopes.counting_number]
    return visit.render(
        "bot.html",
        bot=bot,
        seen=seen,
        apps=own,
        wide=wide,
        steps=steps,
        part_links=_part_links(visit, bot.id),
        can_delete=visit.can(Console.delete_builder_bot),
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
        return await _asked(visit, status=422, error="That is not the name of this bot. Nothing was deleted.")
    await visit.call(Console.delete_builder_bot, visit.user_id, BotId(bot.id))
    return visit.redirect(visit.link("bots"), notice=f"Bot {bot.name} and its apps deleted.")


@dataclass(frozen=True, slots=True)
class _Step:
    """What to do next with a bot. `hint`: one sentence."""

    label: str
    hint: str
    link: str
    is_done: bool = False


def _steps(visit: Visit, bot: ConsoleBot, seen: BotOverview, *, has_app: bool) -> list[_Step]:
    """The way of a new bot to its first call; nothing once it was published and an app of its own may call."""
    if (seen.versions and has_app) or not visit.account.role.includes(Role.DEVELOPER):
        return []
    own_request = visit.link("requests", "get-change-logs", **{"p.bot_id": bot.id})
    return [
        _Step(
            "Import a bot definition",
            "The zip of an export, its files, or an unpacked folder.",
            visit.link("bots", bot.id, "import"),
            bool(seen.parts),
        ),
        _Step(
            "Publish version 1",
            "Users get a version only when it is published.",
            visit.link("bots", bot.id, "versions"),
            bool(seen.versions),
        ),
        _Step(
            "Create an app for this bot",
            "It signs the tokens of a program, and its scopes say what the program may call.",
            visit.link("apps", "new", plane="bot", bot=bot.id),
            has_app,
        ),
        _Step("Send a request", "Try the API here, signed by your app.", own_request),
    ]


def _part_links(visit: Visit, bot_id: str) -> dict[str, str]:
    """Where parts of a sort are seen one by one, by the sort's name."""
    return {
        "Environment variables": visit.link("bots", bot_id, "variables", kind="env"),
        "Content variables": visit.link("bots", bot_id, "variables", kind="locale"),
    }


async def _asked(visit: Visit, *, status: int = 200, error: str = "") -> Answer:
    bot = await find_bot(visit, visit.values["bot_id"])
    apps = [one for one in await list_apps(visit) if one.app.bot_id == bot.id]
    return visit.render("bot_delete.html", status=status, bot=bot, apps=apps, error=error)
