"""What a bot keeps secret stays inside through its whole life: looked for by its own text, in everything there is.

Only the bytes that a caller uploaded himself, and the answer to the call that set a channel up, may hold it.
"""

import hashlib
import io
import json
import logging
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from korekit.archive import read_zip
from korekit.archive.comparing import compare
from korekit.catalog.planes import Plane
from korekit.records.bot_secrets import SECURED_VARIABLES, bot_secrets, read_secret
from korekit.storage.metadata import metadata
from korekit.storage.statements import Statement
from tests.bots import small
from tests.bots.importing import uploaded
from tests.platform import API, MadeApp, Person, Reply, make_app, make_person, running_api

ENV, LOCALE, BROUGHT, CHANNEL, COLLECTION = (
    f"canary{word}hush" for word in ("Env", "Locale", "Brought", "Channel", "Collection")
)
CANARIES = (ENV, LOCALE, BROUGHT, CHANNEL, COLLECTION)
UNDERSTOOD = {"nluLanguage": "es", "inputTranslation": False, "responseTranslation": False}


def members(env: str, *, is_broken: bool = False) -> dict[str, bytes]:
    """The small bot with a secured variable of each kind; broken: its variables are in order, a sentence is not."""
    definition = json.loads(small()["botDefinition.json"])
    locale = {"en": {"value": LOCALE, "hint": "", "audioTag": ""}}
    definition["contentVariables"] = [
        {"key": "words", "variableType": "locale", "isSecured": True, "localeData": locale}
    ]
    if is_broken:
        definition["sentences"] = [{"taskId": "dc-00000000-0000-5000-8000-000000000000", "sentence": LOCALE}]
    variable = {"key": "pass", "value": env, "variableType": "env", "isSecured": True}
    config = {"name": "Kept", "envVariables": [variable]}
    return {
        **small(),
        "botDefinition.json": json.dumps(definition).encode(),
        "config.json": json.dumps(config).encode(),
    }


@dataclass
class Life:
    """A bot whose every call is written down."""

    api: API
    owner: Person
    admin: MadeApp
    bot_id: str = ""
    own: MadeApp | None = None
    said: list[str] = field(default_factory=list)
    uploads: set[str] = field(default_factory=set)

    async def call(self, operation_id: str, *, is_owner: bool = False, **values: Any) -> Any:
        """Call as an app, or as the owner; remembers the answer."""
        self.api.clock.advance(1)
        app = self.own if operation_id.startswith("bot-variables") else self.admin
        who: dict[str, Any] = {"by": self.owner} if is_owner else {"app": app}
        values.setdefault("bot_id", self.bot_id)
        reply = await self.api.call(operation_id, **who, **values)
        return self.heard(reply)

    def heard(self, reply: Reply) -> Any:
        self.said.append(f"{reply.headers} {reply.body.decode('latin-1')}")
        if reply.headers.get("content-type", "").startswith("application/zip"):
            with zipfile.ZipFile(io.BytesIO(reply.body)) as archive:
                self.said += [archive.read(name).decode("latin-1") for name in archive.namelist()]
            return reply.body
        return reply.json

    async def upload(self, given: dict[str, bytes]) -> dict[str, Any]:
        self.uploads |= {hashlib.sha256(content).hexdigest() for content in given.values()}
        files = await uploaded(self.api, self.admin, given)
        return {wire: file_id for wire, file_id in files.items() if wire != "icon" or not self.bot_id}

    async def bring(self, given: dict[str, bytes], **options: Any) -> Any:
        """Import, as new or into the bot; answers the last status."""
        operation = "import-bot-into-an-existing-bot" if self.bot_id else "import-bot-as-new-bot"
        asked = await self.call(operation, **await self.upload(given), **options)
        status = await self.api.wait("bot-import-status", app=self.admin, running=["pending"], request_id=asked["_id"])
        self.said.append(json.dumps(status))
        return status

    async def take(self, export_type: str) -> bytes:
        """Export; answers the zip."""
        await self.call("bot-export", export_type=export_type)
        status = await self.api.wait("bot-export-status", app=self.admin, running=["pending"], bot_id=self.bot_id)
        self.said.append(json.dumps(status))
        path = status["downloadURL"].removeprefix("http://127.0.0.1:8070")
        zipped: bytes = self.heard(await self.api.request("GET", path))
        return zipped

    async def publish(self) -> None:
        await self.call("publish-bot", version_comment="a version")
        status = await self.api.wait("bot-publish-status", app=self.admin, running=["inprogress"], bot_id=self.bot_id)
        self.said.append(json.dumps(status))


async def lived(api: API) -> Life:
    """A bot that went through everything there is."""
    owner = await make_person(api)
    life = Life(api, owner, await make_app(api, owner))
    life.bot_id = (await life.bring(members(ENV)))["streamId"]
    life.own = await make_app(api, owner, plane=Plane.BOT, bot_id=life.bot_id)
    await life.call(
        "bot-variables-import",
        body={
            "botVariables": [{"key": "brought", "value": BROUGHT, "isSecured": True}],
            "botCollections": [{"name": "Staging", "refId": "r"}],
            "botCollectionVariables": [{"key": "brought", "value": COLLECTION, "refId": "r"}],
        },
    )
    slack = {"type": "slack", "enable": True, "accessToken": CHANNEL, "clientSecret": CHANNEL}
    body = {"streamId": life.bot_id, "type": "slack", "channelDetails": slack}
    await api.call("channel-enablement", app=life.admin, body=body)
    await life.call("bot-variables-export")
    mode = {"type": "advancedConfig", "preferredData": {"training": True}}
    added = {"enableLanguage": "es", "langDefinitionMode": mode, "multiLingualConfigurations": UNDERSTOOD}
    await life.call("add-enable-new-language", body=added)
    await life.publish()
    await life.call("change-default-language", language="es")
    first = await life.take("latest")
    assert (await life.bring(members("", is_broken=True)))["status"] == "failure"
    assert (await life.bring(members("")))["status"] == "success"
    second = await life.take("published")
    life.said.append(repr(compare(*(read_zip(io.BytesIO(one)) for one in (first, second)))))
    script = await api.upload(life.admin, b"one()", name="f.js")
    await life.call("import-bot-functions", body=[{"fileName": "f.js", "fileId": script}])
    for operation in ("get-change-logs", "get-linked-apps", "get-bots"):
        await life.call(operation)
    for operation in ("list-bot-versions", "get-bot-version-archive", "restore-bot-version"):
        await life.call(operation, is_owner=True, number=1)
    await life.call("bot-variables-import", body=[{"key": "brought", "variableType": BROUGHT, "value": BROUGHT}])
    return life


@pytest.fixture
async def life(database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Any:
    caplog.set_level(logging.DEBUG)
    async with running_api(database_url, tmp_path / "data", has_rate_limits=False) as api:
        yield await lived(api)


async def rows_of(api: API) -> str:
    """Every value of every row."""
    database = api.platform.services.database
    found = [await database.all(Statement(select(*table.columns))) for table in metadata.sorted_tables]
    return repr(found)


def kept_files(life: Life) -> dict[str, bytes]:
    """The files of the data folder, but for what was uploaded."""
    folder = life.api.platform.settings.data
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in life.uploads
    }


async def test_no_answer_no_log_no_row_and_no_file_holds_a_secret(life: Life, caplog: pytest.LogCaptureFixture) -> None:
    places = {"answers": "\n".join(life.said), "log": caplog.text, "rows": await rows_of(life.api)}
    places |= {name: content.decode("latin-1") for name, content in kept_files(life).items()}
    assert len(life.said) > 20
    assert any(name.startswith("files") for name in places)
    assert [(place, canary) for place, text in places.items() for canary in CANARIES if canary in text] == []


async def test_what_is_sealed_is_whole_and_goes_with_the_bot(life: Life) -> None:
    services = life.api.platform.services
    kept = await read_secret(services.database, services.sealer, life.bot_id, SECURED_VARIABLES)
    assert kept == {"env": {"pass": {"": ENV}, "brought": {"": BROUGHT}}, "locale": {"words": {"en": LOCALE}}}
    rows = Statement(select(bot_secrets.c.name).order_by(bot_secrets.c.name))
    assert await services.database.all(rows) == [
        ("channel:slack",),
        ("secured-variables",),
        ("variable-collections",),
    ]
    await life.call("delete-builder-bot", is_owner=True, user_id=life.owner.user_id)
    assert await services.database.all(rows) == []
