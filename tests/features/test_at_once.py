"""Everything that changes a bot, at once and again: nothing that was answered is lost, and every job ends well."""

import asyncio
import json
from collections import Counter
from typing import Any

from korekit.catalog.planes import Plane
from tests.bots import small
from tests.bots.exporting import exported
from tests.bots.importing import import_as_new, uploaded
from tests.platform import API, MadeApp, Reply, make_app, make_person

CODES = ("de", "es", "fr", "it")
UNDERSTOOD = {"nluLanguage": "en", "inputTranslation": True, "responseTranslation": False}
CHANNELS = ("rtm", "ivr", "msteams", "slack")


def with_variable(key: str) -> dict[str, bytes]:
    config = {"name": "Bot", "envVariables": [{"key": key, "value": "1", "variableType": "env"}]}
    return {**small(), "config.json": json.dumps(config).encode()}


class Changes:
    """Calls that each leave something of their own in one bot."""

    def __init__(self, api: API, admin: MadeApp, own: MadeApp, bot_id: str) -> None:
        self._api, self._admin, self._own, self._bot_id = api, admin, own, bot_id

    async def imported(self, n: int) -> Reply:
        files = await uploaded(self._api, self._admin, with_variable(f"imported{n}"))
        del files["icon"]
        return await self._call(
            "import-bot-into-an-existing-bot", **files, import_options={"settings": ["botVariables"]}
        )

    async def brought(self, n: int) -> Reply:
        body = [{"key": f"brought{n}", "value": "1", "isSecured": True}]
        return await self._api.call("bot-variables-import", app=self._own, bot_id=self._bot_id, body=body)

    async def language(self, n: int) -> Reply:
        body = {"enableLanguage": CODES[n], "langDefinitionMode": {}, "multiLingualConfigurations": UNDERSTOOD}
        return await self._call("add-enable-new-language", body=body)

    async def channel(self, n: int) -> Reply:
        details = {"type": CHANNELS[n], "enable": True, "app": {"clientId": "cs-1", "appName": "a"}}
        body = {"streamId": self._bot_id, "type": CHANNELS[n], "channelDetails": details}
        return await self._api.call("channel-enablement", app=self._admin, body=body)

    async def function(self, n: int) -> Reply:
        file_id = await self._api.upload(self._admin, f"f({n})".encode(), name="f.js")
        return await self._call("import-bot-functions", body=[{"fileName": f"f{n}.js", "fileId": file_id}])

    async def published(self, n: int) -> Reply:
        return await self._call("publish-bot", version_comment=str(n))

    async def taken(self, _: int) -> Reply:
        return await self._call("bot-export", export_type="latest")

    async def _call(self, operation_id: str, **values: Any) -> Reply:
        return await self._api.call(operation_id, app=self._admin, bot_id=self._bot_id, **values)


async def test_nothing_is_lost_of_what_was_changed_at_once(api: API) -> None:
    owner = await make_person(api)
    admin = await make_app(api, owner)
    bot_id = (await import_as_new(api, admin, small()))["streamId"]
    changes = Changes(api, admin, await make_app(api, owner, plane=Plane.BOT, bot_id=bot_id), bot_id)
    kinds = (
        *(changes.imported, changes.brought, changes.language, changes.channel),
        *(changes.function, changes.published, changes.taken),
    )
    replies = await asyncio.gather(*(kind(n) for n in range(4) for kind in kinds))
    assert Counter(reply.status for reply in replies) == {200: 28}
    imports = [reply.json["_id"] for reply in replies[:: len(kinds)]]
    for request_id in imports:
        status = await api.wait("bot-import-status", app=admin, running=["pending"], request_id=request_id)
        assert status["status"] == "success", status
    published = await api.wait("bot-publish-status", app=admin, running=["inprogress"], bot_id=bot_id)
    assert published["status"] == "successful"
    assert (await api.wait("bot-export-status", app=admin, running=["pending"], bot_id=bot_id))["status"] == "success"
    members = await exported(api, admin, bot_id)
    definition, config = json.loads(members["botDefinition.json"]), json.loads(members["config.json"])
    wanted = {f"{kind}{n}" for kind in ("imported", "brought") for n in range(4)}
    assert wanted <= {one["key"] for one in config["envVariables"]}
    assert set(definition["supportedLanguages"]) == {"en", *CODES}
    assert {one["type"] for one in definition["channels"]} == set(CHANNELS)
    assert [name for name in sorted(members) if name.endswith(".js")] == [f"f{n}.js" for n in range(4)]
    versions = (await api.call("list-bot-versions", by=owner, bot_id=bot_id)).json
    assert sorted(one["comment"] for one in versions) == ["0", "1", "2", "3"]
    log = (await api.call("get-change-logs", app=admin, bot_id=bot_id)).json
    told = Counter(entry["message"] for entry in log)
    assert told["Import request completed"] == 5
    assert told["Bot variables are imported"] == 4
    assert sum(count for message, count in told.items() if message.startswith("BOT languages edited")) == 4
    assert sum(count for message, count in told.items() if message.startswith("BOT channels edited")) == 4
