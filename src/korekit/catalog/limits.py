"""Rate limits: two rolling windows, counted for one bot, account, request or table.

Source: contract, platform.md 7.
"""

from dataclasses import dataclass
from typing import Final, Literal

__all__ = ["HOUR_S", "MINUTE_S", "PER_ACCOUNT", "PER_BOT", "PER_REQUEST", "Limit"]

MINUTE_S: Final = 60
HOUR_S: Final = 3600


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many calls of one operation in the last 60 and in the last 3,600 seconds.

    `per` says what is counted: the bot, the account, the id of the asked job, or account and table.
    """

    per: Literal["bot", "account", "request", "table"]
    minute: int = 60
    hour: int = 1800


PER_BOT: Final = Limit("bot")
PER_ACCOUNT: Final = Limit("account")
PER_REQUEST: Final = Limit("request")
