"""How a client behaves, beside whom it speaks for."""

from dataclasses import dataclass, field
from pathlib import Path

from korekit.client.budget.rate_budget import RateBudget, process_budget
from korekit.client.jobs import Patience
from korekit.client.retrying import RetryPolicy
from korekit.client.watching import Hooks

__all__ = ["ClientSettings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientSettings:
    """Settings of one client.

    `connect_timeout_s`: until the connection stands. `read_timeout_s`: between two pieces of an answer, and of a
    request being sent. `total_timeout_s`: for one call with its tries and the wait for its turn; a job has its
    `patience`, a download no end. `ca_bundle`: certificates of authorities to trust beside the machine's own, PEM.
    `account_id`: the account that console calls act in, the user's own by default; clients of several apps share the
    account's rate where each is told the account. `token_lifetime_s`: of minted tokens, at most 3,600 where the app
    enforces `jti`. `budget`: spreads calls so that no rate limit refuses one, shared by all clients of this process
    unless another is given; `None` calls at once. `hooks`: told of each request and answer. `record`: a file that gets
    the operations that are called, see `korekit.client.recording`; by default the one that `KOREKIT_RECORD` names.
    Proxies come from the environment, as for other tools.
    """

    connect_timeout_s: float = 10.0
    read_timeout_s: float = 60.0
    total_timeout_s: float | None = None
    ca_bundle: Path | None = None
    account_id: str = ""
    token_lifetime_s: float = 300
    retry: RetryPolicy = field(default_factory=RetryPolicy)
    patience: Patience = field(default_factory=Patience)
    budget: RateBudget | None = field(default_factory=process_budget)
    hooks: Hooks = field(default_factory=Hooks)
    record: Path | None = None
