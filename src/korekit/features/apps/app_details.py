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
from korekit.records.apps import APPS_OF_ACCOUNT, DELETE_APP, NEXT_EPOCH, SECRET_TIMES, load_apps
from korekit.storage.database import Reader

__all__ = ["app_details", "delete_app", "get_app", "list_apps", "scopes_revision"]


async def app_details(reader: Reader, call: Call, app: App, created_at: int) -> AppDetails:
    """An app as its account sees it, with the times of the secrets that count now."""
    now_ms = call.now_ms()
    times = await reader.all(SECRET_TIMES, client_id=app.client_id)
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
                "id": secret_id,
                "createdOn": iso_time(made_at),
                "worksUntil": None if ends_at is None else iso_time(ends_at),
            }
            for secret_id, made_at, ends_at in times
            if ends_at is None or ends_at > now_ms
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
    database = call.database
    apps = await load_apps(database, call.services.sealer, APPS_OF_ACCOUNT, account_id=call.account_id)
    return [await app_details(database, call, app, created_at) for app, created_at in apps if may_manage(call, app)]


@handles(Additions.get_app)
async def get_app(call: Call, client_id: ClientId) -> AppDetails:
    """One app.

    Raises:
        NotFound, RoleTooLow: as `find_managed_app` says.
    """
    own = await find_managed_app(call.database, call, client_id)
    return await app_details(call.database, call, own.app, own.created_at)


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
