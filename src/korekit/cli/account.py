"""`korekit account`: list the accounts of a user, and switch between them."""

import click

from korekit.cli.terminal.command import Group
from korekit.cli.terminal.given import Given

__all__ = ["command"]


@click.group(cls=Group, name="account")
def command() -> None:
    """List the accounts of a user, and switch between them.

    These are calls made as a user: the profile's email, or KOREKIT_EMAIL and KOREKIT_PASSWORD. Without a choice, the
    user's first account counts; --account or KOREKIT_ACCOUNT chooses for one command.
    """


@command.command("list")
@click.pass_obj
def _list(given: Given) -> None:
    """List the accounts that the user belongs to; the one in use is marked.

    Example: korekit account list
    """
    from korekit.cli.accounts.listing import list_accounts

    list_accounts(given)


@command.command("switch")
@click.argument("wanted", metavar="ACCOUNT")
@click.pass_obj
def _switch(given: Given, *, wanted: str) -> None:
    """Let the profile act in ACCOUNT, an id or a name, from now on.

    It counts for what is done as a user: apps, versions, traces. An app belongs to one account for good.

    Example: korekit account switch "Second team"
    """
    from korekit.cli.accounts.switching import switch_account

    switch_account(given, wanted)
