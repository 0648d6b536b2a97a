"""Making accounts and users: at the first start, by a signed-in user, by an accepted invitation."""

from dataclasses import dataclass
from typing import Protocol

from korekit.catalog.planes import Role
from korekit.clock import Clock
from korekit.ids import AccountId, Ids, UserId
from korekit.records.accounts import ADD_ACCOUNT, ADD_MEMBER, ADD_USER, Membership
from korekit.records.given_texts import email_address, given_text
from korekit.records.passwords import check_password, hash_password
from korekit.storage.database import Database, Transaction

__all__ = ["NewUser", "Owner", "add_account", "add_owner", "add_user", "create_owner", "new_user"]


class _Services(Protocol):
    @property
    def database(self) -> Database: ...
    @property
    def ids(self) -> Ids: ...
    @property
    def clock(self) -> Clock: ...


@dataclass(frozen=True, slots=True)
class NewUser:
    """A user to be made. `email`: in the form that `email_address` gives."""

    email: str
    password_hash: str
    first_name: str = ""
    last_name: str = ""

    def __repr__(self) -> str:
        return f"NewUser({self.email!r})"


@dataclass(frozen=True, slots=True)
class Owner:
    """A user with the account that was made for him."""

    user_id: UserId
    membership: Membership


async def add_user(transaction: Transaction, ids: Ids, now_ms: int, new: NewUser) -> UserId | None:
    """Add a user; `None` where the address has one already, also one of a moment ago."""
    user_id = UserId(ids.prefixed("u"))
    added = await transaction.run(
        ADD_USER,
        id=user_id,
        email=new.email,
        first_name=new.first_name,
        last_name=new.last_name,
        password_hash=new.password_hash,
        is_active=1,
        created_at=now_ms,
    )
    return user_id if added else None


async def add_account(transaction: Transaction, ids: Ids, now_ms: int, *, name: str, owner: UserId) -> Membership:
    """Add an account that a user owns; active, its scopes count without a publish."""
    made = Membership(
        account_id=AccountId(ids.hex24()),
        org_id=ids.prefixed("o"),
        name=name,
        role=Role.OWNER,
        is_publish_required=False,
        is_active=True,
    )
    await transaction.run(
        ADD_ACCOUNT,
        id=made.account_id,
        org_id=made.org_id,
        name=name,
        is_publish_required=0,
        is_active=1,
        created_at=now_ms,
    )
    await transaction.run(ADD_MEMBER, account_id=made.account_id, user_id=owner, role=made.role.value, joined_at=now_ms)
    return made


async def new_user(email: str, password: str, *, first_name: str = "", last_name: str = "") -> NewUser:
    """A user who can be added.

    Args:
        email: his address.
        password: at least 8 characters.
        first_name: may be empty.
        last_name: may be empty.

    Raises:
        InputInvalid: the address is none, the password too short, a name too long.
    """
    address = email_address(email)
    check_password(password)
    first, last = (
        given_text(text, wire, may_be_empty=True) for text, wire in ((first_name, "firstName"), (last_name, "lastName"))
    )
    return NewUser(address, await hash_password(password), first, last)


async def add_owner(
    transaction: Transaction, ids: Ids, now_ms: int, new: NewUser, *, account_name: str = ""
) -> Owner | None:
    """Add a user with an account of his own, called by his address unless it has a name; `None` as `add_user` says."""
    user_id = await add_user(transaction, ids, now_ms, new)
    if user_id is None:
        return None
    return Owner(user_id, await add_account(transaction, ids, now_ms, name=account_name or new.email, owner=user_id))


async def create_owner(
    services: _Services, email: str, password: str, *, account_name: str = "", first_name: str = "", last_name: str = ""
) -> Owner | None:
    """Make a user with an account of his own.

    Args:
        services: the database, the ids and the clock to do it with.
        email: his address.
        password: at least 8 characters.
        account_name: his address by default.
        first_name: may be empty.
        last_name: may be empty.

    Returns:
        The owner, or `None` where somebody has the address: of two processes that start at once, one makes him.

    Raises:
        InputInvalid: the address is none, the password too short, a name too long.
    """
    name = given_text(account_name, "name", may_be_empty=True)
    new = await new_user(email, password, first_name=first_name, last_name=last_name)
    async with services.database.transaction() as transaction:
        return await add_owner(transaction, services.ids, services.clock.now_ms(), new, account_name=name)
