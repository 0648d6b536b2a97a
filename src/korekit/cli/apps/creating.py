"""A new app with its scopes."""

from dataclasses import dataclass

from korekit.catalog.console import AppCredentials
from korekit.catalog.planes import Caller, Plane
from korekit.cli.apps.keeping import Keeper
from korekit.cli.apps.scoping import scope_ids
from korekit.cli.profiles.connecting import client_for
from korekit.cli.terminal.given import Given
from korekit.cli.terminal.output import say
from korekit.client.sync import Client
from korekit.ids import BotId, ClientId, UserId

__all__ = ["NewApp", "create_app"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewApp:
    """What is wanted. `bot_id`: empty for the admin plane. `grants`: scopes by id or shown name."""

    name: str
    bot_id: str
    grants: tuple[str, ...]
    is_jti_enforced: bool
    is_jwe_enforced: bool


def create_app(given: Given, wanted: NewApp, *, is_secret_shown: bool) -> None:
    """Create an app, save its scopes, keep its secret, print its client id.

    Only calls that the vendor's console has too.

    Raises:
        Failure: there is no place for the secret; nothing was made then.
    """
    scopes = scope_ids(wanted.grants, Plane.BOT if wanted.bot_id else Plane.ADMIN)
    keeper = Keeper(given, is_secret_shown=is_secret_shown)
    with client_for(given, Caller.USER) as client:
        made = _create(client, wanted)
        # Kept before anything else can fail, because it is shown only once.
        keeper.keep(made.client_id, made.client_secret, {"appName": made.app_name})
        if scopes:
            _save(client, wanted, ClientId(made.client_id), scopes)
            say(f"Saved scopes: {', '.join(scopes)}")
        else:
            say(f"It has no scope yet: `korekit app scopes {made.client_id} --grant SCOPE`")


def _create(client: Client, wanted: NewApp) -> AppCredentials:
    session = client.start_session()
    user_id = UserId(session.user_id)
    if wanted.bot_id:
        return client.create_bot_app(
            user_id,
            BotId(wanted.bot_id),
            wanted.name,
            bots=[wanted.bot_id],
            is_jti_enforced=wanted.is_jti_enforced,
            is_jwe_enforced=wanted.is_jwe_enforced,
        )
    return client.create_admin_app(
        session.org_id,
        user_id,
        wanted.name,
        bots=[],
        is_jti_enforced=wanted.is_jti_enforced,
        is_jwe_enforced=wanted.is_jwe_enforced,
    )


def _save(client: Client, wanted: NewApp, client_id: ClientId, scopes: list[str]) -> None:
    session = client.start_session()
    user_id = UserId(session.user_id)
    if wanted.bot_id:
        entry = {"bot": wanted.bot_id, "scopes": scopes}
        client.save_bot_app(
            user_id, BotId(wanted.bot_id), client_id, app_name=wanted.name, bots=[wanted.bot_id], scope=[entry]
        )
    else:
        client.save_admin_app(
            session.org_id, user_id, client_id, app_name=wanted.name, bots=[], scope=[{"scopes": scopes}]
        )
