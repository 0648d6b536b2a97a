"""Trying calls out: short-lived tokens of one's apps, and what one sent. All under `/api/korekit`.

The vendor's platform has neither: people there paste a client secret into a web page to get a token.
"""

from typing import Annotated, Any

from korekit.catalog.bot_definition_results import WireStruct
from korekit.catalog.operation import DELETE, GET, POST, Area, M, operation
from korekit.catalog.parameters import UpTo
from korekit.catalog.planes import Caller, Role
from korekit.ids import ClientId

__all__ = ["KEPT_REQUESTS", "AppToken", "SentRequest", "Trying"]

# Of one user in one account.
KEPT_REQUESTS = 100


class AppToken(WireStruct):
    """A token of an app. `expires_on`: when it stops counting.

    Of one that is wrong on purpose `header` is the header that carries it; `first` a good token that the platform must
    have let through before, where the flaw lies in that.
    """

    client_id: str = ""
    token: str = ""
    expires_on: str = ""
    header: str = ""
    first: str = ""

    def __repr__(self) -> str:
        return f"AppToken(client_id={self.client_id!r})"


class SentRequest(WireStruct):
    """A request that was tried out.

    `client_id`: the app that called, empty where none did. `values`: as they were typed, by the parameters' names.
    `status` and `duration_ms`: of the answer. `trace_id`: of a refusal. `flaw`: the cause of the mistake that was made
    on purpose, empty where none was.
    """

    id: str = ""
    sent_on: str = ""
    operation: str = ""
    client_id: str = ""
    values: dict[str, Any] | None = None
    status: int | None = None
    duration_ms: int | None = None
    trace_id: str = ""
    flaw: str = ""


class Trying(Area[M]):
    """For who tries calls out."""

    @operation(POST, "/api/korekit/apps/{client_id}/token", caller=Caller.USER, role=Role.DEVELOPER, is_ours=True)
    def create_app_token(
        self, client_id: ClientId, *, lifetime_seconds: Annotated[int, UpTo(300)] = 60, flaw: str = ""
    ) -> AppToken:
        """A token of an app, signed by the platform; the secret stays there.

        It has a `jti` where the app enforces one, and is encrypted where the app enforces that.

        Args:
            client_id: the app, `cs-…`.
            lifetime_seconds: how long it counts, at most 300.
            flaw: the cause for which it is to be refused, as `korekit token mint --flaw list` names them.
        """

    @operation(GET, "/api/korekit/sent-requests", caller=Caller.USER, role=Role.DEVELOPER, is_ours=True)
    def list_sent_requests(self) -> list[SentRequest]:
        """What the signed-in user tried out in the account, newest first, at most 100."""

    @operation(POST, "/api/korekit/sent-requests", caller=Caller.USER, role=Role.DEVELOPER, is_ours=True)
    def keep_sent_request(
        self,
        operation: str,
        *,
        client_id: str = "",
        values: dict[str, Any] | None = None,
        status: int = 0,
        duration_ms: int = 0,
        trace_id: str = "",
        flaw: str = "",
    ) -> SentRequest:
        """Remember a request; only the user himself can read it. The last 100 are kept.

        Args:
            operation: its id.
            client_id: the app that called.
            values: what was typed, without what is secret; at most 8,000 bytes as JSON.
            status: of the answer.
            duration_ms: how long the answer took.
            trace_id: of a refusal.
            flaw: the cause of a mistake that was made on purpose.
        """

    @operation(DELETE, "/api/korekit/sent-requests", caller=Caller.USER, role=Role.DEVELOPER, is_ours=True)
    def forget_sent_requests(self) -> dict[str, Any]:
        """Forget everything that the signed-in user tried out in the account."""
