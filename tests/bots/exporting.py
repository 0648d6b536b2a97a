"""Exporting a bot the way a client does: ask, wait, fetch the address without a header."""

import io
import zipfile
from typing import Any

from tests.platform import API, MadeApp, Reply

__all__ = ["export", "exported", "fetch"]


async def export(api: API, app: MadeApp, bot_id: str, export_type: str = "latest", **options: Any) -> Any:
    """Export a bot; answers the last status of the export, whichever it is."""
    # The latest of two is told by their times.
    api.clock.advance(0.001)
    reply = await api.call("bot-export", app=app, bot_id=bot_id, export_type=export_type, **options)
    assert reply.status == 200, reply.body
    status = await api.wait("bot-export-status", app=app, running=["pending"], bot_id=bot_id)
    assert status["_id"] == reply.json["_id"]
    return status


async def fetch(api: API, address: str) -> Reply:
    """What an address of this platform gives, asked without any header."""
    return await api.request("GET", address.removeprefix("http://127.0.0.1:8070"))


async def exported(
    api: API, app: MadeApp, bot_id: str, export_type: str = "latest", **options: Any
) -> dict[str, bytes]:
    """The members of the archive that an export gives, in their order."""
    status = await export(api, app, bot_id, export_type, **options)
    assert status["status"] == "success", status
    reply = await fetch(api, status["downloadURL"])
    assert reply.status == 200
    with zipfile.ZipFile(io.BytesIO(reply.body)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
