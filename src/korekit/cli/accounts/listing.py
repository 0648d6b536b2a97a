"""The accounts that a user belongs to."""

from korekit.catalog.operations import AllOperations
from korekit.catalog.planes import Caller
from korekit.cli.profiles.connecting import client_for
from korekit.cli.terminal.given import Given
from korekit.cli.terminal.output import print_json, print_table, say

__all__ = ["list_accounts"]


def list_accounts(given: Given) -> None:
    """Print every account of the user, with his role in it; the one in use is marked."""
    with client_for(given, Caller.USER) as client:
        answer = client.answer(AllOperations.list_accounts)
        current = client.start_session().account_id
    if given.is_json:
        print_json([{**row, "isCurrent": row.get("id") == current} for row in answer.json])
    elif answer.result:
        rows = [("*" if one.id == current else "", one.id, one.name, one.role) for one in answer.result]
        print_table(("", "id", "name", "role"), rows)
    else:
        say("The user belongs to no account.")
