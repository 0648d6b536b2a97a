"""Accounts, users, who belongs where, who is signed in, who is invited.

Source: contract, platform.md 1.
"""

from dataclasses import dataclass

from sqlalchemy import Index, PrimaryKeyConstraint, UniqueConstraint, bindparam, delete, select, update

from korekit.catalog.planes import Role
from korekit.ids import AccountId, UserId
from korekit.storage.database import Reader, Row
from korekit.storage.metadata import flag, number, table, text
from korekit.storage.statements import Statement, insert_into, insert_or_skip

__all__ = [
    "ACCEPT_INVITATION",
    "ADD_ACCOUNT",
    "ADD_INVITATION",
    "ADD_MEMBER",
    "ADD_SESSION",
    "ADD_USER",
    "ANY_USER",
    "CHANGE_ROLE",
    "END_SESSION",
    "END_SESSIONS",
    "FIRST_ACCOUNTS",
    "FIRST_RUN_CODE",
    "INVITATION",
    "INVITATION_OFFER",
    "MEMBERSHIPS",
    "MEMBERS_OF_ACCOUNT",
    "OPEN_INVITATIONS",
    "PASSWORD_OF_USER",
    "REMOVE_MEMBER",
    "REVOKE_INVITATION",
    "REVOKE_INVITATIONS_BY",
    "SESSION",
    "UPDATE_ACCOUNT",
    "USER_BY_EMAIL",
    "Membership",
    "User",
    "accounts",
    "find_membership",
    "find_user",
    "invitation_id",
    "invitations",
    "members",
    "memberships",
    "session_uses",
    "sessions",
    "users",
]

accounts = table(
    "accounts",
    text("id", key=True),
    text("org_id"),
    text("name"),
    flag("is_publish_required"),
    flag("is_active"),
    number("created_at"),
    UniqueConstraint("org_id", name="accounts_org_id"),
)
users = table(
    "users",
    text("id", key=True),
    text("email"),
    text("first_name"),
    text("last_name"),
    text("password_hash"),
    flag("is_active"),
    number("created_at"),
    UniqueConstraint("email", name="users_email"),
)
members = table(
    "members",
    text("account_id"),
    text("user_id"),
    text("role"),
    number("joined_at"),
    PrimaryKeyConstraint("account_id", "user_id"),
    Index("members_user_id", "user_id"),
)
sessions = table(
    "sessions",
    text("token_hash", key=True),
    text("user_id"),
    number("created_at"),
    number("expires_at"),
    Index("sessions_user_id", "user_id"),
)
# What a session was used in, from where and when: coarse, and apart, so that old sessions need none.
session_uses = table(
    "session_uses",
    text("token_hash", key=True),
    text("user_id"),
    number("used_at"),
    text("network"),
    text("agent"),
    Index("session_uses_user_id", "user_id"),
)
invitations = table(
    "invitations",
    text("token_hash", key=True),
    text("account_id"),
    text("email"),
    text("role"),
    text("invited_by"),
    number("expires_at"),
    number("accepted_at", optional=True),
)

ADD_ACCOUNT = insert_into(accounts)
# Touches no row where the address is taken.
ADD_USER = insert_or_skip(users)
# Touches no row where the user belongs to the account already.
ADD_MEMBER = insert_or_skip(members)
ADD_SESSION = insert_into(sessions)
ADD_INVITATION = insert_into(invitations)
# Enough to see whether there is only one.
FIRST_ACCOUNTS = Statement(select(accounts.c.id).order_by(accounts.c.created_at, accounts.c.id).limit(2))
# Whether this is the first start.
ANY_USER = Statement(select(users.c.id).limit(1))
_USER = select(users.c.id, users.c.email, users.c.first_name, users.c.last_name, users.c.is_active)
_USER_BY_ID = Statement(_USER.where(users.c.id == bindparam("user_id")))
PASSWORD_OF_USER = Statement(select(users.c.email, users.c.password_hash).where(users.c.id == bindparam("user_id")))
USER_BY_EMAIL = Statement(
    select(users.c.id, users.c.password_hash, users.c.is_active).where(users.c.email == bindparam("email"))
)
MEMBERSHIPS = Statement(
    select(
        accounts.c.id,
        accounts.c.org_id,
        accounts.c.name,
        members.c.role,
        accounts.c.is_publish_required,
        accounts.c.is_active,
    )
    .join(members, members.c.account_id == accounts.c.id)
    .where(members.c.user_id == bindparam("user_id"))
    .order_by(members.c.joined_at, accounts.c.id)
)
# The session with its user and its last use, if neither has ended.
SESSION = Statement(
    select(users.c.id, users.c.email, session_uses.c.used_at, session_uses.c.agent)
    .select_from(sessions)
    .join(users, users.c.id == sessions.c.user_id)
    .join(session_uses, session_uses.c.token_hash == sessions.c.token_hash, isouter=True)
    .where(sessions.c.token_hash == bindparam("token_hash"))
    .where(sessions.c.expires_at > bindparam("now"))
    .where(users.c.is_active == 1)
)
END_SESSION = Statement(delete(sessions).where(sessions.c.token_hash == bindparam("token_hash")))
END_SESSIONS = Statement(delete(sessions).where(sessions.c.user_id == bindparam("user_id")))
INVITATION = Statement(
    select(invitations.c.account_id, invitations.c.email, invitations.c.role)
    .where(invitations.c.token_hash == bindparam("token_hash"))
    .where(invitations.c.account_id != "")
    .where(invitations.c.expires_at > bindparam("now"))
    .where(invitations.c.accepted_at.is_(None))
)
# The same with the account's name and the end, for whoever is asked to join.
INVITATION_OFFER = Statement(
    select(accounts.c.name, invitations.c.email, invitations.c.role, invitations.c.expires_at)
    .join(accounts, accounts.c.id == invitations.c.account_id)
    .where(invitations.c.token_hash == bindparam("token_hash"))
    .where(invitations.c.expires_at > bindparam("now"))
    .where(invitations.c.accepted_at.is_(None))
)
# An invitation of no account: who has it makes the platform's first user, and an account with him.
FIRST_RUN_CODE = Statement(
    select(invitations.c.token_hash)
    .where(invitations.c.token_hash == bindparam("token_hash"))
    .where(invitations.c.account_id == "")
    .where(invitations.c.expires_at > bindparam("now"))
    .where(invitations.c.accepted_at.is_(None))
)
# Touches no row when somebody else was faster.
ACCEPT_INVITATION = Statement(
    update(invitations)
    .where(invitations.c.token_hash == bindparam("hash"))
    .where(invitations.c.accepted_at.is_(None))
    .values(accepted_at=bindparam("now"))
)
MEMBERS_OF_ACCOUNT = Statement(
    select(
        users.c.id,
        users.c.email,
        users.c.first_name,
        users.c.last_name,
        members.c.role,
        members.c.joined_at,
        users.c.is_active,
    )
    .join(members, members.c.user_id == users.c.id)
    .where(members.c.account_id == bindparam("account_id"))
    .order_by(members.c.joined_at, users.c.id)
)
_MEMBER = (members.c.account_id == bindparam("of_account")) & (members.c.user_id == bindparam("member"))
CHANGE_ROLE = Statement(update(members).where(_MEMBER).values(role=bindparam("new_role")))
REMOVE_MEMBER = Statement(delete(members).where(_MEMBER))
OPEN_INVITATIONS = Statement(
    select(invitations.c.token_hash, invitations.c.email, invitations.c.role, users.c.email, invitations.c.expires_at)
    .join(users, users.c.id == invitations.c.invited_by, isouter=True)
    .where(invitations.c.account_id == bindparam("account_id"))
    .where(invitations.c.expires_at > bindparam("now"))
    .where(invitations.c.accepted_at.is_(None))
    .order_by(invitations.c.expires_at, invitations.c.token_hash)
)
REVOKE_INVITATION = Statement(
    delete(invitations)
    .where(invitations.c.account_id == bindparam("account_id"))
    .where(invitations.c.token_hash == bindparam("token_hash"))
    .where(invitations.c.accepted_at.is_(None))
)
# Those that a member sent for one role.
REVOKE_INVITATIONS_BY = Statement(
    delete(invitations)
    .where(invitations.c.account_id == bindparam("account_id"))
    .where(invitations.c.invited_by == bindparam("member"))
    .where(invitations.c.role == bindparam("role"))
    .where(invitations.c.accepted_at.is_(None))
)
UPDATE_ACCOUNT = Statement(
    update(accounts)
    .where(accounts.c.id == bindparam("account_id"))
    .values(
        name=bindparam("new_name"),
        is_publish_required=bindparam("publish_required"),
        is_active=bindparam("active"),
    )
)


@dataclass(frozen=True, slots=True)
class User:
    """A person who signs in."""

    id: UserId
    email: str
    first_name: str
    last_name: str
    is_active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """One account that a user belongs to, with his role there."""

    account_id: AccountId
    org_id: str
    name: str
    role: Role
    is_publish_required: bool
    is_active: bool


def invitation_id(token_hash: str) -> str:
    """The id of an invitation: the beginning of its token's hash, from which nobody finds the token."""
    return token_hash[:24]


async def find_user(reader: Reader, user_id: UserId) -> User | None:
    """The user with this id."""
    row = await reader.one(_USER_BY_ID, user_id=user_id)
    return None if row is None else User(UserId(row[0]), row[1], row[2], row[3], bool(row[4]))


async def memberships(reader: Reader, user_id: UserId) -> list[Membership]:
    """The accounts of a user, his first one first."""
    return [_membership(row) for row in await reader.all(MEMBERSHIPS, user_id=user_id)]


async def find_membership(reader: Reader, user_id: str, account_id: str) -> Membership | None:
    """What a user is in an account, if he belongs to it."""
    found = await memberships(reader, UserId(user_id))
    return next((one for one in found if one.account_id == account_id), None)


def _membership(row: Row) -> Membership:
    return Membership(
        account_id=AccountId(row[0]),
        org_id=row[1],
        name=row[2],
        role=Role(row[3]),
        is_publish_required=bool(row[4]),
        is_active=bool(row[5]),
    )
