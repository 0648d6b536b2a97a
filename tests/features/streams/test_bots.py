"""Bots in the builder: made, listed, looked at, deleted."""

import asyncio
import json
from typing import Any

import pytest
from sqlalchemy import select

from korekit.catalog.planes import Plane
from korekit.records.bots import bots
from korekit.storage.statements import Statement
from tests.platform import API, Person, Reply, make_app, make_bot, make_person

NOT_FOUND = (404, 404, "Not Found")
AS_TOOLS_SEND = {
    "name": "Pizza",
    "type": "default",
    "description": "Takes orders.\nDay and night.",
    "color": "#FF0000",
    "categoryIds": ["451902a073c071463e2fe7f6"],
    "skipMakeEditLinks": False,
    "purpose": "customer",
    "errorCodes": {"pollError": []},
    "visibility": {"namespace": [], "namespaceIds": []},
    "defaultLanguage": "de",
    "icon": "5fcb2ebfbbab2c550c2b1707",
    "isFromBT": True,
}


async def create(api: API, by: Person, **body: Any) -> Reply:
    return await api.call("create-bot", by=by, user_id=by.user_id, body={"name": "Pizza"} | body)


async def listed(api: API, by: Person) -> Any:
    return (await api.call("list-builder-bots", by=by, user_id=by.user_id)).json


async def test_a_bot_is_made_as_the_console_makes_it(api: API) -> None:
    owner = await make_person(api)
    reply = await create(api, owner, **AS_TOOLS_SEND)
    assert reply.status == 200
    made = reply.json
    assert made["_id"].startswith("st-")
    expected = {
        "name": "Pizza",
        "type": "default",
        "description": "Takes orders.\nDay and night.",
        "color": "#FF0000",
        "purpose": "customer",
        "defaultLanguage": "de",
        "supportedLanguages": ["de"],
        "icon": "5fcb2ebfbbab2c550c2b1707",
        "status": "configured",
        "accountId": owner.account.account_id,
        "createdBy": owner.user_id,
        "createdOn": "2026-11-24T06:00:00.000Z",
    }
    assert {key: made[key] for key in expected} == expected
    assert await listed(api, owner) == [made]
    assert (await api.call("get-builder-bot", by=owner, user_id=owner.user_id, bot_id=made["_id"])).json == made


async def test_what_means_nothing_here_is_kept_as_sent(api: API) -> None:
    owner = await make_person(api)
    await create(api, owner, **AS_TOOLS_SEND)
    row = await api.platform.services.database.one(Statement(select(bots.c.details)))
    assert row is not None
    kept = ("categoryIds", "skipMakeEditLinks", "errorCodes", "visibility", "isFromBT")
    assert json.loads(row[0]) == {key: AS_TOOLS_SEND[key] for key in kept}


async def test_the_log_of_a_new_bot_begins(api: API) -> None:
    owner = await make_person(api)
    bot_id = (await create(api, owner)).json["_id"]
    (entry,) = (await api.call("get-change-logs", app=await make_app(api, owner), bot_id=bot_id)).json
    assert (entry["message"], entry["resourceType"], entry["resourceId"]) == ("Saved BOT", "stream", bot_id)
    assert entry["userId"]["emailId"] == owner.email


async def test_a_new_bot_is_there_for_public_calls_at_once(api: API) -> None:
    owner = await make_person(api)
    app = await make_app(api, owner)
    bot_id = (await create(api, owner, name="Pizza")).json["_id"]
    (bot,) = (await api.call("get-bots", app=app)).json["bots"]
    assert (bot["_id"], bot["name"]) == (bot_id, "Pizza")


async def test_names_need_not_be_unique_and_bots_keep_their_order(api: API) -> None:
    owner = await make_person(api)
    made = []
    for _ in range(3):
        api.clock.advance(1)
        made.append((await create(api, owner)).json["_id"])
    assert [bot["_id"] for bot in await listed(api, owner)] == made


async def test_null_is_as_good_as_absent(api: API) -> None:
    owner = await make_person(api)
    nothing = dict.fromkeys(key for key in AS_TOOLS_SEND if key != "name")
    first, second = (await create(api, owner)).json, (await create(api, owner, **nothing)).json
    differing = {"_id", "refId"}
    assert {key: first[key] for key in first.keys() - differing} == {
        key: second[key] for key in second.keys() - differing
    }


async def test_an_icon_is_a_file_of_the_account(api: API) -> None:
    owner, other = await make_person(api), await make_person(api)
    own = await api.upload(await make_app(api, owner), b"a picture", name="icon.png")
    foreign = await api.upload(await make_app(api, other), b"a picture", name="icon.png")
    assert (await create(api, owner, icon=own)).json["icon"] == own
    for icon in (foreign, "korewerd"):
        assert (await create(api, owner, icon=icon)).error == (412, 412, "Invalid file id")


@pytest.mark.parametrize(
    "body",
    [
        {"name": ""},
        {"name": " "},
        {"name": "x" * 201},
        {"name": "a\x01b"},
        {"name": None},
        {"description": "x" * 2001},
        {"color": "x" * 61},
        {"purpose": ["customer"]},
        {"defaultLanguage": "x" * 61},
        {"errorCodes": []},
        {"visibility": {"namespace": ["x" * 70_000]}},
        {"categoryIds": {"a": 1}},
        {"icon": 1},
    ],
)
async def test_wrong_input_makes_no_bot(api: API, body: dict[str, Any]) -> None:
    owner = await make_person(api)
    status, code, _ = (await create(api, owner, **body)).error
    assert (status, code) == (412, 412)
    assert await listed(api, owner) == []


@pytest.mark.parametrize("depth", [400, 900, 950, 990, 1_000, 100_000])
async def test_settings_of_any_depth_are_kept_or_refused(api: API, depth: int) -> None:
    owner = await make_person(api)
    body = b'{"name":"deep","visibility":{"a":' + b"[" * depth + b"]" * depth + b"}}"
    headers = owner.headers() | {"content-type": "application/json"}
    reply = await api.request("POST", f"/api/users/{owner.user_id}/builder/streams", headers=headers, body=body)
    assert reply.status in {200, 412}
    assert len(await listed(api, owner)) == (1 if reply.status == 200 else 0)


async def test_a_deleted_bot_is_gone_at_once_with_its_apps(api: API) -> None:
    owner = await make_person(api)
    bot_id, other = await make_bot(api, owner), await make_bot(api, owner)
    admin = await make_app(api, owner)
    app = await make_app(api, owner, plane=Plane.BOT, bot_id=bot_id)
    kept = await make_app(api, owner, plane=Plane.BOT, bot_id=other)
    for one in (admin, app):
        assert (await api.call("get-change-logs", app=one, bot_id=bot_id)).status == 200
    assert (await api.call("delete-builder-bot", by=owner, user_id=owner.user_id, bot_id=bot_id)).json == {}
    assert (await api.call("get-change-logs", app=admin, bot_id=bot_id)).error == (400, 400, "Invalid StreamId")
    refused = await api.call("get-change-logs", app=app, bot_id=bot_id)
    assert refused.error == (401, 4002, "Invalid SDK credentials")
    assert await api.cause(refused, owner) == "app-deleted"
    assert (await api.call("get-change-logs", app=kept, bot_id=other)).status == 200
    assert [bot["_id"] for bot in await listed(api, owner)] == [other]
    assert {one["clientId"] for one in (await api.call("list-apps", by=owner)).json} == {
        admin.client_id,
        kept.client_id,
    }


async def test_a_deleted_bot_is_not_found_again(api: API) -> None:
    owner = await make_person(api)
    bot_id = await make_bot(api, owner)
    replies = await asyncio.gather(
        *(api.call("delete-builder-bot", by=owner, user_id=owner.user_id, bot_id=bot_id) for _ in range(5))
    )
    assert sorted(reply.status for reply in replies) == [200, 404, 404, 404, 404]
    assert (await api.call("get-builder-bot", by=owner, user_id=owner.user_id, bot_id=bot_id)).error == NOT_FOUND


async def test_tools_delete_by_post_with_an_override(api: API) -> None:
    owner = await make_person(api)
    bot_id = await make_bot(api, owner)
    path = f"/api/1.1/users/{owner.user_id}/builder/streams/{bot_id}"
    headers = owner.headers() | {
        "x-http-method-override": "delete",
        "state": "configured",
        "content-type": "application/json",
    }
    assert (await api.request("POST", path, headers=headers, body=b"{}")).status == 200
    assert await listed(api, owner) == []


async def test_apps_made_while_a_bot_is_deleted_do_not_outlive_it(api: API) -> None:
    owner = await make_person(api)
    bot_id = await make_bot(api, owner)
    creations = [
        api.call("create-bot-app", by=owner, user_id=owner.user_id, bot_id=bot_id, app_name=f"app {n}")
        for n in range(6)
    ]
    deletion = api.call("delete-builder-bot", by=owner, user_id=owner.user_id, bot_id=bot_id)
    replies = await asyncio.gather(*creations[:3], deletion, *creations[3:])
    assert {reply.status for reply in replies} <= {200, 404}
    assert (await api.call("list-apps", by=owner)).json == []


async def test_the_path_must_name_who_is_signed_in(api: API) -> None:
    owner, other = await make_person(api), await make_person(api)
    bot_id = await make_bot(api, owner)
    for user_id in (other.user_id, "u-unknown"):
        assert (await api.call("create-bot", by=owner, user_id=user_id, name="a")).error == NOT_FOUND
        assert (await api.call("list-builder-bots", by=owner, user_id=user_id)).error == NOT_FOUND
        for operation in ("get-builder-bot", "delete-builder-bot"):
            assert (await api.call(operation, by=owner, user_id=user_id, bot_id=bot_id)).error == NOT_FOUND
    assert len(await listed(api, owner)) == 1
