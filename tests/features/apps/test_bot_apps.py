"""Apps of one bot, made and saved as the vendor's console does."""

import pytest

from korekit.catalog.planes import Plane
from tests.features.apps.console_apps import create_bot_app, made_app, save_bot_app
from tests.platform import API, make_app, make_bot, make_person

LOGS = "logs:change_logs"


async def test_an_app_is_made_saved_and_used_for_its_bot(api: API) -> None:
    owner = await make_person(api)
    bot_id = await make_bot(api, owner)
    app = made_app(await create_bot_app(api, owner, bot_id), owner, Plane.BOT)
    saved = await save_bot_app(api, owner, bot_id, app.client_id, scope=[{"bot": bot_id, "scopes": [LOGS]}])
    assert saved.json["scope"] == [{"bot": bot_id, "scopes": [LOGS]}]
    assert saved.json["bots"] == [bot_id]
    assert (await api.call("get-change-logs", app=app, bot_id=bot_id)).status == 200


async def test_the_bots_log_tells_what_happened_to_its_apps(api: API) -> None:
    owner = await make_person(api)
    bot_id = await make_bot(api, owner)
    made = await create_bot_app(api, owner, bot_id, appName="first")
    client_id = made.json["clientId"]
    await save_bot_app(api, owner, bot_id, client_id, appName="second", scope=[{"scopes": [LOGS]}])
    await api.call("save-app-scopes", by=owner, client_id=client_id, scopes=["Logs History", "Bot Export"])
    await api.call("draft-app-scopes", by=owner, client_id=client_id, scopes=[])
    entries = (await api.call("get-change-logs", app=await make_app(api, owner), bot_id=bot_id)).json
    assert [entry["message"] for entry in entries] == [
        "Scope definition updated for second app",
        "Scope definition updated for second app",
        "Scope definition added for first app",
    ]
    assert {(entry["resourceType"], entry["resourceId"]) for entry in entries} == {("app", client_id)}
    assert {entry["userId"]["emailId"] for entry in entries} == {owner.email}


async def test_grants_of_an_sdk_app_count_at_once_and_call_nothing(api: API) -> None:
    owner = await make_person(api)
    bot_id = await make_bot(api, owner)
    made = await create_bot_app(api, owner, bot_id, scope=["anonymouschat", "registration"])
    assert made.json["scope"] == ["anonymouschat", "registration"]
    app = made_app(made, owner, Plane.BOT)
    details = (await api.call("get-app", by=owner, client_id=app.client_id)).json
    assert (details["kind"], details["saved"]) == ("sdk", ["anonymouschat", "registration"])
    refused = await api.call("get-change-logs", app=app, bot_id=bot_id)
    assert await api.cause(refused, owner) == "app-wrong-kind"


async def test_an_sdk_app_becomes_an_api_app_by_its_scopes_and_back(api: API) -> None:
    owner = await make_person(api)
    bot_id = await make_bot(api, owner)
    app = made_app(await create_bot_app(api, owner, bot_id, scope=["registration"]), owner, Plane.BOT)
    await save_bot_app(api, owner, bot_id, app.client_id, scope=[{"bot": bot_id, "scopes": [LOGS]}])
    assert (await api.call("get-change-logs", app=app, bot_id=bot_id)).status == 200
    await save_bot_app(api, owner, bot_id, app.client_id, scope=["registration"])
    assert (await api.call("get-change-logs", app=app, bot_id=bot_id)).status == 401
    saved = await api.call("save-app-scopes", by=owner, client_id=app.client_id, scopes=["Logs History"])
    assert saved.json["kind"] == "api"
    assert (await api.call("get-change-logs", app=app, bot_id=bot_id)).status == 200


@pytest.mark.parametrize("field", ["bots", "scope"])
async def test_another_bot_of_the_account_is_refused(api: API, field: str) -> None:
    owner = await make_person(api)
    bot_id, other = await make_bot(api, owner), await make_bot(api, owner)
    body = {"bots": [other]} if field == "bots" else {"scope": [{"bot": other, "scopes": [LOGS]}]}
    app = await make_app(api, owner, plane=Plane.BOT, bot_id=bot_id)
    assert (await create_bot_app(api, owner, bot_id, **body)).status == 412
    assert (await save_bot_app(api, owner, bot_id, app.client_id, **body)).status == 412


async def test_an_app_is_saved_under_its_own_bot_only(api: API) -> None:
    owner = await make_person(api)
    bot_id, other = await make_bot(api, owner), await make_bot(api, owner)
    app = await make_app(api, owner, plane=Plane.BOT, bot_id=bot_id)
    admin = await make_app(api, owner)
    for bot, client_id in ((other, app.client_id), (bot_id, admin.client_id), ("st-unknown", app.client_id)):
        assert (await save_bot_app(api, owner, bot, client_id, appName="a")).error == (404, 404, "Not Found")


async def test_no_app_is_made_of_a_deleted_or_unknown_bot(api: API) -> None:
    owner = await make_person(api)
    bot_id = await make_bot(api, owner)
    await api.call("delete-builder-bot", by=owner, user_id=owner.user_id, bot_id=bot_id)
    for bot in (bot_id, "st-unknown", "x" * 3000):
        assert (await create_bot_app(api, owner, bot, bots=[])).error == (404, 404, "Not Found")
    assert (await api.call("list-apps", by=owner)).json == []
