"""Importing the sample bots the way a client does: upload the parts, ask, wait."""

from collections.abc import Mapping
from typing import Any

from tests.platform import API, MadeApp

__all__ = ["import_as_new", "uploaded"]


async def uploaded(api: API, app: MadeApp, members: Mapping[str, bytes]) -> dict[str, Any]:
    """Upload the members of an archive; answers what an import as a new bot is asked with."""
    scripts = [await api.upload(app, members[name], name=name) for name in members if name.endswith(".js")]
    files: dict[str, Any] = {
        "bot_definition": await api.upload(app, members["botDefinition.json"]),
        "config_info": await api.upload(app, members["config.json"]),
        "icon": await api.upload(app, members["icon.png"], name="icon.png"),
    }
    return {**files, "bot_functions": scripts} if scripts else files


async def import_as_new(api: API, app: MadeApp, members: Mapping[str, bytes], **values: Any) -> Any:
    """Import an archive as a new bot; answers the last status of the import, which must have succeeded."""
    reply = await api.call("import-bot-as-new-bot", app=app, **await uploaded(api, app, members), **values)
    assert reply.status == 200, reply.body
    status = await api.wait("bot-import-status", app=app, running=["pending"], request_id=reply.json["_id"])
    assert status["status"] == "success", status
    return status
