import pickle

import pytest

from korekit.catalog.operations import AllOperations
from korekit.client import errors
from korekit.client.answers import read_answer
from korekit.client.errors import ClientError, ConnectionFailed, JobFailed, Refused
from korekit.client.requests import invoke
from korekit.ids import BotId
from tests.client.driving import json_answer


def kinds() -> list[type[ClientError]]:
    return [getattr(errors, name) for name in errors.__all__]


def test_every_error_says_what_helps() -> None:
    bare = [kind.__name__ for kind in kinds() if kind is not ClientError and not kind.hint]
    assert [name for name in bare if name != "JobUnsuccessful"] == []


def test_the_tree_is_drawn_whole() -> None:
    drawn = errors.__doc__ or ""
    assert [kind.__name__ for kind in kinds() if kind.__name__ not in drawn] == []


@pytest.mark.parametrize(
    "error",
    [
        Refused("get-bots", status=401, code=4002, msg="no", body=b"{}", trace_id="abc"),
        ConnectionFailed("broke", is_sent=True),
    ],
)
def test_errors_cross_between_processes(error: ClientError) -> None:
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), str(copy), copy.__dict__) == (type(error), str(error), error.__dict__)


def test_a_failed_job_crosses_with_its_last_status() -> None:
    asked = invoke(AllOperations.bot_export_status, BotId("st-1"))
    answer = read_answer(asked, json_answer('{"status":"failed"}'), 0.0)
    copy = pickle.loads(pickle.dumps(JobFailed("failed", status_answer=answer)))
    assert copy.status_answer.result.status == "failed"
    assert copy.status_answer.invocation.operation is AllOperations.bot_export_status
