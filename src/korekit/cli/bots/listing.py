"""The account's bots."""

from typing import Any

from korekit.catalog.operations import AllOperations
from korekit.catalog.planes import Caller
from korekit.cli.bots.remembered import remember_bots
from korekit.cli.profiles.connecting import client_for
from korekit.cli.terminal.given import Given
from korekit.cli.terminal.output import print_json, print_table, say
from korekit.client.requests import invoke

__all__ = ["list_bots"]


def list_bots(given: Given) -> None:
    """Print every bot, without the secrets that the answer carries."""
    bots: list[dict[str, Any]] = []
    with client_for(given, Caller.APP) as client:
        for answer in client.answered_pages(invoke(AllOperations.get_bots)):
            bots += [_without_secrets(bot) for bot in answer.json.get("bots") or []]
    remember_bots({str(bot["_id"]): str(bot.get("name") or "") for bot in bots if bot.get("_id")})
    if given.is_json:
        print_json(bots)
    elif bots:
        print_table(("id", "name", "status", "language", "created"), [_row(bot) for bot in bots])
    else:
        say("There is no bot. Import one: `korekit bot import PATH`")


def _without_secrets(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_secrets(part) for key, part in value.items() if key != "clientSecret"}
    if isinstance(value, list):
        return [_without_secrets(part) for part in value]
    return value


def _row(bot: dict[str, Any]) -> tuple[str, ...]:
    keys = ("_id", "name", "status", "defaultLanguage", "createdOn")
    return tuple(str(bot.get(key) or "") for key in keys)
