"""How full the rate windows of an account are now.

The key of a window begins with the operation's id; what follows is the bot, the account, or the account with what else
is counted by. Keys that were too long to be kept as they are show nowhere.
"""

from korekit.calls.call import Call
from korekit.calls.handlers import handles
from korekit.catalog.operations import all_operations
from korekit.catalog.usage import RateWindow, Usage
from korekit.clock import iso_time
from korekit.records.bots import BOT_IDS_OF_ACCOUNT

__all__ = ["list_rate_windows"]


@handles(Usage.list_rate_windows)
async def list_rate_windows(call: Call) -> list[RateWindow]:
    """The windows with calls in them."""
    bots = {row[0] for row in await call.database.all(BOT_IDS_OF_ACCOUNT, account_id=call.account_id)}
    own = {call.account_id, *bots}
    limits = {one.id: one.facts.limit for one in all_operations()}

    def is_own(key: str) -> bool:
        counted = key.partition(":")[2]
        return counted in own or counted.startswith(f"{call.account_id}:")

    found = []
    now_ms, rates = call.now_ms(), call.services.rates
    for key, minute, hour in await rates.taken(is_own, now_ms):
        operation, _, counted = key.partition(":")
        limit = limits.get(operation)
        if limit is None:
            continue
        is_full = minute >= limit.minute or hour >= limit.hour
        refusal = await rates.look(key, limit, now_ms) if is_full else None
        wait_s = (refusal.retry_after_s if refusal else None) or 0
        found.append(
            RateWindow(
                operation=operation,
                per=limit.per,
                counted=counted.removeprefix(f"{call.account_id}:"),
                minute=minute,
                minute_limit=limit.minute,
                hour=hour,
                hour_limit=limit.hour,
                next_call_on=iso_time(now_ms + wait_s * 1000) if wait_s else "",
            )
        )
    found.sort(key=lambda one: max(one.minute / one.minute_limit, one.hour / one.hour_limit), reverse=True)
    return found
