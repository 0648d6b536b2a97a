"""The first page of an account: what to do next, and how far it has come."""

from dataclasses import dataclass
from typing import Any

from korekit.catalog.planes import Role
from korekit.catalog.trying import Trying
from korekit.console.bot_apps import SeenApp, bots_by_id, list_apps
from korekit.console.live import live
from korekit.console.page import Group, Nav, Stream, page
from korekit.console.visit import Visit
from korekit.server.answers import Answer

__all__ = ["Step", "home", "home_live"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step from an empty account to an answered call. `link`: where it is done; empty while it is not its turn."""

    title: str
    text: str
    link: str
    action: str
    is_done: bool = False


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
    can_make = visit.account.role.includes(Role.DEVELOPER)
    return [
        Step(
            "Make an app",
            f"It stands for a program that calls the API for {visit.account.name}, and gets a client id and a secret.",
            visit.link("apps", "new") if can_make else "",
            "Make an app",
            is_done=bool(apps),
        ),
        Step(
            "Map its API scopes",
            "An app without saved scopes may call nothing. Tick what it needs, then save.",
            visit.link("apps", client_id, "scopes") if client_id else "",
            "Map scopes",
            is_done=ready is not None,
        ),
        Step(
            "Mint a token and send a request",
            "Here, with a token made for you; or by the client and the command line, which sign every call themselves.",
            visit.link("requests", app=client_id) if ready else "",
            "Send a request",
            is_done=is_answered,
        ),
    ]
