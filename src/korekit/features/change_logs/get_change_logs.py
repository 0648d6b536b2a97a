"""Reading the change log.

The rows are stored as they are sent, so that a page is a join of bytes. Source: bot-definition.yaml get-change-logs.
"""

from datetime import UTC, date, datetime, time
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

_DAY_MS: Final = 86_400_000
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
        day = date.fromisoformat(text)
    except ValueError:
        moment = millis(_instant(name, text))
        return moment, moment
    first = millis(datetime.combine(day, time(), UTC))
    return first, first + _DAY_MS - 1


def _instant(name: str, text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BodyFieldInvalid(
            at=f"`{name}`", expected="an ISO date such as 2024-03-30", found="another text"
        ) from None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
