"""Users of an account: who there is, what each may, who goes.

Nobody reaches above his own role, and an account keeps an owner.
"""

from dataclasses import dataclass
from typing import Any

from korekit.calls.call import Call
from korekit.calls.handlers import handles
from korekit.catalog.people import Member, People
from korekit.catalog.planes import Role
from korekit.clock import iso_time
from korekit.errors.console import InputInvalid, NotFound, RoleTooLow
from korekit.ids import UserId
from korekit.records.accounts import (
    CHANGE_ROLE,
    MEMBERS_OF_ACCOUNT,
    REMOVE_MEMBER,
    REVOKE_INVITATIONS_BY,
    find_membership,
)
from korekit.records.apps import NEXT_EPOCH
from korekit.records.given_texts import given_role
from korekit.storage.database import Reader, Row, Transaction

__all__ = ["change_user_role", "list_users", "remove_user"]


@dataclass(frozen=True, slots=True)
class _Change:
    """One member and the account's owners, as they are when a change begins. `by`: the role of who changes."""

    member: Row
    owners: tuple[str, ...]
    by: Role

    @property
    def role(self) -> Role:
        return Role(self.member[4])

    def check(self, after: Role | None) -> None:
        """Judge a change to another role, or to none."""
        if not self.by.includes(self.role) or (after is not None and not self.by.includes(after)):
            raise RoleTooLow()
        if self.owners == (self.member[0],) and after is not Role.OWNER:
            raise InputInvalid("This is the last owner of the account. Make somebody else an owner first.")


@handles(People.list_users)
async def list_users(call: Call) -> list[Member]:
    """Everybody who belongs to the account."""
    rows = await call.database.all(MEMBERS_OF_ACCOUNT, account_id=call.account_id)
    return [_member(call, row) for row in rows]


@handles(People.change_user_role)
async def change_user_role(call: Call, member_id: UserId, role: str) -> Member:
    """The user with his new role; invitations that he could not send with it are taken back.

    Raises:
        InputInvalid: no role, or the last owner would be none any more.
        NotFound: he does not belong to the account.
        RoleTooLow: a role above one's own, or of somebody who has one.
    """
    async with call.database.transaction() as transaction:
        change = await _begin(transaction, call, member_id)
        wanted = given_role(role)
        change.check(wanted)
        await transaction.run(CHANGE_ROLE, of_account=call.account_id, member=member_id, new_role=wanted.value)
        await _revoke_invitations(transaction, call, member_id, wanted)
        after = await _find(transaction, call, member_id)
    return _member(call, after)


@handles(People.remove_user)
async def remove_user(call: Call, member_id: UserId) -> dict[str, Any]:
    """Put a user out; his next call finds no account, and his invitations open none.

    Raises:
        InputInvalid: the last owner.
        NotFound: he does not belong to the account.
        RoleTooLow: his role is above one's own.
    """
    async with call.database.transaction() as transaction:
        change = await _begin(transaction, call, member_id)
        change.check(None)
        await transaction.run(REMOVE_MEMBER, of_account=call.account_id, member=member_id)
        await _revoke_invitations(transaction, call, member_id, None)
    return {}


async def _begin(transaction: Transaction, call: Call, member_id: UserId) -> _Change:
    # First, so that changes follow one another: of two owners who put each other out at once, one stays.
    await transaction.run(NEXT_EPOCH)
    own = await find_membership(transaction, call.caller.user_id, call.account_id)
    member = await _find(transaction, call, member_id)
    if own is None:
        raise NotFound()
    if not own.role.includes(Role.ADMIN):
        raise RoleTooLow()
    rows = await transaction.all(MEMBERS_OF_ACCOUNT, account_id=call.account_id)
    # Who cannot sign in looks after nothing.
    owners = tuple(row[0] for row in rows if row[4] == Role.OWNER and row[6])
    return _Change(member, owners, own.role)


async def _revoke_invitations(transaction: Transaction, call: Call, member_id: UserId, after: Role | None) -> None:
    """Take back what he could not send any more: otherwise he comes back by a link of his own."""
    for role in Role:
        if after is None or not after.includes(Role.ADMIN) or not after.includes(role):
            await transaction.run(REVOKE_INVITATIONS_BY, account_id=call.account_id, member=member_id, role=role.value)


async def _find(reader: Reader, call: Call, member_id: UserId) -> Row:
    rows = await reader.all(MEMBERS_OF_ACCOUNT, account_id=call.account_id)
    found = next((row for row in rows if row[0] == member_id), None)
    if found is None:
        raise NotFound()
    return found


def _member(call: Call, row: Row) -> Member:
    user_id, email, first_name, last_name, role, joined_at, is_active = row
    return Member(
        user_id=user_id,
        email_id=email,
        first_name=first_name,
        last_name=last_name,
        role=role,
        joined_on=iso_time(joined_at),
        is_self=user_id == call.caller.user_id,
        is_active=bool(is_active),
    )
