"""Putting function scripts into a bot.

Source: contract, bot-definition.yaml import-bot-functions.
"""

import asyncio
from typing import Any

import pytest

from korekit.archive import Limits
from tests.bots import small
from tests.bots.exporting import exported
from tests.bots.importing import import_as_new
from tests.platform import API, MadeApp, Reply, iso_now, make_app, make_bot, make_person

INVALID = (412, 412, "Validation errors/ Invalid arguments")
NO_FILE = (400, 400, "Invalid file id")
SCRIPT = b"function hello() { return 'hi'; }"


async def put(api: API, app: MadeApp, bot_id: str, body: Any) -> Reply:
    """Import functions by the body as it goes over the wire."""
    return await api.call("import-bot-functions", app=app, bot_id=bot_id, body=body)


async def scripts_of(api: API, app: MadeApp, bot_id: str) -> dict[str, bytes]:
    """The scripts of a bot, as an export gives them."""
    members = await exported(api, app, bot_id)
    return {name: content for name, content in members.items() if name.endswith(".js")}


async def test_a_script_is_put_into_the_bot_at_once(api: API) -> None:
    owner = await make_person(api)
    app = await make_app(api, owner)
    bot_id = (await import_as_new(api, app, small()))["streamId"]
    file_id = await api.upload(app, SCRIPT, name="whatever.js", fileExtension="js")
    reply = await put(api, app, bot_id, [{"fileName": "BotFunctions.js", "fileId": file_id}])
    assert reply.status == 200
    answer = reply.json
    assert len(answer.pop("_id")) == 24
    assert answer == {
        "requestType": "BotImport",
        "status": "Success",
        "createdOn": iso_now(api),
        "createdBy": owner.user_id,
        "__v": 0,
        "fileId": file_id,
        "fileName": "BotFunctions.js",
    }
    assert await scripts_of(api, app, bot_id) == {"BotFunctions.js": SCRIPT}
    newest = (await api.call("get-change-logs", app=app, bot_id=bot_id)).json[0]
    assert (newest["resourceType"], newest["message"]) == ("stream", "Bot updated")
    assert newest["userId"]["emailId"] == owner.email


async def test_one_of_the_same_name_is_replaced_and_others_stay(api: API) -> None:
    app = await make_app(api, await make_person(api))
    bot_id = (await import_as_new(api, app, {**small(), "a.js": b"1", "b.js": b"2"}))["streamId"]
    files = [await api.upload(app, content, name="f.js") for content in (b"3", b"4")]
    body = [{"fileName": "b.js", "fileId": files[0]}, {"fileName": "Ümlaut functions", "fileId": files[1]}]
    assert (await put(api, app, bot_id, body)).json["fileName"] == "b.js"
    assert await scripts_of(api, app, bot_id) == {"a.js": b"1", "b.js": b"3", "Ümlaut functions.js": b"4"}


async def test_a_bot_that_was_never_filled_gets_scripts_too(api: API) -> None:
    owner = await make_person(api)
    app, bot_id = await make_app(api, owner), await make_bot(api, owner, name="Empty")
    file_id = await api.upload(app, SCRIPT)
    assert (await put(api, app, bot_id, [{"fileName": "f.js", "fileId": file_id}])).status == 200
    assert await scripts_of(api, app, bot_id) == {"f.js": SCRIPT}


async def test_an_unknown_file_changes_nothing(api: API) -> None:
    app, stranger = await make_app(api, await make_person(api)), await make_app(api, await make_person(api))
    bot_id = (await import_as_new(api, app, small()))["streamId"]
    own, foreign = await api.upload(app, SCRIPT), await api.upload(stranger, SCRIPT)
    for unknown in ("abcd", "0" * 24, foreign, ""):
        body = [{"fileName": "f.js", "fileId": own}, {"fileName": "g.js", "fileId": unknown}]
        assert (await put(api, app, bot_id, body)).error == NO_FILE, unknown
    assert await scripts_of(api, app, bot_id) == {}
    assert len((await api.call("get-change-logs", app=app, bot_id=bot_id)).json) == 2


@pytest.mark.parametrize(
    "body",
    [
        [],
        {},
        None,
        "x",
        [{}],
        [{"fileName": "f.js"}],
        [{"fileId": "F"}],
        [{"fileName": None, "fileId": "F"}],
        [{"fileName": "../f.js", "fileId": "F"}],
        [{"fileName": "a/f.js", "fileId": "F"}],
        [{"fileName": "", "fileId": "F"}],
        [{"fileName": "a\n.js", "fileId": "F"}],
        [{"fileName": "x" * 300, "fileId": "F"}],
        [5],
    ],
    ids=ascii,
)
async def test_a_body_that_names_no_files_or_odd_ones_is_refused(sqlite_api: API, body: Any) -> None:
    owner = await make_person(sqlite_api)
    app, bot_id = await make_app(sqlite_api, owner), await make_bot(sqlite_api, owner)
    assert (await put(sqlite_api, app, bot_id, body)).error == INVALID


async def test_no_more_scripts_than_an_archive_may_have(sqlite_api: API) -> None:
    app = await make_app(sqlite_api, await make_person(sqlite_api))
    bot_id = (await import_as_new(sqlite_api, app, small()))["streamId"]
    file_id = await sqlite_api.upload(app, SCRIPT)
    body = [{"fileName": f"{number}.js", "fileId": file_id} for number in range(98)]
    assert (await put(sqlite_api, app, bot_id, body)).error == INVALID
    assert (await put(sqlite_api, app, bot_id, body[:97])).status == 200
    assert len(await exported(sqlite_api, app, bot_id)) == Limits().members == 100


async def test_scripts_put_at_once_are_all_there(api: API) -> None:
    app = await make_app(api, await make_person(api))
    bot_id = (await import_as_new(api, app, small()))["streamId"]
    file_id = await api.upload(app, SCRIPT)
    bodies = [[{"fileName": f"{number}.js", "fileId": file_id}] for number in range(8)]
    replies = await asyncio.gather(*(put(api, app, bot_id, body) for body in bodies))
    assert {reply.status for reply in replies} == {200}
    assert len(await scripts_of(api, app, bot_id)) == 8
