"""Invitations: how a user comes to belong to an account that is not his own.

The platform sends no mail: the token is shown once, to the member who invites, and he hands it on.
"""

import base64
import hashlib
from typing import Final

from korekit.calls.call import Call
from korekit.calls.handlers import handles
from korekit.catalog.additions import Account, Additions, Invitation, OpenInvitation
from korekit.clock import iso_time
from korekit.errors.console import InputInvalid, NotFound, RoleTooLow
from korekit.features.accounts.seen_accounts import account_seen
from korekit.ids import UserId
from korekit.records.account_making import NewUser, add_user
from korekit.records.accounts import (
    ACCEPT_INVITATION,
    ADD_INVITATION,
    ADD_MEMBER,
    INVITATION,
    INVITATION_OFFER,
    USER_BY_EMAIL,
    find_membership,
    invitation_id,
)
from korekit.records.given_texts import email_address, given_role, given_text
from korekit.records.passwords import check_password, hash_password
from korekit.records.sign_in_tries import SignInTry

__all__ = ["accept_invitation", "invite_user", "look_at_invitation"]

_GOOD_FOR_MS: Final = 7 * 24 * 3_600_000


@handles(Additions.invite_user)
async def invite_user(call: Call, email_id: str, *, role: str = "developer") -> Invitation:
    """An invitation for one address; inviting it again makes another one.

    Raises:
        InputInvalid: no address, no role, or somebody who belongs to the account already.
        RoleTooLow: a role above one's own.
    """
    address, wanted = email_address(email_id), given_role(role)
    if not call.caller.role.includes(wanted):
        raise RoleTooLow()
    known = await call.database.one(USER_BY_EMAIL, email=address)
    if known is not None and await find_membership(call.database, known[0], call.account_id) is not None:
        raise InputInvalid("This user belongs to the account already.")
    token = base64.urlsafe_b64encode(call.services.ids.secret(32)).rstrip(b"=").decode()
    expires_at = call.now_ms() + _GOOD_FOR_MS
    async with call.database.transaction() as transaction:
        await transaction.run(
            ADD_INVITATION,
            token_hash=_hash(token),
            account_id=call.account_id,
            email=address,
            role=wanted.value,
            invited_by=call.caller.user_id,
            expires_at=expires_at,
            accepted_at=None,
        )
    return Invitation(
        id=invitation_id(_hash(token)),
        email_id=address,
        role=wanted.value,
        token=token,
        expires_on=iso_time(expires_at),
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


@handles(Additions.look_at_invitation)
async def look_at_invitation(call: Call, token: str) -> OpenInvitation:
    """To which account, for whom, as what, until when.

    Raises:
        NotFound: no invitation has this token, or it was accepted, or its seven days are over.
    """
    found = await call.database.one(INVITATION_OFFER, token_hash=_hash(token), now=call.now_ms())
    if found is None:
        raise NotFound()
    name, email, role, expires_at = found
    return OpenInvitation(
        account_name=name,
        email_id=email,
        role=role,
        expires_on=iso_time(expires_at),
        is_known=await call.database.one(USER_BY_EMAIL, email=email) is not None,
    )


@handles(Additions.accept_invitation)
async def accept_invitation(
    call: Call, token: str, password: str, *, first_name: str = "", last_name: str = ""
) -> Account:
    """Join, once: with the password one has, or as a new user with a new one.

    Raises:
        NotFound: no invitation has this token, or it was accepted, or its seven days are over.
        SignInFailed: the address has a user, with another password.
        TooManyTries: too many failures with this address or from this peer.
        InputInvalid: a new password under 8 characters, or a name of over 200.
    """
    hashed = _hash(token)
    invitation = await call.database.one(INVITATION, token_hash=hashed, now=call.now_ms())
    if invitation is None:
        raise NotFound()
    known = await call.database.one(USER_BY_EMAIL, email=invitation[1])
    if known is None:
        check_password(password)
        first, last = (
            given_text(text, wire, may_be_empty=True)
            for text, wire in ((first_name, "firstName"), (last_name, "lastName"))
        )
        return await _join(call, hashed, NewUser(invitation[1], await hash_password(password), first, last))
    user_id, kept, is_active = known
    attempt = SignInTry(invitation[1], call.peer, call.now_ms())
    await attempt.prove(call.database, call.services.ids, password, kept if is_active else None)
    return await _join(call, hashed, UserId(user_id))


async def _join(call: Call, hashed: str, user: UserId | NewUser) -> Account:
    now_ms = call.now_ms()
    async with call.database.transaction() as transaction:
        invitation = await transaction.one(INVITATION, token_hash=hashed, now=now_ms)
        # Of two who accept at once, the second one touches no row.
        if invitation is None or not await transaction.run(ACCEPT_INVITATION, hash=hashed, now=now_ms):
            raise NotFound()
        account_id, _, role = invitation
        if isinstance(user, NewUser):
            added = await add_user(transaction, call.services.ids, now_ms, user)
            if added is None:
                raise InputInvalid("Somebody joined with this address a moment ago. Try again.")
            user = added
        # Who belongs to the account already keeps the role he has.
        await transaction.run(ADD_MEMBER, account_id=account_id, user_id=user, role=role, joined_at=now_ms)
        membership = await find_membership(transaction, user, account_id)
    if membership is None:
        raise NotFound()
    return account_seen(membership)
