"""The app that somebody means: by client id, or by a name that only one has."""

from korekit.catalog.additions import AppDetails
from korekit.cli.terminal.ending import Failure
from korekit.client.sync import Client
from korekit.ids import ClientId

__all__ = ["app_named"]


def app_named(client: Client, wanted: str) -> AppDetails:
    """The app.

    Raises:
        Failure: none of the account has the name, or several have.
    """
    if wanted.startswith("cs-"):
        return client.get_app(ClientId(wanted))
    apps = client.list_apps()
    found = [app for app in apps if app.app_name == wanted]
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(app.client_id for app in found)
        raise Failure(f"Several apps are called {wanted}.", f"Use a client id: {ids}.")
    names = ", ".join(sorted(app.app_name for app in apps)) or "none"
    raise Failure(f"No app of the account is called {wanted}.", f"There are: {names}.")
