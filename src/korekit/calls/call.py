"""A call that was let through, with what its handler works with."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from korekit.access.facts import App
from korekit.calls.judging import GivenCall, Judgement
from korekit.catalog.planes import Role
from korekit.clock import Clock
from korekit.ids import AccountId, Ids, UserId
from korekit.offloading.offload import Offload
from korekit.records.files import KEPT_MS
from korekit.records.rates import Rates
from korekit.storage.blobs import BlobStore
from korekit.storage.database import Database
from korekit.storage.sealing import Sealer

__all__ = ["NOBODY", "Call", "Caller", "Services"]


@dataclass(frozen=True, slots=True)
class Services:
    """What the platform runs on.

    `offload`: where long work of the processor is done. `wake_jobs`: tells the runner of a new job. `flush_traces`:
    waits until every refusal so far can be read; `flush_usage`: the same of counted calls. `rates`: how full windows
    are. `platform_key`: the public key that tokens are encrypted to, made when first asked for. `judge`: what a call
    would come to now, `None` for one that no app may make. `kept_files_ms`: how long uploaded and exported files are
    kept; 0 means for good.
    """

    database: Database
    blobs: BlobStore
    sealer: Sealer
    clock: Clock
    ids: Ids
    offload: Offload
    wake_jobs: Callable[[], None]
    flush_traces: Callable[[], Awaitable[None]]
    flush_usage: Callable[[], Awaitable[None]]
    rates: Rates
    platform_key: Callable[[], Awaitable[dict[str, Any]]]
    judge: Callable[[GivenCall], Awaitable[Judgement | None]]
    kept_files_ms: int = KEPT_MS


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: an app, or a signed-in user in one of his accounts, or nobody known.

    `user_id`: the user, or who made the app. `org_id` and `role`: for users. `session_hash`: the user's session.
    """

    account_id: AccountId
    user_id: UserId
    app: App | None = None
    org_id: str = ""
    role: Role = Role.VIEWER
    session_hash: str = ""


# Of a call that asks for nobody, or was refused.
NOBODY: Final = Caller(account_id=AccountId(""), user_id=UserId(""))


@dataclass(frozen=True, slots=True)
class Call:
    """One call. `origin`: tells how the caller reached this host; few answers need it. `peer`: from where he called."""

    services: Services
    caller: Caller
    origin: Callable[[], str]
    peer: str = ""

    @property
    def base_url(self) -> str:
        """How the caller reached this host, for addresses in answers: `http://127.0.0.1:8070`."""
        return self.origin()

    @property
    def database(self) -> Database:
        """The database."""
        return self.services.database

    @property
    def account_id(self) -> AccountId:
        """The account that the call acts in."""
        return self.caller.account_id

    def now_ms(self) -> int:
        """Milliseconds since the epoch."""
        return self.services.clock.now_ms()
