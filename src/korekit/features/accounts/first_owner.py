"""The first user of a platform, made by whoever reads what the first start printed."""

import hashlib

from korekit.calls.call import Call
from korekit.calls.handlers import handles
from korekit.catalog.additions import Account
from korekit.catalog.beginnings import Beginnings, PlatformState
from korekit.errors.console import NotFound
from korekit.features.accounts.seen_accounts import account_seen
from korekit.records.account_making import add_owner, new_user
from korekit.records.accounts import ACCEPT_INVITATION, ANY_USER, FIRST_RUN_CODE
from korekit.records.apps import NEXT_EPOCH
from korekit.records.given_texts import given_text

__all__ = ["create_owner", "get_platform_state"]


@handles(Beginnings.get_platform_state)
async def get_platform_state(call: Call) -> PlatformState:
    """Nothing that sign-in would not tell as well."""
    return PlatformState(has_owner=await call.database.one(ANY_USER) is not None)


@handles(Beginnings.create_owner)
async def create_owner(
    call: Call,
    code: str,
    email_id: str,
    password: str,
    *,
    account_name: str = "",
    first_name: str = "",
    last_name: str = "",
) -> Account:
    """The owner's account; the code counts no more, nor does any other.

    Raises:
        NotFound: another code, or the platform has a user.
        InputInvalid: the address is none, the password too short, a name too long.
    """
    hashed = hashlib.sha256(code.strip().encode("utf-8", "replace")).hexdigest()
    # A password costs time to hash: only who has the code is worth it.
    if await call.database.one(FIRST_RUN_CODE, token_hash=hashed, now=call.now_ms()) is None:
        raise NotFound()
    name = given_text(account_name, "accountName", may_be_empty=True)
    new = await new_user(email_id, password, first_name=first_name, last_name=last_name)
    now_ms = call.now_ms()
    async with call.database.transaction() as transaction:
        # First, so that of two who come at once with two codes the second one waits, and finds a user.
        await transaction.run(NEXT_EPOCH)
        is_first = await transaction.one(ANY_USER) is None
        if not is_first or not await transaction.run(ACCEPT_INVITATION, hash=hashed, now=now_ms):
            raise NotFound()
        owner = await add_owner(transaction, call.services.ids, now_ms, new, account_name=name)
    if owner is None:
        raise NotFound()
    return account_seen(owner.membership)
