"""A `.http` file: every operation, the variables that it reads, and no secret."""

import re

from korekit.catalog.operations import all_operations, find_operation
from korekit.exporters.collections.given import given_folder
from korekit.exporters.collections.groups import groups_of
from korekit.exporters.collections.http_files import http_file
from korekit.exporters.collections.run_order import collected

HOST = "http://127.0.0.1:8070"


def test_every_operation_stands_in_it_and_every_variable_is_declared() -> None:
    text = http_file(collected(groups_of()), HOST)
    names = set(re.findall(r"^### ([\w-]+)", text, re.MULTILINE))
    assert {one.id for one in all_operations()} <= names
    declared = set(re.findall(r"^@(\w+) =", text, re.MULTILINE))
    assert set(re.findall(r"{{(\w+)}}", text)) <= declared
    assert f"@baseUrl = {HOST}\n" in text
    assert not re.search(r"^@\w*(?:[Tt]oken|[Ss]ecret|password) = .", text, re.MULTILINE)
    # A request ends where the next one begins: no line of a body may look like that.
    assert len(re.findall(r"^###", text, re.MULTILINE)) == len(re.findall(r"^### [\w-]+", text, re.MULTILINE))


def test_values_that_somebody_chose_stand_in_place_of_variables() -> None:
    operation = find_operation("get-change-logs")
    assert operation is not None
    text = http_file([given_folder(operation, {"bot_id": "st-1 2", "limit": 5, "start_date": None})], HOST)
    assert "GET {{baseUrl}}/api/public/bot/st-1%202/changelogs?limit=5\nauth: {{botOrAdminToken}}\n" in text
    assert "@botId" not in text


def test_a_file_is_a_part_of_its_form() -> None:
    text = http_file(collected(groups_of()), HOST)
    upload = text.partition("### upload-file")[2].partition("\n### ")[0]
    assert "Content-Type: multipart/form-data; boundary=korekit-boundary" in upload
    assert re.search(r'name="file"; filename="[^"]+"\n\n< {{\w+}}\n--korekit-boundary', upload)
    assert "--korekit-boundary--" in upload
