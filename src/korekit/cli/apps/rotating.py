"""A new secret for an app."""

from korekit.catalog.planes import Caller
from korekit.cli.apps.finding import app_named
from korekit.cli.apps.keeping import Keeper
from korekit.cli.profiles.connecting import client_for
from korekit.cli.terminal.given import Given
from korekit.cli.terminal.output import say
from korekit.ids import ClientId

__all__ = ["rotate_app"]


def rotate_app(given: Given, app: str, *, overlap_s: int, is_secret_shown: bool) -> None:
    """Rotate an app's secret and keep the new one.

    Args:
        given: the options that every command has.
        app: client id or name.
        overlap_s: how long the old secret still counts.
        is_secret_shown: print it instead of storing it.

    Raises:
        Failure: there is no place for the secret; nothing was rotated then.
    """
    with client_for(given, Caller.USER) as client:
        found = app_named(client, app)
        keeper = Keeper(given, is_secret_shown=is_secret_shown, client_id=found.client_id)
        rotated = client.rotate_app_secret(ClientId(found.client_id), overlap_seconds=overlap_s)
    keeper.keep(rotated.client_id, rotated.client_secret, {"oldWorksUntil": rotated.old_works_until})
    say(f"The old secret counts until {rotated.old_works_until}." if overlap_s else "The old secret counts no more.")
