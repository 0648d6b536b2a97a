"""A long mixed life of a platform: many apps, changes of scopes, secrets and bots between calls, judged by a model.

Whatever happens in between, a call's answer is what the model of the account says. `KOREKIT_SOAK_SEED` repeats a trial.
"""

import os
import random
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from korekit.catalog.scopes import BOT_AUDIT_LOGS, ROLE_MANAGEMENT
from korekit.ids import BotId
from tests.platform import API, MadeApp, Person, make_app, make_bot, make_person, running_api

pytestmark = pytest.mark.soak
ROUNDS = 3_000


@dataclass
class _Model:
    """What must be true of one account."""

    owner: Person
    bots: list[BotId] = field(default_factory=list)
    apps: dict[str, MadeApp] = field(default_factory=dict)
    scopes: dict[str, set[str]] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)

    def expected(self, client_id: str, bot_id: str) -> tuple[int, int | str]:
        if client_id in self.deleted:
            return 401, 4002
        if BOT_AUDIT_LOGS.id not in self.scopes[client_id]:
            return 401, 4002
        return (200, 0) if bot_id in self.bots else (400, 400)


async def _change(api: API, model: _Model, chance: random.Random) -> None:
    what = chance.choice(["app", "bot", "scopes", "scopes", "rotate", "rotate", "delete-app", "delete-bot"])
    if what == "app" or len(model.apps) < 3:
        app = await make_app(api, model.owner, scopes=[BOT_AUDIT_LOGS.id])
        model.apps[app.client_id], model.scopes[app.client_id] = app, {BOT_AUDIT_LOGS.id}
    elif what == "bot" or len(model.bots) < 2:
        model.bots.append(await make_bot(api, model.owner, changes=["made"]))
    elif what == "delete-bot":
        bot_id = model.bots.pop(chance.randrange(len(model.bots)))
        reply = await api.call("delete-builder-bot", by=model.owner, user_id=model.owner.user_id, bot_id=bot_id)
        assert reply.status == 200
    else:
        await _change_app(api, model, chance, what)


async def _change_app(api: API, model: _Model, chance: random.Random, what: str) -> None:
    alive = sorted(set(model.apps) - model.deleted)
    if not alive:
        return
    client_id = chance.choice(alive)
    if what == "delete-app":
        reply = await api.call("delete-app", by=model.owner, client_id=client_id)
        model.deleted.add(client_id)
    elif what == "rotate":
        reply = await api.call("rotate-app-secret", by=model.owner, client_id=client_id)
        secret = reply.json["clientSecret"]
        model.apps[client_id] = MadeApp(
            client_id, secret, model.apps[client_id].plane, model.apps[client_id].account_id
        )
    else:
        chosen = {one.id for one in (BOT_AUDIT_LOGS, ROLE_MANAGEMENT) if chance.random() < 0.6}
        reply = await api.call("save-app-scopes", by=model.owner, client_id=client_id, scopes=sorted(chosen))
        model.scopes[client_id] = chosen
    assert reply.status == 200, reply.body


async def _call(api: API, models: list[_Model], chance: random.Random) -> None:
    model = chance.choice(models)
    if not model.apps:
        return
    client_id = chance.choice(sorted(model.apps))
    bots = [bot_id for one in models for bot_id in one.bots]
    bot_id = chance.choice(bots) if bots and chance.random() < 0.9 else BotId(f"st-unknown-{chance.random()}")
    reply = await api.call("get-change-logs", app=model.apps[client_id], bot_id=bot_id)
    status, code = model.expected(client_id, bot_id)
    assert reply.status == status, (reply.body, client_id, bot_id)
    if status != 200:
        assert reply.error[1] == code


async def test_every_answer_is_what_the_accounts_say(database_url: str, tmp_path: Path) -> None:
    chance = random.Random(os.environ.get("KOREKIT_SOAK_SEED", "1"))
    async with running_api(database_url, tmp_path / "data", has_rate_limits=False) as api:
        models = [_Model(await make_person(api)) for _ in range(3)]
        for _ in range(ROUNDS):
            if chance.random() < 0.15:
                await _change(api, chance.choice(models), chance)
            for _ in range(3):
                await _call(api, models, chance)
            api.clock.advance(chance.random())
