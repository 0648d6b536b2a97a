"""Find scopes: operations are chosen, and the smallest set of scopes that opens them is told."""

from korekit.catalog.additions import Additions
from korekit.catalog.planes import Plane, Role
from korekit.catalog.usage import Usage
from korekit.console.bot_apps import find_app
from korekit.console.page import Tab, page
from korekit.console.scope_states import callable_on, needed_scopes
from korekit.console.scope_use import COUNTED_DAYS
from korekit.console.visit import Visit
from korekit.ids import ClientId
from korekit.server.answers import Answer

__all__ = ["app_needs", "tick_needed"]


@page(
    "GET",
    "/{account_id}/apps/{client_id}/needs",
    role=Role.VIEWER,
    tab=Tab("app", "Find scopes", 30, planes=("bot", "admin")),
)
async def app_needs(visit: Visit) -> Answer:
    """The operations of the app's plane to choose from; what was chosen stands in the address, to be handed on."""
    seen = await find_app(visit, visit.values["client_id"])
    plane = Plane(seen.app.plane)
    offered = callable_on(plane)
    wanted = set(visit.request.query.texts("operation"))
    chosen = [one for one in offered if one.id in wanted]
    needed = needed_scopes(chosen, plane)
    needed_ids = {scope.id for scope in needed}
    used = await visit.call(Usage.get_usage, client_id=seen.app.client_id, days=COUNTED_DAYS)
    called = {one.name for one in used.operations or () if one.calls}
    return visit.render(
        "app_needs.html",
        seen=seen,
        offered=offered,
        chosen=chosen,
        called=[one.id for one in offered if one.id in called],
        needed=list(zip(seen.scopes.rows_of(needed), needed.values(), strict=True)),
        missing=[scope for scope in needed if scope.id not in (seen.app.saved or ())],
        unneeded=[row for row in seen.scopes.saved if row.scope.id not in needed_ids],
        can_save=visit.can(Additions.draft_app_scopes),
    )


@page("POST", "/{account_id}/apps/{client_id}/needs", role=Role.DEVELOPER)
async def tick_needed(visit: Visit) -> Answer:
    """Tick exactly these, or these as well; saving stays the visitor's own step."""
    client_id, form = ClientId(visit.values["client_id"]), visit.request.form
    seen = await find_app(visit, client_id)
    wanted = set(form.texts("scope"))
    if form.text("do") != "only":
        wanted |= set(seen.app.draft or ())
    await visit.call(Additions.draft_app_scopes, client_id, sorted(wanted), expected_revision=form.text("revision"))
    return visit.redirect(visit.link("apps", client_id, "scopes"), notice="Scopes ticked as a draft. Check, then save.")
