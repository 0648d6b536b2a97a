"""Asserting a refusal: whichever way the answer came, and what is said where it was another one."""

import re
import urllib.request
from collections.abc import Iterator

import httpx2
import pytest

from korekit import Refused
from korekit.catalog.operations import AllOperations
from korekit.flaws.every_flaw import FlawUnknown
from korekit.ids import BotId
from korekit.testing import Account, App, Platform, Reply, assert_refused, platform
from tests.meta.source import ROOT

READ = AllOperations.get_change_logs
DOCUMENT = (ROOT / "docs" / "testing.md").read_text("utf-8")


@pytest.fixture(scope="module")
def running() -> Iterator[Platform]:
    with platform() as made:
        yield made


@pytest.fixture
def account(running: Platform) -> Account:
    return running.account()


@pytest.fixture
def bot_id(account: Account) -> BotId:
    return account.empty_bot()


@pytest.fixture
def app(account: Account) -> App:
    return account.admin_app("Bot Audit Logs", is_saved=False)


def test_an_answer_and_a_function_that_gets_it_are_the_same(running: Platform, app: App, bot_id: BotId) -> None:
    reply = app.call(READ, bot_id)
    for outcome in (reply, lambda: reply, lambda: app.call(READ, bot_id)):
        found = assert_refused(outcome, "scope-not-saved", platform=running)
        assert found.causes[0].detail.endswith("Found: ticked, not saved.")
        assert (found.verdict, dict(found.checks)["scope"]) == ("refused", "failed")  # type: ignore[index]  # a StrEnum


def test_errors_of_korekit_are_taken(running: Platform, app: App, bot_id: BotId) -> None:
    with app.client() as client:
        assert_refused(lambda: client.get_change_logs(bot_id), "scope-not-saved", platform=running)
        with pytest.raises(Refused) as raised:
            client.get_change_logs(bot_id)
    assert_refused(raised.value, "scope-not-saved", platform=running)


def test_answers_and_errors_of_other_libraries_are_taken(running: Platform, app: App, bot_id: BotId) -> None:
    url = f"{running.url}/api/public/bot/{bot_id}/changelogs"
    headers = {"auth": app.token()}
    answer = httpx2.get(url, headers=headers)
    assert_refused(answer, "scope-not-saved", platform=running)
    assert_refused(answer.raise_for_status, "scope-not-saved", platform=running)
    request = urllib.request.Request(url, headers=headers)
    assert_refused(lambda: urllib.request.urlopen(request), "scope-not-saved", platform=running)


class Falsy:
    """As requests has it: an answer that is an error counts as false."""

    def __init__(self, reply: Reply) -> None:
        self.status_code, self.headers, self.content = reply.status, {"X-Korekit-Trace": reply.trace_id}, reply.body

    def __bool__(self) -> bool:
        return False


class Raised(Exception):
    """An error that carries its answer."""

    def __init__(self, reply: Reply) -> None:
        super().__init__("failed")
        self.response = Falsy(reply)


def test_an_answer_that_counts_as_false_is_one(running: Platform, app: App, bot_id: BotId) -> None:
    reply = app.call(READ, bot_id)
    assert_refused(Falsy(reply), "scope-not-saved", platform=running)
    assert_refused(Raised(reply), "scope-not-saved", platform=running)


def test_another_cause_is_told_with_all_that_the_platform_knows(running: Platform, app: App, bot_id: BotId) -> None:
    with pytest.raises(AssertionError) as failed:
        assert_refused(app.call(READ, bot_id), "scope-missing", platform=running)
    # As docs/testing.md shows it.
    (shown,) = re.findall(r"^```text\nAssertionError: (.*?)\n```$", DOCUMENT, re.DOTALL | re.MULTILINE)
    assert str(failed.value) == re.sub(r"st-[0-9a-f-]{36}", bot_id, shown)


def test_a_message_holds_no_secret(running: Platform, app: App, bot_id: BotId) -> None:
    for cause in ("signature-invalid", "signature-secret-decorated", "token-altered", "header-decorated"):
        with pytest.raises(AssertionError) as failed:
            assert_refused(app.flawed_call(cause, READ, bot_id), "scope-missing", platform=running)
        assert cause in str(failed.value)
        assert app.client_secret not in str(failed.value)
        assert "eyJ" not in str(failed.value)


def test_a_call_that_was_let_through_is_told(running: Platform, account: Account, bot_id: BotId) -> None:
    app = account.admin_app("*")
    with app.client() as client:
        for outcome, what in (
            (app.call(READ, bot_id), "with status 200"),
            (lambda: client.get_change_logs(bot_id), "without an error"),
        ):
            with pytest.raises(AssertionError, match=f"scope-missing, but the call came back {what}"):
                assert_refused(outcome, "scope-missing", platform=running)


def test_a_cause_that_is_none_is_no_failed_assertion(running: Platform, app: App, bot_id: BotId) -> None:
    with pytest.raises(FlawUnknown, match="Did you mean scope-not-saved"):
        assert_refused(app.call(READ, bot_id), "scope-not-safed", platform=running)


def test_what_is_no_refusal_is_not_swallowed(running: Platform) -> None:
    def broken() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        assert_refused(broken, "scope-missing", platform=running)


def test_a_refusal_of_somebody_elses_call_is_not_told(running: Platform, app: App, bot_id: BotId) -> None:
    reply = app.call(READ, bot_id)
    with platform() as other, pytest.raises(AssertionError, match="does not tell this user why"):
        assert_refused(reply, "scope-not-saved", platform=other)


def bare(status: int, body: str) -> Reply:
    """An answer of a host that keeps no trace."""
    return Reply(status, {"content-type": "application/json"}, body.encode())


CREDENTIALS = '{"errors":[{"msg":"Invalid SDK credentials","code":4002}]}'


def test_a_host_without_traces_is_judged_by_its_answer(running: Platform) -> None:
    found = assert_refused(bare(401, CREDENTIALS), "token-expired", platform=running)
    assert (found.causes[0].cause, found.causes[0].certain) == ("token-expired", False)
    invalid = '{"errors":[{"msg":"Some field is wrong","code":412}]}'
    assert_refused(bare(412, invalid), "body-field-missing", platform=running)


@pytest.mark.parametrize("body", [CREDENTIALS, "<html>", "{}", '{"errors":[]}', '{"errors":[1]}', "[]", ""])
def test_another_answer_than_the_cause_has_is_told(running: Platform, body: str) -> None:
    with pytest.raises(AssertionError, match=r"is answered 401 4002 'Permission denied\. Scope is incorrect!'"):
        assert_refused(bare(401, body), "scope-missing", platform=running)
