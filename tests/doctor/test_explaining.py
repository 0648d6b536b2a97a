import dataclasses
import pickle
from typing import Any

import pytest

from korekit.catalog.bot_definition import ExportOptions
from korekit.catalog.operation import Operation
from korekit.catalog.operations import AllOperations
from korekit.client.answers import Received
from korekit.client.credentials import AppIdentity, TokenSource
from korekit.client.errors import CallFailed, ClientError, ConnectionFailed, CredentialsMissing, Refused
from korekit.client.flows import Flows
from korekit.client.requests import Invocation, invoke
from korekit.client.retrying import RetryPolicy
from korekit.client.trying import Conduct
from korekit.doctor.explaining import explain
from korekit.ids import BotId, FileId
from tests.client.driving import CLIENT_ID, SECRET, Stage, json_answer, make_flows

BOT = BotId("st-0f0e0d0c-0b0a-5908-8706-050403020100")
FILES = dict.fromkeys(("bot_definition", "config_info", "icon"), FileId("5" * 24))
TASKS = ExportOptions(tasks=["botTask"])
CREDENTIALS = '{"errors":[{"msg":"Invalid SDK credentials","code":4002}]}'
SCOPE = '{"errors":[{"msg":"Permission denied. Scope is incorrect!","code":4002}]}'


def failure(invocation: Invocation, outcome: Any, flows: Flows | None = None) -> ClientError:
    with pytest.raises(ClientError) as caught:
        Stage(outcome).run((flows or make_flows()).call(invocation))
    return caught.value


def causes(error: ClientError) -> list[str]:
    found = explain(error)
    assert found is not None
    return [cause.cause for cause in found.causes]


def test_a_refusal_has_causes_that_a_call_of_the_sdk_can_have() -> None:
    error = failure(invoke(AllOperations.get_change_logs, BOT), json_answer(CREDENTIALS, 401))
    assert isinstance(error, Refused)
    found = explain(error)
    assert found is not None
    assert found.verdict == "refused"
    names = {cause.cause for cause in found.causes}
    assert "signature-invalid" in names
    assert "token-unsigned" not in names
    assert not any(cause.certain for cause in found.causes)


def test_a_scope_is_told_apart() -> None:
    error = failure(invoke(AllOperations.get_change_logs, BOT), json_answer(SCOPE, 401))
    assert "scope-missing" in causes(error)


def test_an_id_that_is_none_is_named() -> None:
    error = failure(invoke(AllOperations.get_change_logs, BotId("my-bot")), json_answer("{}", 400))
    assert "bot-unknown" in causes(error)


def test_where_no_answer_came_the_error_says_all() -> None:
    flows = make_flows(conduct=Conduct(retry=RetryPolicy(attempts=1)))
    error = failure(invoke(AllOperations.get_change_logs, BOT), ConnectionFailed("no", is_sent=True), flows)
    assert error.request is not None
    assert explain(error) is None


def test_what_was_never_sent_needs_no_doctor() -> None:
    error = failure(invoke(AllOperations.get_bots), Received(200), make_flows(has_app=False))
    assert isinstance(error, CredentialsMissing)
    assert explain(error) is None


@pytest.mark.parametrize(
    ("operation", "arguments"),
    [
        (AllOperations.bot_export, {"bot_id": BOT, "export_type": "latest", "export_options": TASKS}),
        (AllOperations.import_bot_as_new_bot, {**FILES, "name": "CANARY name"}),
        (AllOperations.sign_in, {"username": "ann@example.com", "password": "CANARY-1"}),
        (AllOperations.publish_bot, {"bot_id": BOT, "version_comment": "CANARY comment"}),
        (AllOperations.download_file, {"file_name": "a.zip", "key": "CANARYkey"}),
    ],
)  # fmt: skip
def test_the_request_in_an_error_holds_nothing_to_call_with(
    operation: Operation[Any, Any], arguments: dict[str, Any]
) -> None:
    defaults = {one.name: one.default for one in operation.parameters if not one.is_required}
    error = failure(Invocation(operation, defaults | arguments), json_answer("{}", 400))
    assert isinstance(error, CallFailed)
    request = error.request
    assert request is not None
    shown = str(dataclasses.asdict(request)) + repr(error) + repr(request)
    assert "CANARY" not in shown
    assert SECRET not in shown
    assert pickle.loads(pickle.dumps(error)).request == request
    # What is hidden is taken for no fault.
    found = explain(error)
    assert found is not None
    assert [cause for cause in found.causes if cause.certain] == []


def test_the_token_in_an_error_names_the_app_and_signs_nothing() -> None:
    error = failure(invoke(AllOperations.get_bots), json_answer(CREDENTIALS, 401))
    assert error.request is not None
    token = dict(error.request.headers)["auth"]
    header, claims, signature = token.split(".")
    sent = TokenSource(AppIdentity(client_id=CLIENT_ID, client_secret=SECRET)).token(1_700_000_000.0)
    assert [header, claims] == sent.split(".")[:2]
    assert signature == "A" * 43
