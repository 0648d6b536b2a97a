"""API Scopes of one app: ticked, saved, published side by side; nothing that two people save is lost silently."""

from dataclasses import dataclass

from korekit.catalog.additions import Additions
from korekit.catalog.planes import Plane, Role
from korekit.catalog.scopes import Scope, scopes_of
from korekit.console.bot_apps import SeenApp, find_app
from korekit.console.page import Tab, page
from korekit.console.scope_states import app_scopes
from korekit.console.scope_use import unused_scopes
from korekit.console.visit import Visit
from korekit.errors.console import ChangedMeanwhile, InputInvalid
from korekit.ids import ClientId
from korekit.server.answers import Answer

__all__ = ["Conflict", "app_scopes_form", "save_scopes"]


@dataclass(frozen=True, slots=True)
class Conflict:
    """What stands between a visitor's ticks and what somebody else saved meanwhile."""

    only_mine: list[Scope]
    only_theirs: list[Scope]


@page(
    "GET",
    "/{account_id}/apps/{client_id}/scopes",
    role=Role.VIEWER,
    tab=Tab("app", "API Scopes", 20, planes=("bot", "admin")),
)
async def app_scopes_form(visit: Visit) -> Answer:
    """Every scope of the app's plane, under the headings that people know; `tick` in the address ticks one more."""
    seen, wanted = await find_app(visit, visit.values["client_id"]), visit.request.query.text("tick")
    is_offered = wanted in {one.id for one in scopes_of(Plane(seen.app.plane))}
    if is_offered and wanted not in (seen.app.draft or ()) and visit.can(Additions.save_app_scopes):
        ticked = [*(seen.app.draft or ()), wanted]
        seen = SeenApp(app_scopes(seen.app, visit.account, ticked=ticked), seen.bot)
        return await _shown(visit, seen, is_ticked=True)
    return await _shown(visit, seen)


@page("POST", "/{account_id}/apps/{client_id}/scopes", role=Role.DEVELOPER)
async def save_scopes(visit: Visit) -> Answer:
    """Save what is ticked, or keep it as a draft that does not count yet."""
    form = visit.request.form
    client_id, ticked = ClientId(visit.values["client_id"]), form.texts("scope")
    is_draft = form.text("do") == "draft"
    operation = Additions.draft_app_scopes if is_draft else Additions.save_app_scopes
    try:
        app = await visit.call(operation, client_id, ticked, expected_revision=form.text("revision"))
    except ChangedMeanwhile:
        return await _conflict(visit, await find_app(visit, client_id), ticked)
    except InputInvalid as refusal:
        return await _shown(visit, await find_app(visit, client_id), status=422, error=str(refusal))
    after = app_scopes(app, visit.account)
    if is_draft:
        notice = "Kept as a draft. Nothing of it counts until you save."
    elif after.is_publish_needed and after.counting_number < len(app.saved or ()):
        notice = "Saved. What is new counts once the bot is published."
    else:
        notice = f"Saved. The app holds {_counted(after.counting_number)}."
    return visit.redirect(visit.link("apps", client_id, "scopes"), notice=notice)


def _counted(number: int) -> str:
    return "1 scope, which counts now" if number == 1 else f"{number or 'no'} scopes, which count now"


async def _conflict(visit: Visit, seen: SeenApp, ticked: list[str]) -> Answer:
    offered = scopes_of(Plane(seen.app.plane))
    mine, theirs = set(ticked), set(seen.app.saved or ())
    conflict = Conflict(
        only_mine=[one for one in offered if one.id in mine - theirs],
        only_theirs=[one for one in offered if one.id in theirs - mine],
    )
    again = SeenApp(app_scopes(seen.app, visit.account, ticked=ticked), seen.bot)
    return await _shown(visit, again, status=409, conflict=conflict)


async def _shown(
    visit: Visit,
    seen: SeenApp,
    *,
    status: int = 200,
    error: str = "",
    conflict: Conflict | None = None,
    is_ticked: bool = False,
) -> Answer:
    return visit.render(
        "app_scopes.html",
        status=status,
        seen=seen,
        error=error,
        conflict=conflict,
        is_ticked=is_ticked,
        unused=await unused_scopes(visit, seen),
        can_save=visit.can(Additions.save_app_scopes),
    )
