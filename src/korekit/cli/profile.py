"""`korekit profile`: remember hosts, apps and where their secrets lie."""

import os

import click

from korekit.cli.terminal.command import Group
from korekit.cli.terminal.given import Given

__all__ = ["command"]


@click.group(cls=Group, name="profile")
def command() -> None:
    """Remember hosts, apps and where their secrets lie.

    Profiles are kept in the user's configuration folder, or in KOREKIT_CONFIG_DIR. They hold no secret.
    """


@command.command("add")
@click.argument("name")
@click.option("--client-id", default="", metavar="CS-…", help="The app that calls the public API.")
@click.option("--email", default="", help="The user who calls the console; his password is never kept.")
@click.option("--secret-env", default="", metavar="NAME", help="Read the client secret from this environment variable.")
@click.option("--secret-file", default="", metavar="FILE", help="Keep it in a file that only its owner may read.")
@click.option(
    "--platform-key", default="", metavar="FILE", help="The platform's public JWK, where the app enforces JWE."
)
@click.pass_obj
def _add(
    given: Given, *, name: str, client_id: str, email: str, secret_env: str, secret_file: str, platform_key: str
) -> None:
    """Add the profile NAME, or replace it, and use it from now on.

    The client secret goes into the system keyring unless another place is named. It is asked for, or read from
    standard input; it is never an option.

    Example: korekit profile add work --host platform.kore.ai --client-id cs-…
    """
    from korekit.cli.profiles.adding import NewProfile, add

    wanted = NewProfile(
        name=name,
        host=given.host or os.environ.get("KOREKIT_HOST", ""),
        client_id=client_id,
        email=email,
        secret_env=secret_env,
        secret_file=secret_file,
        platform_key=platform_key,
    )
    add(wanted)


@command.command("list")
@click.pass_obj
def _list(given: Given) -> None:
    """List the profiles; the one in use is marked.

    Example: korekit profile list --json
    """
    from korekit.cli.profiles.store import load
    from korekit.cli.terminal.output import print_json, print_table, say

    profiles = load()
    rows = [
        {
            "name": name,
            "isCurrent": name == profiles.current,
            "host": profile.host,
            "clientId": profile.client_id,
            "email": profile.email,
            "secret": str(profile.secret) if profile.client_id else "",
        }
        for name, profile in sorted(profiles.by_name.items())
    ]
    if given.is_json:
        print_json(rows)
    elif rows:
        print_table(
            ("", "name", "host", "client id", "email", "secret"),
            [
                ("*" if row["isCurrent"] else "", *[str(row[key]) for key in list(row) if key != "isCurrent"])
                for row in rows
            ],
        )
    else:
        say("There is none. Add one: `korekit profile add NAME --host HOST --client-id CS-…`")


@command.command("use")
@click.argument("name")
@click.pass_obj
def _use(given: Given, *, name: str) -> None:
    """Use the profile NAME from now on.

    Example: korekit profile use work
    """
    from korekit.cli.profiles.chosen import chosen_profile
    from korekit.cli.profiles.store import load, save
    from korekit.cli.terminal.output import say

    given.profile = name
    profiles = load()
    chosen_profile(given, profiles)
    save(profiles._replace(current=name))
    say(f"In use: {name}")


@command.command("remove")
@click.argument("name")
@click.pass_obj
def _remove(given: Given, *, name: str) -> None:
    """Remove the profile NAME, with its secret in the keyring; a file or variable stays.

    Example: korekit profile remove work
    """
    from korekit.cli.profiles.chosen import chosen_profile
    from korekit.cli.profiles.secrets import forget_secret
    from korekit.cli.profiles.store import load, save
    from korekit.cli.terminal.output import say

    given.profile = name
    profiles = load()
    _, profile = chosen_profile(given, profiles)
    del profiles.by_name[name]
    save(profiles._replace(current="" if profiles.current == name else profiles.current))
    others = [(other.client_id, other.host) for other in profiles.by_name.values()]
    if profile is not None and (profile.client_id, profile.host) not in others:
        forget_secret(profile)
    say(f"Removed: {name}")
