"""Apps without their secrets: listed, looked at, deleted."""

import hashlib
from typing import Any

from korekit.access.facts import App
from korekit.calls.call import Call
from korekit.calls.handlers import handles
from korekit.catalog.additions import Additions, AppDetails
from korekit.catalog.planes import Plane
from korekit.clock import iso_time
from korekit.features.apps.own_apps import find_managed_app, may_manage
from korekit.ids import ClientId
from korekit.records.apps import DELETE_APP, NEXT_EPOCH, load_apps
from korekit.records.scope_edits import scope_edits_of

__all__ = ["app_details", "delete_app", "get_app", "list_apps", "scopes_revision"]


def app_details(call: Call, app: App, created_at: int) -> AppDetails:
    """An app as its account sees it, with the times of the secrets that count now."""
    now_ms = call.now_ms()
    return AppDetails(
        client_id=app.client_id,
        app_name=app.name,
        plane=app.plane.value,
        kind=app.kind.value,
        bot_id=app.bot_id or "",
        is_jti_enforced=app.is_jti_enforced,
        is_jwe_enforced=app.is_jwe_enforced,
        draft=sorted(app.draft),
        saved=sorted(app.saved),
        # Only a bot is published.
        published=sorted(app.published) if app.plane is Plane.BOT else None,
        scopes_revision=scopes_revision(app),
        secrets=[
            {
                "id": one.id,
                "createdOn": iso_time(one.created_at_ms),
                "worksUntil": None if one.retires_at_ms is None else iso_time(one.retires_at_ms),
            }
            for one in app.secrets
            if one.counts_at(now_ms)
        ],
        created_on=iso_time(created_at),
    )


def scopes_revision(app: App) -> str:
    """A short text that is another one once what is ticked or saved is another."""
    states = ("\n".join(sorted(state)) for state in (app.draft, app.saved))
    return hashlib.sha256("\n\n".join(states).encode()).hexdigest()[:16]


@handles(Additions.list_apps)
async def list_apps(call: Call) -> list[AppDetails]:
    """The apps that the caller's role reaches, in the order in which they were made."""
    apps = await load_apps(call.database, call.services.sealer, call.account_id)
    return [app_details(call, app, created_at) for app, created_at in apps if may_manage(call, app)]


@handles(Additions.get_app)
async def get_app(call: Call, client_id: ClientId) -> AppDetails:
    """One app.

    Raises:
        NotFound, RoleTooLow: as `find_managed_app` says.
    """
    own = await find_managed_app(call.database, call, client_id)
    details, edits = app_details(call, own.app, own.created_at), await scope_edits_of(call.database, client_id)
    details.scopes_changed_on = "" if edits.changed_at is None else iso_time(edits.changed_at)
    details.scopes_changed_by = edits.changed_by
    details.saved_on = {one: iso_time(at) for one, at in edits.saved_at.items() if one in own.app.saved} or None
    return details


@handles(Additions.delete_app)
async def delete_app(call: Call, client_id: ClientId) -> dict[str, Any]:
    """Delete for good; a refused call of the app can still be explained.

    Raises:
        NotFound, RoleTooLow: as `find_managed_app` says.
    """
    async with call.database.transaction() as transaction:
        # First, so that changes of access follow one another.
        await transaction.run(NEXT_EPOCH)
        await find_managed_app(transaction, call, client_id)
        await transaction.run(DELETE_APP, app=client_id, now=call.now_ms())
    return {}
