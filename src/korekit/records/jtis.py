"""Used `jti` values: each counts once, in every process, after a restart too, until its token has expired.

Source: contract, platform.md 4.4.
"""

from sqlalchemy import Index, PrimaryKeyConstraint, bindparam, delete, select

from korekit.storage.metadata import number, table, text
from korekit.storage.statements import Statement, insert_or_skip

__all__ = [
    "FORGET_EXPIRED",
    "USED_JTI",
    "USE_JTI",
    "used_jtis",
]

used_jtis = table(
    "used_jtis",
    text("client_id"),
    text("jti"),
    number("expires_at"),
    PrimaryKeyConstraint("client_id", "jti"),
    Index("used_jtis_expires_at", "expires_at"),
)

# Touches no row when it was used before.
USE_JTI = insert_or_skip(used_jtis)
USED_JTI = Statement(
    select(used_jtis.c.jti)
    .where(used_jtis.c.client_id == bindparam("client_id"))
    .where(used_jtis.c.jti == bindparam("jti"))
)
FORGET_EXPIRED = Statement(delete(used_jtis).where(used_jtis.c.expires_at < bindparam("now")))
