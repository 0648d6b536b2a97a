"""Every answer has the documented keys, with values of the documented form.

Source: contract, bot-definition.yaml and admin-data.yaml, the fields and examples of each operation.
"""

import re
from typing import Any

from korekit.catalog.planes import Plane
from tests.bots import large
from tests.bots.importing import import_as_new, uploaded
from tests.contract.scene import make_scene
from tests.platform import API, make_app

UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
HEX24 = r"[0-9a-f]{24}"
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"


def is_form(pattern: str, *values: str) -> bool:
    """Whether all values have a form."""
    return all(re.fullmatch(pattern, value) for value in values)


async def test_an_upload_answers_its_id_and_hash(api: API) -> None:
    scene = await make_scene(api)
    answer = (await api.upload_reply(scene.admin, b"{}")).json
    assert answer.keys() == {"fileId", "hash", "fileName"}
    assert is_form(HEX24, answer["fileId"])
    assert answer["hash"] == "bf21a9e8fbc5a3846fb05b4fa0859e0917b2202f"
    assert is_form("f-" + UUID, answer["fileName"])


async def test_an_import_answers_its_request_and_its_status_the_bot(api: API) -> None:
    scene = await make_scene(api)
    files = await uploaded(api, scene.admin, large())
    asked = (await api.call("import-bot-as-new-bot", app=scene.admin, **files)).json
    keys = {"_id", "streamRefId", "status", "statusLogs", "requestType", "createdBy", "createdOn", "__v"}
    assert asked.keys() == keys
    assert is_form("bir-" + UUID, asked["_id"])
    assert asked["streamRefId"] == "b90409c7-4062-5e50-8f8d-a18fcf828b29"
    assert asked["statusLogs"] == [{"taskType": "importRequest", "taskName": "Large", "status": "success"}]
    assert (asked["status"], asked["requestType"], asked["__v"]) == ("pending", "Botimport", 0)
    assert asked["createdBy"] == scene.owner.user_id
    assert is_form(TIME, asked["createdOn"])
    status = await api.wait("bot-import-status", app=scene.admin, running=["pending"], request_id=asked["_id"])
    assert status.keys() == keys | {"streamId"}
    assert is_form("st-" + UUID, status["streamId"])
    assert all(row.keys() == {"taskType", "taskName", "status"} for row in status["statusLogs"])
    assert {key: status[key] for key in keys - {"status", "statusLogs"}} == {
        key: asked[key] for key in keys - {"status", "statusLogs"}
    }


async def test_an_export_answers_its_request_and_its_status_the_address(api: API) -> None:
    scene = await make_scene(api)
    asked = (await api.call("bot-export", app=scene.admin, bot_id=scene.bot_id, export_type="latest")).json
    keys = {"_id", "streamId", "status", "createdBy", "exportType", "requestType", "createdOn", "__v"}
    assert asked.keys() == keys
    assert is_form("ber-" + UUID, asked["_id"])
    assert (asked["status"], asked["exportType"], asked["requestType"]) == ("pending", "latest", "Botexport")
    assert (asked["streamId"], asked["createdBy"], asked["__v"]) == (scene.bot_id, scene.owner.user_id, 0)
    status = await api.wait("bot-export-status", app=scene.admin, running=["pending"], bot_id=scene.bot_id)
    assert status.keys() == keys | {"botId", "downloadURL", "fileId", "store", "fileSize"}
    assert (status["botId"], status["streamId"], status["_id"]) == (scene.bot_id, scene.bot_id, asked["_id"])
    assert is_form(HEX24, status["fileId"])
    assert is_form(r"[1-9]\d*", status["fileSize"])
    assert status["store"].keys() == {"urlParams"}
    assert status["downloadURL"].endswith("?" + status["store"]["urlParams"])
    assert status["downloadURL"].startswith("http://127.0.0.1:8070/api/getMediaStream/market/")


async def test_a_publish_answers_its_resources_and_its_status_their_summary(api: API) -> None:
    scene = await make_scene(api)
    bot_id = (await import_as_new(api, scene.admin, large()))["streamId"]
    asked = (await api.call("publish-bot", app=scene.admin, bot_id=bot_id, version_comment="first")).json
    first, last = asked[0], asked[-1]
    assert first.keys() == {"resourceType", "resourceId", "sbResourceId", "status", "result"}
    assert (first["resourceType"], first["status"]) == ("dialog", "SUCCESS")
    assert first["resourceId"] == first["sbResourceId"]
    assert is_form("dg-" + UUID, first["resourceId"])
    assert first["result"].keys() == {
        "state",
        "approvalRequestedLanguages",
        "versionComment",
        "publishedOn",
        "name",
    }
    assert first["result"]["state"] == "awaitingApproval"
    assert last.keys() == {"resourceType", "status", "result"}
    assert last["result"].keys() == {"resourceId", "resourceType", "modules", "name"}
    assert [row["resourceType"] for row in asked[70:]] == ["NL", "CHANNELS", "EXTENSIONS", "SETTINGS"]
    status = await api.wait("bot-publish-status", app=scene.admin, running=["inprogress"], bot_id=bot_id)
    assert status.keys() == {
        "_id",
        "action",
        "jobType",
        "streamId",
        "__v",
        "countOfDockStatuses",
        "createdBy",
        "percentageComplete",
        "requestedTime",
        "status",
        "lastModifiedOn",
        "initiatedOn",
        "statusSummary",
    }
    assert is_form("ds-" + UUID, status["_id"])
    assert (status["action"], status["jobType"], status["status"]) == ("RUN", "PUBLISH_BOT", "successful")
    assert (status["percentageComplete"], status["countOfDockStatuses"], status["__v"]) == (100, 1, 0)
    assert is_form(TIME, status["requestedTime"], status["lastModifiedOn"], status["initiatedOn"])
    _check_summary(status["statusSummary"])


def _check_summary(rows: list[dict[str, Any]]) -> None:
    common = {"resourceId", "resourceType", "name", "status"}
    by_type = {row["resourceType"]: row for row in rows}
    for kind in ("SETTINGS", "CHANNELS", "EXTENSIONS", "BOTLANGUAGES", "NL"):
        assert by_type[kind].keys() == common | {"modules", "result"}, kind
    more = {"resourceVersion", "result", "deployedTo"}
    assert by_type["dialog"].keys() == common | more | {"approvalRequestedLanguages"}
    assert by_type["knowledge"].keys() == common | more
    assert is_form(HEX24, by_type["knowledge"]["resourceId"])
    assert by_type["AUTOVERSIONING"].keys() == common
    assert rows[-1] == by_type["AUTOVERSIONING"]
    assert {row["status"] for row in rows} == {"SUCCESS"}


async def test_a_page_of_bots_has_each_bot_with_its_apps(api: API) -> None:
    scene = await make_scene(api)
    bot_id = (await import_as_new(api, scene.admin, large()))["streamId"]
    app = await make_app(api, scene.owner, plane=Plane.BOT, bot_id=bot_id)
    page = (await api.call("get-bots", app=scene.admin)).json
    assert page.keys() == {"total", "availableMore", "bots"}
    assert (page["total"], page["availableMore"]) == (3, False)
    found = {bot["_id"]: bot for bot in page["bots"]}[bot_id]
    assert found.keys() == {
        "_id",
        "accountId",
        "purpose",
        "createdOn",
        "createdBy",
        "type",
        "defaultLanguage",
        "isDeflect",
        "resourceid",
        "status",
        "icon",
        "name",
        "description",
        "isLinkedTo",
        "containsPanelOrWidget",
        "jwtApps",
    }
    assert (found["name"], found["purpose"], found["type"], found["status"]) == (
        "Large",
        "customer",
        "default",
        "configured",
    )
    assert (found["resourceid"], found["defaultLanguage"], found["isDeflect"]) == ("btstreams", "en", False)
    assert is_form(HEX24, found["icon"], found["accountId"])
    assert is_form(TIME, found["createdOn"])
    (given,) = found["jwtApps"]
    assert given.keys() == {"clientId", "clientSecret", "jtiClaimEnforced", "jweEncryptionEnforced", "createdOn"}
    assert (given["clientId"], given["clientSecret"]) == (app.client_id, app.secret)


async def test_an_entry_of_the_change_log_names_who_did_what(api: API) -> None:
    scene = await make_scene(api)
    bot_id = (await import_as_new(api, scene.admin, large()))["streamId"]
    entries = (await api.call("get-change-logs", app=scene.admin, bot_id=bot_id)).json
    entry = entries[0]
    assert entry.keys() == {
        "_id",
        "userId",
        "streamId",
        "resourceId",
        "resourceType",
        "message",
        "createdOn",
        "__v",
    }
    assert is_form("btl-" + UUID, entry["_id"])
    assert is_form(TIME, entry["createdOn"])
    assert entry["userId"].keys() == {
        "id",
        "firstName",
        "lastName",
        "emailId",
        "activationStatus",
        "profColour",
        "profImage",
        "_id",
        "orgId",
    }
    assert entry["userId"]["id"] == entry["userId"]["_id"] == scene.owner.user_id
    assert entry["userId"]["orgId"] == scene.owner.account.org_id
    assert entry["userId"]["activationStatus"] == "active"
    assert is_form("#[0-9a-f]{6}", entry["userId"]["profColour"])


async def test_every_answer_says_that_it_is_json_and_not_to_be_kept(api: API) -> None:
    scene = await make_scene(api)
    for reply in (
        await api.call("get-bots", app=scene.admin),
        await api.call("get-bots", token="word"),
        await api.request("GET", "/nowhere"),
        await api.request("PATCH", "/api/public/bots"),
    ):
        assert reply.headers["content-type"] == "application/json; charset=utf-8"
        assert reply.headers["cache-control"] == "no-store"
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["content-length"] == str(len(reply.body))
