"""Apps of the admin plane, made and saved as the vendor's console does."""

import base64
import re
from typing import Any

import pytest

from korekit.catalog.planes import Plane, Role
from tests.features.apps.console_apps import create_admin_app, made_app, save_admin_app
from tests.platform import API, add_member, make_app, make_bot, make_person

LOGS = "logs:change_logs"
SCOPE_INCORRECT = (401, 4002, "Permission denied. Scope is incorrect!")


async def test_the_answer_has_what_console_tools_read(api: API) -> None:
    owner = await make_person(api)
    reply = await create_admin_app(api, owner, pushNotifications={"enable": True, "webhookUrl": "https://a.example"})
    assert reply.status == 200
    secret = reply.json.pop("clientSecret")
    assert re.fullmatch(
        r"cs-[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", reply.json["clientId"]
    )
    assert len(secret) == 44
    assert len(base64.b64decode(secret, validate=True)) == 32
    del reply.json["clientId"]
    expected = {
        "appName": "my app",
        "algorithm": "HS256",
        "bots": [],
        "scope": [],
        "pushNotifications": {"enable": True, "webhookUrl": "https://a.example"},
        "isJtiEnforced": False,
        "isJweEnforced": False,
        "createdOn": "2026-11-24T06:00:00.000Z",
    }
    assert {key: reply.json[key] for key in expected} == expected


async def test_the_tools_spelling_of_saving_works(api: API) -> None:
    owner = await make_person(api)
    made = await create_admin_app(api, owner)
    path = f"/api/1.1/organization/{owner.account.org_id}/users/{owner.user_id}/sdk/apps/{made.json['clientId']}"
    headers = [*owner.headers().items(), ("x-http-method-override", "PUT"), ("content-type", "application/json")]
    body = b'{"appName":"my app","algorithm":"HS256","bots":[],"scope":[{"scopes":["logs:change_logs"]}]}'
    saved = await api.request("POST", path, headers=headers, body=body)
    assert (saved.status, saved.json["scope"]) == (200, [{"scopes": [LOGS]}])
    assert saved.json["clientSecret"] == made.json["clientSecret"]


async def test_scopes_count_once_they_are_saved_and_no_longer_than_they_are_listed(api: API) -> None:
    owner = await make_person(api)
    bot_id = await make_bot(api, owner)
    app = made_app(await create_admin_app(api, owner, scope=[{"scopes": [LOGS]}]), owner)
    refused = await api.call("get-change-logs", app=app, bot_id=bot_id)
    assert refused.error == SCOPE_INCORRECT
    assert await api.cause(refused, owner) == "scope-not-saved"
    await save_admin_app(api, owner, app.client_id, scope=[{"scopes": [LOGS, "botkit:botkit"]}])
    assert (await api.call("get-change-logs", app=app, bot_id=bot_id)).status == 200
    await save_admin_app(api, owner, app.client_id, scope=[{"scopes": ["botkit:botkit"]}])
    refused = await api.call("get-change-logs", app=app, bot_id=bot_id)
    assert await api.cause(refused, owner) == "scope-missing"


async def test_saving_without_scope_leaves_everything_that_is_not_named(api: API) -> None:
    owner = await make_person(api)
    push = {"enable": True, "webhookUrl": "https://a.example"}
    made = await create_admin_app(api, owner, isJtiEnforced=True, pushNotifications=push)
    first = await save_admin_app(api, owner, made.json["clientId"], scope=[{"scopes": [LOGS]}])
    second = await save_admin_app(api, owner, made.json["clientId"], appName="renamed")
    assert second.json == first.json | {"appName": "renamed"}
    assert (second.json["isJtiEnforced"], second.json["pushNotifications"]) == (True, push)


async def test_an_empty_scope_takes_everything_away(api: API) -> None:
    owner = await make_person(api)
    app = await make_app(api, owner)
    saved = await save_admin_app(api, owner, app.client_id, scope=[])
    assert (saved.status, saved.json["scope"]) == (200, [])
    refused = await api.call("get-bots", app=app)
    assert await api.cause(refused, owner) == "scope-not-saved"


async def test_jti_and_jwe_are_enforced_at_once_and_lifted_at_once(api: API) -> None:
    owner = await make_person(api)
    app = await make_app(api, owner)
    for flag, cause in (("isJtiEnforced", "jti-missing"), ("isJweEnforced", "jwe-required")):
        await save_admin_app(api, owner, app.client_id, **{flag: True})
        assert await api.cause(await api.call("get-bots", app=app), owner) == cause
        await save_admin_app(api, owner, app.client_id, **{flag: False})
        assert (await api.call("get-bots", app=app)).status == 200


@pytest.mark.parametrize(
    "body",
    [
        {"appName": ""},
        {"appName": "  "},
        {"appName": "x" * 201},
        {"appName": "a\x01b"},
        {"appName": 1},
        {"algorithm": "HS512"},
        {"algorithm": "none"},
        {"algorithm": ""},
        {"bots": ["st-1"]},
        {"bots": "st-1"},
        {"scope": "logs:change_logs"},
        {"scope": [{"bot": "st-1", "scopes": []}]},
        {"scope": [[]]},
        {"pushNotifications": {"enable": "yes"}},
        {"pushNotifications": {"webhookUrl": "x" * 2001}},
        {"pushNotifications": []},
        {"isJtiEnforced": "yes"},
    ],
)
async def test_wrong_input_makes_and_changes_nothing(api: API, body: dict[str, Any]) -> None:
    owner = await make_person(api)
    app = await make_app(api, owner)
    before = (await api.call("list-apps", by=owner)).json
    for reply in (await create_admin_app(api, owner, **body), await save_admin_app(api, owner, app.client_id, **body)):
        status, code, _ = reply.error
        assert (status, code) == (412, 412)
    assert (await api.call("list-apps", by=owner)).json == before


async def test_null_is_as_good_as_absent(api: API) -> None:
    owner = await make_person(api)
    nothing = dict.fromkeys(("algorithm", "bots", "pushNotifications", "scope", "isJtiEnforced", "isJweEnforced"))
    made = await create_admin_app(api, owner, **nothing)
    saved = await save_admin_app(api, owner, made.json["clientId"], appName=None, **nothing)
    assert (made.status, saved.status) == (200, 200)
    assert saved.json == made.json


async def test_the_path_must_name_who_is_signed_in(api: API) -> None:
    owner, other = await make_person(api), await make_person(api)
    await add_member(api, owner, other.account, Role.OWNER)
    for org_id, user_id in (
        (other.account.org_id, owner.user_id),
        (owner.account.org_id, other.user_id),
        ("o-unknown", owner.user_id),
        ("%00", owner.user_id),
    ):
        reply = await api.call("create-admin-app", by=owner, org_id=org_id, user_id=user_id, app_name="a")
        assert reply.error == (404, 404, "Not Found")


async def test_another_account_of_the_user_is_reached_by_its_header(api: API) -> None:
    user, host = await make_person(api), await make_person(api)
    await add_member(api, user, host.account, Role.ADMIN)
    reply = await api.call(
        "create-admin-app",
        by=user,
        headers={"AccountId": host.account.account_id},
        org_id=host.account.org_id,
        user_id=user.user_id,
        app_name="there",
    )
    assert reply.status == 200
    assert [one["appName"] for one in (await api.call("list-apps", by=host)).json] == ["there"]
    assert (await api.call("list-apps", by=user)).json == []


@pytest.mark.parametrize("plane", [Plane.BOT, Plane.DATA])
async def test_apps_of_other_planes_are_not_saved_here(api: API, plane: Plane) -> None:
    owner = await make_person(api)
    bot_id = await make_bot(api, owner) if plane is Plane.BOT else None
    app = await make_app(api, owner, plane=plane, bot_id=bot_id)
    assert (await save_admin_app(api, owner, app.client_id, appName="a")).error == (404, 404, "Not Found")
