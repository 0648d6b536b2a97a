"""API Scopes of one app: ticked, saved, published side by side; nothing that two people save is lost silently."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from korekit.catalog.additions import Additions
from korekit.catalog.operation import Operation
from korekit.catalog.operations import find_operation
from korekit.catalog.planes import Plane, Role
from korekit.catalog.scopes import Scope, scopes_of
from korekit.catalog.trying import Trying
from korekit.console.bot_apps import SeenApp, find_app
from korekit.console.first_call import easiest_call, first_operation
from korekit.console.moments import exact_moment
from korekit.console.page import Tab, page
from korekit.console.scope_states import Mark, app_scopes, callable_on, needed_scopes
from korekit.console.scope_use import scope_use
from korekit.console.visit import Visit
from korekit.errors.console import ChangedMeanwhile, InputInvalid
from korekit.ids import ClientId
from korekit.server.answers import Answer

__all__ = ["Conflict", "Pick", "Side", "app_scopes_form", "save_scopes"]

# What the list can be cut down to, beside everything.
_SHOWN: Final = ("ticked", "changed")
_MAX_QUERY: Final = 200


@dataclass(frozen=True, slots=True)
class Side:
    """What one of two people changed."""

    added: list[Scope]
    removed: list[Scope]


@dataclass(frozen=True, slots=True)
class Conflict:
    """What a visitor ticked and cleared, what somebody else saved meanwhile, and the ids of both together."""

    mine: Side
    theirs: Side
    both: list[str]


# Compared by identity, so that what was made of it is found at once.
@dataclass(frozen=True, slots=True, eq=False)
class Pick:
    """An operation to choose scopes by, with the smallest set of them that opens it."""

    operation: Operation[Any, Any]
    scopes: tuple[Scope, ...]


@page(
    "GET",
    "/{account_id}/apps/{client_id}/scopes",
    role=Role.VIEWER,
    tab=Tab("app", "API Scopes", 20, planes=("bot", "admin")),
)
async def app_scopes_form(visit: Visit) -> Answer:
    """Every scope of the app's plane, under the headings that people know.

    `tick` in the address ticks one more, and `operation` those that an operation needs.
    """
    seen = await find_app(visit, visit.values["client_id"])
    held, plane, query = seen.app.draft or (), Plane(seen.app.plane), visit.request.query
    chosen = [one for name in query.texts("operation") if (one := find_operation(name)) and plane in one.planes]
    asked = {query.text("tick"), *(scope.id for scope in needed_scopes(chosen, plane))}
    added = [one.id for one in scopes_of(plane) if one.id in asked and one.id not in held]
    if added and visit.can(Additions.save_app_scopes):
        seen = SeenApp(app_scopes(seen.app, visit.account, ticked=[*held, *added]), seen.bot)
        return await _shown(visit, seen, is_ticked=True)
    return await _shown(visit, seen)


@page("POST", "/{account_id}/apps/{client_id}/scopes", role=Role.DEVELOPER)
async def save_scopes(visit: Visit) -> Answer:
    """Save what is ticked, keep it as a draft, or tick again what is saved."""
    form, action = visit.request.form, visit.request.form.text("do")
    client_id, ticked = ClientId(visit.values["client_id"]), form.texts("scope")
    if action == "discard":
        ticked = list((await find_app(visit, client_id)).app.saved or ())
    operation = Additions.draft_app_scopes if action in ("draft", "discard") else Additions.save_app_scopes
    try:
        app = await visit.call(operation, client_id, ticked, expected_revision=form.text("revision"))
    except ChangedMeanwhile:
        seen = await find_app(visit, client_id)
        if action != "save" or set(ticked) != set(seen.app.saved or ()):
            return await _conflict(visit, seen, ticked)
        # Two who want the same are in no conflict.
        app = seen.app
    except InputInvalid as refusal:
        return await _shown(visit, await find_app(visit, client_id), status=422, error=str(refusal))
    kept = {name: text for name in ("q", "show") if (text := form.text(name)[:_MAX_QUERY])}
    return visit.redirect(
        visit.link("apps", client_id, "scopes", **kept),
        notice=_notice(action, SeenApp(app_scopes(app, visit.account), None)),
    )


def _notice(action: str, seen: SeenApp) -> str:
    if action == "draft":
        return "Draft saved. It takes effect when you save the scopes."
    if action == "discard":
        return "Changes discarded. What is ticked is what is saved."
    number = seen.scopes.counting_number
    if seen.scopes.is_publish_needed and number < len(seen.app.saved or ()):
        return "Scopes saved. New ones become active when the bot is published."
    return f"Scopes saved. {number or 'No'} {'scope is' if number == 1 else 'scopes are'} active now."


async def _conflict(visit: Visit, seen: SeenApp, ticked: list[str]) -> Answer:
    conflict = _compared(seen, set(ticked), visit.request.form.text("seen").split())
    again = SeenApp(app_scopes(seen.app, visit.account, ticked=ticked), seen.bot)
    return await _shown(visit, again, status=409, conflict=conflict)


def _compared(seen: SeenApp, mine: set[str], base: list[str]) -> Conflict:
    """Both sides against what was saved when the visitor's page was made."""
    offered = scopes_of(Plane(seen.app.plane))
    theirs, before = set(seen.app.saved or ()), set(base)

    def side(now: set[str]) -> Side:
        return Side(
            added=[one for one in offered if one.id in now - before],
            removed=[one for one in offered if one.id in before - now],
        )

    both = (theirs | (mine - before)) - (before - mine)
    return Conflict(side(mine), side(theirs), [one.id for one in offered if one.id in both])


async def _shown(
    visit: Visit,
    seen: SeenApp,
    *,
    status: int = 200,
    error: str = "",
    conflict: Conflict | None = None,
    is_ticked: bool = False,
) -> Answer:
    use = await scope_use(visit, seen)
    plane, shown = Plane(seen.app.plane), visit.request.query.text("show") or visit.request.form.text("show")
    is_settled = not seen.scopes.unsaved_number and not error and conflict is None
    is_publish_next = is_settled and seen.scopes.counting_number < len(seen.scopes.saved)
    return visit.render(
        "app_scopes.html",
        status=status,
        seen=seen,
        error=error,
        conflict=conflict,
        exact=exact_moment,
        is_ticked=is_ticked,
        unused=use.unused,
        can_save=visit.can(Additions.save_app_scopes),
        can_send=visit.can(Trying.create_app_token),
        marks=Mark,
        picks=_picks(plane),
        starting=None if seen.app.saved or seen.app.draft else _starting(visit, plane),
        following=first_operation(seen) if is_settled and not use.has_called else None,
        next_call=first_operation(seen) if is_settled and not is_publish_next else None,
        is_publish_next=is_publish_next,
        query=(visit.request.query.text("q") or visit.request.form.text("q"))[:_MAX_QUERY],
        shown=shown if shown in _SHOWN else "",
    )


def _starting(visit: Visit, plane: Plane) -> Pick | None:
    """What an app that may do nothing yet is best tried with."""
    is_served = visit.site.platform.calls.is_served
    picks = {one.operation: one for one in _picks(plane) if is_served(one.operation)}
    operation = easiest_call(picks)
    return picks[operation] if operation else None


@cache
def _picks(plane: Plane) -> tuple[Pick, ...]:
    return tuple(_picked(callable_on(plane), plane))


def _picked(operations: Iterable[Operation[Any, Any]], plane: Plane) -> Iterable[Pick]:
    for one in sorted(operations, key=lambda operation: operation.id):
        if scopes := needed_scopes([one], plane):
            yield Pick(one, tuple(scopes))
