"""The account that a profile acts in."""

from korekit.catalog.planes import Caller
from korekit.cli.accounts.naming import account_named
from korekit.cli.profiles.chosen import chosen_profile
from korekit.cli.profiles.connecting import client_for
from korekit.cli.profiles.store import load, save
from korekit.cli.terminal.ending import Failure
from korekit.cli.terminal.given import Given
from korekit.cli.terminal.output import print_json, say

__all__ = ["switch_account"]


def switch_account(given: Given, wanted: str) -> None:
    """Let the profile in use act in this account from now on.

    Raises:
        Failure: no profile would remember it, or the user belongs to no such account.
    """
    name, profile = chosen_profile(given)
    if profile is None:
        raise Failure(
            "No profile would remember the account.", "Use --account or KOREKIT_ACCOUNT, or `korekit profile add …`."
        )
    # What was chosen before, and may be gone, must not be in the way.
    with client_for(given, Caller.USER, is_first_account=True) as client:
        account = account_named(client, wanted)
    profiles = load()
    profiles.by_name[name] = profiles.by_name[name]._replace(account=account.id, account_name=account.name)
    save(profiles)
    if given.is_json:
        print_json({"profile": name, "account": account.id, "name": account.name, "role": account.role})
    say(f"The profile {name} acts in {account.name or account.id} from now on, as {account.role}.")
    if profile.client_id:
        say(f"Its app {profile.client_id} stays in the account that it was made in.")
