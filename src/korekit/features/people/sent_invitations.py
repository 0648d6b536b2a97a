"""Invitations that were sent: listed, taken back."""

from typing import Any

from korekit.calls.call import Call
from korekit.calls.handlers import handles
from korekit.catalog.people import People, SentInvitation
from korekit.clock import iso_time
from korekit.errors.console import NotFound
from korekit.records import accounts
from korekit.records.accounts import OPEN_INVITATIONS, REVOKE_INVITATION

__all__ = ["list_invitations", "revoke_invitation"]


@handles(People.list_invitations)
async def list_invitations(call: Call) -> list[SentInvitation]:
    """The account's open invitations."""
    rows = await call.database.all(OPEN_INVITATIONS, account_id=call.account_id, now=call.now_ms())
    return [
        SentInvitation(
            id=accounts.invitation_id(token_hash),
            email_id=email,
            role=role,
            invited_by=by or "",
            expires_on=iso_time(expires_at),
        )
        for token_hash, email, role, by, expires_at in rows
    ]


@handles(People.revoke_invitation)
async def revoke_invitation(call: Call, invitation_id: str) -> dict[str, Any]:
    """Take one back.

    Raises:
        NotFound: the account has no such open invitation.
    """
    async with call.database.transaction() as transaction:
        rows = await transaction.all(OPEN_INVITATIONS, account_id=call.account_id, now=call.now_ms())
        found = next((row[0] for row in rows if accounts.invitation_id(row[0]) == invitation_id), None)
        # Somebody may accept it at this moment: then there is nothing to take back.
        if found is None or not await transaction.run(REVOKE_INVITATION, account_id=call.account_id, token_hash=found):
            raise NotFound()
    return {}
