"""Reading the change log.

The rows are stored as they are sent, so that a page is a join of bytes. Source: bot-definition.yaml get-change-logs.
"""

from korekit.calls.call import Call
from korekit.calls.handlers import Encoded, handles
from korekit.catalog.bot_definition import BotDefinition
from korekit.catalog.parameters import Date
from korekit.features.change_logs.dates import END_OF_TIME, moment
from korekit.ids import BotId
from korekit.records.change_logs import BOUNDS, PAGE

__all__ = ["get_change_logs"]


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
        since = 0 if start_date is None else moment("startDate", start_date)[0]
        until = END_OF_TIME if end_date is None else moment("endDate", end_date)[1]
        rows = await call.database.all(BOUNDS, bot_id=bot_id, skip=skip, end=end, since=since, until=until)
    return Encoded(b"[" + b",".join([row[0] for row in rows]) + b"]")
