"""Making an app: a client id, a secret whose text is the key, and no scope yet.

Source: contract, platform.md 1.3 and 2.
"""

import base64

import msgspec

from korekit.calls.call import Call
from korekit.catalog.console import AppCredentials, PushNotifications
from korekit.catalog.planes import AppKind, Plane
from korekit.errors.console import NotFound
from korekit.features.apps.app_forms import AppForm
from korekit.features.apps.bot_log import log_scope_change
from korekit.features.apps.own_apps import credentials, find_own_app
from korekit.features.apps.scope_grants import Grant
from korekit.ids import BotId
from korekit.records.apps import ADD_APP, NEXT_EPOCH, add_secret, set_scopes
from korekit.records.bots import hold_bot
from korekit.records.given_texts import given_text
from korekit.storage.database import Transaction

__all__ = ["create_app", "new_secret"]


async def create_app(
    call: Call, name: str, form: AppForm, *, plane: Plane, bot_id: BotId | None = None
) -> AppCredentials:
    """Make an app.

    Args:
        call: of a user who may.
        name: need not be unique.
        form: what else was said of it; API scopes become its draft, the grants of an SDK app count at once.
        plane: where its scopes count.
        bot_id: its bot, on the bot plane.

    Raises:
        InputInvalid: no name, or one of over 200 characters.
        NotFound: the account has no such bot.
    """
    services, given = call.services, given_text(name, "appName")
    client_id = services.ids.prefixed("cs")
    async with call.database.transaction() as transaction:
        # Held, so that no app is made of a bot that is just being deleted.
        if bot_id is not None and not await hold_bot(transaction, call.account_id, bot_id):
            raise NotFound()
        await transaction.run(NEXT_EPOCH)
        await transaction.run(
            ADD_APP,
            client_id=client_id,
            account_id=call.account_id,
            plane=plane.value,
            kind=_kind(plane, form.grant).value,
            bot_id=bot_id,
            name=given,
            is_jti_enforced=int(form.is_jti_enforced or False),
            is_jwe_enforced=int(form.is_jwe_enforced or False),
            push=msgspec.json.encode(form.push or PushNotifications()).decode(),
            created_by=call.caller.user_id,
            created_at=call.now_ms(),
            deleted_at=None,
        )
        await new_secret(transaction, call, client_id)
        if form.grant is not None:
            await set_scopes(transaction, client_id, "draft", form.grant.scope_ids)
            if form.grant.kind is AppKind.SDK:
                await set_scopes(transaction, client_id, "saved", form.grant.scope_ids)
        own = await find_own_app(transaction, call, client_id)
        await log_scope_change(transaction, call, own.app, "added")
    return credentials(own)


def _kind(plane: Plane, grant: Grant | None) -> AppKind:
    if plane is Plane.DATA:
        return AppKind.DATA
    return AppKind.API if grant is None else grant.kind


async def new_secret(transaction: Transaction, call: Call, client_id: str) -> bytes:
    """Give an app another secret, 44 characters of base64; it is sealed before it is kept."""
    secret = base64.b64encode(call.services.ids.secret(32))
    await add_secret(
        transaction,
        call.services.sealer,
        client_id=client_id,
        secret=secret,
        secret_id=call.services.ids.uuid(),
        now_ms=call.now_ms(),
    )
    return secret
