"""Writing to a bot's change log in the name of a user.

Source: bot-definition.yaml get-change-logs.
"""

from korekit.calls.call import Services
from korekit.ids import UserId
from korekit.records.accounts import find_user, memberships
from korekit.records.change_logs import Change, add_changes
from korekit.storage.database import Transaction

__all__ = ["record_changes"]


async def record_changes(
    services: Services,
    transaction: Transaction,
    changes: list[Change],
    *,
    account_id: str,
    bot_id: str,
    user_id: str,
) -> None:
    """Add entries, in the transaction of the change that they tell of."""
    user = await find_user(transaction, UserId(user_id))
    if user is None:
        return
    org_ids = [one.org_id for one in await memberships(transaction, user.id) if one.account_id == account_id]
    await add_changes(
        transaction,
        changes,
        bot_id=bot_id,
        user=user,
        org_id=org_ids[0] if org_ids else "",
        ids=services.ids,
        now_ms=services.clock.now_ms(),
    )
