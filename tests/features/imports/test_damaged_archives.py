"""Damaged files over the API: the import fails with a reason that names member and place; never a 500."""

import copy
import json
from typing import Any

from tests.archive.builders import config, definition, written
from tests.bots.importing import uploaded
from tests.platform import API, make_app, make_person

PNG = b"\x89PNG\r\n\x1a\nrest"


def cut(member: str, share: float) -> dict[str, bytes]:
    """A sound archive with a member cut short."""
    members = {"botDefinition.json": written(definition()), "config.json": written(config()), "icon.png": PNG}
    return {**members, member: members[member][: int(len(members[member]) * share)]}


def with_definition(**changes: Any) -> dict[str, bytes]:
    """A sound archive with other top-level values; `...` leaves one out."""
    return {**cut("icon.png", 1), "botDefinition.json": written(definition(**changes))}


def with_dialog(**changes: Any) -> dict[str, bytes]:
    """The same of its first dialog."""
    dialogs = copy.deepcopy(definition()["dialogs"])
    dialogs[0].update(changes)
    return with_definition(dialogs=dialogs)


def with_config(value: object) -> dict[str, bytes]:
    return {**cut("icon.png", 1), "config.json": json.dumps(value).encode()}


# What the reason has to name: member and path.
DAMAGE: list[tuple[dict[str, bytes], str]] = [
    (cut("botDefinition.json", 0.01), "botDefinition.json $"),
    (cut("botDefinition.json", 0.5), "botDefinition.json $"),
    (cut("botDefinition.json", 0.999), "botDefinition.json $"),
    (cut("config.json", 0.5), "config.json $"),
    (with_definition(refId=...), "botDefinition.json $.refId"),
    (with_definition(_id=5), "botDefinition.json $._id"),
    (with_definition(localeData=[]), "botDefinition.json $.localeData"),
    (with_definition(defaultLanguage="fr"), "botDefinition.json $.defaultLanguage"),
    (with_definition(dialogs={}), "botDefinition.json $.dialogs"),
    (with_definition(dialogs=[5], dialogComponents=[], sentences=[]), "botDefinition.json $.dialogs[0]"),
    (with_definition(dialogComponents=...), "botDefinition.json $.dialogComponents"),
    (with_definition(dialogComponents=[]), "botDefinition.json $.dialogs[0].nodes[0].componentId"),
    (with_definition(sentences=[{"taskId": "dc-gone"}]), "botDefinition.json $.sentences[0].taskId"),
    (with_dialog(nodes="none"), "botDefinition.json $.dialogs[0].nodes"),
    (with_dialog(nodes=[{"componentId": 7}]), "botDefinition.json $.dialogs[0].nodes[0].componentId"),
    (with_config([]), "config.json $"),
    (with_config({"dev": 1}), "config.json $.name"),
    (with_config({"name": 1, "envVariables": []}), "config.json $.name"),
    (with_config({"name": "x", "envVariables": {}}), "config.json $.envVariables"),
    (with_config({"name": "x", "envVariables": [{"value": "v"}]}), "config.json $.envVariables[0].key"),
]


async def test_every_damage_fails_the_import_with_member_and_path(api: API) -> None:
    app = await make_app(api, await make_person(api))
    for members, place in DAMAGE:
        reply = await api.call("import-bot-as-new-bot", app=app, **await uploaded(api, app, members))
        assert reply.status == 200, (place, reply.body)
        status = await api.wait("bot-import-status", app=app, running=["pending"], request_id=reply.json["_id"])
        reason = next(row["message"] for row in status["statusLogs"] if row.get("message"))
        assert (status["status"], reason.startswith(f"{place}: ")) == ("failure", True), (place, reason)
        assert status.get("streamId", "") == ""
