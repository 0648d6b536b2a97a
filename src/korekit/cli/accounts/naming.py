"""The account that somebody means: by id, or by a name that only one has."""

import re
from typing import Final

from korekit.catalog.additions import Account
from korekit.cli.terminal.ending import Failure
from korekit.client.sync import Client

__all__ = ["account_named", "is_account_id"]

_ID: Final = re.compile(r"[0-9a-f]{24}")


def is_account_id(text: str) -> bool:
    """Whether this can be an account's id, so that nobody has to be asked what it means."""
    return _ID.fullmatch(text) is not None


def account_named(client: Client, wanted: str) -> Account:
    """One of the accounts that the user belongs to.

    Raises:
        Failure: none has this id or name, or several have the name.
    """
    accounts = client.list_accounts()
    found = [one for one in accounts if one.id == wanted] or [one for one in accounts if one.name == wanted]
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(one.id for one in found)
        raise Failure(f"Several accounts are called {wanted}.", f"Use an id: {ids}.")
    names = ", ".join(sorted(one.name or one.id for one in accounts)) or "none"
    raise Failure(f"The user belongs to no account {wanted}.", f"There are: {names}.")
