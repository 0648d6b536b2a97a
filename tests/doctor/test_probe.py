"""The probe asks little, harms nothing, and draws the right conclusions."""

from collections.abc import Callable
from email.utils import formatdate

import pytest

from korekit.doctor.diagnosis import Diagnosis
from korekit.doctor.given import Answer
from korekit.doctor.probe import Heard, Question, probe
from korekit.doctor.reading import read_request
from korekit.errors.refusal import Check
from tests.doctor.corpus_calls import NOW, calls, make_token
from tests.doctor.looking import BOT, TOKEN

HOST = "https://platform.kore.ai"
READ = f"curl '{HOST}/api/public/bot/{BOT}/changelogs?limit=5' -H 'auth: {TOKEN}' -H 'Host: nonsense'"
WRITE = f"curl -X POST {HOST}/api/public/bot/{BOT}/publish -H 'auth: {TOKEN}' --json '{{\"versionComment\":\"x\"}}'"
SCOPE = Answer(401, '{"errors":[{"msg":"Permission denied. Scope is incorrect!","code":4002}]}')
CREDENTIALS = Answer(401, '{"errors":[{"msg":"Invalid SDK credentials","code":4002}]}')


class Asked:
    """Hears every question, in the order of showing and sending, and gives one answer."""

    def __init__(self, answer: Answer, *, ahead_s: float = 0) -> None:
        self.questions: list[Question] = []
        self.shown: list[Question] = []
        self._answer = answer
        self._ahead_s = ahead_s

    def may_ask(self, question: Question) -> bool:
        self.shown.append(question)
        return True

    def ask(self, question: Question) -> Heard:
        assert self.shown[-1] is question
        self.questions.append(question)
        return Heard(self._answer, {"date": formatdate(NOW + self._ahead_s, usegmt=True)})


def probed(text: str, asked: Asked, now_s: Callable[[], float] = lambda: float(NOW)) -> Diagnosis:
    return probe(read_request(text), asked.ask, asked.may_ask, now_s=now_s).diagnosis


def test_a_read_is_asked_again_as_it_is() -> None:
    asked = Asked(SCOPE)
    diagnosis = probed(READ, asked)
    (question,) = asked.questions
    assert question.url == f"{HOST}/api/public/bot/{BOT}/changelogs?limit=5"
    assert question.headers == (("auth", TOKEN),)
    assert diagnosis.verdict == "refused"
    assert diagnosis.causes[0].cause == "scope-missing"


def test_a_write_is_never_asked_again() -> None:
    asked = Asked(CREDENTIALS)
    probed(WRITE, asked)
    (question,) = asked.questions
    assert question.url == f"{HOST}/api/public/bots"
    assert question.headers == (("auth", TOKEN),)


def test_a_token_that_the_host_takes_elsewhere_is_proved() -> None:
    for answer in (SCOPE, Answer(200, '{"total":1,"bots":[]}')):
        diagnosis = probed(WRITE, Asked(answer))
        states = dict(diagnosis.checks)
        assert states[Check.SIGNATURE] == states[Check.APP] == "passed"
        assert not any(cause.check in ("token", "app", "signature") for cause in diagnosis.causes)


def test_a_token_for_one_request_is_not_used_up() -> None:
    asked = Asked(CREDENTIALS)
    token = make_token({"claims": {"jti": "once"}})
    probed(READ.replace(TOKEN, token), asked)
    assert [question.headers for question in asked.questions] == [()]


def test_nothing_is_asked_where_the_host_could_add_nothing() -> None:
    asked = Asked(SCOPE)
    assert probed(READ.replace("auth:", "Authorization: Bearer"), asked).causes[0].cause == "header-wrong-name"
    assert not asked.questions


@pytest.mark.parametrize(
    "text",
    ["curl $HOST/api/public/bots", TOKEN, "GET /api/public/bots HTTP/1.1\nauth: a.b.c", "curl ftp://h/api/public/bots"],
)
def test_nothing_is_asked_of_a_host_that_is_not_known(text: str) -> None:
    asked = Asked(SCOPE)
    probed(text, asked)
    assert not asked.questions


def test_the_clock_of_the_host_counts() -> None:
    token = make_token({"claims": {"exp": "now+600"}})
    text = READ.replace(TOKEN, token)
    assert probed(text, Asked(CREDENTIALS, ahead_s=3600)).causes[0].cause == "token-expired"


def test_a_token_that_expired_by_this_clock_alone_is_asked_about() -> None:
    text = READ.replace(TOKEN, make_token({"claims": {"exp": "now-600"}}))
    asked = Asked(Answer(200, "[]"), ahead_s=-3600)
    assert probed(text, asked).verdict == "ok"
    assert len(asked.questions) == 1


def test_whatever_the_call_the_questions_are_reads_of_the_catalogue_and_few() -> None:
    for call in calls():
        asked = Asked(CREDENTIALS)
        probe(call.request, asked.ask, asked.may_ask, now_s=lambda: float(NOW), secrets=call.secrets)
        assert len(asked.questions) <= 2, call.name
        assert len({(question.url, question.headers) for question in asked.questions}) == len(asked.questions)
        for question in asked.questions:
            is_own = question.url == call.request.url and call.request.method == "GET"
            assert is_own or question.url.endswith("/api/public/bots"), call.name
