"""A bot as a value. Apart from its table, so that a helper process takes bots without what runs statements."""

from dataclasses import dataclass

from korekit.ids import AccountId, BotId, UserId

__all__ = ["Bot"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """A bot of an account. `languages` and `functions`: JSON text; `definition`, `config`: SHA-256 of a file."""

    id: BotId
    account_id: AccountId
    ref_id: str
    name: str
    description: str
    purpose: str
    type: str
    default_language: str
    languages: str
    icon: str
    color: str
    status: str
    details: str
    definition: str | None
    config: str | None
    icon_file: str | None
    functions: str
    created_by: UserId
    created_at: int
