"""What a bot's change log says of its apps. Source: quirks of get-change-logs."""

from typing import Literal

from korekit.access.facts import App
from korekit.calls.call import Call
from korekit.calls.changes import record_changes
from korekit.records.change_logs import Change
from korekit.storage.database import Transaction

__all__ = ["log_scope_change"]


async def log_scope_change(transaction: Transaction, call: Call, app: App, what: Literal["added", "updated"]) -> None:
    """Write that an app's scopes were changed, in a transaction that holds its bot; an app of no bot has no log."""
    if app.bot_id is None:
        return
    await record_changes(
        call.services,
        transaction,
        [Change("app", app.client_id, f"Scope definition {what} for {app.name} app")],
        account_id=call.account_id,
        bot_id=app.bot_id,
        user_id=call.caller.user_id,
    )
