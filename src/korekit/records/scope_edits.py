"""Who changed the scopes of an app last, and since when each scope is saved.

A row without a scope's id is the last change of all, of what is ticked too.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import PrimaryKeyConstraint, bindparam, delete, select

from korekit.ids import UserId
from korekit.records.accounts import users
from korekit.storage.database import Reader, Transaction
from korekit.storage.metadata import number, table, text
from korekit.storage.statements import Statement, insert_into

__all__ = ["ScopeEdits", "note_scope_edits", "scope_edits", "scope_edits_of"]

scope_edits = table(
    "scope_edits",
    text("client_id"),
    text("scope_id"),
    number("at"),
    text("user_id"),
    PrimaryKeyConstraint("client_id", "scope_id"),
)

_ANY = ""
_ADD = insert_into(scope_edits)
_FORGET = Statement(
    delete(scope_edits)
    .where(scope_edits.c.client_id == bindparam("app"))
    .where(scope_edits.c.scope_id == bindparam("scope"))
)
_OF_APP = Statement(
    select(scope_edits.c.scope_id, scope_edits.c.at, users.c.email)
    .join(users, users.c.id == scope_edits.c.user_id, isouter=True)
    .where(scope_edits.c.client_id == bindparam("app"))
)


@dataclass(frozen=True, slots=True)
class ScopeEdits:
    """What is known of one app, times in milliseconds since the epoch. `saved_at`: by scope id."""

    changed_at: int | None = None
    changed_by: str = ""
    saved_at: dict[str, int] = field(default_factory=dict)


async def scope_edits_of(reader: Reader, client_id: str) -> ScopeEdits:
    """Who changed the scopes of an app last, by address, and when each scope was saved."""
    rows = {scope_id: (at, email) for scope_id, at, email in await reader.all(_OF_APP, app=client_id)}
    changed_at, changed_by = rows.pop(_ANY, (None, ""))
    return ScopeEdits(changed_at, changed_by or "", {scope_id: at for scope_id, (at, _) in rows.items()})


async def note_scope_edits(
    transaction: Transaction, client_id: str, user_id: UserId, *, saved: Iterable[str], now_ms: int
) -> None:
    """Note that a user changed the scopes of an app, in a transaction that moved the epoch.

    Args:
        transaction: of the change.
        client_id: the app.
        user_id: who changed them.
        saved: the ids that are saved now and were not before.
        now_ms: in milliseconds since the epoch.
    """
    for scope_id in sorted({_ANY, *saved}):
        await transaction.run(_FORGET, app=client_id, scope=scope_id)
        await transaction.run(_ADD, client_id=client_id, scope_id=scope_id, at=now_ms, user_id=user_id)
