"""The account's apps."""

from korekit.catalog.operations import AllOperations
from korekit.catalog.planes import Caller
from korekit.cli.profiles.connecting import client_for
from korekit.cli.terminal.given import Given
from korekit.cli.terminal.output import print_json, print_table, say

__all__ = ["list_apps"]


def list_apps(given: Given) -> None:
    """Print every app, without secrets."""
    with client_for(given, Caller.USER) as client:
        answer = client.answer(AllOperations.list_apps)
    if given.is_json:
        print_json(answer.json)
    elif answer.result:
        rows = [
            (app.client_id, app.app_name, app.plane, app.bot_id, str(len(app.saved or []))) for app in answer.result
        ]
        print_table(("client id", "name", "plane", "bot", "scopes"), rows)
    else:
        say("There is none. Create one: `korekit app create NAME --grant SCOPE`")
