"""Refused calls, kept for the owner of the account: bounded by age and by number.

Calls whose signature was good and calls whose was not are bounded apart, so that a stranger who guesses client ids
cannot push an account's own refusals out.
"""

import json
import re
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
    "holding",
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
# What is looked for stands in the document as JSON, whose escapes keep a path from looking like another key.
TRACES_OF_ACCOUNT = Statement(
    select(traces.c.account_id, traces.c.other_account, traces.c.document)
    .where(traces.c.account_id == bindparam("account_id"))
    .where(traces.c.document.like(bindparam("client"), escape="!"))
    .where(traces.c.document.like(bindparam("operation"), escape="!"))
    # The cause of these is told to some and not to others: who reads them must look himself.
    .where(traces.c.document.like(bindparam("cause"), escape="!") | traces.c.other_account.is_not(None))
    .order_by(traces.c.at.desc(), traces.c.id)
    .limit(bindparam("count"))
    .offset(bindparam("first"))
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
_ESCAPED: Final = re.compile(r"[!%_]")


def holding(key: str, value: str) -> str:
    """What a document's text is like that holds a value; any document, where the value is empty."""
    if not value:
        return "%"
    pair = f'"{key}":{json.dumps(value, ensure_ascii=False)}'
    return "%" + _ESCAPED.sub(lambda sign: "!" + sign[0], pair) + "%"
