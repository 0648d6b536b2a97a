"""The client of a command, made for the kind of caller that an operation wants."""

from korekit.catalog.planes import Caller
from korekit.cli.profiles.chosen import chosen_app, chosen_host, chosen_user, platform_key_at
from korekit.cli.terminal.given import Given
from korekit.client.jobs import Patience
from korekit.client.settings import ClientSettings
from korekit.client.sync import Client

__all__ = ["client_for"]

_CONNECT_AT_MOST_S = 10.0


def client_for(given: Given, caller: Caller) -> Client:
    """A client that can call as an app, as a user or as nobody.

    Tokens carry a `jti` always: an app that enforces it needs one, and no other minds.

    Raises:
        ProfileTrouble: something that identifies the caller is missing.
        ClientError: the host or the CA bundle is none.
    """
    host = chosen_host(given)
    settings = _settings(given)
    if caller is Caller.APP:
        app = chosen_app(given)
        key = platform_key_at(app.platform_key) if app.platform_key else None
        return Client(
            host,
            client_id=app.client_id,
            client_secret=app.client_secret,
            jti=True,
            platform_key=key,
            settings=settings,
        )
    if caller is Caller.USER:
        user = chosen_user(given)
        return Client(host, email=user.email, password=user.password, settings=settings)
    return Client(host, settings=settings)


def _settings(given: Given) -> ClientSettings:
    defaults = ClientSettings()
    wait_s = given.timeout_s
    return ClientSettings(
        connect_timeout_s=min(wait_s or _CONNECT_AT_MOST_S, _CONNECT_AT_MOST_S),
        read_timeout_s=wait_s or defaults.read_timeout_s,
        ca_bundle=given.ca_bundle,
        patience=Patience(timeout_s=wait_s or defaults.patience.timeout_s),
    )
