"""Tokens that are wrong on purpose, for people's own tests of what happens then."""

import time
from typing import Any

import click

from korekit.cli.profiles.chosen import App, platform_key_at
from korekit.cli.profiles.secrets import read_secret_file
from korekit.cli.terminal.output import print_json, print_table, say
from korekit.flaws.every_flaw import FlawUnknown, Place, every_flaw, find_flaw, flawed_token
from korekit.flaws.signer import AUTH, FlawedToken, FlawImpossible, Signer

__all__ = ["list_flaws", "print_flawed"]


def list_flaws(*, is_json: bool) -> None:
    """Print every cause for which a call is refused, and where its flaw lies."""
    flaws = every_flaw()
    if is_json:
        print_json(
            [
                {
                    "cause": flaw.cause,
                    "check": flaw.kind.check,
                    "liesIn": flaw.place,
                    "meaning": flaw.kind.meaning(),
                    "needs": flaw.needs,
                }
                for flaw in flaws
            ]
        )
        return
    print_table(("cause", "lies in", "meaning"), [(one.cause, one.place, one.kind.meaning()) for one in flaws])
    say("`--flaw` makes those that lie in the token or its header; `korekit.testing` makes all of them.")


def print_flawed(cause: str, app: App, *, other_secret_file: str, is_json: bool, **recipe: Any) -> None:
    """Print a token with one flaw, and say on standard error that it is flawed.

    Args:
        cause: its name.
        app: whose token it is.
        other_secret_file: a file with the secret that some flaws need; empty where none is given.
        is_json: print where it goes, too.
        recipe: further fields of `Signer`.

    Raises:
        click.UsageError: there is no such cause, or it takes something else than a token.
    """
    other = read_secret_file(other_secret_file) if other_secret_file else ""
    signer = Signer(
        client_id=app.client_id,
        secret=app.client_secret,
        now_s=time.time(),
        platform_key=platform_key_at(app.platform_key) if app.platform_key else None,
        other_secret=other,
        retired_secret=other,
        **recipe,
    )
    try:
        flaw = find_flaw(cause)
        made = flawed_token(cause, signer)
    except FlawUnknown as unknown:
        raise click.UsageError(f"{unknown} All: `korekit token mint --flaw list`") from None
    except FlawImpossible as impossible:
        raise click.UsageError(f"{impossible} {_instead(cause)}") from None
    say(f"warning: this token is wrong on purpose. {flaw.kind.meaning()}")
    if flaw.needs:
        say(f"note: to be refused for this it needs {flaw.needs}.")
    if is_json:
        print_json(_document(cause, made))
        return
    if made.header != AUTH:
        say(f"note: send it as the header `{made.header}`.")
    if not made.value:
        say(f"note: send no header `{AUTH}`: nothing is printed.")
    click.echo(made.value)


def _instead(cause: str) -> str:
    flaw = find_flaw(cause)
    if flaw.place is Place.STATE:
        return flaw.needs
    if flaw.place is Place.REQUEST:
        return "In Python, `App.flawed_call` of `korekit.testing` makes it."
    return "Name its file with --other-secret-file."


def _document(cause: str, made: FlawedToken) -> dict[str, Any]:
    first = {"first": made.first} if made.first else {}
    return {"token": made.value, "header": made.header, "cause": cause, **first}
