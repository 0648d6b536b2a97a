"""Answers narrow what is possible; faults and answers are put in order."""

import json

import pytest

from korekit.doctor.given import Answer
from korekit.doctor.outside.answer_family import family_of, is_success
from korekit.doctor.outside.judge import judge
from korekit.doctor.reading import read_request
from korekit.errors import Refusal, causes, wire_body
from korekit.errors.refusal import Check
from tests.doctor.looking import BOT, NOW, TOKEN, diagnosed, states, told

URL = f"https://platform.kore.ai/api/public/bot/{BOT}/changelogs"
GOOD = f"curl {URL} -H 'auth: {TOKEN}'"
SCOPE = Answer(401, '{"errors":[{"msg":"Permission denied. Scope is incorrect!","code":4002}]}')
CREDENTIALS = Answer(401, '{"errors":[{"msg":"Invalid SDK credentials","code":4002}]}')


@pytest.mark.parametrize("kind", list(causes().values()), ids=lambda kind: kind.cause)
def test_the_answer_of_each_cause_leaves_that_cause_possible(kind: type[Refusal]) -> None:
    for body in (wire_body(kind.wire).decode(), ""):
        family = family_of(Answer(kind.wire.status, body))
        assert family is not None
        assert family.has(kind)


def test_a_scope_answer_proves_everything_before_the_plane() -> None:
    found = states(GOOD, answer=SCOPE)
    assert {found[check] for check in list(Check)[: list(Check).index(Check.PLANE)]} == {"passed"}
    assert found[Check.BODY] == "not-reached"
    assert {cause.cause for cause in told(GOOD, answer=SCOPE)} == {
        "scope-missing", "scope-not-saved", "scope-not-published"
    }  # fmt: skip


def test_a_scope_answer_names_the_scopes_of_the_operation() -> None:
    details = [cause.detail for cause in told(GOOD, answer=SCOPE)]
    assert "logs:change_logs" in details[0]


def test_the_plane_comes_in_where_the_operation_is_not_offered_on_all() -> None:
    text = f"curl https://platform.kore.ai/api/public/bots -H 'auth: {TOKEN}'"
    assert "plane-wrong" in {cause.cause for cause in told(text, answer=SCOPE)}


def test_what_the_answer_excludes_is_not_said() -> None:
    text = f"curl {URL} -H 'auth: Bearer {TOKEN}'"
    assert told(text)[0].cause == "header-bearer-prefix"
    assert "header-bearer-prefix" not in {cause.cause for cause in told(text, answer=SCOPE)}


def test_a_later_fault_is_said_behind_what_the_answer_tells() -> None:
    text = f"curl https://platform.kore.ai/api/public/bot/{BOT}/export -H 'auth: {TOKEN}' --json '{{}}'"
    found = told(text, answer=SCOPE)
    assert found[0].cause == "scope-missing"
    assert (found[-1].cause, found[-1].certain) == ("body-field-missing", True)


def test_success_proves_everything() -> None:
    diagnosis = diagnosed(GOOD, answer=Answer(200, "[]"))
    assert diagnosis.verdict == "ok"
    assert not diagnosis.causes
    assert {state for _, state in diagnosis.checks} == {"passed"}


def test_a_page_in_place_of_data_is_no_success() -> None:
    page = Answer(200, "<!doctype html><title>Sign in</title>")
    assert not is_success(page)
    diagnosis = diagnosed(GOOD, answer=page)
    assert diagnosis.verdict == "unknown"
    assert diagnosis.causes[0].cause in ("path-unknown", "host-wrong")


@pytest.mark.parametrize("status", [301, 302, 500, 502, 503])
def test_answers_that_prove_no_refusal_leave_the_verdict_open(status: int) -> None:
    assert diagnosed(GOOD, answer=Answer(status)).verdict == "unknown"


def test_an_envelope_without_a_status_is_enough() -> None:
    assert diagnosed(GOOD, answer=Answer(None, SCOPE.body)).verdict == "refused"


@pytest.mark.parametrize(
    "body", ["", "null", "[]", '{"errors":[]}', '{"errors":[null]}', '{"errors":{"msg":1}}', "[" * 9999]
)
def test_odd_answers_do_no_harm(body: str) -> None:
    json.dumps(diagnosed(GOOD, answer=Answer(401, body)).to_json())


def test_a_generic_answer_leaves_the_likeliest_first() -> None:
    found = told(GOOD, answer=CREDENTIALS)
    assert found[0].cause == "signature-invalid"
    assert not any(cause.certain for cause in found)
    assert not any(cause.cause.startswith("scope") for cause in found)


def test_checks_that_something_else_proved_are_passed() -> None:
    diagnosis = judge(read_request(GOOD), now_s=NOW, proved=(Check.APP, Check.SIGNATURE))
    found = dict(diagnosis.checks)
    assert found[Check.SIGNATURE] == found[Check.APP] == "passed"
    assert not any(cause.check in ("app", "signature") for cause in diagnosis.causes)


def test_the_json_form_is_exactly_what_was_promised() -> None:
    document = diagnosed(GOOD, answer=SCOPE).to_json()
    assert list(document) == ["verdict", "causes", "checks"]
    assert document["verdict"] == "refused"
    assert {tuple(cause) for cause in document["causes"]} == {("cause", "check", "certain", "detail", "remedy")}
    assert [tuple(check) for check in document["checks"]] == [("check", "state")] * len(Check)
