import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from korekit.catalog.operations import AllOperations
from korekit.client.answers import Received, error_of, read_answer, retry_after_s
from korekit.client.errors import (
    AnswerUnreadable,
    CallFailed,
    InputRejected,
    NotAllowed,
    NotServed,
    RateLimited,
    Refused,
    ServerFailed,
)
from korekit.client.requests import invoke
from tests.client.driving import json_answer

BOTS = invoke(AllOperations.get_bots)
NOW_S = 1_700_000_000.0
REFUSED = '{"errors":[{"msg":"Permission denied. Scope is incorrect!","code":4002}]}'


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, InputRejected),
        (401, Refused),
        (403, Refused),
        (404, NotServed),
        (405, NotAllowed),
        (409, CallFailed),
        (412, InputRejected),
        (422, InputRejected),
        (429, RateLimited),
        (500, ServerFailed),
        (501, NotServed),
        (503, ServerFailed),
        (302, CallFailed),
    ],
)
def test_the_status_names_the_error(status: int, kind: type[CallFailed]) -> None:
    with pytest.raises(CallFailed) as caught:
        read_answer(BOTS, Received(status), NOW_S)
    assert type(caught.value) is kind


def test_an_error_keeps_what_the_host_said() -> None:
    answer = json_answer(REFUSED, 401, [("x-korekit-trace", "0" * 32)])
    error = error_of("get-bots", answer, NOW_S)
    assert isinstance(error, Refused)
    assert str(error) == "get-bots: 401 4002 Permission denied. Scope is incorrect!"
    assert (error.status, error.code, error.trace_id) == (401, 4002, "0" * 32)
    assert error.body == REFUSED.encode()


@pytest.mark.parametrize(
    ("body", "code", "msg"),
    [
        ('{"errors":[{"msg":"Missing","code":"ValidationError"}]}', "ValidationError", "Missing"),
        ('{"errors":[{"message":"old form","code":400}]}', 400, "old form"),
        ('{"status":"Error","message":"no envelope"}', "", "no envelope"),
        ('{"errors":[]}', "", ""),
        ('{"errors":["text"]}', "", ""),
        ('{"errors":[{"msg":{"a":1},"code":[1]}]}', "", ""),
        ("<html>Bad gateway</html>", "", ""),
        ("", "", ""),
        ("[]", "", ""),
    ],
)
def test_code_and_message_are_read_from_whatever_envelope(body: str, code: int | str, msg: str) -> None:
    error = error_of("get-bots", json_answer(body, 400), NOW_S)
    assert (error.code, error.msg) == (code, msg)


def test_a_good_answer_has_result_json_and_trace() -> None:
    body = '{"total":1,"availableMore":false,"bots":[{"_id":"st-1","colour":"red"}]}'
    answer = read_answer(BOTS, json_answer(body, headers=[("x-korekit-trace", "abc")]), NOW_S)
    assert answer.result.bots[0].id == "st-1"
    assert answer.json["bots"][0]["colour"] == "red"
    assert (answer.status, answer.trace_id, answer.body) == (200, "abc", body.encode())
    assert repr(answer) == "Answer('get-bots', 200)"


def test_a_page_in_front_of_the_host_is_unreadable_and_kept() -> None:
    with pytest.raises(AnswerUnreadable) as caught:
        read_answer(BOTS, Received(200, {}, b"<html>Sign in</html>"), NOW_S)
    assert caught.value.body == b"<html>Sign in</html>"


@pytest.mark.parametrize(
    ("stated", "seconds"),
    [
        ("7", 7.0),
        ("0", 0.0),
        ("Tue, 14 Nov 2023 22:13:50 GMT", 30.0),
        ("Tue, 14 Nov 2023 22:13:50 -0000", 30.0),
        ("Tue, 14 Nov 2023 22:00:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        ("", None),
        ("²", None),
    ],
)
def test_retry_after_is_a_number_or_a_date(stated: str, seconds: float | None) -> None:
    assert retry_after_s(Received(429, {"retry-after": stated}), NOW_S) == seconds


@settings(deadline=None)
@given(st.text())
def test_no_retry_after_breaks_the_reader(stated: str) -> None:
    seconds = retry_after_s(Received(429, {"retry-after": stated}), NOW_S)
    assert seconds is None or seconds >= 0


def test_a_rate_limit_says_how_long_to_wait() -> None:
    error = error_of("get-bots", Received(429, {"retry-after": "12"}), NOW_S)
    assert isinstance(error, RateLimited)
    assert error.retry_after_s == 12.0
