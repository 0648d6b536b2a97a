"""A change log by user, resource and date: a page of it, who stands in it, all of it as a file.

A cell that a spreadsheet would take for a formula begins with an apostrophe.
"""

import asyncio
import csv
import io
from collections.abc import Iterable, Sequence
from typing import IO, Final, Literal

import msgspec

from korekit.calls.call import Call
from korekit.calls.handlers import Encoded, FileBody, handles
from korekit.calls.own_bot import own_bot
from korekit.catalog.bot_definition_results import ChangeLogEntry
from korekit.catalog.bot_views import BotViews, ChangeLogNames
from korekit.catalog.parameters import Date
from korekit.errors.console import InputInvalid
from korekit.errors.request_causes import BodyFieldInvalid
from korekit.features.change_logs.dates import END_OF_TIME, moment
from korekit.ids import BotId
from korekit.records.change_log_search import ChangeLogFilter, recent_resource_types, recent_users, search

__all__ = ["get_change_log_file", "get_change_log_names", "search_change_logs"]

_AT_ONCE: Final = 1000
_FURTHEST: Final = 2**62
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_COLUMNS: Final = ("when", "who", "email", "resource type", "resource id", "what")
_TYPES: Final = {"csv": "text/csv; charset=utf-8", "json": "application/json; charset=utf-8"}
_entry: Final = msgspec.json.Decoder(ChangeLogEntry)


@handles(BotViews.search_change_logs)
async def search_change_logs(
    call: Call,
    bot_id: BotId,
    *,
    by: str = "",
    resource_type: str = "",
    start_date: Date | None = None,
    end_date: Date | None = None,
    offset: int = 0,
    limit: int = 50,
) -> Encoded:
    """One page, newest first; `[]` past the last one.

    Raises:
        NotFound: the account has no such bot.
        InputInvalid: a date that is none.
    """
    await own_bot(call, bot_id)
    wanted = _filter(by, resource_type, start_date, end_date)
    skip = min(offset * limit, _FURTHEST)
    rows = await search(call.database, bot_id, wanted, count=limit, skip=skip)
    return Encoded(b"[" + b",".join([wire for _, wire in rows]) + b"]")


@handles(BotViews.get_change_log_names)
async def get_change_log_names(call: Call, bot_id: BotId) -> ChangeLogNames:
    """Users by their addresses, resources by their names.

    Raises:
        NotFound: the account has no such bot.
    """
    await own_bot(call, bot_id)
    entries = [_entry.decode(wire) for wire in await recent_users(call.database, bot_id)]
    users = [one.user_id for one in entries if one.user_id is not None]
    types = await recent_resource_types(call.database, bot_id)
    return ChangeLogNames(users=sorted(users, key=lambda one: one.email_id), resource_types=types)


@handles(BotViews.get_change_log_file)
async def get_change_log_file(
    call: Call,
    bot_id: BotId,
    *,
    form: Literal["csv", "json"] = "csv",
    by: str = "",
    resource_type: str = "",
    start_date: Date | None = None,
    end_date: Date | None = None,
) -> FileBody:
    """The entries as they are when it is asked for.

    Raises:
        NotFound: the account has no such bot.
        InputInvalid: a date that is none, or another form.
    """
    bot = await own_bot(call, bot_id)
    wanted = _filter(by, resource_type, start_date, end_date)
    if form not in _TYPES:
        raise InputInvalid("A change log is written as csv or as json.")
    path = call.services.blobs.temporary()
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            file.write(_line(_COLUMNS) if form == "csv" else "[")
            below, is_first = _FURTHEST, True
            while rows := await search(call.database, bot_id, wanted, count=_AT_ONCE, below=below):
                below = rows[-1][0]
                await asyncio.to_thread(_write, file, form, [wire for _, wire in rows], is_first=is_first)
                is_first = False
            file.write("" if form == "csv" else "]\n")
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return FileBody(path, f"{bot.name} change log.{form}", _TYPES[form], is_temporary=True)


def _filter(by: str, resource_type: str, start_date: Date | None, end_date: Date | None) -> ChangeLogFilter:
    try:
        since = 0 if start_date is None else moment("startDate", start_date)[0]
        until = END_OF_TIME if end_date is None else moment("endDate", end_date)[1]
    except (BodyFieldInvalid, OverflowError):
        raise InputInvalid("A date is written like 2026-03-30.") from None
    return ChangeLogFilter(by=by, resource_type=resource_type, since=since, until=until)


def _write(file: IO[str], form: str, wires: Sequence[bytes], *, is_first: bool) -> None:
    """Write entries behind those before. Blocks."""
    if form == "json":
        file.write(("" if is_first else ",\n") + ",\n".join(wire.decode() for wire in wires))
        return
    for entry in map(_entry.decode, wires):
        user = entry.user_id
        email = user.email_id if user else ""
        name = f"{user.first_name} {user.last_name}".strip() or email if user else ""
        file.write(_line((entry.created_on, name, email, entry.resource_type, entry.resource_id, entry.message)))


def _line(cells: Iterable[str]) -> str:
    """A line of CSV as spreadsheets read it, in which no cell is a formula."""
    written = io.StringIO()
    csv.writer(written).writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
    return written.getvalue()
