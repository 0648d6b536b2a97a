"""Questions over a real connection."""

import pytest

from korekit.client.errors import NotReached
from korekit.doctor.asking import http_asker
from korekit.doctor.probe import Question
from tests.client.peer import answers, cuts, peer, stalls


def question(url: str) -> Question:
    return Question(url, (("auth", "t"),), "a test")


def test_the_answer_comes_with_its_headers() -> None:
    with peer(answers(401, b"no", Date="Thu, 01 Jan 2026 00:00:00 GMT")) as host, http_asker(timeout_s=5) as ask:
        heard = ask(question(f"{host.host}/a"))
    assert (heard.answer.status, heard.answer.body) == (401, "no")
    assert heard.headers["date"].startswith("Thu")
    assert [(one.method, one.headers["auth"]) for one in host.heard] == [("GET", "t")]


def test_a_redirect_is_not_followed() -> None:
    with peer(answers(302, b"", Location="http://127.0.0.1:1/elsewhere")) as host, http_asker(timeout_s=5) as ask:
        assert ask(question(f"{host.host}/a")).answer.status == 302
    assert len(host.heard) == 1


def test_a_long_answer_is_cut() -> None:
    with peer(answers(200, b"x" * 1_000_000)) as host, http_asker(timeout_s=5) as ask:
        assert len(ask(question(f"{host.host}/a")).answer.body) < 200_000


@pytest.mark.parametrize("play", [cuts(), stalls])
def test_no_answer_is_said_so(play: object) -> None:
    with peer(play) as host, http_asker(timeout_s=0.5) as ask, pytest.raises(NotReached):  # type: ignore[arg-type]  # a play
        ask(question(f"{host.host}/a"))


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/a", "http://[::1/a", "http://h:99999999/a", "http://\x7f/"])
def test_an_address_that_cannot_be_asked_is_said_so(url: str) -> None:
    with http_asker(timeout_s=2) as ask, pytest.raises(NotReached):
        ask(question(url))
