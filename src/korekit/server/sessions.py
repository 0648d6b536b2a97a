"""Signed-in users: from the access token to the user, the account and the role that the call acts with.

`Authorization: bearer …` in any case of the word; the account by the header `AccountId`, the user's first one by
default. Source: observed-errors.md 5.
"""

import hashlib
from dataclasses import dataclass

from korekit.calls.call import Caller
from korekit.catalog.planes import Role
from korekit.errors.console import NotFound, RoleTooLow, SessionInvalid
from korekit.ids import UserId
from korekit.records.accounts import SESSION, Membership, memberships
from korekit.records.session_uses import is_worth_noting, note_use
from korekit.server.requests import header
from korekit.storage.database import Database

__all__ = ["Session", "caller_of", "find_session"]


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in user with the accounts that he belongs to, his first one first. `token_hash`: names the session."""

    user_id: UserId
    email: str
    token_hash: str
    memberships: tuple[Membership, ...]

    def caller(self, account_id: str = "", role: Role | None = None) -> Caller:
        """The user as he calls in one of his accounts.

        Args:
            account_id: the account; the first one by default.
            role: the least role that is asked for.

        Raises:
            NotFound: an account that the user does not belong to.
            RoleTooLow: as its name says.
        """
        membership = self.membership(account_id)
        if membership is None:
            raise NotFound()
        if role is not None and not membership.role.includes(role):
            raise RoleTooLow()
        return Caller(
            account_id=membership.account_id,
            user_id=self.user_id,
            org_id=membership.org_id,
            role=membership.role,
            session_hash=self.token_hash,
        )

    def membership(self, account_id: str = "") -> Membership | None:
        """What the user is in an account; in his first one by default."""
        return next((one for one in self.memberships if not account_id or one.account_id == account_id), None)


async def find_session(database: Database, access_token: str, now_ms: int, agent: str = "") -> Session:
    """The session of an access token; that it was used is written down, once in ten minutes.

    Args:
        database: where sessions are kept, by hash.
        access_token: as it was given at sign-in.
        now_ms: milliseconds since the epoch.
        agent: the header `User-Agent` of the call, empty if unknown.

    Raises:
        SessionInvalid: no session has this token, or it has ended.
    """
    token_hash = hashlib.sha256(access_token.encode("utf-8", "replace")).hexdigest()
    row = await database.one(SESSION, token_hash=token_hash, now=now_ms)
    if row is None:
        raise SessionInvalid()
    user_id = UserId(row[0])
    if is_worth_noting(row[2], row[3], agent, now_ms):
        await note_use(database, token_hash, user_id, known_agent=row[3] or "", agent=agent, now_ms=now_ms)
    return Session(user_id, row[1], token_hash, tuple(await memberships(database, user_id)))


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
    agent = header(headers, b"user-agent") or ""
    session = await find_session(database, token.strip(), now_ms, agent)
    return session.caller((header(headers, b"accountid") or "").strip(), role)
