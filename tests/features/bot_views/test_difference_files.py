"""Differences as files: the words of the command line, and no secured value."""

import json
from typing import Any

from korekit.catalog.channel_types import CHANNEL_TYPES
from tests.bots import small
from tests.console.bot_files import import_small, publish_as, say, zip_of
from tests.platform import API, make_app, make_bot, make_person

NOT_FOUND = (404, 404, "Not Found")


async def test_a_difference_is_told_in_three_forms(api: API) -> None:
    ann = await make_person(api)
    bot_id = await import_small(api, ann, name="Desk")
    await say(api, ann, bot_id, "Ahoy")
    await publish_as(api, ann, bot_id, "two")
    files = {}
    for form in ("markdown", "text", "json"):
        reply = await api.call("get-difference-file", by=ann, bot_id=bot_id, form=form, old=1, new=2)
        assert reply.status == 200, reply.body
        files[form] = (reply.headers["content-disposition"], reply.body.decode())
        assert "made-up-secret-42" not in files[form][1]
    assert files["markdown"] == (
        'attachment; filename="Desk version 1 to version 2.md"',
        "### Desk: 1 change from version 1 to version 2\n\n| | added | removed | changed | renamed |\n"
        "| --- | ---: | ---: | ---: | ---: |\n| environment variable |  |  | 1 |  |\n\n#### Environment variables\n\n"
        "- changed: environment variable `greeting`\n  - `Welcome aboard` → `Ahoy`\n",
    )
    assert files["text"][1] == (
        "Desk: 1 change from version 1 to version 2\n  environment variable  1 changed\n\nEnvironment variables\n"
        "  ~ greeting: Welcome aboard → Ahoy\n"
    )
    document: Any = json.loads(files["json"][1])
    assert document["old"] == {"from": "version 1", "name": "Desk", "botId": bot_id}
    assert document["counts"] == {"environment-variable": {"changed": 1}}
    same = await api.call("get-difference-file", by=ann, bot_id=bot_id, form="json", old=2)
    assert same.json["isSame"] is True
    assert (await api.call("get-difference-file", by=ann, bot_id=bot_id, old=9)).error == NOT_FOUND


async def test_a_plan_is_a_file_and_changes_nothing(api: API) -> None:
    ann, eve = await make_person(api), await make_person(api)
    app = await make_app(api, ann)
    bot_id = await import_small(api, ann, name="Desk")
    variables = [
        {"key": "greeting", "value": "Ahoy", "variableType": "env"},
        {"key": "apiToken", "value": "made-up-secret-43", "variableType": "env", "isSecured": True},
    ]
    config = {"name": "Desk", "envVariables": variables}
    file_id = await api.upload(app, zip_of({**small(), "config.json": json.dumps(config).encode()}), name="desk.zip")
    values: dict[str, Any] = {"bot_id": bot_id, "file_id": file_id, "import_options": {"settings": ["botVariables"]}}
    reply = await api.call("get-import-plan-file", by=ann, **values)
    text = reply.body.decode()
    assert text.startswith("### Desk: 2 changes by an import of desk.zip\n")
    assert "`Welcome aboard` → `Ahoy`" in text
    assert "made-up-secret" not in text
    assert (await api.call("get-difference-file", by=ann, bot_id=bot_id, form="json", old=1)).json["isSame"] is True
    broken = await api.upload(app, b"no zip")
    assert (await api.call("get-import-plan-file", by=ann, bot_id=bot_id, file_id=broken)).status == 412
    other = await make_bot(api, eve)
    assert (await api.call("get-import-plan-file", by=eve, bot_id=other, file_id=file_id)).error == NOT_FOUND


async def test_credentials_of_a_channel_that_a_file_holds_are_in_no_form(sqlite_api: API) -> None:
    ann = await make_person(sqlite_api)
    app = await make_app(sqlite_api, ann)
    bot_id = await import_small(sqlite_api, ann, name="Desk")
    definition = json.loads(small()["botDefinition.json"])
    definition["channels"] = [
        {"type": one.type, "enable": True, **{name: f"hush-{name}" for name in one.secrets}} for one in CHANNEL_TYPES
    ]
    file = zip_of({**small(), "botDefinition.json": json.dumps(definition).encode()})
    file_id = await sqlite_api.upload(app, file, name="desk.zip")
    for form in ("markdown", "text", "json"):
        reply = await sqlite_api.call("get-import-plan-file", by=ann, bot_id=bot_id, file_id=file_id, form=form)
        assert "channels" in reply.body.decode()
        assert "hush" not in reply.body.decode()
