"""Another password, chosen by somebody who proves once more who he is."""

import logging
from typing import Any

from korekit.calls.call import Call
from korekit.calls.handlers import handles
from korekit.catalog.own_sessions import OwnSessions
from korekit.errors.console import InputInvalid, SignInFailed
from korekit.records.accounts import PASSWORD_OF_USER
from korekit.records.passwords import check_password, hash_password
from korekit.records.session_uses import CHANGE_PASSWORD, END_OTHER_SESSIONS, FORGET_SESSION_USES
from korekit.records.sign_in_tries import SignInTry

__all__ = ["change_password"]

_log = logging.getLogger("korekit.audit")


@handles(OwnSessions.change_password)
async def change_password(call: Call, password: str, new_password: str) -> dict[str, Any]:
    """The new one counts from now on. A wrong old one counts as a failed sign-in.

    Raises:
        InputInvalid: a new password under 8 or over 1,024 characters, or the old one again.
        SignInFailed: another password than the one that counts.
        TooManyTries: too many failures with this user's address or from this peer.
    """
    row = await call.database.one(PASSWORD_OF_USER, user_id=call.caller.user_id)
    address, kept = ("", None) if row is None else row
    attempt = SignInTry(address, call.peer, call.now_ms())
    await attempt.prove(call.database, call.services.ids, password, kept)
    check_password(new_password)
    if new_password == password:
        raise InputInvalid("The new password is the old one.")
    hashed = await hash_password(new_password)
    user_id = call.caller.user_id
    async with call.database.transaction() as transaction:
        # Of two changes at once the second one proved a password that counts no more.
        if not await transaction.run(CHANGE_PASSWORD, of_user=user_id, old_hash=kept, new_hash=hashed):
            raise SignInFailed()
        await attempt.succeeded(transaction)
        await transaction.run(END_OTHER_SESSIONS, user_id=user_id, kept_hash=call.caller.session_hash)
        await transaction.run(FORGET_SESSION_USES, user_id=user_id)
    _log.info("user %s changed the password", user_id)
    return {}
