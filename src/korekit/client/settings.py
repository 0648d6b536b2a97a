"""How a client behaves, beside whom it speaks for."""

from dataclasses import dataclass, field
from pathlib import Path

from korekit.client.jobs import Patience
from korekit.client.retrying import RetryPolicy

__all__ = ["ClientSettings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientSettings:
    """Settings of one client.

    `connect_timeout_s`: until the connection stands. `read_timeout_s`: between two pieces of an answer, and of a
    request being sent. `ca_bundle`: certificates of authorities to trust beside the machine's own, PEM. `account_id`:
    the account that console calls act in, the user's own by default. `token_lifetime_s`: of minted tokens, at most
    3,600 where the app enforces `jti`. Proxies come from the environment, as for other tools.
    """

    connect_timeout_s: float = 10.0
    read_timeout_s: float = 60.0
    ca_bundle: Path | None = None
    account_id: str = ""
    token_lifetime_s: float = 300
    retry: RetryPolicy = field(default_factory=RetryPolicy)
    patience: Patience = field(default_factory=Patience)
