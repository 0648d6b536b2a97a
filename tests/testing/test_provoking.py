"""Every cause is produced at the server by a real call, and told from inside for certain.

The causes are those of the error classes: one without a call that produces it fails here.
"""

from collections.abc import Iterator

import pytest

from korekit.catalog.operations import AllOperations
from korekit.doctor.inside import explain_trace
from korekit.errors import Check, Refusal, causes
from korekit.errors.app_causes import RateLimitedHour
from korekit.errors.token_causes import JTIReplayed, SignatureSecretOfOtherApp, SignatureSecretRetired, TokenAltered
from korekit.flaws.every_flaw import Place, every_flaw
from korekit.testing import FlawUnknown, Platform, platform
from korekit.testing.provoking import provoke
from tests.postgres import PostgresCluster

EVERY = list(causes().values())


# What a table decides about: tried on both databases. The rest stands in the request alone. A full hour takes 1,800
# calls, which tests/contract makes.
IN_TABLES = [
    flaw.kind
    for flaw in every_flaw()
    if (flaw.place is Place.STATE and flaw.kind is not RateLimitedHour)
    or flaw.kind in (JTIReplayed, SignatureSecretOfOtherApp, SignatureSecretRetired, TokenAltered)
]


@pytest.fixture(scope="module")
def running() -> Iterator[Platform]:
    with platform() as made:
        yield made


@pytest.fixture(scope="module")
def on_postgresql(postgres_cluster: PostgresCluster, request: pytest.FixtureRequest) -> Iterator[Platform]:
    name = postgres_cluster.create(template=request.getfixturevalue("_postgres_template_name"))
    with platform(database_url=postgres_cluster.url(name)) as made:
        yield made
    postgres_cluster.drop(name)


def check(running: Platform, kind: type[Refusal]) -> None:
    """The platform refuses for this very cause, tells it for certain, and tells the caller no more than it may."""
    reply = provoke(running, kind.cause)
    trace = running.trace(reply.trace_id)
    assert trace is not None
    (cause,) = explain_trace(trace).causes
    assert (cause.cause, cause.check, cause.certain, cause.remedy) == (kind.cause, kind.check, True, kind.hint)
    (error,) = reply.json["errors"]
    assert set(error) == {"code", "msg"}
    assert (reply.status, error["code"], error["msg"]) in allowed_answers(kind)


@pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.cause)
def test_every_cause_is_produced_and_told(running: Platform, kind: type[Refusal]) -> None:
    check(running, kind)


@pytest.mark.parametrize("kind", IN_TABLES, ids=lambda kind: kind.cause)
def test_what_a_table_decides_about_is_the_same_on_postgresql(on_postgresql: Platform, kind: type[Refusal]) -> None:
    check(on_postgresql, kind)


def allowed_answers(kind: type[Refusal]) -> list[tuple[int, int | str, str]]:
    if kind.cause == "token-truncated":
        # A signature that is too short is no malformed token to the vendor's platform.
        return [(401, 4002, "Invalid SDK credentials")]
    # What is wrong with a body has other words for each operation.
    kinds = [one for one in EVERY if one.check is Check.BODY] if kind.check is Check.BODY else [kind]
    return [(one.wire.status, one.wire.code, one.wire.msg) for one in kinds]


def test_the_checks_before_the_deciding_one_have_passed(running: Platform) -> None:
    reply = provoke(running, "scope-missing")
    trace = running.trace(reply.trace_id)
    assert trace is not None
    states = {one.check: one.state for one in trace.checks or ()}
    passed = ["path", "method", "header", "token", "algorithm", "app", "signature", "time", "jti", "jwe", "account"]
    assert {check: states.pop(check) for check in [*passed, "plane"]} == dict.fromkeys([*passed, "plane"], "passed")
    assert states == {"scope": "failed", "bot": "not-reached", "rate": "not-reached", "body": "not-reached"}


def test_provoking_changes_nothing_for_others(running: Platform) -> None:
    account = running.account()
    app, bot_id = account.admin_app("*"), account.empty_bot()
    for cause in ("account-inactive", "scope-not-published", "rate-limited-hour", "app-deleted"):
        provoke(running, cause)
    assert app.call(AllOperations.get_change_logs, bot_id).status == 200
    assert account.console.list_traces() == []


def test_a_cause_that_is_none_is_told(running: Platform) -> None:
    with pytest.raises(FlawUnknown, match="Did you mean scope-missing"):
        provoke(running, "scope-mising")
