"""Variables of a bot, brought in and taken out.

Source: contract, bot-definition.yaml bot-variables-import and bot-variables-export; observed-errors.md 2.1.
"""

import asyncio
import json
from typing import Any

import pytest
from sqlalchemy import select

from korekit.catalog.planes import Plane
from korekit.records.bot_secrets import SECURED_VARIABLES, bot_secrets, read_secret
from korekit.storage.statements import Statement
from tests.bots import large
from tests.bots.exporting import exported
from tests.bots.importing import import_as_new
from tests.platform import API, MadeApp, Reply, make_app, make_bot, make_person

GLOBAL = {
    "key": "Global",
    "value": "Globalkey-prePopulated",
    "hint": "",
    "variableType": "env",
    "scope": "prePopulated",
}
LOCALE = {
    "key": "Lang",
    "variableType": "locale",
    "scope": "prePopulated",
    "localeData": {"en": {"value": "english language prompt", "hint": ""}},
}
INVALID = (412, 412, "Validation errors/ Invalid arguments")


async def bring(api: API, app: MadeApp, bot_id: str, body: Any) -> Reply:
    return await api.call("bot-variables-import", app=app, bot_id=bot_id, body=body)


async def take(api: API, app: MadeApp, bot_id: str) -> Any:
    reply = await api.call("bot-variables-export", app=app, bot_id=bot_id)
    assert reply.status == 200, reply.body
    return reply.json


async def scene(api: API) -> tuple[MadeApp, MadeApp, str]:
    """An admin app, a bot's own app, and the bot."""
    owner = await make_person(api)
    bot_id = await make_bot(api, owner)
    return await make_app(api, owner), await make_app(api, owner, plane=Plane.BOT, bot_id=bot_id), bot_id


async def sealed(api: API, bot_id: str) -> Any:
    """The values of secured variables that the bot keeps."""
    services = api.platform.services
    return await read_secret(services.database, services.sealer, bot_id, SECURED_VARIABLES)


async def test_what_is_brought_in_is_taken_out_and_in_the_next_archive(api: API) -> None:
    admin, app, bot_id = await scene(api)
    reply = await bring(api, app, bot_id, [GLOBAL, LOCALE])
    assert reply.json == {"message": "2 Variables imported/updated successfully."}
    archive = await exported(api, admin, bot_id)
    definition, config = json.loads(archive["botDefinition.json"]), json.loads(archive["config.json"])
    (namespace,) = definition["namespaces"]
    common = {"group": "", "propagateValue": False}
    assert config["envVariables"] == [
        {**GLOBAL, **common, "isSecured": False, "vNameSpace": [namespace["refId"]]},
    ]
    assert definition["contentVariables"] == [
        {**LOCALE, **common, "isSecured": False, "vNameSpace": [namespace["refId"]]},
    ]
    space = [{"name": "default", "refId": namespace["refId"]}]
    assert await take(api, app, bot_id) == [
        {**GLOBAL, **common, "audioTag": "", "vNameSpace": space, "isSecured": False},
        {
            **LOCALE,
            **common,
            "audioTag": "",
            "vNameSpace": space,
            "isSecured": False,
            "localeData": {"en": {"value": "english language prompt", "hint": "", "audioTag": ""}},
        },
    ]


async def test_a_key_that_is_there_is_updated_and_what_is_not_named_stays(api: API) -> None:
    _, app, bot_id = await scene(api)
    first = [{**GLOBAL, "group": "a", "hint": "old"}, LOCALE]
    await bring(api, app, bot_id, first)
    french = {"key": "Lang", "variableType": "locale", "localeData": {"fr": {"value": "bonjour"}}}
    reply = await bring(api, app, bot_id, [{"key": "Global", "value": "new"}, french, {"key": "third", "value": "3"}])
    assert reply.json["message"] == "3 Variables imported/updated successfully."
    one, third, lang = await take(api, app, bot_id)
    assert (one["value"], one["hint"], one["group"]) == ("new", "old", "a")
    assert (third["key"], third["value"]) == ("third", "3")
    assert {code: texts["value"] for code, texts in lang["localeData"].items()} == {
        "en": "english language prompt",
        "fr": "bonjour",
    }


async def test_of_two_with_one_key_the_last_counts_and_is_counted_once(sqlite_api: API) -> None:
    _, app, bot_id = await scene(sqlite_api)
    reply = await bring(sqlite_api, app, bot_id, [GLOBAL, {**GLOBAL, "value": "second"}])
    assert reply.json["message"] == "1 Variables imported/updated successfully."
    (only,) = await take(sqlite_api, app, bot_id)
    assert only["value"] == "second"


async def test_a_variable_may_become_one_of_the_other_kind(sqlite_api: API) -> None:
    _, app, bot_id = await scene(sqlite_api)
    await bring(sqlite_api, app, bot_id, [GLOBAL, {"key": "stays", "value": "1"}])
    await bring(sqlite_api, app, bot_id, [{**LOCALE, "key": "Global"}])
    stays, moved = await take(sqlite_api, app, bot_id)
    assert (stays["key"], stays["variableType"]) == ("stays", "env")
    assert (moved["key"], moved["variableType"], "value" in moved) == ("Global", "locale", False)


async def test_secured_values_never_leave_and_the_switch_does_not_show_them(api: API) -> None:
    admin, app, bot_id = await scene(api)
    secured = {**GLOBAL, "key": "pass", "value": "hush", "isSecured": True}
    words = {**LOCALE, "key": "words", "isSecured": True, "localeData": {"en": {"value": "hush"}}}
    await bring(api, app, bot_id, [secured, words])

    async def shown() -> str:
        archive = await exported(api, admin, bot_id)
        log = (await api.call("get-change-logs", app=admin, bot_id=bot_id)).body
        return json.dumps(await take(api, app, bot_id)) + str(archive) + str(log)

    assert "hush" not in await shown()
    one, other = await take(api, app, bot_id)
    assert (one["value"], one["isSecured"]) == ("", True)
    assert (other["localeData"]["en"]["value"], other["isSecured"]) == ("", True)
    # Whoever may import shall not read by switching the secret off, or by turning it into another kind.
    await bring(api, app, bot_id, [{"key": "pass", "isSecured": False}, {"key": "words", "isSecured": False}])
    assert "hush" not in await shown()
    await bring(api, app, bot_id, [secured])
    await bring(api, app, bot_id, [{**LOCALE, "key": "pass", "isSecured": False}])
    assert "hush" not in await shown()


async def test_a_secured_value_outlives_changes_of_anything_else(sqlite_api: API) -> None:
    _, app, bot_id = await scene(sqlite_api)
    await bring(sqlite_api, app, bot_id, [{**GLOBAL, "value": "hush", "isSecured": True}])
    await bring(sqlite_api, app, bot_id, [{"key": "Global", "hint": "changed"}])
    assert await sealed(sqlite_api, bot_id) == {"env": {"Global": {"": "hush"}}}


async def test_what_was_taken_out_blanks_secured_values_when_it_is_brought_back(sqlite_api: API) -> None:
    _, app, bot_id = await scene(sqlite_api)
    words = {**LOCALE, "isSecured": True, "localeData": {"en": {"value": "hush"}, "fr": {"value": "chut"}}}
    await bring(sqlite_api, app, bot_id, [{**GLOBAL, "value": "hush", "isSecured": True}, words])
    one, other = await take(sqlite_api, app, bot_id)
    assert (one["value"], one["isSecured"]) == ("", True)
    del other["localeData"]["fr"]
    await bring(sqlite_api, app, bot_id, [one, other])
    assert await sealed(sqlite_api, bot_id) == {"env": {"Global": {}}, "locale": {"Lang": {"fr": "chut"}}}


async def test_namespaces_are_resolved_by_either_and_made_where_they_are_missing(api: API) -> None:
    admin, app, bot_id = await scene(api)
    await bring(api, app, bot_id, [{**GLOBAL, "vNameSpace": [{"name": "shop", "refId": "0f" * 12}]}])
    await bring(api, app, bot_id, [{**GLOBAL, "key": "b", "vNameSpace": [{"name": "shop"}, {"name": "new"}]}])
    await bring(api, app, bot_id, [{**GLOBAL, "key": "c", "vNameSpace": [{"refId": "0f" * 12}]}])
    definition = json.loads((await exported(api, admin, bot_id))["botDefinition.json"])
    assert [one["name"] for one in definition["namespaces"]] == ["default", "shop", "new"]
    assert definition["namespaces"][1]["streamId"] == bot_id
    named = {one["key"]: [space["name"] for space in one["vNameSpace"]] for one in await take(api, app, bot_id)}
    assert named == {"Global": ["shop"], "b": ["shop", "new"], "c": ["shop"]}


async def test_a_namespace_that_the_bot_does_not_have_is_listed_without_a_name(sqlite_api: API) -> None:
    owner = await make_person(sqlite_api)
    admin = await make_app(sqlite_api, owner)
    bot_id = (await import_as_new(sqlite_api, admin, large()))["streamId"]
    app = await make_app(sqlite_api, owner, plane=Plane.BOT, bot_id=bot_id)
    spaces = [space for one in await take(sqlite_api, app, bot_id) for space in one["vNameSpace"]]
    assert spaces
    assert all(space.keys() == {"name", "refId"} for space in spaces)


async def test_collections_are_taken_with_their_values_and_kept_sealed(api: API) -> None:
    _, app, bot_id = await scene(api)
    body = {
        "botVariables": [GLOBAL],
        "botCollections": [{"name": "Staging", "description": "", "refId": "r1"}],
        "botCollectionVariables": [{"key": "Global", "value": "hush", "refId": "r1"}],
    }
    reply = await bring(api, app, bot_id, body)
    assert reply.json["message"] == "1 Variables imported/updated successfully."
    ((name, sealed),) = await api.platform.services.database.all(
        Statement(select(bot_secrets.c.name, bot_secrets.c.sealed))
    )
    assert name == "variable-collections"
    assert b"hush" not in sealed
    # A collection that was brought before may be named again.
    later = {"botCollectionVariables": [{"key": "Global", "value": "2", "refId": "r1"}]}
    assert (await bring(api, app, bot_id, later)).json["message"] == "0 Variables imported/updated successfully."


async def test_an_empty_object_is_the_documented_failure(api: API) -> None:
    _, app, bot_id = await scene(api)
    assert (await bring(api, app, bot_id, {})).error == (500, 500, "Internal Server Error")
    assert (await bring(api, app, bot_id, [])).json == {"message": "0 Variables imported/updated successfully."}


@pytest.mark.parametrize(
    "body",
    [
        None,
        "text",
        [1],
        [{"value": "no key"}],
        [{"key": " "}],
        [{"key": "x" * 201}],
        [{"key": 1}],
        [{**GLOBAL, "variableType": "other"}],
        [{**GLOBAL, "scope": "everywhere"}],
        [{**GLOBAL, "value": 1}],
        [{"key": "a", "variableType": "locale", "value": "x"}],
        [{**GLOBAL, "vNameSpace": [{}]}],
        {"botVariables": {}},
        {"botVariables": [GLOBAL], "botCollections": [{"name": "no id"}]},
        {"botVariables": [GLOBAL], "botCollectionVariables": [{"key": "Global", "refId": "nowhere"}]},
        {
            "botVariables": [GLOBAL],
            "botCollections": [{"refId": "r"}],
            "botCollectionVariables": [{"key": "other", "refId": "r"}],
        },
    ],
)
async def test_what_is_wrong_is_refused_and_changes_nothing(sqlite_api: API, body: Any) -> None:
    admin, app, bot_id = await scene(sqlite_api)
    path = f"/api/1.1/public/builder/bot/{bot_id}/variables/import"
    reply = await sqlite_api.request(
        "POST", path, headers={"auth": app.token(sqlite_api.clock)}, body=json.dumps(body).encode()
    )
    assert reply.error == INVALID
    assert (await sqlite_api.call("get-change-logs", app=admin, bot_id=bot_id)).json == []


async def test_the_scope_that_a_client_spells_otherwise_is_taken(sqlite_api: API) -> None:
    _, app, bot_id = await scene(sqlite_api)
    assert (await bring(sqlite_api, app, bot_id, [{**GLOBAL, "scope": "onInstall"}])).status == 200
    (only,) = await take(sqlite_api, app, bot_id)
    assert only["scope"] == "onInstall"


async def test_the_older_paths_count_too(sqlite_api: API) -> None:
    _, app, bot_id = await scene(sqlite_api)
    headers = {"auth": app.token(sqlite_api.clock)}
    bringing = f"/api/public/builder/stream/{bot_id}/variables/import"
    reply = await sqlite_api.request("POST", bringing, headers=headers, body=json.dumps([GLOBAL]).encode())
    assert reply.status == 200
    taking = f"/api/1.1/public/builder/stream/{bot_id}/variables/export"
    assert len((await sqlite_api.request("POST", taking, headers=headers)).json) == 1


async def test_the_change_log_tells_of_both(api: API) -> None:
    admin, app, bot_id = await scene(api)
    await bring(api, app, bot_id, [GLOBAL])
    await take(api, app, bot_id)
    entries = (await api.call("get-change-logs", app=admin, bot_id=bot_id)).json
    assert [(entry["resourceType"], entry["message"]) for entry in entries] == [
        ("variables", "Bot variables are exported"),
        ("variables", "Bot variables are imported"),
    ]


async def test_variables_of_an_imported_archive_are_taken_out(sqlite_api: API) -> None:
    owner = await make_person(sqlite_api)
    admin = await make_app(sqlite_api, owner)
    bot_id = (await import_as_new(sqlite_api, admin, large()))["streamId"]
    app = await make_app(sqlite_api, owner, plane=Plane.BOT, bot_id=bot_id)
    taken = await take(sqlite_api, app, bot_id)
    assert len(taken) == 46
    assert all(one["value"] == "" for one in taken if one["isSecured"] and one["variableType"] == "env")
    before = json.loads((await exported(sqlite_api, admin, bot_id))["config.json"])
    # Brought back as taken, nothing changes: the file has its own words for what an export completes.
    open_ones = [one for one in taken if not one["isSecured"]]
    assert (await bring(sqlite_api, app, bot_id, open_ones)).status == 200
    after = json.loads((await exported(sqlite_api, admin, bot_id))["config.json"])
    assert [(one["key"], one["value"]) for one in after["envVariables"]] == [
        (one["key"], one["value"]) for one in before["envVariables"]
    ]


async def test_imports_at_once_lose_nothing(api: API) -> None:
    _, app, bot_id = await scene(api)
    replies = await asyncio.gather(*(bring(api, app, bot_id, [{**GLOBAL, "key": f"k{n}"}]) for n in range(12)))
    assert {reply.status for reply in replies} == {200}
    assert {one["key"] for one in await take(api, app, bot_id)} == {f"k{n}" for n in range(12)}


async def test_another_bots_app_and_an_admin_app_are_refused(sqlite_api: API) -> None:
    admin, app, _ = await scene(sqlite_api)
    other = await make_bot(sqlite_api, await make_person(sqlite_api))
    assert (await bring(sqlite_api, app, other, [GLOBAL])).error == (401, 4002, "Invalid SDK credentials")
    assert (await bring(sqlite_api, admin, other, [GLOBAL])).status == 401
