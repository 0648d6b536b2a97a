"""An import whose answer was lost: whether the host took it, found out from the host, never guessed.

The change log of a bot names each import that was done. One that still waits, one that failed and one that never
arrived leave no sign there; so where nothing is found, somebody must decide.
"""

from datetime import UTC, datetime
from typing import Final

from korekit.catalog.account_admin import Bot
from korekit.catalog.operations import AllOperations
from korekit.cli.deploying.host_log import imports_in, new_entries
from korekit.cli.deploying.journal import Marks, SentImport
from korekit.cli.deploying.run import Run, look_until
from korekit.cli.terminal.ending import Failure
from korekit.client.errors import Refused
from korekit.clock import iso_time

__all__ = ["Unknown", "found_import", "namesakes_of"]

# How long a sign of an import is waited for, from the moment in which it was sent.
_SETTLED_S: Final = 60.0


class Unknown(Failure):
    """Whether the host took an import is not known."""


def found_import(run: Run, sent: SentImport) -> str:
    """The id of an import whose answer was lost; empty where it is to be sent again.

    Raises:
        Unknown: the host shows no sign of it, or several imports that may be the one; nobody decided.
    """
    if run.lost.request_id:
        return run.lost.request_id
    until_ms = sent.sent_at + int(min(_SETTLED_S, run.longest_s) * 1000)
    found = look_until(run, until_ms, lambda: _signs(run, sent) or None) or []
    if len(found) == 1:
        return found[0]
    if run.lost.is_resend and not found:
        return ""
    at, target = iso_time(sent.sent_at), run.asked.bot_id or f"the new bot {run.asked.new_name}"
    if found:
        seen = f"since then there were several: {', '.join(found)}"
        helps = "Say which one it was, with --request ID, and the other options as before."
    else:
        seen = "the host shows no sign of it"
        helps = (
            "Look at the bot and wait, if others import large bots. Then the same command with --resend sends it again;"
            " with --request ID it goes on with an import that was found otherwise."
        )
    raise Unknown(
        f"Whether the host took the import is not known. It was sent at {at} for {target}, no answer came, and {seen}.",
        helps,
        facts={"unknown": "import", "sentAt": at, "requestIds": found},
    )


def _signs(run: Run, sent: SentImport) -> list[str]:
    """The imports that the host shows and that may be the one."""
    if run.asked.bot_id:
        marks = run.journal.marks or Marks(since=iso_time(sent.sent_at)[:10], ids=[])
        return imports_in(new_entries(run.client, run.asked.bot_id, marks))
    return [request for bot in _new_bots(run, sent) for request in _imports_of(run, bot)[:1]]


def _new_bots(run: Run, sent: SentImport) -> list[Bot]:
    """Bots with the name that were not there before the import was sent."""
    try:
        named = _named(run)
    except Refused as error:
        raise Unknown(
            "Whether the host took the import is not known: no answer came, and this app may not list the bots.",
            f"Look whether there is a new bot {run.asked.new_name}. The same command with --resend sends the import "
            "again, with --request ID it goes on with one that was taken.",
            facts={"unknown": "import"},
        ) from error
    if sent.namesakes is not None:
        return [bot for bot in named if bot.id not in sent.namesakes]
    # By the host's clock, if it told it.
    since = (
        datetime.fromisoformat(sent.host_time) if sent.host_time else datetime.fromtimestamp(sent.sent_at / 1000, UTC)
    )
    return [bot for bot in named if _made_since(bot, since)]


def namesakes_of(run: Run) -> list[str] | None:
    """The bots that bear the name of the new bot already; None where there is no new bot, or none may be listed."""
    if not run.asked.new_name:
        return None
    try:
        return [bot.id for bot in _named(run)]
    except Refused:
        return None


def _named(run: Run) -> list[Bot]:
    return [bot for bot in run.client.iterate(AllOperations.get_bots) if bot.name == run.asked.new_name]


def _made_since(bot: Bot, since: datetime) -> bool:
    try:
        made = datetime.fromisoformat(bot.created_on)
    except ValueError:
        return True
    return (made if made.tzinfo else made.replace(tzinfo=UTC)) >= since


def _imports_of(run: Run, bot: Bot) -> list[str]:
    """The imports in the log of a new bot, newest first."""
    return imports_in(new_entries(run.client, bot.id, Marks(since=bot.created_on[:10], ids=[])))
