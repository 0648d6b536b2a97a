"""The first page of an account: what to do next, and how far it has come."""

from dataclasses import dataclass
from typing import Any, Final

from korekit.catalog.planes import Role
from korekit.catalog.trying import Trying
from korekit.console.bot_apps import SeenApp, bots_by_id, list_apps
from korekit.console.first_call import first_operation
from korekit.console.live import live
from korekit.console.page import Group, Nav, Stream, page
from korekit.console.visit import Visit
from korekit.server.answers import Answer

__all__ = ["Step", "Way", "home", "home_live"]

_OF_DEVELOPERS: Final = "A developer of this account can change them."
_TO_COPY: Final = "Copy its command. You need the developer role to send it from the browser."


@dataclass(frozen=True, slots=True)
class Step:
    """One step from an empty account to an answered call. `link`: where it is done; empty while it is not its turn."""

    title: str
    text: str
    link: str
    action: str
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """Where to go once the first call was answered."""

    title: str
    text: str
    link: str


@page("GET", "/{account_id}", role=Role.VIEWER, nav=Nav(Group.START, "Home", 10, "home"))
async def home(visit: Visit) -> Answer:
    """Steps that mark themselves done, and what the account holds."""
    return visit.render("home.html", **await _values(visit))


@page("GET", "/{account_id}/live/home", role=Role.VIEWER)
async def home_live(visit: Visit) -> Stream:
    """The same, as it changes: also by the command line and by other people."""

    async def render() -> str:
        return visit.fragment("home_live.html", **await _values(visit))

    return live(visit, render)


async def _values(visit: Visit) -> dict[str, Any]:
    apps = await list_apps(visit)
    usable = [one for one in apps if one.app.plane != "data" and one.app.kind != "sdk"]
    ready = next((one for one in usable if one.scopes.counting_number), None)
    return {
        "steps": _steps(visit, usable, ready, is_answered=await _is_answered(visit)),
        "ways": _ways(visit, ready) if ready else [],
        "apps": apps,
        "bots": await bots_by_id(visit),
        "unsettled": [one for one in apps if one.scopes.marks],
    }


async def _is_answered(visit: Visit) -> bool:
    """Whether the visitor sent something from here that was answered as hoped for."""
    if not visit.can(Trying.list_sent_requests):
        return False
    return any(200 <= (one.status or 0) < 300 for one in await visit.call(Trying.list_sent_requests))


def _steps(visit: Visit, apps: list[SeenApp], ready: SeenApp | None, *, is_answered: bool) -> list[Step]:
    first = ready or (apps[0] if apps else None)
    client_id = first.app.client_id if first else ""
    can_make, can_see_all = visit.account.role.includes(Role.DEVELOPER), visit.account.role.includes(Role.ADMIN)
    operation = first_operation(ready) if ready else None
    return [
        Step(
            "Create an app",
            "The identity of a program that calls the API. It gets a client id and a secret."
            + ("" if can_see_all or apps else " Apps of the whole account are shown to administrators."),
            visit.link("apps", "new") if can_make else "",
            "Create another app" if apps else "Create app",
            is_done=bool(apps),
        ),
        Step(
            "Choose its API scopes",
            f"Scopes say what the app may call. {'Tick what it needs and save.' if can_make else _OF_DEVELOPERS}",
            visit.link("apps", client_id, "scopes") if client_id else "",
            "See scopes" if not can_make else "Edit scopes" if ready else "Choose scopes",
            is_done=ready is not None,
        ),
        Step(
            "Send a request",
            "Send it from the browser. The token is created for you." if can_make else _TO_COPY,
            visit.link("requests", *([operation.id] if operation else []), app=client_id) if ready else "",
            "Copy a command" if not can_make else "Send another request" if is_answered else "Send a request",
            is_done=is_answered,
        ),
    ]


def _ways(visit: Visit, ready: SeenApp) -> list[Way]:
    role = visit.account.role
    found = [
        (
            Role.VIEWER,
            "Call the API from your code",
            f"Copy the Python or shell example of {ready.app.app_name}.",
            visit.link("apps", ready.app.client_id) + "#first-call",
        ),
        (Role.DEVELOPER, "Import a bot", "From an export: a zip, its files, or a folder.", visit.link("bots", "new")),
        (Role.DEVELOPER, "See refused calls", "The true cause of each, as it happens.", visit.link("refusals")),
        (Role.ADMIN, "Invite people", "Give them a role in this account.", visit.link("people")),
    ]
    return [Way(title, text, link) for least, title, text, link in found if role.includes(least)]
