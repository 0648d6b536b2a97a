"""Reading the change log.

The rows are stored as they are sent, so that a page is a join of bytes. Source: bot-definition.yaml get-change-logs.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from korekit.calls.call import Call
from korekit.calls.handlers import Encoded, handles
from korekit.catalog.bot_definition import BotDefinition
from korekit.catalog.parameters import Date
from korekit.clock import millis
from korekit.errors.request_causes import BodyFieldInvalid
from korekit.ids import BotId
from korekit.records.change_logs import BOUNDS, PAGE

__all__ = ["get_change_logs"]

_DAY_ONLY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_END_OF_TIME: Final = 2**62


@handles(BotDefinition.get_change_logs)
async def get_change_logs(
    call: Call,
    bot_id: BotId,
    *,
    offset: int = 0,
    limit: int = 50,
    start_date: Date | None = None,
    end_date: Date | None = None,
) -> Encoded:
    """One page, newest first; `[]` past the last one.

    Raises:
        BodyFieldInvalid: a date that is none.
    """
    skip, end = offset * limit, (offset + 1) * limit
    if start_date is None and end_date is None:
        rows = await call.database.all(PAGE, bot_id=bot_id, skip=skip, end=end)
    else:
        since = 0 if start_date is None else _moment("startDate", start_date)[0]
        until = _END_OF_TIME if end_date is None else _moment("endDate", end_date)[1]
        rows = await call.database.all(BOUNDS, bot_id=bot_id, skip=skip, end=end, since=since, until=until)
    return Encoded(b"[" + b",".join([row[0] for row in rows]) + b"]")


def _moment(name: str, text: str) -> tuple[int, int]:
    """The first and the last millisecond that a date means: a whole day, or the very moment."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BodyFieldInvalid(
            at=f"`{name}`", expected="an ISO date such as 2024-03-30", found="another text"
        ) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    if not _DAY_ONLY.fullmatch(text):
        return millis(moment), millis(moment)
    try:
        day_after = moment + timedelta(days=1)
    except OverflowError:
        return millis(moment), _END_OF_TIME
    return millis(moment), millis(day_after) - 1
