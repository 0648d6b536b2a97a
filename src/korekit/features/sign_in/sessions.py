"""Sessions: begun by a password, ended by whoever holds them.

The database knows an access token by its SHA-256 only. Source: observed-errors.md 5.
"""

import base64
import hashlib
from typing import Any, Final

from sqlalchemy import bindparam, delete

from korekit.calls.call import Call
from korekit.calls.handlers import handles
from korekit.catalog.additions import Additions
from korekit.catalog.console import Authorization, Console, SignIn, UserInfo
from korekit.clock import iso_time
from korekit.errors.console import InputInvalid, SignInFailed
from korekit.ids import UserId
from korekit.records.accounts import (
    ADD_SESSION,
    END_SESSION,
    END_SESSIONS,
    USER_BY_EMAIL,
    Membership,
    User,
    find_user,
    memberships,
    sessions,
)
from korekit.records.given_texts import email_address
from korekit.records.session_uses import ADD_SESSION_USE, FORGET_SESSION_USES, network_of
from korekit.records.sign_in_tries import SignInTry
from korekit.storage.statements import Statement

__all__ = ["sign_in", "sign_out"]

_SESSION_MS: Final = 24 * 3_600_000
_END_EXPIRED: Final = Statement(
    delete(sessions).where(sessions.c.user_id == bindparam("user_id")).where(sessions.c.expires_at <= bindparam("now"))
)


@handles(Console.sign_in)
async def sign_in(
    call: Call,
    username: str,
    password: str,
    *,
    client_id: str = "1",
    client_secret: str = "1",
    scope: str = "friends",
    grant_type: str = "password",
) -> SignIn:
    """Begin a session of 24 hours; the answer names the user's first account.

    Raises:
        InputInvalid: another `grant_type`.
        SignInFailed: address and password do not fit together.
        TooManyTries: too many failures with this address or from this peer.
    """
    if grant_type != "password":
        raise InputInvalid("`grant_type` is `password`.")
    now_ms = call.now_ms()
    address, kept, user_id = await _known(call, username)
    attempt = SignInTry(address, call.peer, now_ms)
    await attempt.prove(call.database, call.services.ids, password, kept)
    user = await find_user(call.database, user_id)
    if user is None:
        raise SignInFailed()
    token = base64.urlsafe_b64encode(call.services.ids.secret(32)).rstrip(b"=").decode()
    token_hash, expires_at = hashlib.sha256(token.encode()).hexdigest(), now_ms + _SESSION_MS
    async with call.database.transaction() as transaction:
        # Read again: a password that was changed while it was being compared begins no session.
        row = await transaction.one(USER_BY_EMAIL, email=address)
        if row is None or row[1] != kept or not row[2]:
            raise SignInFailed()
        await attempt.succeeded(transaction)
        await transaction.run(_END_EXPIRED, user_id=user_id, now=now_ms)
        await transaction.run(FORGET_SESSION_USES, user_id=user_id)
        await transaction.run(
            ADD_SESSION, token_hash=token_hash, user_id=user_id, created_at=now_ms, expires_at=expires_at
        )
        # In what it is used is known with the first use.
        network = network_of(call.peer)
        await transaction.run(
            ADD_SESSION_USE, token_hash=token_hash, user_id=user_id, used_at=now_ms, network=network, agent=""
        )
    accounts = await memberships(call.database, user_id)
    return _signed_in(user, accounts[0] if accounts else None, token, expires_at)


async def _known(call: Call, username: str) -> tuple[str, str | None, UserId]:
    """The address, the password's hash and the user; no hash where nobody may sign in with this address."""
    try:
        address = email_address(username)
    except InputInvalid:
        # Not worth a look-up, but worth the same time and the same count as any other wrong address.
        return username[:1000], None, UserId("")
    row = await call.database.one(USER_BY_EMAIL, email=address)
    if row is None or not row[2]:
        return address, None, UserId("")
    return address, row[1], UserId(row[0])


def _signed_in(user: User, first: Membership | None, token: str, expires_at: int) -> SignIn:
    account_id = first.account_id if first else ""
    return SignIn(
        authorization=Authorization(
            access_token=token,
            resource_owner_id=user.id,
            account_id=account_id,
            token_type="bearer",
            expires_date=iso_time(expires_at),
        ),
        user_info=UserInfo(
            id=user.id,
            email_id=user.email,
            f_name=user.first_name,
            l_name=user.last_name,
            org_id=first.org_id if first else "",
            account_id=account_id,
        ),
    )


@handles(Additions.sign_out)
async def sign_out(call: Call, *, everywhere: bool = False) -> dict[str, Any]:
    """End the session, or all of the user's; the tokens count no more."""
    async with call.database.transaction() as transaction:
        if everywhere:
            await transaction.run(END_SESSIONS, user_id=call.caller.user_id)
        else:
            await transaction.run(END_SESSION, token_hash=call.caller.session_hash)
        await transaction.run(FORGET_SESSION_USES, user_id=call.caller.user_id)
    return {}
