"""What holds for this command: options before environment before the profile in use.

A profile that `--profile` names is an option: its own host, app, user and account go before the environment, which then
fills in only what the profile does not say. So a command that names two profiles speaks for the app of each.

`KOREKIT_PROFILE`, `KOREKIT_HOST`, `KOREKIT_CLIENT_ID`, `KOREKIT_CLIENT_SECRET`, `KOREKIT_EMAIL`, `KOREKIT_PASSWORD`,
`KOREKIT_ACCOUNT`.
"""

import os
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

from korekit.cli.profiles.trouble import ProfileTrouble
from korekit.cli.terminal.given import Given

if TYPE_CHECKING:
    from korekit.cli.profiles.store import Profile, Profiles

__all__ = [
    "App",
    "User",
    "app_of",
    "chosen_account",
    "chosen_app",
    "chosen_host",
    "chosen_profile",
    "chosen_user",
    "platform_key_at",
]

_ADD = "Remember one: `korekit profile add NAME --host HOST --client-id CS-…`"


class App(NamedTuple):
    """The app that a command speaks for. `platform_key`: file of the JWK to encrypt tokens to, if any."""

    client_id: str
    client_secret: str
    platform_key: str = ""

    def __repr__(self) -> str:
        return f"App({self.client_id!r})"


class User(NamedTuple):
    """The user that a command speaks for."""

    email: str
    password: str

    def __repr__(self) -> str:
        return f"User({self.email!r})"


def chosen_profile(given: Given, profiles: "Profiles | None" = None) -> "tuple[str, Profile | None]":
    """The profile's name and the profile; nothing where none is remembered.

    Raises:
        ProfileTrouble: one is named that does not exist.
    """
    if profiles is None:
        from korekit.cli.profiles.store import load

        profiles = load()
    name = given.profile or os.environ.get("KOREKIT_PROFILE", "") or profiles.current
    if not name:
        return "", None
    if name not in profiles.by_name:
        known = ", ".join(sorted(profiles.by_name)) or "none"
        raise ProfileTrouble(f"There is no profile {name}.", f"Known: {known}. {_ADD}")
    return name, profiles.by_name[name]


def chosen_host(given: Given) -> str:
    """The host to call.

    Raises:
        ProfileTrouble: nobody names one.
    """
    if given.host:
        return given.host
    named = os.environ.get("KOREKIT_HOST", "")
    if named and not given.profile:
        return named
    _, profile = chosen_profile(given)
    if profile is None:
        raise ProfileTrouble("No host is named.", f"Use --host or KOREKIT_HOST. {_ADD}")
    return profile.host


def chosen_app(given: Given) -> App:
    """The app, with its secret.

    Raises:
        ProfileTrouble: client id or secret are missing, or would not belong together.
    """
    named = os.environ.get("KOREKIT_CLIENT_ID", "").strip()
    secret = os.environ.get("KOREKIT_CLIENT_SECRET", "").strip()
    if named and secret and not given.profile:
        # Nothing is left to be asked of a profile, which may well not exist in CI.
        return App(named, secret)
    _, profile = chosen_profile(given)
    own = profile.client_id if profile else ""
    if given.profile and own and named != own:
        # A secret in the environment is that of another app, or of nobody knows which.
        named = secret = ""
    client_id = named or own
    if not client_id:
        raise ProfileTrouble("No app is named.", f"Set KOREKIT_CLIENT_ID and KOREKIT_CLIENT_SECRET. {_ADD}")
    platform_key = profile.platform_key if profile else ""
    if secret:
        return App(client_id, secret, platform_key)
    if profile is None or client_id != profile.client_id:
        raise ProfileTrouble("KOREKIT_CLIENT_ID is set without its secret.", "Set KOREKIT_CLIENT_SECRET beside it.")
    from korekit.cli.profiles.secrets import read_secret

    return App(client_id, read_secret(profile), platform_key)


def app_of(client_id: str) -> App:
    """The app with a client id: its secret from the environment, from a profile that has it, or typed on a terminal.

    Raises:
        ProfileTrouble: its secret is nowhere, and there is no terminal to ask on.
    """
    if os.environ.get("KOREKIT_CLIENT_ID", "").strip() == client_id:
        secret = os.environ.get("KOREKIT_CLIENT_SECRET", "").strip()
        if secret:
            return App(client_id, secret)
    from korekit.cli.profiles.store import load

    profile = next((one for one in load().by_name.values() if one.client_id == client_id), None)
    if profile is not None:
        from korekit.cli.profiles.secrets import read_secret

        return App(client_id, read_secret(profile), profile.platform_key)
    if not sys.stdin.isatty():
        raise ProfileTrouble(
            f"The secret of {client_id} is needed.",
            "Name its file with --secret-file, set KOREKIT_CLIENT_ID and KOREKIT_CLIENT_SECRET, or add a profile.",
        )
    import click

    return App(client_id, click.prompt(f"Client secret of {client_id}", hide_input=True, err=True).strip())


def chosen_user(given: Given) -> User:
    """The user, with his password from the environment or asked for on a terminal.

    Raises:
        ProfileTrouble: no email address, or no password and no terminal to ask on.
    """
    named = os.environ.get("KOREKIT_EMAIL", "")
    email = named
    if given.profile or not named:
        _, profile = chosen_profile(given)
        email = (profile.email if profile else "") or named
    if not email:
        raise ProfileTrouble("No user is named.", "Set KOREKIT_EMAIL, or add --email to the profile.")
    # The password beside another user's name is that user's.
    password = os.environ.get("KOREKIT_PASSWORD", "") if named in ("", email) else ""
    if not password:
        if not sys.stdin.isatty():
            raise ProfileTrouble(f"The password of {email} is needed.", "Set KOREKIT_PASSWORD.")
        import click

        password = click.prompt(f"Password of {email}", hide_input=True, err=True)
    return User(email, password)


def chosen_account(given: Given, host: str) -> str:
    """The account to act in as a user, by id or name; empty for the user's first one.

    An account of the profile counts for the profile's host and user alone.
    """
    named = os.environ.get("KOREKIT_ACCOUNT", "").strip()
    if given.account or (named and not given.profile):
        return given.account or named
    _, profile = chosen_profile(given)
    if profile is None or not profile.account:
        return named
    from korekit.client.hosts import base_url

    is_other_user = not given.profile and os.environ.get("KOREKIT_EMAIL", profile.email) != profile.email
    if profile.host != base_url(host) or is_other_user:
        return named
    return profile.account


def platform_key_at(path: str) -> dict[str, Any]:
    """The platform's public JWK in a file.

    Raises:
        ProfileTrouble: there is none.
    """
    import json

    try:
        with open(path, encoding="utf-8") as file:
            found = json.load(file)
    except (OSError, ValueError):
        found = None
    if not isinstance(found, dict):
        raise ProfileTrouble(f"{path} holds no platform key.", "Save the platform's public JWK there.")
    return found
