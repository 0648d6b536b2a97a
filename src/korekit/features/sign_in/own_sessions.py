"""Where a user is signed in: seen and ended by himself alone."""

from typing import Any

from korekit.calls.call import Call
from korekit.calls.handlers import handles
from korekit.catalog.own_sessions import OwnSessions, SignedIn
from korekit.clock import iso_time
from korekit.errors.console import InputInvalid, NotFound
from korekit.records.accounts import END_SESSION
from korekit.records.session_uses import END_OTHER_SESSIONS, FORGET_SESSION_USES, SESSIONS_OF_USER, session_id
from korekit.storage.database import Row

__all__ = ["end_other_sessions", "end_session", "list_sessions"]


@handles(OwnSessions.list_sessions)
async def list_sessions(call: Call) -> list[SignedIn]:
    """Sessions that have not ended."""
    rows = await call.database.all(SESSIONS_OF_USER, user_id=call.caller.user_id, now=call.now_ms())
    return [_seen(row, call.caller.session_hash) for row in rows]


def _seen(row: Row, own_hash: str) -> SignedIn:
    token_hash, created_at, expires_at, used_at, network, agent = row
    return SignedIn(
        id=session_id(token_hash),
        begun_on=iso_time(created_at),
        expires_on=iso_time(expires_at),
        last_used_on="" if used_at is None else iso_time(used_at),
        agent=agent or "",
        network=network or "",
        is_this_one=token_hash == own_hash,
    )


@handles(OwnSessions.end_session)
async def end_session(call: Call, session_id: str) -> dict[str, Any]:
    """It ends at once, on every process.

    Raises:
        NotFound: the user has no such session, or it has ended.
        InputInvalid: the session of the call, which signing out ends.
    """
    async with call.database.transaction() as transaction:
        rows = await transaction.all(SESSIONS_OF_USER, user_id=call.caller.user_id, now=call.now_ms())
        token_hash = next((row[0] for row in rows if row[0].startswith(session_id) and len(session_id) == 24), None)
        if token_hash is not None and token_hash == call.caller.session_hash:
            raise InputInvalid("This is the session of the call. Sign out to end it.")
        if token_hash is None or not await transaction.run(END_SESSION, token_hash=token_hash):
            raise NotFound()
        await transaction.run(FORGET_SESSION_USES, user_id=call.caller.user_id)
    return {}


@handles(OwnSessions.end_other_sessions)
async def end_other_sessions(call: Call) -> dict[str, Any]:
    """The calling session alone goes on."""
    own = {"user_id": call.caller.user_id, "kept_hash": call.caller.session_hash}
    async with call.database.transaction() as transaction:
        await transaction.run(END_OTHER_SESSIONS, **own)
        await transaction.run(FORGET_SESSION_USES, user_id=call.caller.user_id)
    return {}
