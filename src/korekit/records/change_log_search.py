"""A change log by user, sort of resource and date; and who and what stands in it lately."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Text, bindparam, func, or_, select

from korekit.records.change_logs import change_logs
from korekit.storage.database import Reader
from korekit.storage.statements import Statement

__all__ = ["ChangeLogFilter", "recent_resource_types", "recent_users", "search"]

# How many of the newest entries tell who and what there is to filter by.
_RECENT = 1000

_own = change_logs.c.bot_id == bindparam("bot_id")
_FOUND = Statement(
    select(change_logs.c.n, change_logs.c.wire)
    .where(_own)
    .where(change_logs.c.n < bindparam("below"))
    .where(change_logs.c.at >= bindparam("since"))
    .where(change_logs.c.at <= bindparam("until"))
    .where(or_(bindparam("by", type_=Text()) == "", change_logs.c.user_id == bindparam("by", type_=Text())))
    .where(
        or_(
            bindparam("resource_type", type_=Text()) == "",
            change_logs.c.resource_type == bindparam("resource_type", type_=Text()),
        )
    )
    .order_by(change_logs.c.n.desc())
    .limit(bindparam("count"))
    .offset(bindparam("skip"))
)
_last_n = select(func.max(change_logs.c.n)).where(_own).scalar_subquery()
_recent = (
    select(change_logs.c.n, change_logs.c.user_id, change_logs.c.resource_type)
    .where(_own)
    .where(change_logs.c.n > _last_n - _RECENT)
    .subquery()
)
_USERS = Statement(
    select(change_logs.c.wire)
    .where(_own)
    .where(change_logs.c.n.in_(select(func.max(_recent.c.n)).group_by(_recent.c.user_id)))
)
_TYPES = Statement(select(_recent.c.resource_type).distinct().order_by(_recent.c.resource_type))


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLogFilter:
    """What is looked for; empty for everything. `since`, `until`: milliseconds, inclusive."""

    by: str = ""
    resource_type: str = ""
    since: int = 0
    until: int = 2**62


async def search(
    reader: Reader, bot_id: str, wanted: ChangeLogFilter, *, count: int, skip: int = 0, below: int = 2**62
) -> Sequence[tuple[int, bytes]]:
    """Entries with their numbers, newest first.

    Args:
        reader: the database.
        bot_id: whose log.
        wanted: which entries.
        count: how many at most.
        skip: how many of those found to pass over.
        below: with smaller numbers alone.
    """
    rows = await reader.all(
        _FOUND,
        bot_id=bot_id,
        below=below,
        since=wanted.since,
        until=wanted.until,
        by=wanted.by,
        resource_type=wanted.resource_type,
        count=count,
        skip=skip,
    )
    return [(row[0], row[1]) for row in rows]


async def recent_users(reader: Reader, bot_id: str) -> list[bytes]:
    """The newest entry of each user among the newest thousand."""
    return [row[0] for row in await reader.all(_USERS, bot_id=bot_id)]


async def recent_resource_types(reader: Reader, bot_id: str) -> list[str]:
    """The sorts of resources in the newest thousand entries, in the order of their names."""
    return [row[0] for row in await reader.all(_TYPES, bot_id=bot_id)]
