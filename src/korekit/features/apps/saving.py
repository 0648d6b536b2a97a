"""Saving an app: what `scope` lists counts from now on, and what it lacks no longer does.

Source: contract, platform.md 1.3 and 3.1.
"""

import msgspec

from korekit.calls.call import Call
from korekit.catalog.console import AppCredentials
from korekit.catalog.planes import Plane
from korekit.errors.console import NotFound
from korekit.features.apps.app_forms import AppForm, SaveOptions, read_form
from korekit.features.apps.bot_log import log_scope_change
from korekit.features.apps.own_apps import OwnApp, credentials, find_own_app
from korekit.ids import BotId, ClientId
from korekit.records.apps import NEXT_EPOCH, UPDATE_APP, set_scopes
from korekit.records.bots import hold_bot
from korekit.records.given_texts import given_text
from korekit.records.scope_edits import note_scope_edits
from korekit.storage.database import Transaction

__all__ = ["save_app", "save_changes"]


async def save_app(
    call: Call, client_id: ClientId, options: SaveOptions, *, plane: Plane, bot_id: BotId | None = None
) -> AppCredentials:
    """Save an app with its scopes.

    Args:
        call: of a user who may.
        client_id: the app.
        options: what was said; absent fields stay as they are.
        plane: that of the path, which must be the app's.
        bot_id: that of the path, which must be the app's.

    Raises:
        InputInvalid: as `read_form` says, or an empty name.
        NotFound: the account has no such app on this plane, for this bot.
    """
    form, name = read_form(options, bot_id), options.get("app_name")
    given = None if name is None else given_text(name, "appName")
    async with call.database.transaction() as transaction:
        if bot_id is not None and not await hold_bot(transaction, call.account_id, bot_id):
            raise NotFound()
        # Changes of access follow one another from here on: what is read below is what is changed.
        await transaction.run(NEXT_EPOCH)
        before = await find_own_app(transaction, call, client_id)
        if before.app.plane is not plane or before.app.bot_id != bot_id:
            raise NotFound()
        return credentials(await save_changes(transaction, call, before, form, given))


async def save_changes(
    transaction: Transaction, call: Call, before: OwnApp, form: AppForm, name: str | None = None
) -> OwnApp:
    """Write what was said of an app, and tell its bot's change log; answers the app as it is now.

    Args:
        transaction: holds the app's bot, if it has one, and has moved the epoch.
        call: of a user who may.
        before: the app as read in this transaction.
        form: what was said of it.
        name: the new name; the old one by default.
    """
    app = before.app
    await transaction.run(
        UPDATE_APP,
        app=app.client_id,
        new_name=app.name if name is None else name,
        new_kind=app.kind.value if form.grant is None else form.grant.kind.value,
        jti=int(app.is_jti_enforced if form.is_jti_enforced is None else form.is_jti_enforced),
        jwe=int(app.is_jwe_enforced if form.is_jwe_enforced is None else form.is_jwe_enforced),
        new_push=msgspec.json.encode(form.push or before.push).decode(),
    )
    if form.grant is not None:
        await set_scopes(transaction, app.client_id, "draft", form.grant.scope_ids)
        await set_scopes(transaction, app.client_id, "saved", form.grant.scope_ids)
        added = form.grant.scope_ids - app.saved
        await note_scope_edits(transaction, app.client_id, call.caller.user_id, saved=added, now_ms=call.now_ms())
    after = await find_own_app(transaction, call, app.client_id)
    await log_scope_change(transaction, call, after.app, "updated")
    return after
