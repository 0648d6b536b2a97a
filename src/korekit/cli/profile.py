"""`korekit profile`: remember hosts, apps and where their secrets lie."""

import os

import click

from korekit.cli.terminal.command import Group
from korekit.cli.terminal.given import Given

__all__ = ["command"]


@click.group(cls=Group, name="profile")
def command() -> None:
    """Remember hosts, apps and where their secrets lie.

    A profile names a host and who calls it: an app, by its client id, for the public API; a user, by his email, for
    what the console does; or both. It holds no secret: that lies in the system keyring, in a file that only you can
    read, or in an environment variable.

    Commands use the last profile that was added or chosen; --profile or KOREKIT_PROFILE names another. An option wins
    over a variable (KOREKIT_HOST, KOREKIT_CLIENT_ID, KOREKIT_CLIENT_SECRET, KOREKIT_EMAIL, KOREKIT_PASSWORD,
    KOREKIT_ACCOUNT), a variable over the profile in use. A profile that --profile names goes before the variables,
    which then fill in only what it does not say. Profiles are kept in your configuration folder, or in
    KOREKIT_CONFIG_DIR.

    Example: korekit profile add local --host http://127.0.0.1:8070 --email ann@example.com

    Example: korekit profile add work --host platform.kore.ai --client-id cs-… --secret-file ~/.korekit-work

    Example: korekit profile show
    """


@command.command("add")
@click.argument("name")
@click.option("--client-id", default="", metavar="CS-…", help="The app that calls the public API.")
@click.option("--email", default="", help="The user who calls the console; his password is never kept.")
@click.option("--secret-env", default="", metavar="NAME", help="Read the client secret from this environment variable.")
@click.option("--secret-file", default="", metavar="FILE", help="Keep it in a file that only its owner may read.")
@click.option(
    "--secret-command", default="", metavar="COMMAND", help="Run this, without a shell, and read what it prints."
)
@click.option(
    "--platform-key", default="", metavar="FILE", help="The platform's public JWK, where the app enforces JWE."
)
@click.pass_obj
def _add(given: Given, /, *, name: str, **wanted: str) -> None:
    """Add the profile NAME, or replace it, and use it from now on.

    The client secret goes into the system keyring unless another place is named. It is asked for, or read from
    standard input; it is never an option. The command of --secret-command, say a password manager's, prints it each
    time that it is needed.

    Example: korekit profile add work --host platform.kore.ai --client-id cs-…
    """
    from korekit.cli.profiles.adding import NewProfile, add

    add(NewProfile(name=name, host=given.host or os.environ.get("KOREKIT_HOST", ""), **wanted))


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
            "account": profile.account_name or profile.account,
            "secret": str(profile.secret) if profile.client_id else "",
        }
        for name, profile in sorted(profiles.by_name.items())
    ]
    if given.is_json:
        print_json(rows)
    elif rows:
        print_table(
            ("", "name", "host", "client id", "email", "account", "secret"),
            [
                ("*" if row["isCurrent"] else "", *[str(row[key]) for key in list(row) if key != "isCurrent"])
                for row in rows
            ],
        )
    else:
        say("There is none. Add one: `korekit profile add NAME --host HOST --client-id CS-…`")


@command.command("show")
@click.argument("name", metavar="PROFILE", required=False)
@click.pass_obj
def _show(given: Given, *, name: str | None) -> None:
    """Show everything about PROFILE, the one in use by default, and whether its secret can be read.

    No host is asked, and the secret is not shown.

    Example: korekit profile show work
    """
    from korekit.cli.profiles.showing import show_profile

    given.profile = name or given.profile
    show_profile(given)


@command.command("use")
@click.argument("name", metavar="PROFILE")
@click.pass_obj
def _use(given: Given, *, name: str) -> None:
    """Use PROFILE from now on.

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
@click.argument("name", metavar="PROFILE")
@click.pass_obj
def _remove(given: Given, *, name: str) -> None:
    """Remove PROFILE, with its secret in the keyring; a file or variable stays.

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
