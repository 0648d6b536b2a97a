"""Signed-in users: from the access token to the user, the account and the role that the call acts with.

`Authorization: bearer …` in any case of the word; the account by the header `AccountId`, the user's first one by
default. Source: observed-errors.md 5.
"""

import hashlib

from korekit.calls.call import Caller
from korekit.catalog.planes import Role
from korekit.errors.console import NotFound, RoleTooLow, SessionInvalid
from korekit.ids import UserId
from korekit.records.accounts import SESSION, memberships
from korekit.server.requests import header
from korekit.storage.database import Database

__all__ = ["caller_of"]


async def caller_of(database: Database, headers: list[tuple[bytes, bytes]], role: Role | None, now_ms: int) -> Caller:
    """The user behind a call.

    Args:
        database: where sessions are kept, by hash.
        headers: of the request.
        role: the least role that the operation asks for.
        now_ms: milliseconds since the epoch.

    Raises:
        SessionInvalid: no access token, or none that counts.
        NotFound: an account that the user does not belong to.
        RoleTooLow: as its name says.
    """
    word, _, token = (header(headers, b"authorization") or "").partition(" ")
    if word.lower() != "bearer" or not token.strip():
        raise SessionInvalid()
    token_hash = hashlib.sha256(token.strip().encode()).hexdigest()
    row = await database.one(SESSION, token_hash=token_hash, now=now_ms)
    if row is None:
        raise SessionInvalid()
    user_id = UserId(row[0])
    wanted = (header(headers, b"accountid") or "").strip()
    found = [one for one in await memberships(database, user_id) if not wanted or one.account_id == wanted]
    if not found:
        raise NotFound()
    membership = found[0]
    if role is not None and not membership.role.includes(role):
        raise RoleTooLow()
    return Caller(
        account_id=membership.account_id,
        user_id=user_id,
        org_id=membership.org_id,
        role=membership.role,
        session_hash=token_hash,
    )
