"""The change log of each bot: who changed what, when.

An entry never changes, so its wire form is stored once and a page is its entries joined. Entries of a bot are numbered
without gaps, oldest first: any page, and any date, is found by number at the same cost.

Source: contract, bot-definition.yaml get-change-logs.
"""

import msgspec
from sqlalchemy import Index, PrimaryKeyConstraint, bindparam, func, select

from korekit.catalog.bot_definition_results import ChangeLogEntry, ChangeLogUser
from korekit.clock import iso_time
from korekit.ids import Ids
from korekit.records.accounts import User
from korekit.records.change import Change
from korekit.storage.database import Reader, Transaction
from korekit.storage.metadata import blob, number, table, text
from korekit.storage.statements import Statement, insert_into

__all__ = ["BOUNDS", "PAGE", "Change", "add_changes", "change_logs", "last_change_at"]

change_logs = table(
    "change_logs",
    text("bot_id"),
    number("n"),
    number("at"),
    text("resource_type"),
    text("user_id"),
    blob("wire"),
    PrimaryKeyConstraint("bot_id", "n"),
    Index("change_logs_at", "bot_id", "at", "n"),
)

_ADD = insert_into(change_logs)
_LAST = Statement(
    select(change_logs.c.n, change_logs.c.at)
    .where(change_logs.c.bot_id == bindparam("bot_id"))
    .order_by(change_logs.c.n.desc())
    .limit(1)
)
_last_n = select(func.max(change_logs.c.n)).where(change_logs.c.bot_id == bindparam("bot_id")).scalar_subquery()
# One page of the whole log: `skip` entries from the newest, then `count`.
PAGE = Statement(
    select(change_logs.c.wire)
    .where(change_logs.c.bot_id == bindparam("bot_id"))
    .where(change_logs.c.n <= _last_n - bindparam("skip"))
    .where(change_logs.c.n > _last_n - bindparam("end"))
    .order_by(change_logs.c.n.desc())
)
_first_in = (
    select(change_logs.c.n)
    .where(change_logs.c.bot_id == bindparam("bot_id"))
    .where(change_logs.c.at >= bindparam("since"))
    .order_by(change_logs.c.at, change_logs.c.n)
    .limit(1)
    .scalar_subquery()
)
_last_in = (
    select(change_logs.c.n)
    .where(change_logs.c.bot_id == bindparam("bot_id"))
    .where(change_logs.c.at <= bindparam("until"))
    .order_by(change_logs.c.at.desc(), change_logs.c.n.desc())
    .limit(1)
    .scalar_subquery()
)
# One page between two times, both inclusive.
BOUNDS = Statement(
    select(change_logs.c.wire)
    .where(change_logs.c.bot_id == bindparam("bot_id"))
    .where(change_logs.c.n >= _first_in)
    .where(change_logs.c.n <= _last_in - bindparam("skip"))
    .where(change_logs.c.n > _last_in - bindparam("end"))
    .order_by(change_logs.c.n.desc())
)


_COLOURS = ("#ff4500", "#1e90ff", "#2e8b57", "#8a2be2", "#d2691e", "#008b8b", "#c71585", "#556b2f")


def _wire_user(user: User, org_id: str) -> ChangeLogUser:
    return ChangeLogUser(
        id=user.id,
        first_name=user.first_name,
        last_name=user.last_name,
        email_id=user.email,
        activation_status="active",
        prof_colour=_COLOURS[sum(user.id.encode()) % len(_COLOURS)],
        prof_image="no-avatar",
        id_again=user.id,
        org_id=org_id,
    )


async def add_changes(
    transaction: Transaction,
    changes: list[Change],
    *,
    bot_id: str,
    user: User,
    org_id: str,
    ids: Ids,
    now_ms: int,
) -> None:
    """Write entries to the log of a bot; their times never go back behind the last one.

    Entries are numbered without gaps, so whoever writes holds the bot's row (`bots.hold_bot`, or a change of it), and
    holds it before `apps.NEXT_EPOCH`: two writers then wait for each other in one order.
    """
    last = await transaction.one(_LAST, bot_id=bot_id)
    number_before, at = (last[0], max(last[1], now_ms)) if last else (0, now_ms)
    wire_user = _wire_user(user, org_id)
    rows = []
    for n, change in enumerate(changes, number_before + 1):
        entry = ChangeLogEntry(
            id=ids.prefixed("btl"),
            user_id=wire_user,
            stream_id=bot_id,
            resource_id=change.resource_id,
            resource_type=change.resource_type,
            message=change.message,
            created_on=iso_time(at),
            version=0,
        )
        rows.append(
            {
                "bot_id": bot_id,
                "n": n,
                "at": at,
                "resource_type": change.resource_type,
                "user_id": user.id,
                "wire": msgspec.json.encode(entry),
            }
        )
    if rows:
        await transaction.run_many(_ADD, rows)


async def last_change_at(reader: Reader, bot_id: str) -> int | None:
    """When the newest entry of a bot was written, in milliseconds; `None` where there is none."""
    row = await reader.one(_LAST, bot_id=bot_id)
    return None if row is None else row[1]
