"""Asking for an import as a new bot: what is taken, what is refused at once.

Source: contract, observed-errors.md 2.1, bot-definition.yaml import-bot-as-new-bot.
"""

import io
import json
import zipfile
from typing import Any
from urllib.parse import urlencode

from tests.bots import small
from tests.bots.exporting import exported
from tests.bots.importing import import_as_new, uploaded
from tests.platform import API, MadeApp, make_app, make_person

INVALID = (412, 412, "Validation errors/ Invalid arguments")
NO_FILE = (400, 400, "Invalid file id")
BUILT_IN_ICON = "5fcb2ebfbbab2c550c2b1707"
OLD_UNIVERSAL = (
    "The file contains the definition of the Universal Bots built using an older version. "
    "This version is no longer supported and the file cannot be imported."
)


async def make_scene(api: API) -> tuple[MadeApp, dict[str, Any]]:
    """An app, and the file ids of a good import."""
    app = await make_app(api, await make_person(api))
    return app, await uploaded(api, app, {**small(), "functions.js": b"function f() {}"})


async def names_of_bots(api: API, app: MadeApp) -> list[str]:
    """The names of the account's bots, in the order of their making."""
    return [bot["name"] for bot in (await api.call("get-bots", app=app)).json["bots"]]


def old_universal() -> bytes:
    """A definition of the kind that no import takes any more."""
    definition = json.loads(small()["botDefinition.json"])
    return json.dumps({**definition, "type": "universalbot", "universalBotVersion": 1}).encode()


async def test_functions_may_be_absent(api: API) -> None:
    app, files = await make_scene(api)
    del files["bot_functions"]
    assert (await api.call("import-bot-as-new-bot", app=app, **files)).status == 200


async def test_definition_config_and_icon_may_not(sqlite_api: API) -> None:
    app, files = await make_scene(sqlite_api)
    needed = ["bot_definition", "config_info", "icon"]
    present = [{*needed} - {one} for one in needed] + [{one} for one in [*needed, "bot_functions"]] + [set[str]()]
    for names in present:
        given = {name: file_id for name, file_id in files.items() if name in names}
        assert (await sqlite_api.call("import-bot-as-new-bot", app=app, **given)).error == INVALID, names


async def test_an_unknown_file_is_refused_at_once(api: API) -> None:
    app, files = await make_scene(api)
    for file_id in ("korewerd", "abcd", "0" * 24, "a\x00b", "x" * 5000, "\u20ac"):
        for field in ("bot_definition", "config_info", "icon", "bot_functions"):
            value = [file_id] if field == "bot_functions" else file_id
            reply = await api.call("import-bot-as-new-bot", app=app, **{**files, field: value})
            assert reply.error == NO_FILE, (field, file_id[:30])
    assert await names_of_bots(api, app) == []


async def test_a_file_of_another_account_is_as_unknown_as_any(api: API) -> None:
    app, files = await make_scene(api)
    stranger = await make_app(api, await make_person(api))
    foreign = await uploaded(api, stranger, small())
    refused = [
        await api.call("import-bot-as-new-bot", app=app, **{**files, "bot_definition": file_id})
        for file_id in (foreign["bot_definition"], "0" * 24)
    ]
    assert [reply.error for reply in refused] == [NO_FILE, NO_FILE]
    assert refused[0].body == refused[1].body


async def test_the_built_in_icon_needs_no_upload(api: API) -> None:
    app, files = await make_scene(api)
    reply = await api.call("import-bot-as-new-bot", app=app, **{**files, "icon": BUILT_IN_ICON})
    status = await api.wait("bot-import-status", app=app, running=["pending"], request_id=reply.json["_id"])
    assert status["status"] == "success"
    (bot,) = (await api.call("get-bots", app=app)).json["bots"]
    assert bot["icon"] == BUILT_IN_ICON
    members = await exported(api, app, status["streamId"])
    assert members["icon.png"].startswith(b"\x89PNG")


async def test_an_uploaded_icon_is_shown_by_its_id_and_comes_back(api: API) -> None:
    app, files = await make_scene(api)
    status = await import_as_new(api, app, small())
    (bot,) = (await api.call("get-bots", app=app)).json["bots"]
    assert bot["icon"] not in (BUILT_IN_ICON, files["icon"])
    assert (await exported(api, app, status["streamId"]))["icon.png"] == small()["icon.png"]


async def test_an_old_universal_bot_is_refused_with_its_text(api: API) -> None:
    app, files = await make_scene(api)
    files["bot_definition"] = await api.upload(app, old_universal())
    reply = await api.call("import-bot-as-new-bot", app=app, **files)
    assert reply.error == (400, 400, OLD_UNIVERSAL)
    assert await names_of_bots(api, app) == []


async def test_a_bot_keeps_its_archives_name_or_gets_the_asked_one(api: API) -> None:
    app, _ = await make_scene(api)
    await import_as_new(api, app, small())
    api.clock.advance(1)
    status = await import_as_new(api, app, small(), name="Paket 📦", purpose="employee")
    assert await names_of_bots(api, app) == ["TestBot1", "Paket 📦"]
    assert {row["taskName"] for row in status["statusLogs"][:2]} == {"Paket 📦"}
    bots = (await api.call("get-bots", app=app)).json["bots"]
    assert [bot["purpose"] for bot in bots] == ["customer", "employee"]


async def test_names_need_not_be_unique(api: API) -> None:
    app, _ = await make_scene(api)
    first, second = [await import_as_new(api, app, small()) for _ in range(2)]
    assert first["streamId"] != second["streamId"]
    assert await names_of_bots(api, app) == ["TestBot1", "TestBot1"]


async def test_unknown_keys_and_nulls_are_tolerated(api: API) -> None:
    app, files = await make_scene(api)
    body = {
        "uploadMode": "JSON",
        "botDefinition": files["bot_definition"],
        "configInfo": files["config_info"],
        "icon": files["icon"],
        "botFunctions": None,
        "zipInfo": None,
        "name": None,
        "color": "#009dab",
    }
    assert (await api.call("import-bot-as-new-bot", app=app, body=body)).status == 200


async def test_a_form_encoded_body_with_one_function_is_taken(api: API) -> None:
    app, files = await make_scene(api)
    form = {
        "botDefinition": files["bot_definition"],
        "configInfo": files["config_info"],
        "icon": files["icon"],
        "botFunctions": files["bot_functions"][0],
        "name": "By form ü",
    }
    headers = {"auth": app.token(api.clock), "content-type": "application/x-www-form-urlencoded"}
    body = urlencode(form).encode()
    reply = await api.request("POST", "/api/public/bot/import", headers=headers, body=body)
    assert reply.status == 200
    status = await api.wait("bot-import-status", app=app, running=["pending"], request_id=reply.json["_id"])
    assert status["status"] == "success"
    assert await names_of_bots(api, app) == ["By form ü"]
    assert "BotFunctions" in [row["taskType"] for row in status["statusLogs"]]


async def test_a_form_without_its_fields_is_refused(sqlite_api: API) -> None:
    app, _ = await make_scene(sqlite_api)
    headers = {"auth": app.token(sqlite_api.clock), "content-type": "application/x-www-form-urlencoded"}
    for body in (b"", b"name=x", b"%ff=%ff", b"a=1&" * 1000, b"icon=a&icon=b"):
        reply = await sqlite_api.request("POST", "/api/public/bot/import", headers=headers, body=body)
        assert reply.error == INVALID, body[:20]


def zipped(members: dict[str, bytes]) -> bytes:
    """The members as an export zip."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


async def test_a_zip_is_imported_whole(api: API) -> None:
    app, _ = await make_scene(api)
    file_id = await api.upload(app, zipped({**small(), "functions.js": b"f()"}), name="export.zip")
    modes: list[dict[str, Any]] = [{"upload_mode": "ZIP"}, {"upload_mode": "zip"}, {}]
    for mode in modes:
        reply = await api.call("import-bot-as-new-bot", app=app, zip_info=file_id, name="Zipped", **mode)
        assert reply.json["statusLogs"] == [{"taskType": "importRequest", "taskName": "Zipped", "status": "success"}]
        status = await api.wait("bot-import-status", app=app, running=["pending"], request_id=reply.json["_id"])
        assert status["status"] == "success"
        members = await exported(api, app, status["streamId"])
        assert list(members) == ["botDefinition.json", "config.json", "icon.png", "functions.js"]
        assert members["icon.png"] == small()["icon.png"]
        assert members["functions.js"] == b"f()"


async def test_zip_mode_needs_its_zip(api: API) -> None:
    app, files = await make_scene(api)
    without = await api.call("import-bot-as-new-bot", app=app, **files, upload_mode="ZIP")
    assert without.error == INVALID
    unknown = await api.call("import-bot-as-new-bot", app=app, zip_info="0" * 24, upload_mode="ZIP")
    assert unknown.error == NO_FILE


async def test_an_old_universal_bot_in_a_zip_is_refused_too(api: API) -> None:
    app, _ = await make_scene(api)
    file_id = await api.upload(app, zipped({**small(), "botDefinition.json": old_universal()}))
    reply = await api.call("import-bot-as-new-bot", app=app, zip_info=file_id, upload_mode="ZIP")
    assert reply.error == (400, 400, OLD_UNIVERSAL)
