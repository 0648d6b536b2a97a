"""Making a bot from a sample.

Source: contract, bot-definition.yaml install-sample-bot; observed-errors.md 2.1.
"""

import asyncio
import json
import re

from tests.bots.exporting import exported
from tests.platform import API, MadeApp, Reply, make_app, make_person

PIZZA = "st-fa2a6660-b151-5212-954e-35c25f250ba3"
KEYS = (
    "visibility languages screenShots downloadCount alerts actions dialogs widgets panels forms categoryIds class "
    "featured profileRequired sendVcf isNLEnabled interruptsEnabled state defaultLanguage _id modifiedOn sBannerColor "
    "bBannerColor createdOn createdBy lastModifiedBy accountId sharedBy __v name keywords originalName icon color"
)


async def install(api: API, app: MadeApp, sample: str = PIZZA, method: str = "GET") -> Reply:
    headers = {"auth": app.token(api.clock), "AccountId": "x", "userId": "y", "bot-language": "en"}
    return await api.request(method, f"/api/public/samplebots/{sample}/add", headers=headers)


async def test_the_answer_has_every_documented_key(api: API) -> None:
    owner = await make_person(api)
    made = (await install(api, await make_app(api, owner))).json
    assert list(made) == KEYS.split()
    assert made["visibility"] == {"namespace": "private", "namespaceIds": [owner.user_id]}
    assert re.fullmatch(r"st-[0-9a-f-]{36}", made["_id"])
    assert len(made["dialogs"]) == 70
    assert all(re.fullmatch(r"dg-[0-9a-f-]{36}", one) for one in made["dialogs"])
    assert (made["state"], made["defaultLanguage"], made["originalName"]) == ("setup", "en", "Pizza Order")
    assert made["name"] == f"Pizza Order_{owner.email}"
    assert (made["accountId"], made["createdBy"]) == (owner.account.account_id, owner.user_id)
    assert made["createdOn"] == "2026-11-24T06:00:00.000Z"


async def test_it_is_a_bot_like_any_other(sqlite_api: API) -> None:
    app = await make_app(sqlite_api, await make_person(sqlite_api))
    made = (await install(sqlite_api, app)).json
    (bot,) = (await sqlite_api.call("get-bots", app=app)).json["bots"]
    assert (bot["_id"], bot["name"], bot["status"]) == (made["_id"], made["name"], "setup")
    archive = await exported(sqlite_api, app, made["_id"])
    definition = json.loads(archive["botDefinition.json"])
    assert definition["_id"] == made["_id"]
    assert [one["_id"] for one in definition["dialogs"]] == made["dialogs"]
    assert json.loads(archive["config.json"])["name"] == made["name"]
    (entry,) = (await sqlite_api.call("get-change-logs", app=app, bot_id=made["_id"])).json
    assert entry["message"] == "Saved BOT"
    await sqlite_api.call("publish-bot", app=app, bot_id=made["_id"], version_comment="1")
    status = await sqlite_api.wait("bot-publish-status", app=app, running=["inprogress"], bot_id=made["_id"])
    assert status["status"] == "successful"


async def test_get_and_post_both_install(sqlite_api: API) -> None:
    app = await make_app(sqlite_api, await make_person(sqlite_api))
    assert (await install(sqlite_api, app, method="POST")).status == 200
    assert (await install(sqlite_api, app, method="PUT")).error == (405, 405, "Method Not Allowed")


async def test_a_name_that_is_taken_gets_a_number_also_at_once(api: API) -> None:
    owner = await make_person(api)
    app = await make_app(api, owner)
    replies = await asyncio.gather(*(install(api, app) for _ in range(3)))
    start = f"Pizza Order_{owner.email}"
    assert {reply.json["name"] for reply in replies} == {start, f"{start}_1", f"{start}_2"}
    assert len({reply.json["_id"] for reply in replies}) == 3


async def test_an_unknown_sample_and_a_missing_scope_are_refused(api: API) -> None:
    owner = await make_person(api)
    app = await make_app(api, owner)
    assert (await install(api, app, PIZZA + "12")).error == (400, 400, "Invalid StreamId")
    bare = await make_app(api, owner, scopes=["logs:change_logs"])
    assert (await install(api, bare)).error == (401, 4002, "Permission denied. Scope is incorrect!")
    assert (await api.call("get-bots", app=app)).json["bots"] == []
