"""Uploaded files, plans and differences: told as they will be, without a change."""

import json
from typing import Any

import pytest

from tests.bots import small
from tests.bots.importing import import_as_new
from tests.console.bot_files import import_small, publish_as, say, small_zip, zip_of
from tests.platform import API, make_app, make_bot, make_person

NOT_FOUND = (404, 404, "Not Found")


async def test_a_file_is_told_as_it_is(api: API) -> None:
    ann, eve = await make_person(api), await make_person(api)
    app = await make_app(api, ann)
    file_id = await api.upload(app, small_zip(), name="desk.zip")
    seen: Any = (await api.call("get-bot-file", by=ann, file_id=file_id)).json
    assert (seen["fileName"], seen["isImportable"], seen["languages"]) == ("desk.zip", True, ["English"])
    assert not [one for one in seen["problems"] if one.get("isError")]
    for content in (b"", b"PK\x03\x04", b"{}"):
        broken = (await api.call("get-bot-file", by=ann, file_id=await api.upload(app, content))).json
        assert "isImportable" not in broken
        assert [one["isError"] for one in broken["problems"]] == [True]
    assert (await api.call("get-bot-file", by=eve, file_id=file_id)).error == NOT_FOUND
    assert (await api.call("get-bot-file", by=ann, file_id="nothing")).error == NOT_FOUND


async def test_a_plan_tells_what_the_import_then_does(api: API) -> None:
    ann = await make_person(api)
    app = await make_app(api, ann)
    bot_id = await import_small(api, ann, name="Desk")
    config = {"name": "Desk", "envVariables": [{"key": "greeting", "value": "Ahoy", "variableType": "env"}]}
    file_id = await api.upload(app, zip_of({**small(), "config.json": json.dumps(config).encode()}))
    options = {"settings": ["botVariables"]}
    values: dict[str, Any] = {"bot_id": bot_id, "file_id": file_id}
    plan = (await api.call("plan-bot-import", by=ann, **values, import_options=options)).json
    assert [(one["kind"], one["what"], one["name"]) for one in plan["changes"]] == [
        ("changed", "environment variable", "greeting")
    ]
    (place,) = [one for one in plan["changes"][0]["places"] if one["place"] == "value"]
    assert place == {"place": "value", "old": "Welcome aboard", "new": "Ahoy"}
    assert (plan["total"], plan["isImportable"]) == (1, True)
    before = (await api.call("get-bot-overview", by=ann, bot_id=bot_id)).json["lastChangeOn"]
    reply = await api.call(
        "import-bot-into-an-existing-bot", app=app, bot_id=bot_id, zip_info=file_id, import_options=options
    )
    await api.wait("bot-import-status", app=app, running=["pending"], request_id=reply.json["_id"])
    difference = (await api.call("compare-bot-states", by=ann, bot_id=bot_id, old=1)).json
    assert difference["changes"] == plan["changes"]
    assert before
    assert "made-up-secret-42" not in json.dumps([plan, difference])


async def test_states_are_compared_both_ways(api: API) -> None:
    ann = await make_person(api)
    bot_id = await import_small(api, ann, name="Desk")
    await say(api, ann, bot_id, "Ahoy")
    await publish_as(api, ann, bot_id, "two")
    there = (await api.call("compare-bot-states", by=ann, bot_id=bot_id, old=1, new=2)).json["changes"][0]["places"]
    back = (await api.call("compare-bot-states", by=ann, bot_id=bot_id, old=2, new=1)).json["changes"][0]["places"]
    assert there == [{"place": "value", "old": "Welcome aboard", "new": "Ahoy"}]
    assert back == [{"place": "value", "old": "Ahoy", "new": "Welcome aboard"}]
    assert (await api.call("compare-bot-states", by=ann, bot_id=bot_id, old=2)).json == {"changes": []}
    for number in (3, 2**40):
        assert (await api.call("compare-bot-states", by=ann, bot_id=bot_id, old=number)).error == NOT_FOUND


async def test_a_file_of_another_account_is_in_no_plan(sqlite_api: API) -> None:
    ann, eve = await make_person(sqlite_api), await make_person(sqlite_api)
    own, app = await make_bot(sqlite_api, ann), await make_app(sqlite_api, eve)
    file_id = await sqlite_api.upload(app, small_zip())
    assert (await sqlite_api.call("plan-bot-import", by=ann, bot_id=own, file_id=file_id)).error == NOT_FOUND


@pytest.mark.parametrize("options", [{"tasks": "x"}, {"tasks": [1]}, 7])
async def test_odd_options_are_refused(sqlite_api: API, options: Any) -> None:
    ann = await make_person(sqlite_api)
    app = await make_app(sqlite_api, ann)
    bot_id = (await import_as_new(sqlite_api, app, small()))["streamId"]
    file_id = await sqlite_api.upload(app, small_zip())
    reply = await sqlite_api.call("plan-bot-import", by=ann, bot_id=bot_id, file_id=file_id, import_options=options)
    assert 400 <= reply.status < 500


async def test_a_deleted_variable_is_gone_with_what_was_sealed(api: API) -> None:
    ann = await make_person(api)
    bot_id = await import_small(api, ann, name="Desk")
    assert (await api.call("delete-bot-variable", by=ann, bot_id=bot_id, key="apiToken")).json == {"key": "apiToken"}
    listed = (await api.call("list-bot-variables", by=ann, bot_id=bot_id)).json
    assert [one["key"] for one in listed] == ["greeting", "farewell"]
    assert (await api.call("delete-bot-variable", by=ann, bot_id=bot_id, key="apiToken")).error == NOT_FOUND
    entries = (await api.call("search-change-logs", by=ann, bot_id=bot_id, limit=1)).json
    assert entries[0]["message"] == "Bot variable apiToken is deleted"
