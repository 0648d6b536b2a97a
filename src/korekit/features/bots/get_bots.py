"""Listing the bots of an account.

Source: admin-data.yaml get-bots.
"""

from korekit.access.facts import App
from korekit.calls.call import Call
from korekit.calls.handlers import handles
from korekit.catalog.account_admin import AccountAdmin, Bot, BotPage, JWTApp
from korekit.catalog.bot_definition import BUILT_IN_ICON
from korekit.clock import iso_time
from korekit.records import bots as records
from korekit.records.apps import load_apps

__all__ = ["get_bots"]


@handles(AccountAdmin.get_bots)
async def get_bots(call: Call, *, offset: int = 0, limit: int = 50) -> BotPage:
    """One page in the order of creation."""
    database = call.database
    row = await database.one(records.COUNT_BOTS, account_id=call.account_id)
    total: int = row[0] if row else 0
    # Beyond the last row of any account: a page number may be as large as a number gets.
    first = min(offset * limit, 2**62)
    page = await records.list_bots(database, call.account_id, first=first, count=limit)
    apps = await load_apps(database, call.services.sealer, call.account_id)
    listed = [_bot(bot, [one for one in apps if one[0].bot_id == bot.id]) for bot in page]
    return BotPage(total=total, available_more=first + len(page) < total, bots=listed)


def _bot(bot: records.Bot, apps: list[tuple[App, int]]) -> Bot:
    return Bot(
        id=bot.id,
        account_id=bot.account_id,
        purpose=bot.purpose,
        created_on=iso_time(bot.created_at),
        created_by=bot.created_by,
        type=bot.type,
        default_language=bot.default_language,
        is_deflect=False,
        resource_id="btstreams",
        status=bot.status,
        icon=bot.icon or BUILT_IN_ICON,
        name=bot.name,
        description=bot.description,
        is_linked_to=[],
        contains_panel_or_widget=False,
        jwt_apps=[_app(app, created_at) for app, created_at in apps],
    )


def _app(app: App, created_at: int) -> JWTApp:
    return JWTApp(
        client_id=app.client_id,
        client_secret=app.secrets[0].text.decode() if app.secrets else "",
        jti_claim_enforced=app.is_jti_enforced,
        jwe_encryption_enforced=app.is_jwe_enforced,
        created_on=iso_time(created_at),
    )
