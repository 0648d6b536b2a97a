"""Importing into a bot that exists: the whole archive, or parts of it.

Source: contract, observed-errors.md 2.1, bot-definition.yaml import-bot-into-an-existing-bot.
"""

import asyncio
import io
import json
import zipfile
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.bots import large, small
from tests.bots.comparing import differences
from tests.bots.exporting import exported
from tests.bots.importing import import_as_new, uploaded
from tests.platform import API, MadeApp, Reply, make_app, make_person

INVALID = (412, 412, "Validation errors/ Invalid arguments")
NO_FILE = (400, 400, "Invalid file id")


async def import_into(
    api: API, app: MadeApp, bot_id: str, members: dict[str, bytes], options: Any = None
) -> list[tuple[str, str]]:
    """Import into a bot; answers type and name of each row of the import, which must have succeeded."""
    files = await uploaded(api, app, members)
    del files["icon"]
    chosen = {} if options is None else {"import_options": options}
    reply = await api.call("import-bot-into-an-existing-bot", app=app, bot_id=bot_id, **files, **chosen)
    assert reply.status == 200, reply.body
    assert reply.json["status"] == "pending"
    status = await ended(api, app, reply)
    assert status["status"] == "success", status
    assert status["streamId"] == bot_id
    return [(row["taskType"], row["taskName"]) for row in status["statusLogs"]]


async def ended(api: API, app: MadeApp, reply: Reply) -> Any:
    """The last status of an import."""
    return await api.wait("bot-import-status", app=app, running=["pending"], request_id=reply.json["_id"])


async def opened(api: API, app: MadeApp, bot_id: str) -> dict[str, Any]:
    """The definition of a bot as its export gives it, without the export's own record."""
    definition: dict[str, Any] = json.loads((await exported(api, app, bot_id))["botDefinition.json"])
    del definition["exportOptions"]
    return definition


async def test_a_full_import_replaces_the_definition_and_keeps_bot_and_name(api: API) -> None:
    app = await make_app(api, await make_person(api))
    bot_id = (await import_as_new(api, app, small(), name="Mine"))["streamId"]
    as_new = await opened(api, app, (await import_as_new(api, app, large()))["streamId"])
    rows = await import_into(api, app, bot_id, large())
    assert rows[:2] == [("importRequest", "Mine"), ("Bot Definition", "Mine")]
    assert rows[-1] == ("importBot", "Mine")
    assert len([row for row in rows if row[0] == "Dialog"]) == 70
    merged = await opened(api, app, bot_id)
    assert merged["_id"] == bot_id
    assert merged["refId"] == as_new["refId"] == "b90409c7-4062-5e50-8f8d-a18fcf828b29"
    # The name stands in the definition too, and is the bot's own.
    assert [path for path in differences(as_new, merged) if not path.endswith(".name")] == []
    bots = (await api.call("get-bots", app=app)).json["bots"]
    assert {bot["name"] for bot in bots} == {"Mine", "Large"}


async def test_the_change_log_tells_of_the_update(api: API) -> None:
    app = await make_app(api, await make_person(api))
    bot_id = (await import_as_new(api, app, small()))["streamId"]
    await import_into(api, app, bot_id, small())
    entries = (await api.call("get-change-logs", app=app, bot_id=bot_id)).json
    assert [(row["resourceType"], row["message"]) for row in entries] == [
        ("Import", "Import request completed"),
        ("stream", "Bot updated"),
        ("Import", "Import request completed"),
        ("stream", "Saved BOT"),
    ]


@pytest.mark.parametrize(
    ("options", "among"),
    [
        (
            {"tasks": ["botTask", "knowledgeGraph", "smallTalk", "forms"]},
            {"KnowledgeTasks", "SmallTalk", "Dialog"},
        ),
        (
            {"nlpData": ["nlpSettings", "utterances", "patterns", "standardResponses"]},
            {"Patterns", "Standard Responses", "Utterences"},
        ),
    ],
    ids=["tasks", "NLP data"],
)
async def test_a_partial_import_shows_the_rows_that_clients_look_for(
    sqlite_api: API, options: dict[str, list[str]], among: set[str]
) -> None:
    api, app = sqlite_api, await make_app(sqlite_api, await make_person(sqlite_api))
    bot_id = (await import_as_new(api, app, large()))["streamId"]
    everything = {"tasks": [], "nlpData": [], "settings": [], "options": {}, "customDashboard": False}
    rows = await import_into(api, app, bot_id, large(), {**everything, **options})
    assert among <= {kind for kind, _ in rows}


async def test_with_settings_alone_the_ninth_row_is_that_of_the_variables(api: API) -> None:
    app = await make_app(api, await make_person(api))
    bot_id = (await import_as_new(api, app, large()))["streamId"]
    settings = ["botSettings", "botVariables", "ivrSettings", "ivrSettings"]
    rows = await import_into(api, app, bot_id, large(), {"settings": settings, "tasks": [], "nlpData": []})
    assert rows[8] == ("BotVariables", "BotVariables")
    assert "CustomTemplates" in {kind for kind, _ in rows}


async def test_a_partial_import_leaves_the_rest_alone(api: API) -> None:
    app = await make_app(api, await make_person(api))
    bot_id = (await import_as_new(api, app, large()))["streamId"]
    before = await opened(api, app, bot_id)
    await import_into(api, app, bot_id, small(), {"settings": ["botSettings"]})
    after = await opened(api, app, bot_id)
    for untouched in ("dialogs", "dialogComponents", "sentences", "knowledgeTasks", "smallTalk", "koraResponses"):
        assert after[untouched] == before[untouched], untouched
    assert after["sessionClosureProcess"] == 1
    assert before["sessionClosureProcess"] == 0


async def test_names_of_both_vocabularies_and_unknown_ones_are_tolerated(api: API) -> None:
    app = await make_app(api, await make_person(api))
    bot_id = (await import_as_new(api, app, small()))["streamId"]
    options = {
        "tasks": ["botTask", "nonsense"],
        "nlpData": ["training_data", "bot_synonyms", "defaultDialog", "concepts"],
        "settings": ["botSettings", "botSettings"],
        "botComponents": ["linkedBots", "smallTalk"],
        "AgentAssist": ["rules"],
        "qualityAI": [],
        "storyBoardScenes": {"includeComments": True},
        "customDashboard": True,
        "options": {
            "utterances": {"append": True, "replace": True},
            "patterns": {},
            "botVariables": {"ignore": ["a"]},
        },
        "subTasks": {"alerts": [], "actions": [], "dialogs": []},
        "allTasks": True,
        "IncludeDependentTasks": True,
        "more": {"of": "this"},
    }
    await import_into(api, app, bot_id, small(), options)


async def test_a_form_encoded_body_is_taken(api: API) -> None:
    app = await make_app(api, await make_person(api))
    bot_id = (await import_as_new(api, app, small()))["streamId"]
    files = await uploaded(api, app, small())
    form = {"botDefinition": files["bot_definition"], "configInfo": files["config_info"]}
    headers = {"auth": app.token(api.clock), "content-type": "application/x-www-form-urlencoded"}
    path = f"/api/public/bot/{bot_id}/import"
    for extra in ({}, {"importOptions": '{"settings": ["botSettings"]}'}):
        body = urlencode({**form, **extra}).encode()
        reply = await api.request("POST", path, headers=headers, body=body)
        assert reply.status == 200
        assert (await ended(api, app, reply))["status"] == "success"


@pytest.mark.parametrize("field", ["bot_definition", "config_info"])
async def test_definition_and_config_are_needed_and_must_be_known(sqlite_api: API, field: str) -> None:
    app = await make_app(sqlite_api, await make_person(sqlite_api))
    bot_id = (await import_as_new(sqlite_api, app, small()))["streamId"]
    files = await uploaded(sqlite_api, app, small())
    given = {name: value for name, value in files.items() if name not in (field, "icon")}
    operation = "import-bot-into-an-existing-bot"
    assert (await sqlite_api.call(operation, app=app, bot_id=bot_id, **given)).error == INVALID
    values: list[Any] = [None, 7, [], {}, "", "abcd", "0" * 24]
    replies = [await sqlite_api.call(operation, app=app, bot_id=bot_id, **{**given, field: value}) for value in values]
    assert [reply.error for reply in replies] == [INVALID] * 5 + [NO_FILE] * 2


async def test_an_old_universal_bot_is_refused_with_422(api: API) -> None:
    app = await make_app(api, await make_person(api))
    bot_id = (await import_as_new(api, app, small()))["streamId"]
    old = {**json.loads(small()["botDefinition.json"]), "type": "universalbot", "universalBotVersion": 1}
    files = await uploaded(api, app, {**small(), "botDefinition.json": json.dumps(old).encode()})
    del files["icon"]
    reply = await api.call("import-bot-into-an-existing-bot", app=app, bot_id=bot_id, **files)
    status, _, msg = reply.error
    assert status == 422
    assert msg.startswith("The file contains the definition of the Universal Bots built using an older version.")


async def test_a_broken_archive_leaves_the_bot_as_it_was(api: API) -> None:
    app = await make_app(api, await make_person(api))
    bot_id = (await import_as_new(api, app, small()))["streamId"]
    before = await opened(api, app, bot_id)
    files = await uploaded(api, app, {**small(), "botDefinition.json": b'{"_id": "st-'})
    del files["icon"]
    reply = await api.call("import-bot-into-an-existing-bot", app=app, bot_id=bot_id, **files)
    status = await ended(api, app, reply)
    assert status["status"] == "failure"
    failed, last = status["statusLogs"][-2:]
    assert "ends too early" in failed["message"]
    assert (last["taskType"], last["status"]) == ("importBot", "failure")
    assert await opened(api, app, bot_id) == before
    assert len((await api.call("get-change-logs", app=app, bot_id=bot_id)).json) == 2


async def test_a_bot_deleted_before_the_work_fails_the_import(api: API) -> None:
    owner = await make_person(api)
    app = await make_app(api, owner)
    bot_id = (await import_as_new(api, app, small()))["streamId"]
    files = await uploaded(api, app, large())
    del files["icon"]
    reply, _ = await asyncio.gather(
        api.call("import-bot-into-an-existing-bot", app=app, bot_id=bot_id, **files),
        api.call("delete-builder-bot", by=owner, user_id=owner.user_id, bot_id=bot_id),
    )
    if reply.status == 200:
        assert (await ended(api, app, reply))["status"] in ("failure", "success")
    assert (await api.call("get-bots", app=app)).json["total"] == 0


async def test_imports_into_one_bot_at_once_lose_nothing_of_each_other(api: API) -> None:
    """Each brings one variable; in whatever order they are done, both are there afterwards."""
    app = await make_app(api, await make_person(api))
    bot_id = (await import_as_new(api, app, small()))["streamId"]
    asked = []
    for number in range(6):
        variable = {"key": f"v{number}", "value": "1", "variableType": "env", "vNameSpace": []}
        config = json.dumps({"name": "x", "envVariables": [variable]}).encode()
        files = await uploaded(api, app, {**small(), "config.json": config})
        del files["icon"]
        asked.append({**files, "import_options": {"settings": ["botVariables"]}})
    operation = "import-bot-into-an-existing-bot"
    replies = await asyncio.gather(*(api.call(operation, app=app, bot_id=bot_id, **one) for one in asked))
    states = [(await ended(api, app, reply))["status"] for reply in replies]
    assert states == ["success"] * 6
    variables = json.loads((await exported(api, app, bot_id))["config.json"])["envVariables"]
    assert sorted(variable["key"] for variable in variables) == ["v0", "v1", "v2", "v3", "v4", "v5"]


def zip_of(members: dict[str, bytes]) -> bytes:
    """An export archive of these members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


async def test_a_zip_is_taken_too_however_it_is_named(sqlite_api: API) -> None:
    api, app = sqlite_api, await make_app(sqlite_api, await make_person(sqlite_api))
    bot_id = (await import_as_new(api, app, large(), name="Mine"))["streamId"]
    for number, field in enumerate(("botDefinition", "zipInfo", "zipInfo")):
        script = f"call({number})".encode()
        zipped = await api.upload(app, zip_of({**small(), "f.js": script}), name="bot.zip", fileExtension="zip")
        body = {field: zipped, **({"uploadMode": "ZIP"} if number == 2 else {})}
        reply = await api.call("import-bot-into-an-existing-bot", app=app, bot_id=bot_id, body=body)
        assert (reply.status, reply.json["status"]) == (200, "pending")
        assert (await ended(api, app, reply))["status"] == "success"
        members = await exported(api, app, bot_id)
        assert json.loads(members["botDefinition.json"])["dialogs"] == []
        assert (members["icon.png"], members["f.js"]) == (small()["icon.png"], script)


async def test_a_zip_may_be_imported_in_part(sqlite_api: API) -> None:
    api, app = sqlite_api, await make_app(sqlite_api, await make_person(sqlite_api))
    bot_id = (await import_as_new(api, app, small()))["streamId"]
    body = {"zipInfo": await api.upload(app, zip_of(large())), "importOptions": {"settings": ["botVariables"]}}
    reply = await api.call("import-bot-into-an-existing-bot", app=app, bot_id=bot_id, body=body)
    assert (await ended(api, app, reply))["status"] == "success"
    members = await exported(api, app, bot_id)
    assert json.loads(members["botDefinition.json"])["dialogs"] == []
    assert len(json.loads(members["config.json"])["envVariables"]) == 44


async def test_half_of_an_archive_is_still_half(sqlite_api: API) -> None:
    api, app = sqlite_api, await make_app(sqlite_api, await make_person(sqlite_api))
    bot_id = (await import_as_new(api, app, small()))["streamId"]
    files = await uploaded(api, app, small())
    stranger = await make_app(api, await make_person(api))
    foreign = await api.upload(stranger, zip_of(small()))
    for body, error in (
        ({"botDefinition": files["bot_definition"]}, INVALID),
        ({"configInfo": files["config_info"]}, INVALID),
        ({"botDefinition": "0" * 24}, INVALID),
        ({"botDefinition": foreign}, INVALID),
        ({"uploadMode": "ZIP"}, INVALID),
        ({}, INVALID),
        ({"zipInfo": foreign}, NO_FILE),
        ({"botDefinition": files["bot_definition"], "configInfo": "0" * 24}, NO_FILE),
    ):
        reply = await api.call("import-bot-into-an-existing-bot", app=app, bot_id=bot_id, body=body)
        assert reply.error == error, body
