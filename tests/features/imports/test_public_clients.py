"""Habits of clients that are written against the vendor's platform; each of them has to work here as well.

Source: contract, quirks of upload-file, the imports, bot-export and bot-export-status; observed-errors.md 2.1.
"""

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.bots import large, small
from tests.bots.exporting import export, exported, fetch
from tests.bots.importing import import_as_new, uploaded
from tests.platform import API, MadeApp, make_app, make_person

OPTIONS: dict[str, Any] = {
    "append and replace at once": {
        "tasks": ["botTask"],
        "nlpData": ["utterances", "patterns"],
        "options": {"utterances": {"append": True, "replace": True}, "patterns": {"append": True, "replace": True}},
    },
    "export-style keys inside": {
        "tasks": ["botTask", "knowledgeGraph", "smallTalk"],
        "nlpData": ["training_data", "bot_synonyms", "nlpSettings", "defaultDialog", "standardResponses"],
        "settings": ["botSettings", "botVariables", "ivrSettings", "ivrSettings"],
        "subTasks": {"alerts": [], "actions": [], "dialogs": []},
        "allTasks": True,
        "IncludeDependentTasks": True,
    },
    "every group as an empty list": {
        "nlpData": [],
        "settings": [],
        "tasks": [],
        "AgentAssist": [],
        "qualityAI": [],
        "botComponents": [],
        "options": {},
        "storyBoardScenes": {"includeComments": True},
        "customDashboard": False,
    },
    "groups of unknown layout": {
        "AgentAssist": ["rules", "playbooks"],
        "AgentAI": ["rules"],
        "qualityAI": ["taxonomy", "connectors", "autoQA"],
    },
    "unknown names": {"tasks": ["Chatter"], "nlpData": [""], "settings": ["x" * 500], "more": {"of": "this"}},
    "nothing inside": {},
}


async def ended(api: API, app: MadeApp, request_id: str) -> Any:
    """The last status of an import."""
    return await api.wait("bot-import-status", app=app, running=["pending"], request_id=request_id)


async def import_into(api: API, app: MadeApp, bot_id: str, members: dict[str, bytes], **chosen: Any) -> Any:
    """Import into a bot without an icon or a name; answers the last status."""
    files = await uploaded(api, app, members)
    given = {key: files[key] for key in ("bot_definition", "config_info")}
    reply = await api.call("import-bot-into-an-existing-bot", app=app, bot_id=bot_id, **given, **chosen)
    assert (reply.status, reply.json["status"]) == (200, "pending")
    return await ended(api, app, reply.json["_id"])


async def opened(api: API, app: MadeApp, bot_id: str, **options: Any) -> dict[str, Any]:
    """The definition of a bot as an export gives it."""
    definition: dict[str, Any] = json.loads((await exported(api, app, bot_id, **options))["botDefinition.json"])
    return definition


async def test_an_import_by_a_form_is_followed_by_its_first_row(api: API) -> None:
    """This client names one script as one text, waits, and takes the first row for the outcome."""
    app = await make_app(api, await make_person(api))
    files = await uploaded(api, app, {**small(), "functions.js": b"f()"})
    names = {"botDefinition": "bot_definition", "configInfo": "config_info", "icon": "icon"}
    form = {wire: files[name] for wire, name in names.items()} | {"botFunctions": files["bot_functions"][0]}
    headers = {"auth": app.token(api.clock), "content-type": "application/x-www-form-urlencoded"}
    body = urlencode({**form, "name": "Deployed Bot", "purpose": "customer"}).encode()
    reply = await api.request("POST", "/api/public/bot/import", headers=headers, body=body)
    status = await ended(api, app, reply.json["_id"])
    assert (status["status"], status["statusLogs"][0]["status"]) == ("success", "success")
    into = urlencode({key: form[key] for key in ("botDefinition", "configInfo", "botFunctions")}).encode()
    again = await api.request("POST", f"/api/public/bot/{status['streamId']}/import", headers=headers, body=into)
    assert (await ended(api, app, again.json["_id"]))["status"] == "success"


@pytest.mark.parametrize("extension", ["csv", "JSON", ".json", "png", ""])
async def test_a_wrong_file_extension_does_no_harm(sqlite_api: API, extension: str) -> None:
    api = sqlite_api
    app = await make_app(api, await make_person(api))
    ids = [
        await api.upload(app, small()[name], name=name, fileExtension=extension)
        for name in ("botDefinition.json", "config.json", "icon.png")
    ]
    asked: dict[str, Any] = dict(zip(("bot_definition", "config_info", "icon"), ids, strict=True))
    reply = await api.call("import-bot-as-new-bot", app=app, **asked)
    assert (await ended(api, app, reply.json["_id"]))["status"] == "success"


async def test_an_upload_needs_no_fields_but_the_file_and_its_part_no_type_that_fits(api: API) -> None:
    """An icon is sent as JSON, and its extension not at all."""
    app = await make_app(api, await make_person(api))
    head = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="icon"\r\nContent-Type: application/json\r\n\r\n'
    )
    headers = {"auth": app.token(api.clock), "content-type": "multipart/form-data; boundary=x"}
    body = head + small()["icon.png"] + b"\r\n--x--\r\n"
    icon = (await api.request("POST", "/api/public/uploadfile", headers=headers, body=body)).json["fileId"]
    files = await uploaded(api, app, small())
    reply = await api.call("import-bot-as-new-bot", app=app, **{**files, "icon": icon})
    status = await ended(api, app, reply.json["_id"])
    assert (await exported(api, app, status["streamId"]))["icon.png"] == small()["icon.png"]


async def test_statuses_asked_at_once_are_pending_or_done(api: API) -> None:
    app = await make_app(api, await make_person(api))
    files = await uploaded(api, app, large())
    asked = (await api.call("import-bot-as-new-bot", app=app, **files)).json
    first = (await api.call("bot-import-status", app=app, request_id=asked["_id"])).json
    assert first["status"] in ("pending", "success")
    assert first["statusLogs"][0] == asked["statusLogs"][0]
    bot_id = (await ended(api, app, asked["_id"]))["streamId"]
    request = (await api.call("bot-export", app=app, bot_id=bot_id, export_type="latest")).json
    status = (await api.call("bot-export-status", app=app, bot_id=bot_id)).json
    assert status["status"] in ("pending", "success")
    assert (status["_id"], status["streamId"]) == (request["_id"], bot_id)


async def test_a_download_needs_no_header_and_can_be_repeated(api: API) -> None:
    app = await make_app(api, await make_person(api))
    bot_id = (await import_as_new(api, app, small()))["streamId"]
    status = await export(api, app, bot_id)
    first, second = [await fetch(api, status["downloadURL"]) for _ in range(2)]
    assert (first.status, first.body) == (200, second.body)
    assert status["fileSize"] == str(len(first.body))


NAMES = ("Sample Bot 2", "  lead", "Überweisung & Co/Söhne", "予約ボット", "بوت", 'a "quoted" \\ name', "📦")


async def test_names_with_blanks_and_of_other_scripts_come_through(api: API) -> None:
    app = await make_app(api, await make_person(api))
    for name in NAMES:
        api.clock.advance(60)
        status = await import_as_new(api, app, small(), name=name)
        assert {row["taskName"] for row in status["statusLogs"] if row["taskType"] == "importBot"} == {name}
        members = await exported(api, app, status["streamId"])
        assert json.loads(members["config.json"])["name"] == name
        options = {"tasks": ["smallTalk"]}
        rows = (await import_into(api, app, status["streamId"], small(), import_options=options))["statusLogs"]
        assert (rows[0]["taskName"], rows[-1]["taskName"]) == (name, name)
    assert [bot["name"] for bot in (await api.call("get-bots", app=app)).json["bots"]] == list(NAMES)


async def test_options_of_any_client_are_taken_and_a_bot_imported_into_itself_stays_itself(sqlite_api: API) -> None:
    api, app = sqlite_api, await make_app(sqlite_api, await make_person(sqlite_api))
    bot_id = (await import_as_new(api, app, large()))["streamId"]
    before = await exported(api, app, bot_id)
    for kind, options in OPTIONS.items():
        api.clock.advance(60)
        status = await import_into(api, app, bot_id, before, import_options=options)
        assert (status["status"], status["streamId"]) == ("success", bot_id), kind
        after = await exported(api, app, bot_id)
        old, new = (json.loads(members["botDefinition.json"]) for members in (before, after))
        # Its ids are new whenever it is imported.
        del old["smallTalk"], new["smallTalk"]
        assert new == old, kind
        assert after["config.json"] == before["config.json"], kind


async def test_definition_and_config_alone_are_a_full_import(sqlite_api: API) -> None:
    api, app = sqlite_api, await make_app(sqlite_api, await make_person(sqlite_api))
    bot_id = (await import_as_new(api, app, large(), name="Mine"))["streamId"]
    status = await import_into(api, app, bot_id, small())
    assert status["status"] == "success"
    assert (await opened(api, app, bot_id))["dialogs"] == []
    icon = (await exported(api, app, bot_id))["icon.png"]
    assert icon == large()["icon.png"]


async def test_sub_tasks_may_stand_inside_the_export_options_or_beside_them(sqlite_api: API) -> None:
    api, app = sqlite_api, await make_app(sqlite_api, await make_person(sqlite_api))
    bot_id = (await import_as_new(api, app, large()))["streamId"]
    whole = await opened(api, app, bot_id)
    one = min(whole["dialogs"], key=lambda dialog: len(json.dumps(dialog)))
    named = {"alerts": [], "actions": [], "dialogs": [one["lname"]], "experienceFlows": []}
    inside = await opened(api, app, bot_id, export_options={"tasks": ["botTask"], "subTasks": named})
    beside = await opened(api, app, bot_id, export_options={"tasks": ["botTask"]}, sub_tasks=named, all_tasks=True)
    assert inside == beside
    assert [dialog["_id"] for dialog in beside["dialogs"]] == [one["_id"]]
    assert beside["exportOptions"]["subTasks"]["dialogs"] == [one["_id"]]
    assert 0 < len(beside["dialogComponents"]) < 431
    ids = {component["_id"] for component in beside["dialogComponents"]}
    assert {node["componentId"] for node in beside["dialogs"][0]["nodes"]} <= ids


async def test_a_single_task_is_moved_from_one_bot_to_another(api: API) -> None:
    app = await make_app(api, await make_person(api))
    source = (await import_as_new(api, app, large()))["streamId"]
    target = (await import_as_new(api, app, small()))["streamId"]
    dialog = (await opened(api, app, source))["dialogs"][0]
    named = {"tasks": ["botTask"], "nlpData": ["utterances"], "IncludeDependentTasks": True}
    named["subTasks"] = {"dialogs": [dialog["lname"]]}
    status = await import_into(api, app, target, await exported(api, app, source), import_options=named)
    assert status["status"] == "success", status
    found = await opened(api, app, target)
    assert dialog["refId"] in [one["refId"] for one in found["dialogs"]]
    assert len(found["dialogs"]) < 70
    assert len(found["smallTalk"]) == 1
