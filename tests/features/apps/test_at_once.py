"""Changes of one bot and its apps at the same time: each counts, none is lost, none waits for ever."""

import asyncio
from collections import Counter
from typing import Any

from korekit.catalog.planes import Plane
from korekit.records.apps import EPOCH
from tests.platform import API, Reply, make_app, make_bot, make_person


async def test_apps_and_publishes_of_one_bot_all_count(api: API) -> None:
    owner = await make_person(api)
    bot_id = await make_bot(api, owner)
    admin = await make_app(api, owner)
    app = await make_app(api, owner, plane=Plane.BOT, bot_id=bot_id)
    path: dict[str, Any] = {"by": owner, "user_id": owner.user_id, "bot_id": bot_id}

    def create(n: int) -> asyncio.Future[Reply]:
        return asyncio.ensure_future(api.call("create-bot-app", **path, app_name=f"app {n}"))

    def save(name: str) -> asyncio.Future[Reply]:
        return asyncio.ensure_future(api.call("save-app-scopes", by=owner, client_id=app.client_id, scopes=[name]))

    def publish() -> asyncio.Future[Reply]:
        return asyncio.ensure_future(api.call("publish-bot", app=admin, bot_id=bot_id, version_comment="next"))

    replies = await asyncio.gather(
        *(step for n in range(6) for step in (create(n), save("Bot Export"))), publish(), save("Logs History")
    )
    assert {reply.status for reply in replies} == {200}
    await api.wait("bot-publish-status", app=admin, bot_id=bot_id, running={"QUEUED", "INPROGRESS", "IN_PROGRESS"})
    entries = (await api.call("get-change-logs", app=admin, bot_id=bot_id, limit=50)).json
    told = Counter(entry["message"].split(" for ")[0] for entry in entries)
    assert (told["Scope definition added"], told["Scope definition updated"]) == (6, 7)
    assert len((await api.call("list-apps", by=owner)).json) == 8


async def test_every_change_that_decides_about_calls_moves_the_epoch(api: API) -> None:
    owner = await make_person(api)
    bot_id = await make_bot(api, owner)
    path: dict[str, Any] = {"by": owner, "user_id": owner.user_id}
    before = await _epoch(api)
    admin = await api.call("create-admin-app", **path, org_id=owner.account.org_id, app_name="a")
    app = await api.call("create-bot-app", **path, bot_id=bot_id, app_name="b")
    steps = [
        admin,
        app,
        await api.call("create-data-app", **path, app_name="c"),
        await api.call("save-admin-app", **path, org_id=owner.account.org_id, client_id=admin.json["clientId"]),
        await api.call("save-bot-app", **path, bot_id=bot_id, client_id=app.json["clientId"]),
        await api.call("draft-app-scopes", by=owner, client_id=app.json["clientId"], scopes=[]),
        await api.call("save-app-scopes", by=owner, client_id=app.json["clientId"], scopes=[]),
        await api.call("rotate-app-secret", by=owner, client_id=app.json["clientId"]),
        await api.call("update-account", by=owner, name="d"),
        await api.call("delete-app", by=owner, client_id=admin.json["clientId"]),
        await api.call("delete-builder-bot", **path, bot_id=bot_id),
    ]
    assert {step.status for step in steps} == {200}
    assert await _epoch(api) == before + len(steps)


async def _epoch(api: API) -> int:
    row = await api.platform.services.database.one(EPOCH)
    assert row is not None
    epoch: int = row[0]
    return epoch
