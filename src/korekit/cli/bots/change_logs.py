"""A bot's change log on a terminal."""

from typing import Any

from korekit.catalog.operations import AllOperations
from korekit.catalog.parameters import Date
from korekit.catalog.planes import Caller
from korekit.cli.profiles.connecting import client_for
from korekit.cli.terminal.given import Given
from korekit.cli.terminal.output import print_json, print_table, say
from korekit.client.requests import invoke
from korekit.ids import BotId

__all__ = ["show_logs"]

_PAGE = 50


def show_logs(given: Given, bot: str, *, since: str | None, until: str | None, limit: int | None) -> None:
    """Print entries, newest first.

    Args:
        given: the options that every command has.
        bot: the bot's id.
        since: an ISO date, inclusive.
        until: an ISO date, inclusive.
        limit: how many entries; all by default.
    """
    size = min(limit or _PAGE, _PAGE)
    asked = invoke(
        AllOperations.get_change_logs,
        BotId(bot),
        limit=size,
        start_date=Date(since) if since else None,
        end_date=Date(until) if until else None,
    )
    rows: list[dict[str, Any]] = []
    with client_for(given, Caller.APP) as client:
        for answer in client.answered_pages(asked):
            rows += answer.json
            if limit is not None and len(rows) >= limit:
                break
    rows = rows if limit is None else rows[:limit]
    if given.is_json:
        print_json(rows)
    elif rows:
        print_table(("when", "who", "what", "message"), [_row(row) for row in rows])
    else:
        say("There is no entry.")


def _row(entry: dict[str, Any]) -> tuple[str, ...]:
    who = entry.get("userId")
    address = who.get("emailId") if isinstance(who, dict) else who
    return tuple(
        str(part or "") for part in (entry.get("createdOn"), address, entry.get("resourceType"), entry.get("message"))
    )
