"""Answers in what people paste."""

import pytest

from korekit.doctor.answers import answer_in
from korekit.doctor.given import Answer
from korekit.doctor.reading import read_request
from korekit.doctor.report import report
from tests.doctor.looking import diagnosed

ENVELOPE = '{"errors":[{"msg":"Invalid SDK credentials","code":4002}]}'


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (f"HTTP/1.1 401 Unauthorized\r\na: b\r\n\r\n{ENVELOPE}", Answer(401, ENVELOPE)),
        (f"< HTTP/2 401 \n< a: b\n<\n{ENVELOPE}", Answer(401, ENVELOPE)),
        ("HTTP/1.1 100 Continue\n\nHTTP/1.1 200 OK\n\n[]", Answer(200, "[]")),
        ("HTTP/1.1 302 Found\nLocation: /x\n\nHTTP/1.1 404 Not Found\n\nno", Answer(404, "no")),
        (ENVELOPE, Answer(None, ENVELOPE)),
        ("nothing of the kind", None),
        ("", None),
    ],
)
def test_status_and_body_are_found(text: str, answer: Answer | None) -> None:
    assert answer_in(text) == answer


def test_a_trace_id_is_taken_along_and_pointed_at() -> None:
    trace_id = "0123456789abcdef" * 2
    text = f'curl -i http://h/api/public/bots -H "auth: $T"\nHTTP/1.1 401 No\nx-korekit-trace: {trace_id}\n\n{ENVELOPE}'
    answer = read_request(text).answer
    assert answer == Answer(401, ENVELOPE, trace_id)
    lines = report(diagnosed(text), lambda line, _: line, answer=answer)
    assert f"--trace {trace_id}" in " ".join(lines)
