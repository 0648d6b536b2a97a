"""What apps did and may still do: counted calls, rate windows, jobs. All under `/api/korekit`.

The vendor's platform shows none of it to programs.
"""

from typing import Annotated

from korekit.catalog.bot_definition_results import WireStruct
from korekit.catalog.operation import GET, Area, M, operation
from korekit.catalog.paging import BY_PAGE
from korekit.catalog.parameters import Page50, PageNumber, UpTo
from korekit.catalog.planes import Caller, Role

__all__ = ["JobSeen", "RateWindow", "Usage", "UsageOfApp", "UsageOfDay", "UsageOfSecret", "UsageReport", "UsageShare"]


class UsageOfDay(WireStruct):
    """One day, from midnight to midnight UTC. `calls`: answered ones; `refused`: the others."""

    day: str = ""
    calls: int = -1
    refused: int = -1


class UsageShare(WireStruct):
    """What one operation or one cause of refusals has of the whole. `last_on`: the last such call."""

    name: str = ""
    calls: int = -1
    refused: int = -1
    last_on: str = ""


class UsageOfApp(WireStruct):
    """One app. A deleted one stands here as long as its calls are counted in."""

    client_id: str = ""
    app_name: str = ""
    is_deleted: bool | None = None
    calls: int = -1
    refused: int = -1
    last_on: str = ""


class UsageOfSecret(WireStruct):
    """One secret of one app. `id`: as in the app's `secrets`."""

    id: str = ""
    client_id: str = ""
    calls: int = -1
    refused: int = -1
    last_on: str = ""


class UsageReport(WireStruct):
    """Counted calls. `days`: every day asked for, oldest first; the other lists begin with the most calls."""

    calls: int = -1
    refused: int = -1
    days: list[UsageOfDay] | None = None
    operations: list[UsageShare] | None = None
    causes: list[UsageShare] | None = None
    apps: list[UsageOfApp] | None = None
    secrets: list[UsageOfSecret] | None = None


class RateWindow(WireStruct):
    """How full the windows of one operation are for one bot, account, request or table.

    `counted`: the id that is counted by. `minute`, `hour`: calls in the last 60 and 3,600 seconds. `next_call_on`:
    from when on the next call fits, where a window is full; empty otherwise.
    """

    operation: str = ""
    per: str = ""
    counted: str = ""
    minute: int = -1
    minute_limit: int = -1
    hour: int = -1
    hour_limit: int = -1
    next_call_on: str = ""


class JobSeen(WireStruct):
    """One import, export or publish. `state`: pending, running, success or failure; `attempts`: how often begun.

    `message`: why it failed.
    """

    id: str = ""
    kind: str = ""
    state: str = ""
    bot_id: str = ""
    created_on: str = ""
    started_on: str = ""
    finished_on: str = ""
    attempts: int = -1
    message: str = ""


class Usage(Area[M]):
    """What happens in an account."""

    @operation(GET, "/api/korekit/usage", caller=Caller.USER, role=Role.VIEWER, is_ours=True)
    def get_usage(self, *, client_id: str = "", days: Annotated[int, UpTo(92)] = 14) -> UsageReport:
        """Calls of the account's apps by day, operation, cause of refusal, app and secret.

        Counted are calls whose app is known; those of the admin plane are for administrators.

        Args:
            client_id: of one app alone; of every app by default.
            days: how many, today included; at most 92.
        """

    @operation(GET, "/api/korekit/usage/windows", caller=Caller.USER, role=Role.DEVELOPER, is_ours=True)
    def list_rate_windows(self) -> list[RateWindow]:
        """The rate windows of the account that hold calls now, the fullest first."""

    @operation(GET, "/api/korekit/jobs", caller=Caller.USER, role=Role.DEVELOPER, is_ours=True, paging=BY_PAGE)
    def list_jobs(self, *, state: str = "", offset: PageNumber = 0, limit: Page50 = 50) -> list[JobSeen]:
        """Imports, exports and publishes of the account, newest first.

        Args:
            state: only pending, running, success or failure; every state by default.
            offset: page number, from 0.
            limit: jobs on a page, at most 50.
        """
