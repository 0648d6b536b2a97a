"""A bot that a signed-in user asks for: one of his account, or as if there were none."""

from korekit.calls.call import Call
from korekit.errors.console import NotFound
from korekit.records.bots import Bot, find_bot

__all__ = ["own_bot"]


async def own_bot(call: Call, bot_id: str) -> Bot:
    """The bot.

    Raises:
        NotFound: the account has no such bot.
    """
    bot = await find_bot(call.database, call.account_id, bot_id)
    if bot is None:
        raise NotFound()
    return bot
