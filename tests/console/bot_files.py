"""Zips of bots, and a bot that was imported, published and given variables: what the pages of a bot show."""

import io
import zipfile
from collections.abc import Mapping
from typing import Any

from korekit.catalog.planes import Plane
from korekit.ids import BotId
from tests.bots import small
from tests.bots.importing import import_as_new
from tests.platform import API, Person, make_app

__all__ = ["import_small", "publish_as", "say", "small_zip", "zip_of"]

VARIABLES: list[Any] = [
    {"key": "greeting", "value": "Welcome aboard", "hint": "Said first", "variableType": "env"},
    {"key": "apiToken", "value": "made-up-secret-42", "variableType": "env", "isSecured": True},
    {"key": "farewell", "variableType": "locale", "localeData": {"en": {"value": "Good bye", "hint": ""}}},
]


def zip_of(members: Mapping[str, bytes]) -> bytes:
    """The members as an export has them."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return written.getvalue()


def small_zip() -> bytes:
    """The small sample."""
    return zip_of(small())


async def import_small(api: API, owner: Person, *, name: str) -> BotId:
    """A bot of the small sample, with variables, published once; answers its id."""
    app = await make_app(api, owner)
    bot_id = BotId((await import_as_new(api, app, small(), name=name))["streamId"])
    assert (await api.call("delete-app", by=owner, client_id=app.client_id)).status == 200
    await _bring(api, owner, bot_id, VARIABLES)
    await publish_as(api, owner, bot_id, "First flight")
    return bot_id


async def say(api: API, owner: Person, bot_id: str, greeting: str) -> None:
    """Give the bot another greeting."""
    await _bring(api, owner, bot_id, [{"key": "greeting", "value": greeting}])


async def _bring(api: API, owner: Person, bot_id: str, variables: list[Any]) -> None:
    app = await make_app(api, owner, plane=Plane.BOT, bot_id=bot_id)
    reply = await api.call("bot-variables-import", app=app, bot_id=bot_id, body=variables)
    assert reply.status == 200, reply.body
    assert (await api.call("delete-app", by=owner, client_id=app.client_id)).status == 200


async def publish_as(api: API, owner: Person, bot_id: str, comment: str) -> None:
    """Publish a bot, and wait for it."""
    # The status is that of the newest publish.
    api.clock.advance(1)
    app = await make_app(api, owner)
    reply = await api.call("publish-bot", app=app, bot_id=bot_id, version_comment=comment)
    assert reply.status == 200, reply.body
    await api.wait("bot-publish-status", app=app, running=["inprogress"], bot_id=bot_id)
    assert (await api.call("delete-app", by=owner, client_id=app.client_id)).status == 200
