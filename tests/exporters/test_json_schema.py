"""JSON Schemas of bodies and answers: valid in their dialect, complete, each a document of its own."""

import json
import re
from typing import Any

import jsonschema_rs
import pytest

from korekit.catalog.operations import all_operations
from korekit.catalog.parameters import Place
from korekit.exporters.json_schema import schemas_of

SCHEMAS = schemas_of(all_operations())
EACH = [pytest.param(schema, id=f"{name}-{part}") for name, parts in SCHEMAS.items() for part, schema in parts.items()]


def test_every_operation_has_its_body_and_its_answer() -> None:
    assert list(SCHEMAS) == [one.id for one in all_operations()]
    for one in all_operations():
        assert ("body" in SCHEMAS[one.id]) == bool(one.parameters_in(Place.BODY)), one.id
        assert ("answer" in SCHEMAS[one.id]) == (not one.facts.is_file), one.id


@pytest.mark.parametrize("schema", EACH)
def test_each_is_valid_and_leads_nowhere_else(schema: dict[str, Any]) -> None:
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema_rs.meta.validate(schema)
    jsonschema_rs.Draft202012Validator(schema)
    text = json.dumps(schema)
    assert set(re.findall(r'"#/\$defs/([^"]+)"', text)) == set(schema.get("$defs", {}))
    assert "#/components" not in text


def test_a_body_is_judged_as_documented() -> None:
    judge = jsonschema_rs.Draft202012Validator(SCHEMAS["bot-export"]["body"])
    assert judge.is_valid({"exportType": "latest", "exportOptions": {"tasks": ["botTask"]}})
    assert not judge.is_valid({"exportOptions": {}})
    assert not judge.is_valid({"exportType": "latest", "exportOptions": {"tasks": "botTask"}})


def test_a_body_that_is_a_list_is_one() -> None:
    judge = jsonschema_rs.Draft202012Validator(SCHEMAS["import-bot-functions"]["body"])
    assert judge.is_valid([{"fileName": "a.js", "fileId": "5fcb2ebfbbab2c550c2b1707"}])
    assert not judge.is_valid({"fileName": "a.js", "fileId": "5fcb2ebfbbab2c550c2b1707"})


def test_an_answer_is_judged_by_the_wires_names() -> None:
    judge = jsonschema_rs.Draft202012Validator(SCHEMAS["get-change-logs"]["answer"])
    assert judge.is_valid([{"_id": "1", "streamId": "st-1", "message": "Created", "anotherField": 1}])
    assert not judge.is_valid([{"message": 1}])
