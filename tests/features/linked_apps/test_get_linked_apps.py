"""The bots that a universal bot leads to.

Source: contract, bot-definition.yaml get-linked-apps.
"""

import json
from typing import Any

import pytest

from korekit.catalog.planes import Plane
from tests.bots import small
from tests.bots.importing import import_as_new
from tests.platform import API, MadeApp, make_app, make_bot, make_person


async def universal(api: API, app: MadeApp, links: list[Any]) -> str:
    """A universal bot of the newer kind with these elements."""
    members = small()
    definition = json.loads(members["botDefinition.json"])
    definition |= {"type": "universalbot", "universalBotVersion": 2, "linkedBotsDetails": links}
    changed = members | {"botDefinition.json": json.dumps(definition).encode()}
    bot_id: str = (await import_as_new(api, app, changed))["streamId"]
    return bot_id


async def publish(api: API, app: MadeApp, bot_id: str) -> None:
    api.clock.advance(0.001)
    await api.call("publish-bot", app=app, bot_id=bot_id, version_comment="1")
    await api.wait("bot-publish-status", app=app, running=["inprogress"], bot_id=bot_id)


async def test_linked_bots_are_shown_as_configured_and_as_published(api: API) -> None:
    owner = await make_person(api)
    app, child = await make_app(api, owner), await make_bot(api, owner, name="ABR", changes=["made"])
    await publish(api, app, child)
    bot_id = await universal(api, app, [{"_id": child, "streamId": "st-x", "botName": "old name"}])
    await api.call("get-linked-apps", app=app, bot_id=bot_id)
    shown = (await api.call("get-linked-apps", app=app, bot_id=bot_id)).json
    seconds = api.clock.now_ms() // 1000
    linked = {
        "_id": child,
        "name": "ABR",
        "defaultLanguage": "en",
        "appType": "default",
        "type": "default",
        "status": 1,
        "isDialogGPTEnabled": False,
        "configuredVersion": seconds,
        "publishedVersion": str(seconds),
    }
    nothing = {"linkedApps": [], "isUXOUB": True}
    assert shown == {
        "type": "unified",
        "appType": "unified",
        "isUXOUB": True,
        "isDialogGPTEnabled": False,
        "configuredLinkedApps": [linked],
        "publishedLinkedApps": [],
        "uxoUBConfigured": {"linkedApps": [child], "isUXOUB": True},
        "uxoUBPublished": nothing,
    }
    await publish(api, app, bot_id)
    shown = (await api.call("get-linked-apps", app=app, bot_id=bot_id)).json
    assert [one["_id"] for one in shown["publishedLinkedApps"]] == [child]
    assert shown["uxoUBPublished"]["linkedApps"] == [child]


async def test_a_bot_that_leads_to_none_has_empty_lists(api: API) -> None:
    owner = await make_person(api)
    bot_id = await make_bot(api, owner)
    for app in (await make_app(api, owner), await make_app(api, owner, plane=Plane.BOT, bot_id=bot_id)):
        assert (await api.call("get-linked-apps", app=app, bot_id=bot_id)).json == {
            "type": "default",
            "appType": "default",
            "isUXOUB": False,
            "isDialogGPTEnabled": False,
            "configuredLinkedApps": [],
            "publishedLinkedApps": [],
            "uxoUBConfigured": {"linkedApps": [], "isUXOUB": False},
            "uxoUBPublished": {"linkedApps": [], "isUXOUB": False},
        }


async def test_a_bot_of_another_account_has_no_more_than_the_file_says(api: API) -> None:
    owner, stranger = await make_person(api), await make_person(api)
    app, foreign = await make_app(api, owner), await make_bot(api, stranger, name="Their secret plan")
    bot_id = await universal(api, app, [{"_id": foreign, "botName": "Named here"}, {"nothing": 1}])
    shown = (await api.call("get-linked-apps", app=app, bot_id=bot_id)).json
    assert shown["configuredLinkedApps"] == [{"_id": foreign, "name": "Named here"}]


async def test_a_bot_that_came_from_elsewhere_is_found_by_its_ref_id(api: API) -> None:
    app = await make_app(api, await make_person(api))
    child = (await import_as_new(api, app, small()))["streamId"]
    ref_id = json.loads(small()["botDefinition.json"])["refId"]
    link = {"_id": "st-00000000-0000-5000-8000-000000000000", "refId": ref_id}
    members = small()
    definition = json.loads(members["botDefinition.json"])
    definition |= {"type": "universalbot", "universalBotVersion": 2, "linkedBotsDetails": [link], "refId": "other"}
    changed = members | {"botDefinition.json": json.dumps(definition).encode()}
    bot_id = (await import_as_new(api, app, changed))["streamId"]
    shown = (await api.call("get-linked-apps", app=app, bot_id=bot_id)).json
    assert [one["_id"] for one in shown["configuredLinkedApps"]] == [child]


@pytest.mark.parametrize("links", [None, {}, "x", [1, None, [], ""]])
async def test_links_of_any_form_are_read(sqlite_api: API, links: Any) -> None:
    app = await make_app(sqlite_api, await make_person(sqlite_api))
    bot_id = await universal(sqlite_api, app, links)
    assert (await sqlite_api.call("get-linked-apps", app=app, bot_id=bot_id)).json["configuredLinkedApps"] == []
