"""Versions of a bot: listed, fetched, put back."""

import io
import json
import zipfile
from typing import Any

import pytest

from korekit.catalog.planes import Plane, Role
from korekit.records.bot_versions import is_restored_unpublished
from tests.bots import small
from tests.bots.exporting import exported
from tests.bots.importing import import_as_new
from tests.platform import API, MadeApp, Person, add_member, make_app, make_bot, make_person

NOT_FOUND = (404, 404, "Not Found")


async def publish(api: API, app: MadeApp, bot_id: str, comment: str) -> None:
    api.clock.advance(1)
    await api.call("publish-bot", app=app, bot_id=bot_id, version_comment=comment)
    await api.wait("bot-publish-status", app=app, running=["inprogress"], bot_id=bot_id)


async def bring(api: API, app: MadeApp, bot_id: str, value: str) -> None:
    body = [{"key": "greeting", "value": value}]
    assert (await api.call("bot-variables-import", app=app, bot_id=bot_id, body=body)).status == 200


async def greeting(api: API, app: MadeApp, bot_id: str) -> str:
    ((found,),) = ([one["value"] for one in (await api.call("bot-variables-export", app=app, bot_id=bot_id)).json],)
    value: str = found
    return value


async def published_twice(api: API) -> tuple[Person, MadeApp, MadeApp, str]:
    """A bot whose greeting was `one`, then `two`, each published; its own app too."""
    owner = await make_person(api)
    app = await make_app(api, owner)
    bot_id = (await import_as_new(api, app, small()))["streamId"]
    own = await make_app(api, owner, plane=Plane.BOT, bot_id=bot_id)
    for value in ("one", "two"):
        await bring(api, own, bot_id, value)
        await publish(api, app, bot_id, f"says {value}")
    return owner, app, own, bot_id


async def test_every_publish_is_listed_newest_first(api: API) -> None:
    owner, app, _, bot_id = await published_twice(api)
    second, first = (await api.call("list-bot-versions", by=owner, bot_id=bot_id)).json
    size = first.pop("sizeBytes")
    assert first == {
        "number": 1,
        "comment": "says one",
        "publishedOn": "2026-11-24T06:00:01.000Z",
        "publishedBy": owner.email,
    }
    assert (second["number"], second["comment"]) == (2, "says two")
    latest = await exported(api, app, bot_id)
    # The archive is stored as it came; an export only completes it.
    assert 0.9 < size / sum(map(len, latest.values())) < 1.1
    page = await api.call("list-bot-versions", by=owner, bot_id=bot_id, limit=1, offset=1)
    assert [one["number"] for one in page.json] == [1]
    assert (await api.call("list-bot-versions", by=owner, bot_id=bot_id, offset=2**53)).json == []


async def test_each_version_is_fetched_as_it_was(api: API) -> None:
    owner, app, _, bot_id = await published_twice(api)
    values: list[str] = []
    members: dict[str, bytes] = {}
    for number in (1, 2):
        reply = await api.call("get-bot-version-archive", by=owner, bot_id=bot_id, number=number)
        assert (reply.status, reply.headers["content-type"]) == (200, "application/zip")
        with zipfile.ZipFile(io.BytesIO(reply.body)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        (variable,) = json.loads(members["config.json"])["envVariables"]
        values.append(variable["value"])
    assert values == ["one", "two"]
    assert members == await exported(api, app, bot_id, "published")


async def test_a_secured_variable_is_in_no_version(sqlite_api: API) -> None:
    owner, app, own, bot_id = await published_twice(sqlite_api)
    body = [{"key": "pass", "value": "hush", "isSecured": True}]
    await sqlite_api.call("bot-variables-import", app=own, bot_id=bot_id, body=body)
    await publish(sqlite_api, app, bot_id, "with a secret")
    reply = await sqlite_api.call("get-bot-version-archive", by=owner, bot_id=bot_id, number=3)
    with zipfile.ZipFile(io.BytesIO(reply.body)) as archive:
        config = archive.read("config.json")
    assert b'"pass"' in config
    assert b"hush" not in config


async def test_a_version_that_is_put_back_is_the_latest_definition(api: API) -> None:
    owner, app, own, bot_id = await published_twice(api)
    reply = await api.call("restore-bot-version", by=owner, bot_id=bot_id, number=1)
    assert (reply.json["number"], reply.json["comment"]) == (1, "says one")
    assert await greeting(api, own, bot_id) == "one"
    # What is published stays what it was until the next publish.
    (variable,) = json.loads((await exported(api, app, bot_id, "published"))["config.json"])["envVariables"]
    assert variable["value"] == "two"
    (bot,) = (await api.call("get-bots", app=app)).json["bots"]
    assert bot["status"] == "configured"
    log = (await api.call("get-change-logs", app=app, bot_id=bot_id)).json
    restored = next(entry for entry in log if entry["message"] == "BOT restored to version 1")
    assert (restored["resourceType"], restored["userId"]["emailId"]) == ("stream", owner.email)


async def test_a_bot_is_marked_until_it_is_published(api: API) -> None:
    owner, app, _, bot_id = await published_twice(api)
    database = api.platform.services.database
    assert not await is_restored_unpublished(database, bot_id)
    for number in (1, 2):
        await api.call("restore-bot-version", by=owner, bot_id=bot_id, number=number)
        assert await is_restored_unpublished(database, bot_id)
    await publish(api, app, bot_id, "again")
    assert not await is_restored_unpublished(database, bot_id)
    versions = (await api.call("list-bot-versions", by=owner, bot_id=bot_id)).json
    assert [one["number"] for one in versions] == [3, 2, 1]


async def test_versions_share_what_is_the_same(sqlite_api: API) -> None:
    owner, app, _, bot_id = await published_twice(sqlite_api)
    blobs = sqlite_api.platform.services.blobs

    def count() -> int:
        return sum(path.is_file() for path in blobs.path("0" * 64).parents[1].rglob("*"))

    before = count()
    for number in (1, 2, 1):
        await sqlite_api.call("restore-bot-version", by=owner, bot_id=bot_id, number=number)
        await publish(sqlite_api, app, bot_id, "again")
    assert count() == before


async def test_a_bot_that_was_never_filled_has_versions_too(sqlite_api: API) -> None:
    owner = await make_person(sqlite_api)
    app, bot_id = await make_app(sqlite_api, owner), await make_bot(sqlite_api, owner)
    assert (await sqlite_api.call("list-bot-versions", by=owner, bot_id=bot_id)).json == []
    await publish(sqlite_api, app, bot_id, "")
    (only,) = (await sqlite_api.call("list-bot-versions", by=owner, bot_id=bot_id)).json
    assert (only["comment"], only["sizeBytes"] > 3000) == ("", True)
    own = await make_app(sqlite_api, owner, plane=Plane.BOT, bot_id=bot_id)
    await bring(sqlite_api, own, bot_id, "x")
    assert (await sqlite_api.call("restore-bot-version", by=owner, bot_id=bot_id, number=1)).status == 200
    assert (await sqlite_api.call("bot-variables-export", app=own, bot_id=bot_id)).json == []


@pytest.mark.parametrize("number", [0, 3, 999999999999999999])
async def test_there_is_no_such_version(sqlite_api: API, number: int) -> None:
    owner, _, _, bot_id = await published_twice(sqlite_api)
    for operation in ("get-bot-version-archive", "restore-bot-version"):
        reply = await sqlite_api.call(operation, by=owner, bot_id=bot_id, number=number)
        assert reply.error == NOT_FOUND


@pytest.mark.parametrize("number", ["x", "-1", "1.0", "1e3", "9" * 19, "²", "%00"])
async def test_what_is_no_number_is_no_version(sqlite_api: API, number: str) -> None:
    owner = await make_person(sqlite_api)
    bot_id = await make_bot(sqlite_api, owner)
    for operation in ("get-bot-version-archive", "restore-bot-version"):
        reply = await sqlite_api.call(operation, by=owner, bot_id=bot_id, number=number)
        assert reply.error == NOT_FOUND


async def test_versions_of_other_accounts_are_not_found(api: API) -> None:
    _, _, _, bot_id = await published_twice(api)
    stranger = await make_person(api)
    more: list[tuple[str, dict[str, Any]]] = [
        ("list-bot-versions", {}),
        ("get-bot-version-archive", {"number": 1}),
        ("restore-bot-version", {"number": 1}),
    ]
    for operation, values in more:
        assert (await api.call(operation, by=stranger, bot_id=bot_id, **values)).error == NOT_FOUND


async def test_a_viewer_may_list_but_neither_fetch_nor_put_back(sqlite_api: API) -> None:
    owner, _, _, bot_id = await published_twice(sqlite_api)
    viewer = await make_person(sqlite_api)
    await add_member(sqlite_api, viewer, owner.account, Role.VIEWER)
    headers = viewer.headers(owner.account.account_id)
    root = f"/api/korekit/bots/{bot_id}/versions"
    assert (await sqlite_api.request("GET", root, headers=headers)).status == 200
    assert (await sqlite_api.request("GET", f"{root}/1/archive", headers=headers)).status == 403
    assert (await sqlite_api.request("POST", f"{root}/1/restore", headers=headers)).status == 403


async def test_no_import_is_taken_until_the_bot_is_published(sqlite_api: API) -> None:
    owner, app, _, bot_id = await published_twice(sqlite_api)
    await sqlite_api.call("restore-bot-version", by=owner, bot_id=bot_id, number=1)
    files: dict[str, Any] = {
        "bot_definition": await sqlite_api.upload(app, small()["botDefinition.json"]),
        "config_info": await sqlite_api.upload(app, small()["config.json"]),
    }

    async def state() -> str:
        reply = await sqlite_api.call("import-bot-into-an-existing-bot", app=app, bot_id=bot_id, **files)
        request_id = reply.json["_id"]
        status = await sqlite_api.wait("bot-import-status", app=app, running=["pending"], request_id=request_id)
        found: str = status["status"]
        return found

    assert (await state()).startswith("fail")
    await publish(sqlite_api, app, bot_id, "again")
    assert await state() == "success"


async def test_an_archive_that_was_fetched_leaves_no_file_behind(sqlite_api: API) -> None:
    owner, _, _, bot_id = await published_twice(sqlite_api)
    folder = sqlite_api.platform.settings.data

    def files() -> set[str]:
        return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}

    before = files()
    first, second = [
        await sqlite_api.call("get-bot-version-archive", by=owner, bot_id=bot_id, number=1) for _ in range(2)
    ]
    assert first.body[:2] == b"PK"
    assert first.body == second.body
    assert files() == before
