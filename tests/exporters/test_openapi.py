"""The OpenAPI document: valid, complete, and about this platform."""

import json
import re
from typing import Any

import pytest
from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR

from korekit.catalog.operation import GET, Area, M, operation
from korekit.catalog.operations import all_operations
from korekit.catalog.planes import Caller
from korekit.exporters.openapi import openapi_document

URL = "http://127.0.0.1:8070"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return openapi_document(all_operations(), URL)


def described(document: dict[str, Any], operation_id: str) -> dict[str, Any]:
    """One operation of the document."""
    found: list[dict[str, Any]] = [
        one for path in document["paths"].values() for one in path.values() if one["operationId"] == operation_id
    ]
    (only,) = found
    return only


def test_it_is_valid_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    assert [str(error) for error in OPENAPI_31_VALIDATOR.iter_errors(document)] == []


def test_it_is_plain_json(document: dict[str, Any]) -> None:
    assert json.loads(json.dumps(document)) == document


def test_every_reference_leads_somewhere_and_every_component_is_used(document: dict[str, Any]) -> None:
    names = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(document)))
    assert names == set(document["components"]["schemas"])


def test_every_operation_is_there_once_under_its_id(document: dict[str, Any]) -> None:
    ids = [one["operationId"] for path in document["paths"].values() for one in path.values()]
    # One entry for a method and path, wherever its path came first.
    assert set(ids) == {one.id for one in all_operations() if not one.facts.served_by}
    assert len(ids) == len(set(ids))


def test_paths_and_their_parameters_have_the_wires_names(document: dict[str, Any]) -> None:
    assert "/api/public/bot/{botId}/changelogs" in document["paths"]
    for path, operations in document["paths"].items():
        assert "_" not in "".join(re.findall(r"{(.*?)}", path)), path
        for one in operations.values():
            in_path = [each["name"] for each in one.get("parameters", []) if each["in"] == "path"]
            assert in_path == re.findall(r"{(.*?)}", path), path


def test_a_query_has_its_bounds_and_defaults(document: dict[str, Any]) -> None:
    given = {one["name"]: one for one in described(document, "get-change-logs")["parameters"]}
    assert list(given) == ["botId", "offset", "limit", "startDate", "endDate"]
    assert given["limit"]["schema"] == {"type": "integer", "minimum": 0, "maximum": 50, "default": 50}
    assert given["limit"]["description"] == "entries on a page, at most 50."
    assert (given["botId"]["required"], given["limit"]["required"]) == (True, False)


def test_bodies_are_json_and_where_documented_forms(document: dict[str, Any]) -> None:
    export = described(document, "bot-export")["requestBody"]
    assert (export["required"], list(export["content"])) == (True, ["application/json"])
    schema = export["content"]["application/json"]["schema"]
    assert schema["required"] == ["exportType"]
    assert "IncludeDependentTasks" in schema["properties"]
    as_new = described(document, "import-bot-as-new-bot")["requestBody"]
    assert as_new["required"] is False
    assert list(as_new["content"]) == ["application/json", "application/x-www-form-urlencoded"]
    upload = described(document, "upload-file")["requestBody"]["content"]["multipart/form-data"]["schema"]
    assert upload["required"] == ["file"]
    assert upload["properties"]["file"]["format"] == "binary"
    assert upload["properties"]["fileContext"]["default"] == "bulkImport"
    assert "requestBody" not in described(document, "get-bots")


def test_answers_have_the_documented_fields(document: dict[str, Any]) -> None:
    bots = described(document, "get-bots")["responses"]["200"]["content"]["application/json"]["schema"]
    assert bots == {"$ref": "#/components/schemas/BotPage"}
    bot = document["components"]["schemas"]["Bot"]["properties"]
    assert {"_id", "accountId", "resourceid", "jwtApps"} <= set(bot)
    logs = described(document, "get-change-logs")["responses"]["200"]["content"]["application/json"]["schema"]
    assert logs == {"type": "array", "items": {"$ref": "#/components/schemas/ChangeLogEntry"}}
    archive = described(document, "download-file")["responses"]["200"]["content"]
    assert archive == {"application/zip": {"schema": {"type": "string", "format": "binary"}}}


def test_components_speak_of_properties_by_their_wire_names(document: dict[str, Any]) -> None:
    uploaded = document["components"]["schemas"]["UploadedFile"]
    assert uploaded["description"].startswith("`fileId`: 24 hex digits")
    # An empty default of an answer would say that something is there which is not.
    assert "default" not in uploaded["properties"]["fileId"]


def test_refusals_have_the_envelope_and_the_documented_statuses(document: dict[str, Any]) -> None:
    responses = described(document, "bot-export")["responses"]
    assert list(responses) == ["200", "400", "401", "412", "429", "default"]
    for status in ("400", "401", "412", "429", "default"):
        schema = responses[status]["content"]["application/json"]["schema"]
        assert schema == {"$ref": "#/components/schemas/Errors"}
    assert "`Invalid StreamId` (code 400): bot-of-other-account, bot-unknown" in responses["400"]["description"]
    assert "Retry-After" in responses["429"]["headers"]
    # No bot and nothing to bind: no such refusal.
    assert list(described(document, "list-accounts")["responses"]) == [
        "200",
        "401",
        "403",
        "404",
        "409",
        "412",
        "429",
        "default",
    ]
    assert "bot-unknown" not in described(document, "get-bots")["responses"].get("400", {}).get("description", "")


def test_each_caller_has_its_security(document: dict[str, Any]) -> None:
    schemes = document["components"]["securitySchemes"]
    assert (schemes["token"]["in"], schemes["token"]["name"]) == ("header", "auth")
    assert (schemes["session"]["type"], schemes["session"]["scheme"]) == ("http", "bearer")
    expected: dict[Caller, list[dict[str, Any]]] = {
        Caller.APP: [{"token": []}],
        Caller.USER: [{"session": []}],
        Caller.ANYONE: [],
    }
    for one in all_operations():
        assert described(document, one.facts.served_by or one.id)["security"] == expected[one.facts.caller], one.id


def test_what_openapi_has_no_word_for_stands_beside(document: dict[str, Any]) -> None:
    logs = described(document, "get-change-logs")
    assert logs["x-korekit-scopes"] == {
        "bot": {"id": "logs:change_logs", "name": "Logs History", "isIdKnown": True},
        "admin": {"id": "logs:change_logs", "name": "Logs > Bot Audit Logs", "isIdKnown": True},
    }
    assert described(document, "upload-file")["x-korekit-scopes"] == {"bot": None, "admin": None}
    assert logs["x-korekit-rate-limit"] == {"per": "bot", "minute": 60, "hour": 1800}
    assert described(document, "update-account")["x-korekit-role"] == "owner"
    (alias,) = described(document, "bot-publish-status")["x-korekit-aliases"]
    assert alias["path"] == "/api/1.1/public/bot/{botId}/publish/status/"
    assert "page number, not a row number" in logs["description"]
    assert "Args:" not in json.dumps(document)


def test_a_job_links_to_the_operation_that_follows_it(document: dict[str, Any]) -> None:
    def link(operation_id: str) -> Any:
        return described(document, operation_id)["responses"]["200"]["links"]["status"]

    assert link("import-bot-as-new-bot") == {
        "operationId": "bot-import-status",
        "parameters": {"requestId": "$response.body#/_id"},
    }
    assert link("publish-bot") == {
        "operationId": "bot-publish-status",
        "parameters": {"botId": "$request.path.botId"},
    }
    assert described(document, "bot-export")["x-korekit-job"]["result"] == "downloadURL"


def test_what_is_not_served_is_marked() -> None:
    document = openapi_document(all_operations(), URL, served={"get-bots"})
    served, other = described(document, "get-bots"), described(document, "bot-export")
    assert (served["x-korekit-served"], other["x-korekit-served"]) == (True, False)
    assert other["description"].startswith("Declared, and not served yet: answers 501.")
    assert "501" in other["responses"]
    assert "501" not in served["responses"]


def test_a_new_operation_is_described_without_any_other_change() -> None:
    class Shop(Area[M]):
        @operation(GET, "/api/public/shop/{item_name}", caller=Caller.ANYONE)
        def get_item(self, item_name: str, *, how_many: int = 1) -> dict[str, int]:
            """One item.

            In any colour.

            Args:
                item_name: which one.
                how_many: of it.
            """
            raise NotImplementedError

    document = openapi_document([Shop.get_item], URL + "/")
    assert document["servers"] == [{"url": URL}]
    assert [str(error) for error in OPENAPI_31_VALIDATOR.iter_errors(document)] == []
    one = document["paths"]["/api/public/shop/{itemName}"]["get"]
    assert (one["summary"], one["description"]) == ("One item.", "In any colour.")
    assert one["responses"]["200"]["content"]["application/json"]["schema"] == {
        "type": "object",
        "additionalProperties": {"type": "integer"},
    }
