"""Setting up channels of a bot.

Source: contract, bot-definition.yaml channel-enablement, observed-errors.md 2.1.
"""

import json
import logging
import re
from typing import Any

import pytest
from sqlalchemy import select

from korekit.records.bot_secrets import bot_secrets, read_secret
from korekit.storage.statements import Statement
from tests.bots import large
from tests.bots.exporting import exported
from tests.bots.importing import import_as_new
from tests.platform import API, MadeApp, Reply, make_app, make_bot, make_person

APP = {"clientId": "cs-fdced53d-e40b-534e-bd4e-6088a9e746af", "appName": "app_name"}
RTM = {"displayName": "Web / Mobile Client", "type": "rtm", "app": APP, "enable": True}
IVR = {
    "app": APP,
    "createInstance": True,
    "type": "ivr",
    "displayName": "webhook1",
    "enable": True,
    "enablePolling": False,
    "isAsync": False,
}
TEAMS = {
    "botName": "Banking Bot",
    "enable": True,
    "type": "msteams",
    "appId": "1e051e7b-bcee-58e2-be06-3fec6d9c6987",
    "appPassword": "hush-teams",
}
SLACK = {
    "displayName": "slack",
    "botName": "Banking Bot",
    "enable": True,
    "type": "slack",
    "accessToken": "hush-token",
    "clientId": "000000.000000",
    "clientSecret": "hush-secret",
    "verificationToken": "hush-word",
}
NO_APP = (412, "ValidationError", "Missing app details in the payload")
INVALID = (412, 412, "Validation errors/ Invalid arguments")


async def enable(api: API, app: MadeApp, bot_id: str, details: dict[str, Any], **more: Any) -> Reply:
    body = {"streamId": bot_id, "type": details.get("type"), "channelDetails": details, **more}
    return await api.call("channel-enablement", app=app, body=body)


async def channels(api: API, app: MadeApp, bot_id: str) -> Any:
    return json.loads((await exported(api, app, bot_id))["botDefinition.json"])["channels"]


async def test_a_web_channel_is_answered_flat_with_a_key_of_its_own(api: API) -> None:
    owner = await make_person(api)
    app, bot_id = await make_app(api, owner), await make_bot(api, owner)
    answer = (await enable(api, app, bot_id, RTM)).json
    web = answer.pop("embedWebClientDetails")
    assert answer == {
        "displayName": "Web / Mobile Client",
        "type": "rtm",
        "enable": True,
        "notification": {"acl": []},
        "name": "Web/Mobile Client",
    }
    assert re.fullmatch(r"[0-9a-f]{64}stda", web["apiKey"])
    assert re.fullmatch(r"[0-9a-f]{64}stda", web["testAPIKey"])
    assert web["apiKey"] != web["testAPIKey"]
    assert web["chatURL"] == f"http://127.0.0.1:8070/webclient/{web['apiKey']}"
    assert (web["scriptTag"], web["cssTag"], web["domains"], web["isURLEnabled"]) == ("", "", [], True)
    again = (await enable(api, app, bot_id, RTM)).json["embedWebClientDetails"]
    other = (await enable(api, app, await make_bot(api, owner), RTM)).json["embedWebClientDetails"]
    assert again == web
    assert other["apiKey"] != web["apiKey"]


@pytest.mark.parametrize("details", [IVR, TEAMS])
async def test_webhooks_and_teams_are_answered_with_what_was_sent(api: API, details: dict[str, Any]) -> None:
    owner = await make_person(api)
    app, bot_id = await make_app(api, owner), await make_bot(api, owner)
    answer = (await enable(api, app, bot_id, details)).json
    assert answer == {"streamId": bot_id, "channelDetails": details, "type": details["type"]}


async def test_slack_is_answered_flat_with_its_word(api: API) -> None:
    owner = await make_person(api)
    app, bot_id = await make_app(api, owner), await make_bot(api, owner)
    answer = (await enable(api, app, bot_id, SLACK)).json
    assert re.fullmatch(r"su-[0-9a-f-]{36}", answer.pop("streamUserAccountId"))
    assert answer == {
        "type": "slack",
        "enable": True,
        "verificationToken": "hush-word",
        "notification": {"acl": []},
        "name": "Slack",
    }


async def test_channels_are_in_the_next_export_and_publish_without_credentials(sqlite_api: API) -> None:
    app = await make_app(sqlite_api, await make_person(sqlite_api))
    bot_id = (await import_as_new(sqlite_api, app, large()))["streamId"]
    for details in (RTM, {**IVR, "displayName": "line 2"}, TEAMS, SLACK):
        assert (await enable(sqlite_api, app, bot_id, details)).status == 200
    found = await channels(sqlite_api, app, bot_id)
    # The imported bot had a webhook; it is changed, not doubled.
    assert [one["type"] for one in found] == ["ivr", "rtm", "msteams", "slack"]
    assert (found[0]["displayName"], found[0]["app"]) == ("line 2", APP)
    assert found[2] == {key: value for key, value in TEAMS.items() if key != "appPassword"}
    archive = await exported(sqlite_api, app, bot_id)
    assert b"hush" not in b"".join(archive.values())
    rows = (await sqlite_api.call("publish-bot", app=app, bot_id=bot_id, version_comment="1")).json
    assert rows[71]["result"]["modules"] == ["ivr", "rtm", "msteams", "slack"]


async def test_a_channel_that_is_switched_off_is_not_published(api: API) -> None:
    owner = await make_person(api)
    app, bot_id = await make_app(api, owner), await make_bot(api, owner)
    await enable(api, app, bot_id, RTM)
    await enable(api, app, bot_id, {**RTM, "enable": False})
    (only,) = await channels(api, app, bot_id)
    assert only["enable"] is False
    rows = (await api.call("publish-bot", app=app, bot_id=bot_id, version_comment="1")).json
    assert rows[1]["result"] == {
        "resourceId": "CHANNELS",
        "resourceType": "CHANNELS",
        "name": "Channels",
        "modules": [],
    }


async def test_credentials_are_sealed_and_kept_when_left_out(api: API, caplog: pytest.LogCaptureFixture) -> None:
    owner = await make_person(api)
    app, bot_id = await make_app(api, owner), await make_bot(api, owner)
    services = api.platform.services
    with caplog.at_level(logging.DEBUG):
        await enable(api, app, bot_id, SLACK)
        kept = {key: value for key, value in SLACK.items() if key not in ("accessToken", "verificationToken")}
        answer = await enable(api, app, bot_id, {**kept, "clientSecret": "hush-newer"})
    assert answer.json["verificationToken"] == "hush-word"
    assert "hush" not in caplog.text
    ((sealed,),) = await services.database.all(Statement(select(bot_secrets.c.sealed)))
    assert b"hush" not in sealed
    assert await read_secret(services.database, services.sealer, bot_id, "channel:slack") == {
        "accessToken": "hush-token",
        "clientSecret": "hush-newer",
        "verificationToken": "hush-word",
    }
    files = services.blobs.path("0" * 64).parents[1].rglob("*")
    stored = b"".join(path.read_bytes() for path in files if path.is_file())
    assert b"hush" not in stored


async def test_a_refused_call_tells_no_credential(api: API) -> None:
    owner = await make_person(api)
    app = await make_app(api, owner)
    refused = await enable(api, app, "st-nothing", SLACK)
    assert refused.error == (400, 400, "Invalid StreamId")
    assert "hush" not in json.dumps(await api.trace(refused.trace_id, owner))


async def test_the_change_log_tells_of_the_channel(api: API) -> None:
    owner = await make_person(api)
    app, bot_id = await make_app(api, owner), await make_bot(api, owner)
    await enable(api, app, bot_id, TEAMS)
    (entry,) = (await api.call("get-change-logs", app=app, bot_id=bot_id)).json
    assert entry["message"] == "BOT channels edited : msteams channel update"
    assert (entry["resourceType"], entry["resourceId"]) == ("stream", bot_id)
    assert entry["userId"]["emailId"] == owner.email


FLAT = {"type": "rtm", "app": APP, "displayName": "flat", "enable": True}


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (FLAT, NO_APP),
        ({}, NO_APP),
        ({"streamId": "BOT", "type": "rtm"}, NO_APP),
        ({"type": "rtm", "channelDetails": RTM}, NO_APP),
        ({"streamId": "BOT", "type": "rtm", "channelDetails": {"type": "rtm", "enable": True}}, NO_APP),
        ({"streamId": "BOT", "type": "ivr", "channelDetails": {**IVR, "app": {"appName": "x"}}}, NO_APP),
        ({"streamId": "BOT", "type": "carrier pigeon", "channelDetails": {**RTM, "type": "carrier pigeon"}}, INVALID),
        ({"streamId": "BOT", "type": "ivr", "channelDetails": RTM}, INVALID),
        ({"streamId": "BOT", "type": "rtm", "channelDetails": {**RTM, "enable": "yes"}}, INVALID),
        ({"streamId": "BOT", "type": "rtm", "channelDetails": {**RTM, "displayName": "x" * 5000}}, INVALID),
    ],
)
async def test_what_is_wrong_is_refused_and_changes_nothing(
    sqlite_api: API, body: dict[str, Any], error: tuple[int, int | str, str]
) -> None:
    owner = await make_person(sqlite_api)
    app, bot_id = await make_app(sqlite_api, owner), await make_bot(sqlite_api, owner)
    body = {**body, "streamId": bot_id} if "streamId" in body else body
    assert (await sqlite_api.call("channel-enablement", app=app, body=body)).error == error
    assert (await sqlite_api.call("get-change-logs", app=app, bot_id=bot_id)).json == []


async def test_the_scope_comes_before_the_body_and_foreign_bots_look_unknown(api: API) -> None:
    owner, stranger = await make_person(api), await make_person(api)
    foreign = await make_bot(api, stranger)
    bare = await make_app(api, owner, scopes=["logs:change_logs"])
    refused = await api.call("channel-enablement", app=bare, body=FLAT)
    assert refused.error == (401, 4002, "Permission denied. Scope is incorrect!")
    assert (await enable(api, await make_app(api, owner), foreign, RTM)).error == (400, 400, "Invalid StreamId")
    theirs = await make_app(api, stranger)
    assert (await api.call("get-change-logs", app=theirs, bot_id=foreign)).json == []
