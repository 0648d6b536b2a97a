"""The apps of the caller's account, found by client id: another account's look as if they were not there."""

from dataclasses import dataclass

import msgspec

from korekit.access.facts import App
from korekit.calls.call import Call
from korekit.calls.managing import reaches
from korekit.catalog.console import AppCredentials, PushNotifications
from korekit.clock import iso_time
from korekit.errors.console import NotFound, RoleTooLow
from korekit.features.apps.scope_grants import written_grant
from korekit.records.apps import APP_OF_ACCOUNT, load_app
from korekit.storage.database import Reader

__all__ = ["OwnApp", "credentials", "find_managed_app", "find_own_app", "may_manage"]


@dataclass(frozen=True, slots=True)
class OwnApp:
    """An app with what decides about no call: its webhook, and when it was made in milliseconds since the epoch."""

    app: App
    push: PushNotifications
    created_at: int


async def find_own_app(reader: Reader, call: Call, client_id: str) -> OwnApp:
    """The app, if it is the account's and was not deleted.

    Raises:
        NotFound: it is not.
    """
    row = await reader.one(APP_OF_ACCOUNT, account_id=call.account_id, client_id=client_id)
    app = None if row is None else await load_app(reader, call.services.sealer, client_id)
    if row is None or app is None:
        raise NotFound()
    _, _, created_at, push = row
    return OwnApp(app, msgspec.json.decode(push, type=PushNotifications), created_at)


async def find_managed_app(reader: Reader, call: Call, client_id: str) -> OwnApp:
    """The app, if the caller's role reaches it.

    Raises:
        NotFound: it is not the account's.
        RoleTooLow: an app of the admin plane, and the caller is no administrator.
    """
    own = await find_own_app(reader, call, client_id)
    if not may_manage(call, own.app):
        raise RoleTooLow()
    return own


def may_manage(call: Call, app: App) -> bool:
    """Whether an app is on a plane that the caller's role reaches: only administrators have an admin console."""
    return reaches(call.caller.role, app)


def credentials(own: OwnApp) -> AppCredentials:
    """An app as the console answers it, with its current secret."""
    app = own.app
    return AppCredentials(
        client_id=app.client_id,
        client_secret=app.secrets[0].text.decode(),
        app_name=app.name,
        algorithm="HS256",
        bots=[] if app.bot_id is None else [app.bot_id],
        scope=written_grant(app),
        push_notifications=own.push,
        is_jti_enforced=app.is_jti_enforced,
        is_jwe_enforced=app.is_jwe_enforced,
        created_on=iso_time(own.created_at),
    )
