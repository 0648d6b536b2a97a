"""An import that fails leaves the bot as it was, and says at which component it failed.

Source: contract, bot-import-status; import-bot-into-an-existing-bot, builder behaviour.
"""

import json
from typing import Any

from korekit.records.bot_versions import mark_restored
from tests.archive.builders import components, definition, dialog, uid, written
from tests.bots import small
from tests.bots.exporting import exported
from tests.bots.importing import import_as_new, uploaded
from tests.platform import API, MadeApp, make_app, make_person


def members(**changes: Any) -> dict[str, bytes]:
    """A small bot with dialogs 1 and 2, and other parts."""
    return {**small(), "botDefinition.json": written(definition(**changes))}


async def import_into(api: API, app: MadeApp, bot_id: str, given: dict[str, bytes], options: Any = None) -> Any:
    """The last status of an import into a bot."""
    files = await uploaded(api, app, given)
    chosen = {} if options is None else {"import_options": options}
    ids = {key: files[key] for key in ("bot_definition", "config_info")}
    reply = await api.call("import-bot-into-an-existing-bot", app=app, bot_id=bot_id, **ids, **chosen)
    assert reply.status == 200
    return await api.wait("bot-import-status", app=app, running=["pending"], request_id=reply.json["_id"])


async def everything_of(api: API, app: MadeApp, bot_id: str) -> Any:
    """What an import could change: the archive to the byte, the log, the list of bots."""
    logs = (await api.call("get-change-logs", app=app, bot_id=bot_id)).json
    return await exported(api, app, bot_id), logs, (await api.call("get-bots", app=app)).json


def lost() -> dict[str, bytes]:
    """A bot whose second dialog uses a component that is nowhere."""
    broken = dialog(2, nodes=[{"nodeId": "i", "componentId": f"dc-{uid(404)}"}])
    return members(dialogs=[dialog(1), broken], dialogComponents=components(1))


async def test_a_failed_import_leaves_the_bot_to_the_byte_and_names_the_component(api: API) -> None:
    app = await make_app(api, await make_person(api))
    bot_id = (await import_as_new(api, app, members(), name="Mine"))["streamId"]
    before = await everything_of(api, app, bot_id)
    for options in (None, {"tasks": ["botTask"]}):
        status = await import_into(api, app, bot_id, lost(), options)
        assert status["status"] == "failure"
        assert "streamId" not in status
        rows = [(row["taskType"], row["taskName"], row["status"]) for row in status["statusLogs"]]
        assert rows[:2] == [("importRequest", "Mine", "success"), ("Bot Definition", "Mine", "success")]
        assert rows[-2:] == [("Dialog", "Dialog 2", "failure"), ("importBot", "Mine", "failure")]
        assert {state for *_, state in rows[:-2]} == {"success"}
        assert f"dc-{uid(404)}" in status["statusLogs"][-2]["message"]
    assert await everything_of(api, app, bot_id) == before


async def test_the_rows_before_the_failure_are_those_of_the_full_import(api: API) -> None:
    app = await make_app(api, await make_person(api))
    files = await uploaded(api, app, {**lost(), "functions.js": b"f()"})
    reply = await api.call("import-bot-as-new-bot", app=app, **files)
    status = await api.wait("bot-import-status", app=app, running=["pending"], request_id=reply.json["_id"])
    assert [(row["taskType"], row["taskName"]) for row in status["statusLogs"]] == [
        ("importRequest", "TestBot1"),
        ("Bot Definition", "TestBot1"),
        ("BotFunctions", "Bot Functions"),
        ("Dialog", "Dialog 1"),
        ("Dialog", "Dialog 2"),
        ("importBot", "TestBot1"),
    ]


async def test_a_dependent_task_that_is_missing_is_named(api: API) -> None:
    app = await make_app(api, await make_person(api))
    target = (await import_as_new(api, app, members()))["streamId"]
    own = dialog(3)
    own["nodes"].append({"nodeId": "call", "componentId": f"dc-{uid(5000)}", "flowTaskId": uid(104)})
    call = {"_id": f"dc-{uid(5000)}", "refId": uid(6000), "type": "intent", "dialogId": f"dg-{uid(4)}"}
    parts = [*components(3), *components(4), call]
    source = members(dialogs=[own, dialog(4)], dialogComponents=parts, sentences=[], patterns=[])
    options: dict[str, Any] = {"tasks": ["botTask"], "subTasks": {"dialogs": ["Dialog 3"]}}
    before = await everything_of(api, app, target)
    status = await import_into(api, app, target, source, options)
    failed = status["statusLogs"][-2]
    assert (failed["taskType"], failed["taskName"], failed["status"]) == ("Dialog", "Dialog 3", "failure")
    assert 'it needs "dialog 4", which was not selected and is not in the bot' in failed["message"]
    assert await everything_of(api, app, target) == before
    assert (await import_into(api, app, target, source, {**options, "IncludeDependentTasks": True}))[
        "status"
    ] == "success"
    # Now the bot has it.
    assert (await import_into(api, app, target, source, options))["status"] == "success"


async def test_single_tasks_that_the_file_lacks_fail_the_import(api: API) -> None:
    app = await make_app(api, await make_person(api))
    bot_id = (await import_as_new(api, app, members()))["streamId"]
    status = await import_into(api, app, bot_id, members(), {"tasks": ["botTask"], "subTasks": {"dialogs": ["Gone"]}})
    assert status["status"] == "failure"
    assert '"Gone" is no task of the bot' in status["statusLogs"][-2]["message"]


async def test_a_bot_that_was_restored_takes_no_import_until_it_is_published(api: API) -> None:
    app = await make_app(api, await make_person(api))
    bot_id = (await import_as_new(api, app, members()))["streamId"]
    async with api.platform.services.database.transaction() as transaction:
        await mark_restored(transaction, bot_id, 1, restored_by="u-1", restored_at=api.clock.now_ms())
    for options in (None, {"tasks": ["botTask"]}):
        status = await import_into(api, app, bot_id, members(), options)
        assert [row["status"] for row in status["statusLogs"]] == ["success", "failure", "failure"]
        assert "not published since" in status["statusLogs"][1]["message"]
    await api.call("publish-bot", app=app, bot_id=bot_id, version_comment="1")
    await api.wait("bot-publish-status", app=app, running=["inprogress"], bot_id=bot_id)
    assert (await import_into(api, app, bot_id, members()))["status"] == "success"


async def test_the_webhook_channel_outlives_a_full_import(api: API) -> None:
    app = await make_app(api, await make_person(api))
    webhook = {"type": "ivr", "displayName": "webhook1", "enable": True}
    bot_id = (await import_as_new(api, app, members(channels=[webhook, {"type": "rtm"}])))["streamId"]
    await import_into(api, app, bot_id, members(channels=[{"type": "slack"}]))
    found = json.loads((await exported(api, app, bot_id))["botDefinition.json"])
    assert found["channels"] == [{"type": "slack"}, webhook]
