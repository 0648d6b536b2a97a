"""Counted calls: for each app, day, operation, secret and outcome one row, to which processes add.

A day is a number, whole days since 1970 in UTC. `cause` is empty for calls that were answered. `secret_id` is empty
where no secret of the app had signed.
"""

from typing import Final

from sqlalchemy import Index, PrimaryKeyConstraint, bindparam, delete, select

from korekit.storage.metadata import number, table, text
from korekit.storage.statements import Statement, insert_or_sum

__all__ = ["ADD_USAGE", "DAY_MS", "FORGET_USAGE", "KEPT_DAYS", "USAGE_OF_ACCOUNT", "USAGE_OF_APP", "usage_counts"]

DAY_MS: Final = 86_400_000
KEPT_DAYS: Final = 92

usage_counts = table(
    "usage_counts",
    text("client_id"),
    number("day"),
    text("operation"),
    text("secret_id"),
    text("cause"),
    text("account_id"),
    number("calls"),
    number("last_at"),
    PrimaryKeyConstraint("client_id", "day", "operation", "secret_id", "cause"),
    Index("usage_counts_account_id", "account_id", "day"),
    Index("usage_counts_day", "day"),
)

ADD_USAGE = insert_or_sum(usage_counts, added="calls", latest="last_at")
_ROWS = select(
    usage_counts.c.client_id,
    usage_counts.c.day,
    usage_counts.c.operation,
    usage_counts.c.secret_id,
    usage_counts.c.cause,
    usage_counts.c.calls,
    usage_counts.c.last_at,
)
USAGE_OF_ACCOUNT = Statement(
    _ROWS.where(usage_counts.c.account_id == bindparam("account_id")).where(usage_counts.c.day >= bindparam("since"))
)
USAGE_OF_APP = Statement(
    _ROWS.where(usage_counts.c.client_id == bindparam("client_id"))
    .where(usage_counts.c.account_id == bindparam("account_id"))
    .where(usage_counts.c.day >= bindparam("since"))
)
FORGET_USAGE = Statement(delete(usage_counts).where(usage_counts.c.day < bindparam("before")))
