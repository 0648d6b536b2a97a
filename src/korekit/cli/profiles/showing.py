"""A profile laid open, without its secret."""

import os

import click

from korekit.cli.profiles.chosen import chosen_profile
from korekit.cli.profiles.secrets import read_secret
from korekit.cli.profiles.store import Profile, config_folder
from korekit.cli.profiles.trouble import ProfileTrouble
from korekit.cli.terminal.given import Given
from korekit.cli.terminal.output import print_json

__all__ = ["show_profile"]


def show_profile(given: Given) -> None:
    """Print what a profile holds, and whether its secret can be read now.

    Raises:
        ProfileTrouble: there is none.
    """
    name, profile = chosen_profile(given)
    if profile is None:
        raise ProfileTrouble(
            "No profile is in use.", "Add one: `korekit profile add NAME --host HOST --client-id CS-…`"
        )
    trouble = _secret_trouble(profile)
    if given.is_json:
        print_json(
            {
                "name": name,
                "host": profile.host,
                "clientId": profile.client_id,
                "secret": str(profile.secret) if profile.client_id else "",
                "isSecretReadable": trouble is None if profile.client_id else None,
                "platformKey": profile.platform_key,
                "email": profile.email,
                "account": profile.account,
                "accountName": profile.account_name,
            }
        )
        return
    state = "" if trouble is None else f", which cannot be read: {trouble} {trouble.helps}"
    rows = {
        "profile": name,
        "host": profile.host,
        "app": profile.client_id,
        "secret": f"{profile.secret}{state}" if profile.client_id else "",
        "encrypt to": profile.platform_key,
        "user": profile.email,
        "account": " ".join(part for part in (profile.account_name, profile.account) if part),
        "kept in": os.path.join(config_folder(), "profiles.json"),
    }
    for title, text in rows.items():
        if text:
            click.echo(f"{click.style(f'{title:<10}', bold=True)}  {text}")


def _secret_trouble(profile: Profile) -> ProfileTrouble | None:
    if not profile.client_id:
        return None
    try:
        read_secret(profile)
    except ProfileTrouble as trouble:
        return trouble
    return None
