"""The accounts of a user: listed, made, changed."""

from dataclasses import replace

from korekit.calls.call import Call
from korekit.calls.handlers import handles
from korekit.catalog.additions import Account, Additions
from korekit.errors.console import NotFound
from korekit.features.accounts.seen_accounts import account_seen
from korekit.records.account_making import add_account
from korekit.records.accounts import UPDATE_ACCOUNT, find_membership, memberships
from korekit.records.apps import NEXT_EPOCH
from korekit.records.given_texts import given_text

__all__ = ["create_account", "list_accounts", "update_account"]


@handles(Additions.list_accounts)
async def list_accounts(call: Call) -> list[Account]:
    """The user's first account first."""
    return [account_seen(one) for one in await memberships(call.database, call.caller.user_id)]


@handles(Additions.create_account)
async def create_account(call: Call, name: str) -> Account:
    """An account of the user's own; his other accounts see nothing of it.

    Raises:
        InputInvalid: no name, or one of over 200 characters.
    """
    given = given_text(name, "name")
    async with call.database.transaction() as transaction:
        made = await add_account(transaction, call.services.ids, call.now_ms(), name=given, owner=call.caller.user_id)
    return account_seen(made)


@handles(Additions.update_account)
async def update_account(
    call: Call, *, name: str | None = None, is_publish_required: bool | None = None, is_active: bool | None = None
) -> Account:
    """Change what is given; a suspension and a publish rule count at once, for every app of the account.

    Raises:
        InputInvalid: an empty name, or one of over 200 characters.
    """
    new_name = None if name is None else given_text(name, "name")
    async with call.database.transaction() as transaction:
        # First, so that changes of access follow one another: what is read below is what is changed.
        await transaction.run(NEXT_EPOCH)
        before = await find_membership(transaction, call.caller.user_id, call.account_id)
        if before is None:
            raise NotFound()
        after = replace(
            before,
            name=before.name if new_name is None else new_name,
            is_publish_required=before.is_publish_required if is_publish_required is None else is_publish_required,
            is_active=before.is_active if is_active is None else is_active,
        )
        await transaction.run(
            UPDATE_ACCOUNT,
            account_id=call.account_id,
            new_name=after.name,
            publish_required=int(after.is_publish_required),
            active=int(after.is_active),
        )
    return account_seen(after)
