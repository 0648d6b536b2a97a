"""Publishing a bot and following it.

Source: contract, observed-errors.md 2.1, bot-definition.yaml publish-bot and bot-publish-status.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest

from korekit.catalog.planes import Plane
from korekit.records.bots import LAST_VERSION
from tests.bots import large, small
from tests.bots.importing import import_as_new
from tests.platform import API, MadeApp, load_made_app, make_app, make_bot, make_person

INVALID = (412, 412, "Validation errors/ Invalid arguments")


async def publish(api: API, app: MadeApp, bot_id: str, comment: str = "first", **more: Any) -> Any:
    """Publish a bot; answers the last status."""
    # The latest of two is told by their times.
    api.clock.advance(0.001)
    reply = await api.call("publish-bot", app=app, bot_id=bot_id, version_comment=comment, **more)
    assert reply.status == 200, reply.body
    return await api.wait("bot-publish-status", app=app, running=["inprogress"], bot_id=bot_id)


async def version_numbers(api: API, bot_id: str, *, until: int) -> AsyncIterator[int]:
    """The number of the bot's last version, looked at until it is reached, for ten seconds at most."""
    for _ in range(500):
        row = await api.platform.services.database.one(LAST_VERSION, bot_id=bot_id)
        yield row[0] if row else 0
        if row is not None and row[0] >= until:
            return
        await asyncio.sleep(0.02)


async def messages(api: API, app: MadeApp, bot_id: str) -> list[str]:
    """The newest messages of the change log, newest first."""
    return [row["message"] for row in (await api.call("get-change-logs", app=app, bot_id=bot_id)).json]


@pytest.mark.parametrize(
    "body", [b"", b"  ", b"{}", b"null", b"[]", b'{"versionComment": null}', b'{"versionComment": 1}', b'"x"']
)
async def test_no_body_and_no_comment_are_refused(sqlite_api: API, body: bytes) -> None:
    owner = await make_person(sqlite_api)
    app, bot_id = await make_app(sqlite_api, owner), await make_bot(sqlite_api, owner)
    headers = {"auth": app.token(sqlite_api.clock), "content-type": "application/json"}
    reply = await sqlite_api.request("POST", f"/api/public/bot/{bot_id}/publish", headers=headers, body=body)
    assert reply.error == INVALID
    status = await sqlite_api.call("bot-publish-status", app=app, bot_id=bot_id)
    assert status.error == (400, 400, "No publish request found")


async def test_the_answer_lists_dialogs_first_and_no_job(api: API) -> None:
    app = await make_app(api, await make_person(api))
    bot_id = (await import_as_new(api, app, large()))["streamId"]
    reply = await api.call("publish-bot", app=app, bot_id=bot_id, version_comment="new update")
    rows = reply.json
    assert [row["resourceType"] for row in rows] == ["dialog"] * 70 + ["NL", "CHANNELS", "EXTENSIONS", "SETTINGS"]
    assert {row["status"] for row in rows} == {"SUCCESS"}
    assert b"ds-" not in reply.body
    dialog = rows[0]["result"]
    assert (dialog["state"], dialog["versionComment"]) == ("awaitingApproval", "new update")
    assert dialog["approvalRequestedLanguages"] == ["en"]
    assert rows[71]["result"]["modules"] == ["ivr"]


async def test_the_summary_ends_with_the_new_version(api: API) -> None:
    app = await make_app(api, await make_person(api))
    bot_id = (await import_as_new(api, app, large()))["streamId"]
    status = await publish(api, app, bot_id)
    kinds = [row["resourceType"] for row in status["statusSummary"]]
    assert kinds[:5] == ["SETTINGS", "CHANNELS", "EXTENSIONS", "BOTLANGUAGES", "NL"]
    assert kinds[5:] == ["dialog"] * 70 + ["knowledge", "AUTOVERSIONING"]
    assert status["statusSummary"][3]["modules"] == {"enabledLanguages": ["en"]}
    assert status["statusSummary"][-1]["name"] == "Creating New Version"


async def test_a_published_bot_says_so_until_it_is_changed(api: API) -> None:
    app = await make_app(api, await make_person(api))
    bot_id = (await import_as_new(api, app, small()))["streamId"]

    async def state() -> str:
        (bot,) = (await api.call("get-bots", app=app)).json["bots"]
        status: str = bot["status"]
        return status

    assert await state() == "configured"
    await publish(api, app, bot_id)
    assert await state() == "published"
    files: dict[str, Any] = {
        "bot_definition": await api.upload(app, small()["botDefinition.json"]),
        "config_info": await api.upload(app, small()["config.json"]),
    }
    reply = await api.call("import-bot-into-an-existing-bot", app=app, bot_id=bot_id, **files)
    await api.wait("bot-import-status", app=app, running=["pending"], request_id=reply.json["_id"])
    assert await state() == "configured"


async def test_the_change_log_tells_of_tasks_and_of_training(api: API) -> None:
    app = await make_app(api, await make_person(api))
    bot_id = (await import_as_new(api, app, large()))["streamId"]
    await publish(api, app, bot_id)
    newest = await messages(api, app, bot_id)
    assert newest[:3] == [
        "Trained ML after BOT approval",
        "Knowledge task published",
        "Published task refund agent tra",
    ]
    await publish(api, app, bot_id, initiate_training=False)
    assert (await messages(api, app, bot_id))[0] == "Knowledge task published"


@pytest.mark.parametrize("training", [True, False, None])
async def test_training_may_be_left_out(api: API, training: bool | None) -> None:
    owner = await make_person(api)
    app, bot_id = await make_app(api, owner), await make_bot(api, owner)
    await publish(api, app, bot_id, initiate_training=training)
    trained = ["Trained ML after BOT approval"] if training is not False else []
    assert await messages(api, app, bot_id) == trained


async def test_saved_scopes_of_the_bots_apps_count_as_published_afterwards(api: API) -> None:
    owner = await make_person(api)
    app, bot_id = await make_app(api, owner), await make_bot(api, owner)
    other_bot = await make_bot(api, owner)
    mine = await make_app(api, owner, plane=Plane.BOT, bot_id=bot_id, scopes=["logs:change_logs"])
    other = await make_app(api, owner, plane=Plane.BOT, bot_id=other_bot, scopes=["logs:change_logs"])
    await api.call("update-account", by=owner, is_publish_required=True)
    assert (await api.call("get-change-logs", app=mine, bot_id=bot_id)).status == 401
    await publish(api, app, bot_id)
    assert (await load_made_app(api, mine)).published == {"logs:change_logs"}
    assert (await api.call("get-change-logs", app=mine, bot_id=bot_id)).status == 200
    # Publishing one bot does nothing for another one's apps.
    assert (await load_made_app(api, other)).published == frozenset()
    assert (await api.call("get-change-logs", app=other, bot_id=other_bot)).status == 401


async def test_publishes_of_one_bot_at_once_all_end_and_count_their_versions(
    api: API, caplog: pytest.LogCaptureFixture
) -> None:
    app = await make_app(api, await make_person(api))
    bot_id = (await import_as_new(api, app, small()))["streamId"]
    call: dict[str, Any] = {"app": app, "bot_id": bot_id, "version_comment": "at once"}
    with caplog.at_level(logging.ERROR):
        replies = await asyncio.gather(*(api.call("publish-bot", **call) for _ in range(6)))
        assert {reply.status for reply in replies} == {200}
        numbers = [number async for number in version_numbers(api, bot_id, until=6)]
    assert numbers[-1] == 6
    assert caplog.records == []
    api.clock.advance(1)
    await publish(api, app, bot_id)
    assert [number async for number in version_numbers(api, bot_id, until=7)] == [7]


async def test_a_comment_may_hold_any_text(api: API) -> None:
    owner = await make_person(api)
    app, bot_id = await make_app(api, owner), await make_bot(api, owner)
    for comment in ("", "ü 📦 \u2028", "a\x00b", "'; drop table bots; --", "x" * 100_000):
        body = json.dumps({"versionComment": comment}).encode()
        headers = {"auth": app.token(api.clock)}
        reply = await api.request("POST", f"/api/public/bot/{bot_id}/publish", headers=headers, body=body)
        assert reply.status == 200, comment[:20]
        status = await api.wait("bot-publish-status", app=app, running=["inprogress"], bot_id=bot_id)
        assert status["status"] == "successful", comment[:20]
        api.clock.advance(1)
