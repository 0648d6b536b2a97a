"""What a host's change log says: what happened to a bot since a deployment looked at it first."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from korekit.catalog.bot_definition_results import ChangeLogEntry
from korekit.catalog.operations import AllOperations
from korekit.catalog.parameters import Date
from korekit.cli.deploying.journal import Marks
from korekit.client.answers import Answer
from korekit.client.sync import Client
from korekit.ids import BotId

__all__ = ["host_time", "imports_in", "marks_of", "new_entries"]

_READING: Final = frozenset({"Bot variables are exported"})
_IMPORT: Final = "import"
_DATE: Final = "date"


def marks_of(client: Client, bot_id: str) -> Marks:
    """What the log of a bot holds now, from the day before today on."""
    answer = client.answer(AllOperations.get_change_logs, BotId(bot_id), limit=1)
    # The host's own clock, and a day of room: whose midnight a date means is not documented.
    now = datetime.fromisoformat(host_time(answer)) if host_time(answer) else datetime.now(UTC)
    marks = Marks(since=str((now - timedelta(days=1)).date()), ids=[])
    marks.ids = [entry.id for entry in _entries(client, bot_id, marks)]
    return marks


def new_entries(client: Client, bot_id: str, marks: Marks) -> list[ChangeLogEntry]:
    """Entries of changes that were not there when the marks were made; what only read the bot is none."""
    known = set(marks.ids)
    return [
        entry
        for entry in _entries(client, bot_id, marks)
        if entry.id not in known and entry.message.strip() not in _READING
    ]


def imports_in(entries: list[ChangeLogEntry]) -> list[str]:
    """The ids of the imports that entries tell of, each once."""
    ids = [entry.resource_id for entry in entries if entry.resource_type.casefold() == _IMPORT and entry.resource_id]
    return list(dict.fromkeys(ids))


def host_time(answer: Answer[object]) -> str:
    """The host's clock on an answer, as an ISO time with its zone; empty where it wrote none that can be read."""
    try:
        stated = parsedate_to_datetime(answer.headers.get(_DATE, ""))
    except ValueError:
        return ""
    return (stated if stated.tzinfo else stated.replace(tzinfo=UTC)).isoformat()


def _entries(client: Client, bot_id: str, marks: Marks) -> Iterator[ChangeLogEntry]:
    return client.iterate(AllOperations.get_change_logs, BotId(bot_id), start_date=Date(marks.since))
