"""Who belongs to an account, as what, and who is asked to join. All under `/api/korekit`.

Nobody gives a role above his own, or changes somebody whose role is above it; an account keeps an owner.
"""

from typing import Any

from korekit.catalog.bot_definition_results import WireStruct
from korekit.catalog.operation import DELETE, GET, PUT, Area, M, operation
from korekit.catalog.planes import Caller, Role
from korekit.ids import UserId

__all__ = ["Member", "People", "SentInvitation"]


class Member(WireStruct):
    """A user of the account. `is_self`: the one who asks; `is_active`: whether he can sign in at all."""

    user_id: str = ""
    email_id: str = ""
    first_name: str = ""
    last_name: str = ""
    role: str = ""
    joined_on: str = ""
    is_self: bool | None = None
    is_active: bool | None = None


class SentInvitation(WireStruct):
    """An invitation that can still be accepted. `id`: to revoke it by; the token itself is not kept."""

    id: str = ""
    email_id: str = ""
    role: str = ""
    invited_by: str = ""
    expires_on: str = ""


class People(Area[M]):
    """The users of an account."""

    @operation(GET, "/api/korekit/users", caller=Caller.USER, role=Role.ADMIN, is_ours=True)
    def list_users(self) -> list[Member]:
        """Everybody who belongs to the account, in the order of joining."""

    @operation(PUT, "/api/korekit/users/{member_id}", caller=Caller.USER, role=Role.ADMIN, is_ours=True)
    def change_user_role(self, member_id: UserId, role: str) -> Member:
        """Give a user of the account another role; it counts with his next call.

        Args:
            member_id: the user, `u-…`.
            role: viewer, developer, admin or owner; at most one's own.
        """

    @operation(DELETE, "/api/korekit/users/{member_id}", caller=Caller.USER, role=Role.ADMIN, is_ours=True)
    def remove_user(self, member_id: UserId) -> dict[str, Any]:
        """Put a user out of the account, at once. Apps that he made stay, and go on.

        Args:
            member_id: the user, `u-…`.
        """

    @operation(GET, "/api/korekit/invitations", caller=Caller.USER, role=Role.ADMIN, is_ours=True)
    def list_invitations(self) -> list[SentInvitation]:
        """Invitations that can still be accepted, the first to end first."""

    @operation(DELETE, "/api/korekit/invitations/{invitation_id}", caller=Caller.USER, role=Role.ADMIN, is_ours=True)
    def revoke_invitation(self, invitation_id: str) -> dict[str, Any]:
        """Take an invitation back; its token counts no more.

        Args:
            invitation_id: from the list of invitations.
        """
