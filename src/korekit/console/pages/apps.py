"""Apps on both planes: listed, made, and the admin console's list of who may do what."""

from korekit.catalog.console import AppCredentials, Console
from korekit.catalog.planes import Plane, Role
from korekit.console.bot_apps import bots_by_id, find_app, list_apps
from korekit.console.page import Group, Nav, page
from korekit.console.visit import Visit
from korekit.errors.console import InputInvalid, NotFound
from korekit.ids import BotId
from korekit.server.answers import Answer

__all__ = ["admin_scopes", "app_list", "create_app", "new_app"]


@page("GET", "/{account_id}/apps", role=Role.VIEWER, nav=Nav(Group.BUILD, "Apps", 20, "app"))
async def app_list(visit: Visit) -> Answer:
    """Every app that the visitor's role reaches, of the account and of its bots."""
    return visit.render("apps.html", apps=await list_apps(visit))


@page("GET", "/{account_id}/scopes", role=Role.ADMIN, nav=Nav(Group.SECURITY, "API Scopes", 10, "scopes"))
async def admin_scopes(visit: Visit) -> Answer:
    """Security & Control > API Scopes: the apps of the account with what each may do."""
    apps = [one for one in await list_apps(visit) if one.app.plane == Plane.ADMIN]
    return visit.render("admin_scopes.html", apps=apps)


@page("GET", "/{account_id}/apps/new", role=Role.DEVELOPER)
async def new_app(visit: Visit) -> Answer:
    """The form; it says in which account the app will be."""
    query = visit.request.query
    return await _form(visit, name="", plane=query.text("plane"), bot_id=query.text("bot"))


@page("POST", "/{account_id}/apps/new", role=Role.DEVELOPER)
async def create_app(visit: Visit) -> Answer:
    """Make an app; the answer shows its secret once."""
    form = visit.request.form
    name, plane, bot_id = form.text("name"), form.text("plane"), form.text("bot")
    try:
        made = await _made(visit, name, plane, bot_id)
    except NotFound:
        return await _form(visit, name=name, plane=plane, bot_id="", error="Choose a bot.", wrong="bot")
    except InputInvalid as refusal:
        return await _form(visit, name=name, plane=plane, bot_id=bot_id, error=str(refusal), wrong="name")
    seen = await find_app(visit, made.client_id)
    return visit.render("app_made.html", seen=seen, secret=made.client_secret)


async def _made(visit: Visit, name: str, plane: str, bot_id: str) -> AppCredentials:
    if plane == Plane.ADMIN:
        return await visit.call(Console.create_admin_app, visit.account.org_id, visit.user_id, name)
    return await visit.call(Console.create_bot_app, visit.user_id, BotId(bot_id), name)


async def _form(visit: Visit, *, name: str, plane: str, bot_id: str, error: str = "", wrong: str = "") -> Answer:
    bots = list((await bots_by_id(visit)).values())
    can_admin = visit.can(Console.create_admin_app)
    if plane not in (Plane.ADMIN, Plane.BOT) or (plane == Plane.ADMIN and not can_admin):
        plane = Plane.ADMIN if can_admin and not bot_id else Plane.BOT
    return visit.render(
        "app_new.html",
        status=422 if error else 200,
        name=name,
        plane=plane,
        bot_id=bot_id,
        bots=bots,
        can_admin=can_admin,
        error=error,
        wrong=wrong,
    )
