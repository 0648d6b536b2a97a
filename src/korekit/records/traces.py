"""Refused calls, kept for the owner of the account: bounded by age and by number.

Calls whose signature was good and calls whose was not are bounded apart, so that a stranger who guesses client ids
cannot push an account's own refusals out.
"""

from typing import Final

from sqlalchemy import Index, bindparam, delete, select

from korekit.storage.metadata import flag, number, table, text
from korekit.storage.statements import Statement, insert_or_skip

__all__ = [
    "ADD_TRACE",
    "DELETE_OLD",
    "DELETE_SURPLUS",
    "KEPT_MS",
    "KEPT_NUMBER",
    "TRACE",
    "TRACES_OF_ACCOUNT",
    "traces",
]

KEPT_MS: Final = 14 * 24 * 3_600_000
KEPT_NUMBER: Final = 10_000

traces = table(
    "traces",
    text("id", key=True),
    text("account_id", optional=True),
    text("other_account", optional=True),
    number("at"),
    flag("is_signature_good"),
    text("document"),
    Index("traces_account_id", "account_id", "is_signature_good", "at"),
    Index("traces_at", "at"),
)

ADD_TRACE = insert_or_skip(traces)
TRACE = Statement(
    select(traces.c.account_id, traces.c.other_account, traces.c.document).where(traces.c.id == bindparam("trace_id"))
)
TRACES_OF_ACCOUNT = Statement(
    select(traces.c.account_id, traces.c.other_account, traces.c.document)
    .where(traces.c.account_id == bindparam("account_id"))
    .order_by(traces.c.at.desc(), traces.c.id)
    .limit(bindparam("count"))
)
DELETE_OLD = Statement(delete(traces).where(traces.c.at < bindparam("before")))
_surplus = (
    select(traces.c.at)
    .where(traces.c.account_id.is_not_distinct_from(bindparam("account_id")))
    .where(traces.c.is_signature_good == bindparam("good"))
    .order_by(traces.c.at.desc())
    .limit(1)
    .offset(bindparam("kept"))
    .scalar_subquery()
)
DELETE_SURPLUS = Statement(
    delete(traces)
    .where(traces.c.account_id.is_not_distinct_from(bindparam("account_id")))
    .where(traces.c.is_signature_good == bindparam("good"))
    .where(traces.c.at <= _surplus)
)
