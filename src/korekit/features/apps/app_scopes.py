"""The scopes of an app by their names: ticked as a draft, or saved.

Source: contract, platform.md 3.1: a scope counts only once it is saved.
"""

from korekit.calls.call import Call
from korekit.calls.handlers import handles
from korekit.catalog.additions import Additions, AppDetails
from korekit.catalog.planes import AppKind, Plane
from korekit.errors.console import ChangedMeanwhile
from korekit.features.apps.app_details import app_details, scopes_revision
from korekit.features.apps.app_forms import AppForm
from korekit.features.apps.own_apps import OwnApp, find_managed_app
from korekit.features.apps.saving import save_changes
from korekit.features.apps.scope_grants import Grant, named_scopes
from korekit.ids import ClientId
from korekit.records.apps import NEXT_EPOCH, set_scopes
from korekit.records.bots import hold_bot
from korekit.records.scope_edits import note_scope_edits

__all__ = ["draft_app_scopes", "save_app_scopes"]


@handles(Additions.draft_app_scopes)
async def draft_app_scopes(
    call: Call, client_id: ClientId, scopes: list[str], *, expected_revision: str = ""
) -> AppDetails:
    """Replace what is ticked; what is saved goes on counting.

    Raises:
        InputInvalid: the app's plane has no such scope.
        ChangedMeanwhile: the app's scopes have another revision than the expected one.
        NotFound, RoleTooLow: as `find_managed_app` says.
    """
    async with call.database.transaction() as transaction:
        # The refusals of calls tell a ticked scope from a missing one, so a draft is a change of access as well.
        await transaction.run(NEXT_EPOCH)
        own = await find_managed_app(transaction, call, client_id)
        _check_revision(own, expected_revision)
        await set_scopes(transaction, client_id, "draft", named_scopes(scopes, own.app))
        await note_scope_edits(transaction, client_id, call.caller.user_id, saved=(), now_ms=call.now_ms())
        after = await find_managed_app(transaction, call, client_id)
        return app_details(call, after.app, after.created_at)


@handles(Additions.save_app_scopes)
async def save_app_scopes(
    call: Call, client_id: ClientId, scopes: list[str], *, expected_revision: str = ""
) -> AppDetails:
    """Replace what is saved, and with it what is ticked.

    Raises:
        InputInvalid: the app's plane has no such scope.
        ChangedMeanwhile: the app's scopes have another revision than the expected one.
        NotFound, RoleTooLow: as `find_managed_app` says.
    """
    async with call.database.transaction() as transaction:
        bot_id = (await find_managed_app(transaction, call, client_id)).app.bot_id
        if bot_id is not None:
            await hold_bot(transaction, call.account_id, bot_id)
        # Changes of access follow one another from here on: what is read below is what is changed.
        await transaction.run(NEXT_EPOCH)
        own = await find_managed_app(transaction, call, client_id)
        _check_revision(own, expected_revision)
        # Who saves API scopes makes an API app of one that was made for the SDK.
        kind = AppKind.DATA if own.app.plane is Plane.DATA else AppKind.API
        after = await save_changes(transaction, call, own, AppForm(Grant(kind, named_scopes(scopes, own.app))))
        return app_details(call, after.app, after.created_at)


def _check_revision(own: OwnApp, expected: str) -> None:
    if expected and expected != scopes_revision(own.app):
        raise ChangedMeanwhile()
