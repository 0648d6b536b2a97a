"""Requests that users tried out: the last ones of each user in each account."""

from sqlalchemy import Index, bindparam, delete, select

from korekit.storage.metadata import number, table, text
from korekit.storage.statements import Statement, insert_into

__all__ = ["ADD_SENT_REQUEST", "DELETE_SENT_REQUESTS", "DELETE_SURPLUS_REQUESTS", "SENT_REQUESTS", "sent_requests"]

sent_requests = table(
    "sent_requests",
    text("id", key=True),
    text("account_id"),
    text("user_id"),
    number("at"),
    text("document"),
    Index("sent_requests_user_id", "user_id", "account_id", "at"),
)

ADD_SENT_REQUEST = insert_into(sent_requests)
_newest = (
    select(sent_requests.c.id)
    .where(sent_requests.c.user_id == bindparam("user_id"))
    .where(sent_requests.c.account_id == bindparam("account_id"))
    .order_by(sent_requests.c.at.desc(), sent_requests.c.id)
    .limit(bindparam("kept"))
)
_own = (
    delete(sent_requests)
    .where(sent_requests.c.user_id == bindparam("user_id"))
    .where(sent_requests.c.account_id == bindparam("account_id"))
)
SENT_REQUESTS = Statement(
    select(sent_requests.c.document)
    .where(sent_requests.c.user_id == bindparam("user_id"))
    .where(sent_requests.c.account_id == bindparam("account_id"))
    .order_by(sent_requests.c.at.desc(), sent_requests.c.id)
)
DELETE_SENT_REQUESTS = Statement(_own)
DELETE_SURPLUS_REQUESTS = Statement(_own.where(sent_requests.c.id.not_in(_newest)))
