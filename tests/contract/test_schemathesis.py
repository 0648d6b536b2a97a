"""Generated calls of every served public operation: never a 5xx, always what the OpenAPI document says.

The cases are schemathesis's, the same in every run; the calls go to the real platform in a loop of its own, because
hypothesis is not asynchronous.
"""

import asyncio
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.core.result import Ok
from schemathesis.core.transport import Response
from schemathesis.generation import GenerationMode
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from korekit.catalog.planes import Caller
from korekit.exporters.openapi import openapi_document
from korekit.server.discovery import find_handlers
from tests.bots import small
from tests.bots.importing import uploaded
from tests.contract.scene import Scene, make_scene
from tests.platform import API, running_api

URL = "http://127.0.0.1:8070"
EXAMPLES = 60
CHECKS = [
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
T = TypeVar("T")
Case = schemathesis.Case[Any]

SERVED = [one for one in find_handlers() if one.facts.caller is not Caller.USER]
SCHEMA = schemathesis.openapi.from_dict(openapi_document(SERVED, URL))
OPERATIONS: dict[str, APIOperation[Any, Any, Any, Any]] = {
    one.ok().definition.raw["operationId"]: one.ok() for one in SCHEMA.get_all_operations() if isinstance(one, Ok)
}
# The same examples in every run, none of them kept.
STEADY = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


class Loop:
    """An event loop in a thread."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = ThreadPoolExecutor(1)
        self._thread.submit(self._loop.run_forever)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.shutdown()
        self._loop.close()


@dataclass
class Target:
    """A platform that is called from outside of its loop, with ids that fit something."""

    loop: Loop
    api: API
    scene: Scene
    files: dict[str, str]

    def send(self, case: Case, token: str) -> Response:
        """Send a case; answers what schemathesis judges, within a second."""
        sent = case.as_transport_kwargs(base_url=URL, headers={"auth": token})
        known = ("method", "url", "headers", "files", "data", "params", "json", "cookies")
        prepared = requests.Request(**{key: sent[key] for key in known if key in sent}).prepare()
        body = prepared.body.encode() if isinstance(prepared.body, str) else prepared.body or b""
        assert isinstance(body, bytes)
        assert prepared.method is not None
        given_headers: list[tuple[str, str | bytes]] = list(prepared.headers.items())
        headers = [
            (name, str(value, "latin-1") if isinstance(value, bytes) else value) for name, value in given_headers
        ]
        started = time.monotonic()
        reply = self.loop.run(self.api.request(prepared.method, prepared.path_url, headers=headers, body=body))
        assert time.monotonic() - started < 1
        if reply.status >= 400:
            assert reply.error[0] == reply.status
        answered = {name: [value] for name, value in reply.headers.items()}
        return Response(reply.status, answered, reply.body, prepared, time.monotonic() - started, verify=False)


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """The platform on SQLite; rate limits would hide everything behind them."""
    loop = Loop()
    data: Path = tmp_path_factory.mktemp("schemathesis")
    running = running_api("sqlite", data, has_rate_limits=False)
    api = loop.run(running.__aenter__())
    scene = loop.run(make_scene(api))
    yield Target(loop, api, scene, loop.run(uploaded(api, scene.admin, small())))
    loop.run(running.__aexit__(None, None, None))
    loop.close()


def fit(case: Case, target: Target) -> None:
    """Put ids that exist into a generated case, so that it gets beyond the look-ups."""
    case.path_parameters = {**(case.path_parameters or {})}
    if "botId" in case.path_parameters:
        case.path_parameters["botId"] = target.scene.bot_id
    if isinstance(case.body, dict):
        wires = {"botDefinition": "bot_definition", "configInfo": "config_info", "icon": "icon"}
        if any(isinstance(case.body.get(wire), str) for wire in wires):
            # What one of them asks for is all of them, or a zip.
            rest = {key: value for key, value in case.body.items() if key not in ("zipInfo", "uploadMode")}
            case.body = {**rest, **{wire: target.files[name] for wire, name in wires.items()}}


# What takes nothing cannot be given anything wrong.
CASES = [
    (name, mode)
    for name, operation in OPERATIONS.items()
    for mode in GenerationMode
    if mode is GenerationMode.POSITIVE or {"parameters", "requestBody"} & set(operation.definition.raw)
]


@pytest.mark.parametrize(("operation_id", "mode"), CASES)
def test_every_answer_is_one_that_the_document_describes(
    target: Target, operation_id: str, mode: GenerationMode
) -> None:
    seen: set[int] = set()

    @STEADY
    @given(case=OPERATIONS[operation_id].as_strategy(mode), is_fitting=st.booleans())
    def check(case: Case, is_fitting: bool) -> None:
        if is_fitting:
            fit(case, target)
        response = target.send(case, target.scene.admin.token(target.api.clock))
        assert response.status_code < 500
        case.validate_response(response, checks=CHECKS)
        seen.add(response.status_code)

    check()
    assert seen


def statuses_of(target: Target, operation: APIOperation[Any, Any, Any, Any]) -> set[int]:
    """The statuses that generated calls of a good form get."""
    seen: set[int] = set()

    @STEADY
    @given(case=operation.as_strategy())
    def call(case: Case) -> None:
        fit(case, target)
        seen.add(target.send(case, target.scene.admin.token(target.api.clock)).status_code)

    call()
    return seen


def test_good_calls_reach_their_handlers(target: Target) -> None:
    """Else the other tests would see refusals only."""
    reached = {name for name, operation in OPERATIONS.items() if 200 in statuses_of(target, operation)}
    assert reached >= {
        "upload-file",
        "import-bot-into-an-existing-bot",
        "publish-bot",
        "get-bots",
        "get-change-logs",
    }
