"""What an import does once it was accepted: all of it, or nothing with a reason.

Source: contract, export-archive.md, bot-definition.yaml bot-import-status and get-change-logs.
"""

import io
import json
import re
import zipfile
from typing import Any

from tests.bots import large, small
from tests.bots.comparing import differences
from tests.bots.exporting import exported
from tests.bots.importing import import_as_new, uploaded
from tests.platform import API, MadeApp, make_app, make_person


def definition_of(members: dict[str, bytes]) -> dict[str, Any]:
    """The definition, opened."""
    opened: dict[str, Any] = json.loads(members["botDefinition.json"])
    return opened


def changed(**parts: Any) -> bytes:
    """The small bot's definition with other parts; `None` leaves one out."""
    definition = {**definition_of(small()), **parts}
    return json.dumps({key: value for key, value in definition.items() if value is not None}).encode()


async def all_logs(api: API, app: MadeApp, bot_id: str) -> list[dict[str, Any]]:
    """The whole change log, newest first."""
    found: list[dict[str, Any]] = []
    for page_number in range(100):
        page = (await api.call("get-change-logs", app=app, bot_id=bot_id, offset=page_number)).json
        found += page
        if len(page) < 50:
            break
    return found


async def test_a_small_bot_comes_back_as_it_went_in(api: API) -> None:
    app = await make_app(api, await make_person(api))
    status = await import_as_new(api, app, small())
    members = await exported(api, app, status["streamId"])
    assert list(members) == ["botDefinition.json", "config.json", "icon.png"]
    definition = definition_of(members)
    # The record of what the export was asked for is the export's own.
    options = definition.pop("exportOptions")
    original = definition_of(small())
    del original["exportOptions"]
    assert differences(original, definition) == []
    assert options["tasks"] == ["botTask", "knowledgeGraph", "smallTalk", "forms"]
    assert definition["_id"] == status["streamId"] != original["_id"]
    assert definition["refId"] == original["refId"] == status["streamRefId"]
    assert members["config.json"] == small()["config.json"]
    assert members["icon.png"] == small()["icon.png"]


async def test_a_large_bot_comes_back_with_every_reference_in_place(api: API) -> None:
    """Its states are those of a published export, so it is published before it is exported as such."""
    app = await make_app(api, await make_person(api))
    functions = {"b.js": b"two()", "a.js": b"one()"}
    bot_id = (await import_as_new(api, app, {**large(), **functions}))["streamId"]
    await api.call("publish-bot", app=app, bot_id=bot_id, version_comment="1")
    await api.wait("bot-publish-status", app=app, running=["inprogress"], bot_id=bot_id)
    members = await exported(api, app, bot_id, "published")
    assert list(members) == ["botDefinition.json", "config.json", "icon.png", "b.js", "a.js"]
    original, definition = definition_of(large()), definition_of(members)
    del original["exportOptions"], definition["exportOptions"]
    assert differences(original, definition) == []
    assert differences(json.loads(large()["config.json"]), json.loads(members["config.json"])) == []
    assert (members["a.js"], members["b.js"]) == (b"one()", b"two()")


async def test_an_exported_bot_can_be_imported_again_and_is_the_same(api: API) -> None:
    app = await make_app(api, await make_person(api))
    first = await exported(api, app, (await import_as_new(api, app, large()))["streamId"])
    second = await exported(api, app, (await import_as_new(api, app, first))["streamId"])
    assert differences(definition_of(first), definition_of(second)) == []
    # Every part has a new id, and none is left of the bot it came from.
    old_ids, new_ids = [
        set(re.findall(rb'"_id": "([a-z]+-[^"]+)"', members["botDefinition.json"])) for members in (first, second)
    ]
    assert len(old_ids) > 500
    assert old_ids & new_ids == set()


async def test_the_change_log_tells_of_the_import_and_of_each_task(api: API) -> None:
    owner = await make_person(api)
    app = await make_app(api, owner)
    status = await import_as_new(api, app, large())
    logs = await all_logs(api, app, status["streamId"])
    # The bot, 70 dialogs, one knowledge graph, the import itself.
    assert len(logs) == 73
    assert (logs[0]["resourceType"], logs[0]["resourceId"]) == ("Import", status["_id"])
    assert logs[0]["message"] == "Import request completed"
    assert (logs[-1]["resourceType"], logs[-1]["message"]) == ("stream", "Saved BOT")
    assert logs[-1]["resourceId"] == status["streamId"]
    assert [row["resourceType"] for row in logs[2:-1]] == ["dialog"] * 70
    assert {row["resourceId"][:3] for row in logs[2:-1]} == {"dg-"}
    assert logs[-2]["message"] == "Created Dialog flight status tic"
    assert re.fullmatch("[0-9a-f]{24}", logs[1]["resourceId"])
    assert {row["streamId"] for row in logs} == {status["streamId"]}
    assert {row["userId"]["emailId"] for row in logs} == {owner.email}


LOST = "dc-00000000-0000-5000-8000-000000000000"
DEFINITION, VARIABLES = "Bot Definition", "BotVariables"
BROKEN: dict[str, tuple[dict[str, bytes], str, str]] = {
    "no JSON": ({"botDefinition.json": b"{]"}, "botDefinition.json", DEFINITION),
    "empty": ({"botDefinition.json": b""}, "botDefinition.json", DEFINITION),
    "an array": ({"botDefinition.json": b"[]"}, "botDefinition.json", DEFINITION),
    "UTF-16": ({"botDefinition.json": "{}".encode("utf-16")}, "botDefinition.json", DEFINITION),
    "too deep": ({"botDefinition.json": b"[" * 100_000 + b"]" * 100_000}, "botDefinition.json", DEFINITION),
    "deep inside": (
        {"botDefinition.json": changed(traits="?").replace(b'"?"', b"[" * 9000 + b"]" * 9000)},
        "nested too deep",
        DEFINITION,
    ),
    "no id": ({"botDefinition.json": changed(_id=None)}, "$._id", DEFINITION),
    "another kind of id": ({"botDefinition.json": changed(_id="u-1")}, "$._id", DEFINITION),
    "no dialogs": ({"botDefinition.json": changed(dialogs=None)}, "$.dialogs", DEFINITION),
    "dialogs of a wrong type": ({"botDefinition.json": changed(dialogs={"a": 1})}, "$.dialogs", DEFINITION),
    "a lost reference": (
        {"botDefinition.json": changed(sentences=[{"taskId": LOST, "sentence": "hi"}])},
        "taskId",
        "Utterences",
    ),
    "no config": ({"config.json": b"null"}, "config.json", DEFINITION),
    "a config of another tool": ({"config.json": b'{"dev": {}, "prod": {}}'}, "config.json", DEFINITION),
    "a name with NUL": ({"config.json": b'{"name": "a\\u0000b", "envVariables": []}'}, "$.name", DEFINITION),
    "a variable without key": (
        {"config.json": b'{"name": "a", "envVariables": [{"value": "x"}]}'},
        "envVariables",
        VARIABLES,
    ),
}


async def test_a_broken_archive_fails_with_a_reason_and_leaves_nothing(api: API) -> None:
    app = await make_app(api, await make_person(api))
    for kind, (members, place, component) in BROKEN.items():
        files = await uploaded(api, app, {**small(), **members})
        asked = await api.call("import-bot-as-new-bot", app=app, **files, name="Broken")
        assert asked.status == 200, kind
        status = await api.wait("bot-import-status", app=app, running=["pending"], request_id=asked.json["_id"])
        assert status["status"] == "failure", kind
        first, *before, failed, last = status["statusLogs"]
        assert first == {"taskType": "importRequest", "taskName": "Broken", "status": "success"}
        assert {row["status"] for row in before} <= {"success"}
        assert (failed["taskType"], failed["status"]) == (component, "failure"), kind
        assert place in failed["message"], kind
        assert last == {"taskType": "importBot", "taskName": "Broken", "status": "failure"}
        assert "streamId" not in status
        # For the rate limit of an account.
        api.clock.advance(20)
    assert (await api.call("get-bots", app=app)).json == {"total": 0, "availableMore": False, "bots": []}


def zip_of(*entries: tuple[str, bytes]) -> bytes:
    """A zip of these members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return file.getvalue()


async def test_a_row_of_an_archive_without_a_name_has_an_empty_one(sqlite_api: API) -> None:
    """Clients read the name of the first row, whatever was sent."""
    app = await make_app(sqlite_api, await make_person(sqlite_api))
    files = await uploaded(sqlite_api, app, {**small(), "config.json": b"null"})
    asked = await sqlite_api.call("import-bot-as-new-bot", app=app, **files)
    assert asked.json["statusLogs"] == [{"taskType": "importRequest", "taskName": "", "status": "success"}]


ZIPS: dict[str, bytes] = {
    "no zip": b"PK\x03\x04 and no more",
    "empty": b"",
    "a zip of nothing": zip_of(),
    "no config": zip_of(("botDefinition.json", small()["botDefinition.json"])),
    "a path out": zip_of(*small().items(), ("../../evil.js", b"x")),
    "an absolute path": zip_of(*small().items(), ("/etc/evil.js", b"x")),
    "a bomb": zip_of(("config.json", small()["config.json"]), ("botDefinition.json", b" " * 50_000_000)),
    "cut off": zip_of(*small().items())[:-30],
}


async def test_a_hostile_zip_fails_with_a_reason_and_leaves_nothing(sqlite_api: API) -> None:
    api, app = sqlite_api, await make_app(sqlite_api, await make_person(sqlite_api))
    for kind, content in ZIPS.items():
        file_id = await api.upload(app, content)
        asked = await api.call("import-bot-as-new-bot", app=app, zip_info=file_id, upload_mode="ZIP")
        assert asked.status == 200, kind
        status = await api.wait("bot-import-status", app=app, running=["pending"], request_id=asked.json["_id"])
        assert status["status"] == "failure", kind
        assert [row["status"] for row in status["statusLogs"]] == ["success", "failure", "failure"]
        assert status["statusLogs"][1]["message"], kind
    assert (await api.call("get-bots", app=app)).json["total"] == 0
    assert not list(api.platform.settings.data.parent.rglob("evil*"))


async def test_a_reason_shows_no_value_of_the_file(api: API) -> None:
    app = await make_app(api, await make_person(api))
    config = b'{"name": "a", "envVariables": [{"value": "hunter2-very-secret", "isSecured": true}]}'
    files = await uploaded(api, app, {**small(), "config.json": config})
    asked = await api.call("import-bot-as-new-bot", app=app, **files)
    status = await api.wait("bot-import-status", app=app, running=["pending"], request_id=asked.json["_id"])
    assert status["status"] == "failure"
    assert "hunter2" not in json.dumps(status)
