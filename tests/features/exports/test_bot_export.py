"""Asking for an export and following it.

Source: contract, observed-errors.md 2.1, bot-definition.yaml bot-export and bot-export-status.
"""

import asyncio
import json
from typing import Any

import pytest

from korekit.catalog.planes import Plane
from tests.bots import large, small
from tests.bots.exporting import export, exported
from tests.bots.importing import import_as_new
from tests.platform import API, make_app, make_bot, make_person

INVALID = (412, 412, "Validation errors/ Invalid arguments")
NOTHING = (400, 400, "Please select at least one component")


def opened(members: dict[str, bytes]) -> dict[str, Any]:
    """The definition of an archive."""
    definition: dict[str, Any] = json.loads(members["botDefinition.json"])
    return definition


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"exportOptions": {"tasks": ["botTask"]}},
        {"iporttt": "published"},
        {"exportType": None},
        {"exportType": ""},
        {"exportType": "newest"},
        {"exportType": "LATEST"},
        {"exportType": 1},
        {"exportType": ["latest"]},
        {"exportType": "latest", "exportOptions": []},
        {"exportType": "latest", "exportOptions": "all"},
        {"exportType": "latest", "exportOptions": {"tasks": "botTask"}},
        {"exportType": "latest", "exportOptions": {"tasks": [1]}},
        {"exportType": "latest", "subTasks": {"dialogs": {}}},
        {"exportType": "latest", "allTasks": "yes"},
        [],
        None,
    ],
    ids=str,
)
async def test_a_body_without_a_known_type_or_with_odd_parts_is_refused(sqlite_api: API, body: Any) -> None:
    owner = await make_person(sqlite_api)
    app, bot_id = await make_app(sqlite_api, owner), await make_bot(sqlite_api, owner)
    content = json.dumps(body).encode()
    headers = {"auth": app.token(sqlite_api.clock), "content-type": "application/json"}
    path = f"/api/public/bot/{bot_id}/export"
    reply = await sqlite_api.request("POST", path, headers=headers, body=content)
    assert reply.error == INVALID
    status = await sqlite_api.call("bot-export-status", app=app, bot_id=bot_id)
    assert status.error == (400, 400, "No export request found")


async def test_a_selection_of_nothing_is_refused(api: API) -> None:
    owner = await make_person(api)
    app, bot_id = await make_app(api, owner), await make_bot(api, owner)
    empty: list[dict[str, Any]] = [
        {"tasks": []},
        {"tasks": [], "nlpData": [], "settings": []},
        {"settings": [], "options": {"botVariables": {"ignore": ["a"]}}},
    ]
    for options in empty:
        reply = await api.call("bot-export", app=app, bot_id=bot_id, export_type="latest", export_options=options)
        assert reply.error == NOTHING, options


async def test_one_group_at_a_time_succeeds_whatever_its_names(api: API) -> None:
    app = await make_app(api, await make_person(api))
    bot_id = (await import_as_new(api, app, small()))["streamId"]
    groups: list[dict[str, Any]] = [
        {"tasks": ["bottask", "knowledgeGraph", "smallTalk", "forms"]},
        {"nlpData": ["training_data", "bot_synonyms", "defaultDialog", "nlpSettings"]},
        {"settings": ["botSettings", "botVariables", "ivrSettings", "genAIandLLMSettings"]},
        {"tasks": [], "nlpData": ["nonsense"]},
        {"AgentAssist": ["rules"]},
        {},
    ]
    for options in groups:
        members = await exported(api, app, bot_id, export_options=options)
        assert list(members) == ["botDefinition.json", "config.json", "icon.png"]
        recorded = opened(members)["exportOptions"]
        assert all(recorded[key] == options[key] for key in options if key in recorded), options


async def test_empty_sub_tasks_count_as_absent(api: API) -> None:
    app = await make_app(api, await make_person(api))
    bot_id = (await import_as_new(api, app, large()))["streamId"]
    sub_tasks: dict[str, list[str]] = {"alerts": [], "actions": [], "dialogs": [], "experienceFlows": []}
    members = await exported(api, app, bot_id, sub_tasks=sub_tasks, all_tasks=True, include_dependent_tasks=True)
    assert len(opened(members)["dialogs"]) == 70


async def test_what_is_not_asked_for_stays_out(api: API) -> None:
    app = await make_app(api, await make_person(api))
    bot_id = (await import_as_new(api, app, large()))["streamId"]
    definition = opened(await exported(api, app, bot_id, export_options={"nlpData": ["utterances"]}))
    assert len(definition["sentences"]) == 62
    assert all("nodes" not in dialog for dialog in definition["dialogs"])
    assert (definition["smallTalk"], definition["knowledgeTasks"]) == ([], [])
    assert "channels" not in definition


async def test_published_is_what_the_last_publish_took_whatever_came_later(api: API) -> None:
    app = await make_app(api, await make_person(api))
    bot_id = (await import_as_new(api, app, large()))["streamId"]
    await api.call("publish-bot", app=app, bot_id=bot_id, version_comment="large")
    await api.wait("bot-publish-status", app=app, running=["inprogress"], bot_id=bot_id)
    files: dict[str, Any] = {
        "bot_definition": await api.upload(app, small()["botDefinition.json"]),
        "config_info": await api.upload(app, small()["config.json"]),
    }
    reply = await api.call("import-bot-into-an-existing-bot", app=app, bot_id=bot_id, **files)
    await api.wait("bot-import-status", app=app, running=["pending"], request_id=reply.json["_id"])
    published = opened(await exported(api, app, bot_id, "published"))
    latest = opened(await exported(api, app, bot_id, "latest"))
    assert (len(published["dialogs"]), len(latest["dialogs"])) == (70, 0)
    assert {row["state"] for row in published["mlParams"]} == {"published"}
    assert {row["state"] for row in latest["mlParams"]} == {"configured"}


async def test_published_fails_where_nothing_was_ever_published(api: API) -> None:
    app = await make_app(api, await make_person(api))
    bot_id = (await import_as_new(api, app, small()))["streamId"]
    status = await export(api, app, bot_id, "published")
    assert (status["status"], status["exportType"]) == ("failure", "published")
    assert "downloadURL" not in status


async def test_a_bot_that_was_never_filled_has_an_archive_too(api: API) -> None:
    owner = await make_person(api)
    app, bot_id = await make_app(api, owner), await make_bot(api, owner, name="Empty")
    members = await exported(api, app, bot_id)
    assert json.loads(members["config.json"]) == {"name": "Empty", "envVariables": []}
    assert opened(members)["_id"] == bot_id
    again = await import_as_new(api, app, members)
    assert again["statusLogs"][0]["taskName"] == "Empty"


async def test_a_secured_variable_never_leaves_in_clear(api: API) -> None:
    app = await make_app(api, await make_person(api))
    variables = [
        {"key": "k", "value": "hunter2-secret", "variableType": "env", "vNameSpace": [], "isSecured": True},
        {"key": "p", "value": "in clear", "variableType": "env", "vNameSpace": [], "isSecured": False},
    ]
    content = {"key": "c", "variableType": "locale", "isSecured": True, "localeData": {"en": {"value": "hunter3"}}}
    definition = json.dumps({**opened(small()), "contentVariables": [content]}).encode()
    config = json.dumps({"name": "Secrets", "envVariables": variables}).encode()
    bot_id = (await import_as_new(api, app, {**small(), "botDefinition.json": definition, "config.json": config}))[
        "streamId"
    ]
    await api.call("publish-bot", app=app, bot_id=bot_id, version_comment="1")
    await api.wait("bot-publish-status", app=app, running=["inprogress"], bot_id=bot_id)
    for export_type in ("latest", "published"):
        members = await exported(api, app, bot_id, export_type)
        assert b"hunter" not in b"".join(members.values())
        values = {one["key"]: one["value"] for one in json.loads(members["config.json"])["envVariables"]}
        assert values == {"k": "", "p": "in clear"}


async def test_variables_can_be_left_out_by_name(api: API) -> None:
    app = await make_app(api, await make_person(api))
    bot_id = (await import_as_new(api, app, large()))["streamId"]
    options = {"settings": ["botVariables"], "options": {"botVariables": {"ignore": ["token0"]}}}
    members = await exported(api, app, bot_id, export_options=options)
    keys = [one["key"] for one in json.loads(members["config.json"])["envVariables"]]
    assert len(keys) == 43
    assert "token0" not in keys


async def test_the_status_is_that_of_the_latest_request_whatever_its_type(api: API) -> None:
    app = await make_app(api, await make_person(api))
    bot_id = (await import_as_new(api, app, small()))["streamId"]
    first = await export(api, app, bot_id, "published")
    second = await export(api, app, bot_id, "latest")
    assert first["_id"] != second["_id"]
    # Some clients send a body with this GET, as the newest pages say.
    for body in (b"", b'{"exportType": "published"}', b"nonsense"):
        headers = {"auth": app.token(api.clock), "content-type": "application/json"}
        path = f"/api/public/bot/{bot_id}/export/status"
        reply = await api.request("GET", path, headers=headers, body=body)
        assert (reply.json["_id"], reply.json["exportType"]) == (second["_id"], "latest")


async def test_a_bot_app_exports_its_own_bot(api: API) -> None:
    owner = await make_person(api)
    admin = await make_app(api, owner)
    bot_id = (await import_as_new(api, admin, small()))["streamId"]
    builder = await make_app(api, owner, plane=Plane.BOT, bot_id=bot_id, scopes=["bot_definition:bot_export"])
    assert await exported(api, builder, bot_id) == await exported(api, admin, bot_id)


async def test_exports_of_one_bot_at_once_all_end(api: API) -> None:
    app = await make_app(api, await make_person(api))
    bot_id = (await import_as_new(api, app, small()))["streamId"]
    ask = [api.call("bot-export", app=app, bot_id=bot_id, export_type="latest") for _ in range(10)]
    replies = await asyncio.gather(*ask)
    assert {reply.status for reply in replies} == {200}
    assert len({reply.json["_id"] for reply in replies}) == 10
    status = await api.wait("bot-export-status", app=app, running=["pending"], bot_id=bot_id)
    assert status["status"] == "success"
