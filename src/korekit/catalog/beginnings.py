"""How a platform begins: whether it has an owner yet, and making him with the code that the first start prints."""

from korekit.catalog.additions import Account
from korekit.catalog.bot_definition_results import WireStruct
from korekit.catalog.operation import GET, POST, Area, M, operation
from korekit.catalog.planes import Caller

__all__ = ["Beginnings", "PlatformState"]


class PlatformState(WireStruct):
    """What anybody may know of a platform. `has_owner`: false until somebody used the code of the first start."""

    has_owner: bool | None = None


class Beginnings(Area[M]):
    """From an empty platform to its first user."""

    @operation(GET, "/api/korekit/platform", caller=Caller.ANYONE, is_ours=True)
    def get_platform_state(self) -> PlatformState:
        """Whether the platform has an owner, so that people can sign in."""

    @operation(POST, "/api/korekit/owner", caller=Caller.ANYONE, is_ours=True)
    def create_owner(
        self,
        code: str,
        email_id: str,
        password: str,
        *,
        account_name: str = "",
        first_name: str = "",
        last_name: str = "",
    ) -> Account:
        """Make the first user with an account of his own; possible once.

        Args:
            code: what the first start printed.
            email_id: the address to sign in with.
            password: at least 8 characters.
            account_name: the address by default.
            first_name: may be empty.
            last_name: may be empty.
        """
