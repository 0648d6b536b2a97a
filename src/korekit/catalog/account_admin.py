"""Operations on an account: its bots.

Source: contract, admin-data.yaml.
"""

from msgspec import field

from korekit.catalog.bot_definition_results import WireStruct
from korekit.catalog.limits import PER_ACCOUNT
from korekit.catalog.operation import GET, Area, M, operation
from korekit.catalog.paging import Paging
from korekit.catalog.parameters import Page50, PageNumber
from korekit.catalog.planes import Plane
from korekit.catalog.scopes import ROLE_MANAGEMENT

__all__ = ["AccountAdmin", "Bot", "BotPage", "JWTApp"]


class JWTApp(WireStruct):
    """An app of a bot. The wire carries its secret in clear; a log never does."""

    client_id: str = ""
    client_secret: str = ""
    jti_claim_enforced: bool | None = None
    jwe_encryption_enforced: bool | None = None
    created_on: str = ""

    def __repr__(self) -> str:
        return f"JWTApp(client_id={self.client_id!r})"


class Bot(WireStruct):
    """A bot of the account."""

    id: str = field(name="_id", default="")
    account_id: str = ""
    purpose: str = ""
    created_on: str = ""
    created_by: str = ""
    type: str = ""
    default_language: str = ""
    is_deflect: bool | None = None
    resource_id: str = field(name="resourceid", default="")
    status: str = ""
    icon: str = ""
    name: str = ""
    description: str | None = None
    is_linked_to: list[str] | None = None
    contains_panel_or_widget: bool | None = None
    jwt_apps: list[JWTApp] | None = None


class BotPage(WireStruct):
    """A page of bots. `total`: all bots of the account, not the page's size."""

    total: int = -1
    available_more: bool | None = None
    bots: list[Bot] | None = None


class AccountAdmin(Area[M]):
    """The account: which bots it has."""

    @operation(
        GET,
        "/api/public/bots",
        scopes={Plane.ADMIN: ROLE_MANAGEMENT},
        limit=PER_ACCOUNT,
        paging=Paging(more="availableMore", rows="bots"),
        quirks=(
            "Each bot carries its apps with the client secret in clear.",
            "Sources call `offset` a position and a page number; it is a page number here.",
        ),
    )
    def get_bots(self, *, offset: PageNumber = 0, limit: Page50 = 50) -> BotPage:
        """The bots of the app's account, in the order of their creation.

        Args:
            offset: page number, from 0.
            limit: bots on a page, at most 50.

        Source: docs-v2 get-bots.
        """
