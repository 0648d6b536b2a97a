"""Which refused calls a user may read, and how much of their cause.

Some causes would tell an account that another one has a bot with a given id. Whoever does not belong to that other
account is told what he would have been told had the bot not existed at all.
"""

from typing import Final

from msgspec.structs import replace

from korekit.catalog.additions import Trace
from korekit.errors.app_causes import BotUnknown

__all__ = ["as_told_to"]

_SHOWN_ID: Final = 60


def as_told_to(trace: Trace, other_account: str | None, accounts: frozenset[str]) -> Trace:
    """The trace as its reader may see it.

    Args:
        trace: as it was written.
        other_account: whose existence its cause reveals, if any.
        accounts: the ids of the accounts that the reader belongs to.
    """
    if other_account is None or other_account in accounts:
        return trace
    told = BotUnknown(expected="a bot of the account", found=f"`{trace.bot_id[:_SHOWN_ID]}`")
    return replace(
        trace,
        cause=told.cause,
        check=told.check.value,
        meaning=told.meaning(),
        expected=told.expected,
        found=told.found,
        at=told.at,
        hint=told.hint,
    )
