"""A new profile: checked, its secret read and stored."""

import os
import re
import sys
from dataclasses import dataclass
from typing import Final

import click

from korekit.cli.profiles.secret_commands import printed_secret
from korekit.cli.profiles.secrets import check_can_write, read_secret_file, write_secret
from korekit.cli.profiles.store import Profile, SecretPlace, load, save
from korekit.cli.terminal.output import say
from korekit.client.hosts import base_url

__all__ = ["NewProfile", "add"]

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_CLIENT_ID: Final = re.compile(r"cs-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LONGEST_SECRET: Final = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProfile:
    """What somebody asked to be remembered; empty where not given."""

    name: str
    host: str
    client_id: str
    email: str
    secret_env: str
    secret_file: str
    secret_command: str
    platform_key: str


def add(wanted: NewProfile) -> None:
    """Check it, store its secret, then remember it and use it.

    Raises:
        click.UsageError: something is missing or malformed.
        ProfileTrouble: the secret cannot be stored, or others could read it.
    """
    if _NAME.fullmatch(wanted.name) is None:
        raise click.UsageError("A profile's name is made of letters, digits, dots, hyphens and underscores.")
    if not wanted.host:
        raise click.UsageError("Missing --host, for example platform.kore.ai.")
    if sum(map(bool, (wanted.secret_env, wanted.secret_file, wanted.secret_command))) > 1:
        raise click.UsageError("Only one of --secret-env, --secret-file and --secret-command.")
    if wanted.client_id and _CLIENT_ID.fullmatch(wanted.client_id) is None:
        raise click.UsageError(f"{wanted.client_id} is no client id; one looks like cs-<uuid>.")
    if not (wanted.client_id or wanted.email):
        raise click.UsageError("Missing --client-id, --email or both.")
    profile = Profile(
        host=base_url(wanted.host),
        client_id=wanted.client_id,
        email=wanted.email,
        secret=_place(wanted),
        platform_key=os.path.abspath(wanted.platform_key) if wanted.platform_key else "",
    )
    if profile.client_id:
        _store_secret(profile)
    profiles = load()
    profiles.by_name[wanted.name] = profile
    save(profiles._replace(current=wanted.name))
    say(f"Remembered and in use: {wanted.name} ({profile.host})")


def _place(wanted: NewProfile) -> SecretPlace:
    if wanted.secret_env:
        return SecretPlace("env", wanted.secret_env)
    if wanted.secret_file:
        return SecretPlace("file", os.path.abspath(wanted.secret_file))
    if wanted.secret_command:
        return SecretPlace("command", wanted.secret_command)
    return SecretPlace()


def _store_secret(profile: Profile) -> None:
    place = profile.secret
    if place.kind == "env":
        if place.name not in os.environ:
            say(f"note: {place.name} is not set now; set it before calling.")
        return
    if place.kind == "command":
        # Run once, so that a mistake is told now.
        printed_secret(place.name)
        return
    if place.kind == "file" and os.path.exists(place.name):
        # The secret is there already; read only to refuse a file that others may read, or an empty one.
        read_secret_file(place.name)
        return
    check_can_write(profile)
    write_secret(profile, _ask(profile.client_id))


def _ask(client_id: str) -> str:
    if sys.stdin.isatty():
        secret: str = click.prompt(f"Client secret of {client_id}", hide_input=True, err=True)
    else:
        secret = sys.stdin.readline(_LONGEST_SECRET)
    secret = secret.strip()
    if not secret:
        raise click.UsageError("No client secret was given: type it when asked, or pipe it in.")
    return secret
