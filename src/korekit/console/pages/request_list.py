"""Every operation of the catalogue to choose from, what one sent last, and the whole as files for other tools."""

from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

from korekit.catalog.operation import Operation
from korekit.catalog.operations import all_operations
from korekit.catalog.planes import Caller, Role
from korekit.catalog.trying import SentRequest, Trying
from korekit.console.bot_apps import SeenApp, find_app, list_apps
from korekit.console.page import Group, Nav, page
from korekit.console.trying.callers import open_operations
from korekit.console.trying.downloads import FORMS, download
from korekit.console.trying.mistakes import mistake_labels
from korekit.console.visit import Visit
from korekit.exporters.collections.groups import Group as CatalogGroup
from korekit.exporters.collections.groups import groups_of
from korekit.exporters.collections.run_order import collected
from korekit.server.answers import Answer

__all__ = ["Listed", "ListedGroup", "download_collection", "forget_requests", "list_requests"]

_MAX_QUERY: Final = 40


# Compared by identity, as what parts of pages are remembered by.
@dataclass(frozen=True, slots=True, eq=False)
class Listed:
    """An operation. `words`: what a search finds it by, in lower case; `scopes`: as users know them."""

    operation: Operation[Any, Any]
    words: str
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ListedGroup:
    """Operations of one area. `is_ours`: the vendor's hosts have none of them."""

    title: str
    about: str
    is_ours: bool
    operations: tuple[Listed, ...]


@cache
def _listed() -> tuple[ListedGroup, ...]:
    groups = sorted(groups_of(), key=_rank)
    return tuple(
        ListedGroup(one.title, one.about, _rank(one)[0], tuple(_entry(each) for each in one.operations))
        for one in groups
    )


def _rank(group: CatalogGroup) -> tuple[bool, bool]:
    """The vendor's public API first, then its console, then what is ours."""
    facts = [one.facts for one in group.operations]
    return all(one.is_ours for one in facts), any(one.caller is Caller.USER for one in facts)


def _entry(operation: Operation[Any, Any]) -> Listed:
    held = [scope for scope in operation.facts.scopes.values() if scope]
    scopes = " ".join(f"{scope.shown} {scope.id}" for scope in held)
    who = " ".join(operation.planes) or (operation.facts.role or "anyone")
    words = f"{operation.id} {operation.method} {operation.path} {operation.summary} {scopes} {who}".lower()
    return Listed(operation, words, tuple(dict.fromkeys(scope.shown for scope in held)))


@page("GET", "/{account_id}/requests", role=Role.VIEWER, nav=Nav(Group.TOOLS, "Requests", 20, "send"))
async def list_requests(visit: Visit) -> Answer:
    """The operations; of one app, with `app` in the query, only those that it may call now."""
    query = visit.request.query
    client_id = query.text("app")
    seen = await find_app(visit, client_id) if client_id else None
    sent: list[SentRequest] = []
    if visit.can(Trying.list_sent_requests):
        sent = await visit.call(Trying.list_sent_requests)
    return visit.render(
        "request_list.html",
        groups=_open_to(visit, seen) if seen else _listed(),
        seen=seen,
        # Bounded, since parts of the page are remembered by it.
        query=" ".join(query.text("q").lower()[:_MAX_QUERY].split()),
        callable=frozenset() if seen else await _callable(visit),
        unserved=_unserved(visit),
        sent=sent,
        mistake_labels=mistake_labels(),
        forms=FORMS,
    )


async def _callable(visit: Visit) -> frozenset[str]:
    """The ids of operations that an app of the visitor's may call now."""
    return frozenset().union(*(open_operations(seen, visit.account) for seen in await list_apps(visit)))


def _unserved(visit: Visit) -> frozenset[str]:
    is_served = visit.site.platform.calls.is_served
    return frozenset(one.id for one in all_operations() if not is_served(one))


def _open_to(visit: Visit, seen: SeenApp) -> list[ListedGroup]:
    found, is_open = [], open_operations(seen, visit.account)
    for group in _listed():
        fitting = tuple(one for one in group.operations if one.operation.id in is_open)
        if fitting:
            found.append(replace(group, operations=fitting))
    return found


@page("POST", "/{account_id}/requests", role=Role.VIEWER)
async def download_collection(visit: Visit) -> Answer:
    """Every operation as one file for another tool."""
    served = frozenset(one.id for one in all_operations() if visit.site.platform.calls.is_served(one))
    folders = collected(groups_of(), served=served)
    return download(visit.request.form.text("do"), "korekit", folders, all_operations(), visit.request.origin)


@page("POST", "/{account_id}/requests/history", role=Role.DEVELOPER)
async def forget_requests(visit: Visit) -> Answer:
    """Forget what the visitor sent in this account."""
    await visit.call(Trying.forget_sent_requests)
    return visit.redirect(visit.link("requests"), notice="Your request history in this account is empty.")
