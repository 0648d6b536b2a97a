"""Apps listed, looked at, deleted; their secrets nowhere but where they are made."""

from pathlib import Path

import pytest

from korekit.catalog.planes import Plane
from tests.clock import ManualClock
from tests.features.apps.console_apps import create_admin_app, made_app, save_admin_app
from tests.platform import API, load_made_app, make_app, make_bot, make_person, running_api


async def test_an_app_is_listed_with_its_scopes_in_each_state(api: API) -> None:
    owner = await make_person(api)
    bot_id = await make_bot(api, owner)
    app = await make_app(api, owner, plane=Plane.BOT, bot_id=bot_id, scopes=["logs:change_logs"], state="draft")
    (listed,) = (await api.call("list-apps", by=owner)).json
    assert listed == (await api.call("get-app", by=owner, client_id=app.client_id)).json
    assert listed == {
        "clientId": app.client_id,
        "appName": f"app {app.client_id[-4:]}",
        "plane": "bot",
        "kind": "api",
        "botId": bot_id,
        "isJtiEnforced": False,
        "isJweEnforced": False,
        "draft": ["logs:change_logs"],
        "saved": [],
        "published": [],
        "scopesRevision": listed["scopesRevision"],
        "secrets": [{"id": listed["secrets"][0]["id"], "createdOn": "2026-11-24T06:00:00.000Z", "worksUntil": None}],
        "createdOn": "2026-11-24T06:00:00.000Z",
    }


async def test_apps_are_listed_in_the_order_of_their_making(api: API) -> None:
    owner = await make_person(api)
    made = []
    for _ in range(4):
        api.clock.advance(1)
        made.append((await make_app(api, owner)).client_id)
    assert [one["clientId"] for one in (await api.call("list-apps", by=owner)).json] == made


async def test_a_deleted_app_stops_at_once_and_is_explained(api: API) -> None:
    owner = await make_person(api)
    app = await make_app(api, owner)
    assert (await api.call("get-bots", app=app)).status == 200
    assert (await api.call("delete-app", by=owner, client_id=app.client_id)).json == {}
    refused = await api.call("get-bots", app=app)
    assert refused.error == (401, 4002, "Invalid SDK credentials")
    assert await api.cause(refused, owner) == "app-deleted"


async def test_a_deleted_app_is_gone_for_every_console_call(api: API) -> None:
    owner = await make_person(api)
    app = await make_app(api, owner)
    await api.call("delete-app", by=owner, client_id=app.client_id)
    assert (await api.call("list-apps", by=owner)).json == []
    for operation in ("get-app", "delete-app", "rotate-app-secret"):
        assert (await api.call(operation, by=owner, client_id=app.client_id)).error == (404, 404, "Not Found")
    for operation in ("draft-app-scopes", "save-app-scopes"):
        reply = await api.call(operation, by=owner, client_id=app.client_id, scopes=[])
        assert reply.error == (404, 404, "Not Found")
    assert (await save_admin_app(api, owner, app.client_id)).error == (404, 404, "Not Found")


async def test_the_platforms_key_is_public_and_stays(api: API) -> None:
    owner = await make_person(api)
    key = (await api.call("get-platform-key", by=owner)).json
    assert set(key) == {"e", "kid", "kty", "n"}
    assert (await api.call("get-platform-key", by=await make_person(api))).json == key


async def test_secrets_stand_in_no_list_and_no_details(api: API) -> None:
    owner = await make_person(api)
    app = made_app(await create_admin_app(api, owner), owner)
    rotated = await api.call("rotate-app-secret", by=owner, client_id=app.client_id, overlap_seconds=60)
    secrets = (app.secret, rotated.json["clientSecret"])
    for reply in (
        await api.call("list-apps", by=owner),
        await api.call("get-app", by=owner, client_id=app.client_id),
        await api.call("draft-app-scopes", by=owner, client_id=app.client_id, scopes=["Bot Export"]),
        await api.call("save-app-scopes", by=owner, client_id=app.client_id, scopes=["Bot Export"]),
        await api.call("list-traces", by=owner),
        await api.call("delete-app", by=owner, client_id=app.client_id),
    ):
        assert reply.status == 200
        for secret in secrets:
            assert secret.encode() not in reply.body


async def test_secrets_stand_in_no_repr_and_no_log(api: API, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    owner = await make_person(api)
    made = await create_admin_app(api, owner)
    app = made_app(made, owner)
    await save_admin_app(api, owner, app.client_id, scope=[{"scopes": ["logs:change_logs"]}])
    await api.call("rotate-app-secret", by=owner, client_id=app.client_id, overlap_seconds=60)
    await api.call("get-bots", app=app)
    loaded = await load_made_app(api, app)
    for secret in (one.text.decode() for one in loaded.secrets):
        assert secret not in repr(loaded)
        assert secret not in caplog.text


async def test_the_data_folder_holds_no_secret_in_clear(tmp_path: Path, clock: ManualClock) -> None:
    async with running_api("sqlite:", tmp_path, clock=clock) as api:
        owner = await make_person(api)
        app = made_app(await create_admin_app(api, owner), owner)
        rotated = await api.call("rotate-app-secret", by=owner, client_id=app.client_id, overlap_seconds=60)
    kept = _all_bytes(tmp_path)
    assert app.client_id.encode() in kept
    for secret in (app.secret, rotated.json["clientSecret"]):
        assert secret.encode() not in kept


def _all_bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
