"""A bot at a glance: what it has, and what was last done with it."""

from typing import Any

from tests.bots import large, small
from tests.bots.importing import import_as_new
from tests.platform import API, make_app, make_bot, make_person


async def test_a_bot_that_was_imported_and_published_is_told_at_a_glance(api: API) -> None:
    ann = await make_person(api)
    app = await make_app(api, ann)
    bot_id = (await import_as_new(api, app, small()))["streamId"]
    await api.call("publish-bot", app=app, bot_id=bot_id, version_comment="one")
    await api.wait("bot-publish-status", app=app, running=["inprogress"], bot_id=bot_id)
    seen: Any = (await api.call("get-bot-overview", by=ann, bot_id=bot_id)).json
    assert seen["parts"] == [{"name": "Small talk", "count": 1}]
    assert seen["languages"] == [{"code": "en", "name": "English", "isDefault": True, "parts": 1}]
    assert seen["versions"] == 1
    assert "restoredVersion" not in seen
    assert [(one["kind"], one["state"], one["by"]) for one in seen["activities"]] == [
        ("import", "success", ann.email),
        ("publish", "success", ann.email),
    ]
    await api.call("restore-bot-version", by=ann, bot_id=bot_id, number=1)
    assert (await api.call("get-bot-overview", by=ann, bot_id=bot_id)).json["restoredVersion"] == 1


async def test_parts_of_a_large_bot_are_counted(sqlite_api: API) -> None:
    ann = await make_person(sqlite_api)
    app = await make_app(sqlite_api, ann)
    bot_id = (await import_as_new(sqlite_api, app, large()))["streamId"]
    seen: Any = (await sqlite_api.call("get-bot-overview", by=ann, bot_id=bot_id)).json
    counts = {one["name"]: one["count"] for one in seen["parts"]}
    assert counts["Dialogs"] == 70
    assert counts["Utterances"] == 62
    assert counts["Environment variables"] == 44


async def test_an_empty_bot_has_its_language_and_no_parts(sqlite_api: API) -> None:
    ann = await make_person(sqlite_api)
    bot_id = await make_bot(sqlite_api, ann)
    seen: Any = (await sqlite_api.call("get-bot-overview", by=ann, bot_id=bot_id)).json
    assert seen["parts"] == []
    assert seen["languages"] == [{"code": "en", "name": "English", "isDefault": True}]
    assert (seen["channels"], seen["activities"]) == ([], [])
