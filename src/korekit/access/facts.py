"""What is known of a call while it is checked: the request's own facts first, then what was looked up for it."""

from dataclasses import dataclass, field
from typing import Any

from korekit.catalog.operation import Operation
from korekit.catalog.planes import AppKind, Plane
from korekit.ids import AccountId, BotId, ClientId, UserId
from korekit.tokens.jws import SignedToken
from korekit.tokens.tolerances import Tolerances

__all__ = ["App", "Facts", "Secret"]


@dataclass(frozen=True, slots=True)
class Secret:
    """One secret of an app, known by `id`. `retires_at_ms`: when it stops counting, `None` for the current one."""

    text: bytes
    retires_at_ms: int | None = None
    id: str = ""
    created_at_ms: int = 0

    def __repr__(self) -> str:
        return f"Secret(retires_at_ms={self.retires_at_ms})"

    def counts_at(self, now_ms: int) -> bool:
        """Whether a token signed with it is good now."""
        return self.retires_at_ms is None or now_ms < self.retires_at_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """An app with everything that decides about its calls."""

    client_id: ClientId
    account_id: AccountId
    name: str
    plane: Plane
    kind: AppKind
    bot_id: BotId | None
    created_by: UserId
    secrets: tuple[Secret, ...]
    draft: frozenset[str] = frozenset()
    saved: frozenset[str] = frozenset()
    published: frozenset[str] = frozenset()
    is_jti_enforced: bool = False
    is_jwe_enforced: bool = False
    is_deleted: bool = False
    is_account_active: bool = True
    is_creator_active: bool = True
    is_publish_required: bool = False

    @property
    def counting(self) -> frozenset[str]:
        """The scope ids that count now."""
        must_publish = self.is_publish_required and self.plane is Plane.BOT
        return self.saved & self.published if must_publish else self.saved


@dataclass(slots=True, kw_only=True)
class Facts:
    """The facts of one call, filled in as the checks go on.

    `headers`: values of `auth` in order. `other_token_headers`: names of other headers, and of fields of
    the query, that hold a token.
    `bot_account`: the account of the bot that the call names, `None` where no bot has the id.
    """

    operation: Operation[Any, Any]
    headers: list[bytes]
    other_token_headers: tuple[str, ...]
    now_ms: int
    tolerances: Tolerances
    bot_id: str | None = None
    token: bytes = b""
    is_encrypted: bool = False
    signed: SignedToken | None = None
    client_id: str = ""
    app: App | None = None
    is_signature_known: bool = False
    secret: Secret | None = None
    epoch: int = -1
    jti: str | None = None
    is_jti_fresh: bool = True
    bot_account: AccountId | None = None
    claims: dict[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"Facts({self.operation.id}, client_id={self.client_id!r})"
