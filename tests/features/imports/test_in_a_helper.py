"""Imports and exports whose work a helper process does: the same end, the same reasons."""

import json
from pathlib import Path

from tests.archive.builders import components, definition, dialog, uid, written
from tests.bots import small
from tests.bots.exporting import exported
from tests.bots.importing import import_as_new, uploaded
from tests.platform import make_app, make_person, running_api


async def test_a_helper_imports_exports_and_says_where_it_failed(tmp_path: Path) -> None:
    async with running_api("sqlite://", tmp_path, offload_from_bytes=0, has_rate_limits=False) as api:
        app = await make_app(api, await make_person(api))
        whole = {**small(), "botDefinition.json": written(definition())}
        bot_id = (await import_as_new(api, app, whole))["streamId"]
        found = json.loads((await exported(api, app, bot_id))["botDefinition.json"])
        assert [one["lname"] for one in found["dialogs"]] == ["dialog 1", "dialog 2"]
        lost = dialog(2, nodes=[{"nodeId": "i", "componentId": f"dc-{uid(404)}"}])
        broken = written(definition(dialogs=[dialog(1), lost], dialogComponents=components(1)))
        files = await uploaded(api, app, {**small(), "botDefinition.json": broken})
        reply = await api.call("import-bot-as-new-bot", app=app, **files)
        status = await api.wait("bot-import-status", app=app, running=["pending"], request_id=reply.json["_id"])
        rows = [(row["taskType"], row["taskName"], row["status"]) for row in status["statusLogs"]]
        assert rows[-2:] == [("Dialog", "Dialog 2", "failure"), ("importBot", "TestBot1", "failure")]
        assert f"dc-{uid(404)}" in status["statusLogs"][-2]["message"]
