"""What hosts take under several names or in several shapes is no fault."""

import json
from typing import Any

from korekit.catalog.operation import Operation
from korekit.catalog.operations import all_operations
from korekit.catalog.parameters import Place
from korekit.catalog.planes import Caller
from korekit.doctor.given import GivenRequest
from korekit.doctor.outside.judge import judge
from korekit.exporters.collections.examples import example_of


def sent(operation: Operation[Any, Any], body: Any) -> GivenRequest:
    path = operation.path.replace("{bot_id}", "st-5f60ea18-ae7d-5e37-8a50-3e99f556b809")
    return GivenRequest(
        form="test",
        method=operation.method,
        url=f"https://platform.kore.ai{path}",
        headers=(("Content-Type", "application/json"),),
        are_headers_whole=False,
        body=json.dumps(body).encode(),
    )


def certain(operation: Operation[Any, Any], body: Any) -> list[tuple[str, str]]:
    found = judge(sent(operation, body), now_s=0).causes
    return [(cause.cause, cause.detail) for cause in found if cause.certain and cause.cause.startswith("body-")]


def test_other_spellings_and_shapes_that_the_catalogue_allows_are_no_fault() -> None:
    tried = {"whole": 0, "list": 0, "case": 0, "name": 0}
    for operation in all_operations():
        parameters = [one for one in operation.parameters_in(Place.BODY) if one.is_required]
        if (
            operation.facts.caller is not Caller.APP
            or operation.facts.body == "multipart"
            or "{" in operation.path[:-1].replace("{bot_id}", "")
        ):
            continue
        if operation.whole_body is not None:
            tried["whole"] += 1
            assert certain(operation, [{"a": 1}]) == [], operation.id
            continue
        body = {one.wire: example_of(one) for one in parameters}
        # Some want one of two files besides, whatever the spelling.
        plain = certain(operation, body)
        if operation.facts.is_list_unwrapped:
            tried["list"] += 1
            assert certain(operation, [body]) == plain, operation.id
        if operation.facts.is_case_folded and body:
            tried["case"] += 1
            assert certain(operation, {name.upper(): value for name, value in body.items()}) == plain, operation.id
        for one in parameters:
            for other in one.also:
                tried["name"] += 1
                rest = {name: value for name, value in body.items() if name != one.wire}
                assert certain(operation, {**rest, other: example_of(one)}) == plain, (operation.id, other)
    assert min(tried.values()) >= 1, tried
