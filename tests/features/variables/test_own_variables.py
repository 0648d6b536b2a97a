"""Variables one by one: found, saved, deleted; who saves second is told, whatever the first one changed."""

import asyncio
from typing import Any

from korekit.records.bot_secrets import SECURED_VARIABLES, read_secret
from tests.console.bot_files import import_small
from tests.platform import API, Person, Reply, make_person

CHANGED = (409, 409, "Somebody else changed this meanwhile. Look at it again before you save.")
DELETED = (409, 409, "Somebody else deleted this variable meanwhile.")
THERE = (409, 409, "The bot has a variable of this key already.")


async def scene(api: API) -> tuple[Person, str]:
    """An owner with a bot that has three variables: greeting, apiToken, which is secured, and farewell."""
    ann = await make_person(api)
    return ann, await import_small(api, ann, name="Desk")


async def save(api: API, by: Person, bot_id: str, key: str, variable: Any, **more: Any) -> Reply:
    return await api.call("save-bot-variable", by=by, bot_id=bot_id, key=key, variable=variable, **more)


async def one(api: API, by: Person, bot_id: str, key: str) -> Any:
    reply = await api.call("get-bot-variable", by=by, bot_id=bot_id, key=key)
    assert reply.status == 200, reply.body
    return reply.json


async def test_who_saves_second_is_told(api: API) -> None:
    ann, bot_id = await scene(api)
    seen = (await one(api, ann, bot_id, "greeting"))["revision"]
    first = await save(api, ann, bot_id, "greeting", {"value": "Ahoy"}, expected_revision=seen)
    assert (first.status, first.json["value"], first.json["hint"]) == (200, "Ahoy", "Said first")
    second = await save(api, ann, bot_id, "greeting", {"value": "Hello"}, expected_revision=seen)
    assert second.error == CHANGED
    assert (
        await api.call("delete-bot-variable", by=ann, bot_id=bot_id, key="greeting", expected_revision=seen)
    ).error == (CHANGED)
    now = await one(api, ann, bot_id, "greeting")
    assert (now["value"], now["revision"]) == ("Ahoy", first.json["revision"])
    # Who does not say what he saw writes over it.
    assert (await save(api, ann, bot_id, "greeting", {"value": "Hello"})).status == 200


async def test_of_many_who_save_at_once_one_wins(api: API) -> None:
    ann, bot_id = await scene(api)
    for key in ("greeting", "apiToken"):
        seen = (await one(api, ann, bot_id, key))["revision"]
        replies = await asyncio.gather(
            *(save(api, ann, bot_id, key, {"value": f"value {at}"}, expected_revision=seen) for at in range(8))
        )
        assert sorted(reply.status for reply in replies) == [200, *[409] * 7], key


async def test_another_secured_value_is_another_revision(api: API) -> None:
    ann, bot_id = await scene(api)
    seen = await one(api, ann, bot_id, "apiToken")
    assert seen["value"] == ""
    first = await save(api, ann, bot_id, "apiToken", {"value": "another-secret-1"}, expected_revision=seen["revision"])
    assert (first.status, "another-secret" in first.body.decode()) == (200, False)
    again = await save(api, ann, bot_id, "apiToken", {"value": "another-secret-2"}, expected_revision=seen["revision"])
    assert again.error == CHANGED
    services = api.platform.services
    kept = await read_secret(services.database, services.sealer, bot_id, SECURED_VARIABLES)
    assert kept["env"]["apiToken"] == {"": "another-secret-1"}


async def test_a_new_one_writes_over_none(api: API) -> None:
    ann, bot_id = await scene(api)
    assert (await save(api, ann, bot_id, "greeting", {"value": "x"}, is_new=True)).error == THERE
    replies = await asyncio.gather(
        *(save(api, ann, bot_id, "fresh", {"value": str(at)}, is_new=True) for at in range(4))
    )
    assert sorted(reply.status for reply in replies) == [200, 409, 409, 409]
    fresh = await one(api, ann, bot_id, "fresh")
    assert (await api.call("delete-bot-variable", by=ann, bot_id=bot_id, key="fresh")).status == 200
    gone = await save(api, ann, bot_id, "fresh", {"value": "x"}, expected_revision=fresh["revision"])
    assert gone.error == DELETED


async def test_odd_variables_are_refused(sqlite_api: API) -> None:
    ann, bot_id = await scene(sqlite_api)
    for key, variable in (
        ("a", {"key": "b"}),
        (" ", {"value": "x"}),
        ("k" * 201, {"value": "x"}),
        ("k", {"variableType": "other"}),
        ("k", {"scope": "other"}),
        ("k", {"variableType": "locale", "value": "x"}),
        ("k", {"vNameSpace": [{"name": ""}]}),
        ("k", 7),
    ):
        assert 400 <= (await save(sqlite_api, ann, bot_id, key, variable)).status < 500, variable
    assert (await save(sqlite_api, ann, "st-none", "k", {"value": "x"})).status == 404


async def test_variables_are_found_by_text_kind_and_namespace(sqlite_api: API) -> None:
    ann, bot_id = await scene(sqlite_api)
    stage = [{"name": "stage"}]
    assert (await save(sqlite_api, ann, bot_id, "host", {"value": "Desk", "vNameSpace": stage})).status == 200

    async def keys(**values: Any) -> list[str]:
        reply = await sqlite_api.call("list-bot-variables", by=ann, bot_id=bot_id, **values)
        return [found["key"] for found in reply.json]

    assert await keys() == ["greeting", "apiToken", "host", "farewell"]
    assert await keys(search="WELCOME") == ["greeting"]
    assert await keys(search="good bye") == ["farewell"]
    assert await keys(search="made-up-secret") == []
    assert await keys(variable_type="locale") == ["farewell"]
    assert await keys(namespace="stage") == ["host"]
    names = (await sqlite_api.call("list-variable-namespaces", by=ann, bot_id=bot_id)).json
    assert "stage" in [found["name"] for found in names]
    assert (await save(sqlite_api, ann, bot_id, "host", {"vNameSpace": []})).json["vNameSpace"] == []
