"""Apps of one name are told apart wherever one is chosen from others."""

import re
from html import unescape
from typing import Any

from korekit.catalog.planes import Plane
from korekit.console.bot_apps import app_names
from korekit.records.apps import NEXT_EPOCH, UPDATE_APP
from korekit.records.usage import ADD_USAGE, DAY_MS
from tests.console.visiting import Visitor
from tests.platform import API, MadeApp, Person, load_made_app, make_app, make_bot, make_person


def test_only_doubled_names_carry_the_end_of_their_client_id() -> None:
    apps = [("cs-1-000001", "Reporting"), ("cs-1-000002", "Pipeline"), ("cs-1-000003", " reporting ")]
    assert app_names(apps) == {
        "cs-1-000001": "Reporting (000001)",
        "cs-1-000002": "Pipeline",
        "cs-1-000003": " reporting  (000003)",
    }
    assert app_names([]) == {}


async def test_every_select_of_apps_tells_apps_of_one_name_apart(console: API) -> None:
    ann = await make_person(console)
    bot_id = await make_bot(console, ann)
    apps = [await make_app(console, ann), await make_app(console, ann, plane=Plane.BOT, bot_id=bot_id)]
    await _named_alike(console, *apps)
    visitor, home = Visitor(console, ann), f"/console/{ann.account.account_id}"
    for path in ("tokens", "requests/get-change-logs", "refusals", f"bots/{bot_id}/channels?type=ivr"):
        body = unescape((await visitor.get(f"{home}/{path}")).body.decode())
        for app in apps:
            assert re.search(rf'<option value="{app.client_id}"[^>]*>Reporting \({app.client_id[-6:]}\)', body), path


async def test_the_usage_of_apps_of_one_name_is_told_apart(console: API) -> None:
    ann = await make_person(console)
    apps = [await make_app(console, ann) for _ in range(2)]
    await _named_alike(console, *apps)
    await _used(console, ann, *apps)
    shown = (await Visitor(console, ann).get(f"/console/{ann.account.account_id}/usage")).body.decode()
    for app in apps:
        assert f">Reporting ({app.client_id[-6:]})</a>" in shown


async def _named_alike(api: API, *apps: MadeApp) -> None:
    async with api.platform.services.database.transaction() as transaction:
        for app in apps:
            names: dict[str, Any] = {"app": app.client_id, "new_name": "Reporting", "new_kind": "api"}
            await transaction.run(UPDATE_APP, **names, jti=0, jwe=0, new_push="{}")
        await transaction.run(NEXT_EPOCH)


async def _used(api: API, owner: Person, *apps: MadeApp) -> None:
    """Seven calls of each today."""
    now = api.clock.now_ms()
    same = {"day": now // DAY_MS, "operation": "get-bots", "cause": "", "calls": 7, "last_at": now}
    rows = [
        {
            **same,
            "client_id": app.client_id,
            "account_id": owner.account.account_id,
            "secret_id": (await load_made_app(api, app)).secrets[0].id,
        }
        for app in apps
    ]
    async with api.platform.services.database.transaction() as transaction:
        await transaction.run_many(ADD_USAGE, rows)
