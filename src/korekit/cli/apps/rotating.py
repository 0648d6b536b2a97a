"""A new secret for an app, kept where the old one was, and tried before anybody relies on it.

The secret is shown once, by the answer that makes it. So a place for it is made sure of before, and if it cannot be
kept there after all, it goes to a file of its own rather than being lost.
"""

import os
from urllib.parse import urlsplit

from korekit.catalog.additions import RotatedSecret
from korekit.catalog.planes import Caller
from korekit.cli.apps.finding import app_named
from korekit.cli.apps.keeping import Keeper
from korekit.cli.apps.proving import Proof, prove
from korekit.cli.profiles.chosen import chosen_host, chosen_profile
from korekit.cli.profiles.connecting import client_for
from korekit.cli.profiles.secrets import read_secret
from korekit.cli.profiles.store import Profile, config_folder, load, write_private
from korekit.cli.profiles.trouble import ProfileTrouble
from korekit.cli.terminal.ending import Failure
from korekit.cli.terminal.given import Given
from korekit.cli.terminal.output import say
from korekit.client.hosts import base_url
from korekit.client.sync import Client
from korekit.doctor.hosts import is_vendor
from korekit.ids import ClientId

__all__ = ["rotate_app"]

_BY_HAND = (
    "By hand, in its console: make a second app with the same scopes (`korekit scopes lock` tells which), store its "
    "secret with `korekit profile add`, move every caller over, then delete the first app."
)


def rotate_app(given: Given, app: str, *, overlap_s: int, is_secret_shown: bool) -> None:
    """Rotate an app's secret, keep the new one, and try it.

    Args:
        given: the options that every command has.
        app: client id or name; empty for the profile's app.
        overlap_s: how long the old secret still counts.
        is_secret_shown: print it instead of storing it.

    Raises:
        Failure: the host has no rotation, or there is no place for the secret: nothing was rotated then. Or the secret
            could not be kept, or was not taken: the message says what holds now.
    """
    if is_vendor(urlsplit(base_url(chosen_host(given))).hostname or ""):
        raise Failure("The vendor's hosts cannot rotate a secret.", _BY_HAND)
    app = app or _own_app(given)
    with client_for(given, Caller.USER) as client:
        found = app_named(client, app)
        keeper = Keeper(given, is_secret_shown=is_secret_shown, client_id=found.client_id)
        old = _old_secret(keeper.profile)
        rotated = client.rotate_app_secret(ClientId(found.client_id), overlap_seconds=overlap_s)
        until = (
            f"The old secret counts until {rotated.old_works_until}." if overlap_s else "The old secret counts no more."
        )
        try:
            keeper.store(rotated.client_id, rotated.client_secret)
        except (ProfileTrouble, OSError) as error:
            raise _rescued(rotated, error, until) from None
        _try(given, client, keeper, rotated, old if overlap_s else "")
    keeper.tell(rotated.client_id, rotated.client_secret, {"oldWorksUntil": rotated.old_works_until})
    say(until)
    for name in _others(given, rotated.client_id, keeper.profile):
        say(f"note: the profile {name} keeps a secret of this app elsewhere, which is now the old one.")


def _own_app(given: Given) -> str:
    _, profile = chosen_profile(given)
    if profile is None or not profile.client_id:
        raise Failure("No app is named.", "Name one by its client id or its name, or use a profile that has one.")
    return profile.client_id


def _old_secret(profile: Profile | None) -> str:
    """The secret that counts now; empty where it is lost, which is a reason to rotate."""
    if profile is None:
        return ""
    try:
        return read_secret(profile)
    except ProfileTrouble:
        return ""


def _try(given: Given, client: Client, keeper: Keeper, rotated: RotatedSecret, old: str) -> None:
    """Call with the secret as it is kept; where the host does not take it, go back to the old one while that counts."""
    profile = keeper.profile
    secret = read_secret(profile) if profile is not None else rotated.client_secret
    proof = prove(given, client, rotated.client_id, secret)
    if proof is Proof.TAKEN:
        say("The new secret was tried: the host takes it.")
        return
    if proof is Proof.UNKNOWN:
        say("warning: the new secret could not be tried; `korekit bot list` or another call tells whether it works.")
        return
    if profile is None or not old:
        raise Failure("The host made a new secret but does not take it.", "Rotate again; the old one counts no more.")
    keeper.store(rotated.client_id, old)
    raise Failure(
        "The host made a new secret but does not take it, so the old one was put back.",
        f"It counts until {rotated.old_works_until}. Rotate again before that.",
    )


def _rescued(rotated: RotatedSecret, error: Exception, until: str) -> Failure:
    """Keep the secret in a file of its own, since nobody can ask for it without a password."""
    folder = config_folder()
    path = os.path.join(folder, f"rescued-{rotated.client_id}")
    reason = str(error) if isinstance(error, ProfileTrouble) else f"{getattr(error, 'strerror', '')}."
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        write_private(path, rotated.client_secret + "\n")
    except OSError:
        return Failure(
            f"The app has a new secret, but it could be kept nowhere: {reason} {until}",
            f"Read it in the console, or rotate again: `korekit app rotate {rotated.client_id} --show-secret`.",
        )
    return Failure(
        f"The app has a new secret, but it could not be kept in its place: {reason} {until}",
        f"It lies in {path}, for you alone. Use it with `korekit profile add … --secret-file`, or move it.",
    )


def _others(given: Given, client_id: str, profile: Profile | None) -> list[str]:
    """Other profiles of the app at this host that keep its secret in another place."""
    host = base_url(chosen_host(given))
    return [
        name
        for name, other in sorted(load().by_name.items())
        if (other.client_id, other.host) == (client_id, host) and (profile is None or other.secret != profile.secret)
    ]
