"""A Bruno folder, read by Bruno's own grammar."""

import json
from typing import Any

import pytest

from korekit.exporters.collections.bruno import bruno_files
from korekit.exporters.collections.groups import groups_of
from korekit.exporters.collections.run_order import collected
from tests.exporters.collections.node_tools import parse_bruno

URL = "http://127.0.0.1:8070"


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return bruno_files(collected(groups_of()), URL)


@pytest.fixture(scope="module")
def parsed(files: dict[str, str]) -> dict[str, Any]:
    return parse_bruno(files)


def test_every_request_is_a_file_that_bruno_reads(files: dict[str, str], parsed: dict[str, Any]) -> None:
    assert set(parsed) == {path for path in files if path.endswith(".bru")}
    requests = [request for folder in collected(groups_of()) for request in folder.requests]
    read = {one["meta"]["name"]: one for one in parsed.values() if one.get("meta", {}).get("type") == "http"}
    assert set(read) == {one.name for one in requests}
    for one in requests:
        assert read[one.name]["http"]["method"] == one.operation.method.lower()
        assert read[one.name]["docs"].startswith(one.operation.summary)


def test_a_request_has_its_path_its_token_and_its_body(parsed: dict[str, Any]) -> None:
    export = next(one for path, one in parsed.items() if path.endswith("/bot-export.bru"))
    assert export["http"]["url"] == "{{baseUrl}}/api/public/bot/:botId/export"
    assert [(one["name"], one["value"]) for one in export["params"]] == [("botId", "{{botId}}")]
    assert [(one["name"], one["value"]) for one in export["headers"]] == [("auth", "{{botOrAdminToken}}")]
    assert json.loads(export["body"]["json"]) == {"exportType": "latest"}
    logs = next(one for path, one in parsed.items() if path.endswith("/get-change-logs.bru"))
    query = {one["name"]: one["enabled"] for one in logs["params"] if one["type"] == "query"}
    assert query == {"offset": False, "limit": False, "startDate": False, "endDate": False}


def test_a_file_is_sent_from_the_variable_that_names_it(parsed: dict[str, Any]) -> None:
    upload = next(one for path, one in parsed.items() if path.endswith("/upload-file icon.bru"))
    file = next(one for one in upload["body"]["multipartForm"] if one["name"] == "file")
    assert (file["type"], file["value"]) == ("file", ["{{iconFilePath}}"])


def test_secrets_are_named_and_have_no_value(parsed: dict[str, Any]) -> None:
    variables = {one["name"]: one for one in parsed["environments/korekit.bru"]["variables"]}
    assert (variables["baseUrl"]["value"], variables["baseUrl"]["secret"]) == (URL, False)
    for name in ("adminClientSecret", "botClientSecret", "password", "invitationToken"):
        assert variables[name]["secret"] is True
        assert variables[name]["value"] in ("", None)
    scripts = parsed["collection.bru"]
    assert "HmacSHA256" in scripts["script"]["req"]
    assert "Invalid SDK credentials" in scripts["tests"]
