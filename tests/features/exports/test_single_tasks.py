"""Exporting single tasks, and exports that others replace.

Source: contract, bot-export and bot-export-status with their quirks; export-archive.md, Partial export.
"""

import json
from typing import Any

import pytest

from tests.archive.builders import components, definition, dialog, uid, written
from tests.bots import small
from tests.bots.exporting import export, exported
from tests.bots.importing import import_as_new
from tests.platform import API, MadeApp, make_app, make_person


async def make_scene(api: API) -> tuple[MadeApp, str]:
    """An app, and a bot whose dialog 1 calls dialog 2; dialog 3 stands alone, each with an utterance."""
    first = dialog(1)
    first["nodes"].append({"nodeId": "call", "componentId": f"dc-{uid(5001)}", "flowTaskId": uid(102)})
    call = {"_id": f"dc-{uid(5001)}", "refId": uid(6001), "type": "intent", "dialogId": f"dg-{uid(2)}"}
    whole = definition(
        dialogs=[first, dialog(2), dialog(3)],
        dialogComponents=[*components(1), *components(2), *components(3), call],
        sentences=[{"_id": f"{n:024x}", "taskId": f"dc-{uid(1000 + n)}", "sentence": f"s{n}"} for n in (1, 2, 3)],
        customDashboards=[{"_id": f"da-{uid(1)}", "refId": uid(31)}],
    )
    app = await make_app(api, await make_person(api))
    status = await import_as_new(api, app, {**small(), "botDefinition.json": written(whole)})
    return app, status["streamId"]


async def opened(api: API, app: MadeApp, bot_id: str, **options: Any) -> dict[str, Any]:
    """The definition that an export with these options gives."""
    found: dict[str, Any] = json.loads((await exported(api, app, bot_id, **options))["botDefinition.json"])
    return found


@pytest.mark.parametrize(("include", "names"), [(False, ["dialog 1"]), (True, ["dialog 1", "dialog 2"])])
async def test_a_task_comes_alone_or_with_its_dependents(api: API, include: bool, names: list[str]) -> None:
    app, bot_id = await make_scene(api)
    options = {"sub_tasks": {"dialogs": ["Dialog 1"]}, "include_dependent_tasks": include}
    found = await opened(api, app, bot_id, **options)
    assert [one["lname"] for one in found["dialogs"]] == names
    assert len(found["sentences"]) == len(names)
    assert found["exportOptions"]["IncludeDependentTasks"] is include
    assert len(found["exportOptions"]["subTasks"]["dialogs"]) == len(names)


async def test_what_is_exported_with_its_dependents_can_be_imported_as_new(api: API) -> None:
    app, bot_id = await make_scene(api)
    options: dict[str, Any] = {"sub_tasks": {"dialogs": ["dialog 1"]}, "include_dependent_tasks": True}
    members = await exported(api, app, bot_id, **options)
    copy = (await import_as_new(api, app, members))["streamId"]
    assert [one["lname"] for one in (await opened(api, app, copy))["dialogs"]] == ["dialog 1", "dialog 2"]


async def test_nlp_data_of_single_tasks_comes_with_their_stubs(api: API) -> None:
    app, bot_id = await make_scene(api)
    options = {"tasks": [], "nlpData": ["utterances"], "subTasks": {"dialogs": ["dialog 3"]}}
    found = await opened(api, app, bot_id, export_options=options)
    assert [(one["lname"], "nodes" in one) for one in found["dialogs"]] == [("dialog 3", False)]
    assert [one["sentence"] for one in found["sentences"]] == ["s3"]


async def test_tasks_that_no_bot_has_fail_the_export_with_a_reason(api: API) -> None:
    app, bot_id = await make_scene(api)
    status = await export(api, app, bot_id, sub_tasks={"dialogs": ["Gone"]})
    assert (status["status"], "downloadURL" in status) == ("failure", False)
    assert '"Gone" is no task of the bot' in status["message"]


async def test_dashboards_come_when_asked_for_inside_or_beside(api: API) -> None:
    app, bot_id = await make_scene(api)
    tasks = {"tasks": ["botTask"]}
    assert (await opened(api, app, bot_id, export_options=tasks))["customDashboards"] == []
    beside = await opened(api, app, bot_id, export_options=tasks, custom_dashboards=True)
    inside = await opened(api, app, bot_id, export_options={**tasks, "customDashboards": True})
    assert len(beside["customDashboards"]) == len(inside["customDashboards"]) == 1


async def test_the_latest_of_many_requests_is_the_one_that_is_written(api: API) -> None:
    app, bot_id = await make_scene(api)
    asked = []
    for export_type in ("latest", "published", "latest"):
        api.clock.advance(1)
        asked.append(await api.call("bot-export", app=app, bot_id=bot_id, export_type=export_type))
    assert {reply.json["status"] for reply in asked} == {"pending"}
    status = await api.wait("bot-export-status", app=app, running=["pending"], bot_id=bot_id)
    assert (status["_id"], status["status"]) == (asked[-1].json["_id"], "success")
