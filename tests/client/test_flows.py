from pathlib import Path
from typing import Any

import pytest

from korekit.catalog.operations import AllOperations
from korekit.client.answers import Received
from korekit.client.budget.rate_budget import RateBudget
from korekit.client.errors import (
    AnswerUnreadable,
    CallFailed,
    ConnectionFailed,
    CredentialsMissing,
    InputRejected,
    InvalidArgument,
    JobFailed,
    JobReplaced,
    JobTimeout,
    RateLimited,
    Refused,
    ServerFailed,
)
from korekit.client.http import FileSink
from korekit.client.jobs import JobProgress, Patience
from korekit.client.requests import invoke
from korekit.client.retrying import RetryPolicy
from korekit.ids import BotId, UserId
from korekit.tokens.verify import verify
from tests.client.driving import CLIENT_ID, SECRET, Stage, StillClock, TimedStage, json_answer, make_conduct, make_flows

BOT = BotId("st-1")
BOTS = invoke(AllOperations.get_bots)
PUBLISH = invoke(AllOperations.publish_bot, BOT, "one")
MY_BOTS = invoke(AllOperations.list_builder_bots, UserId("u-1"))
SIGNED_IN = json_answer(
    '{"authorization":{"accessToken":"session-1","resourceOwnerID":"u-1","accountId":"5f"},'
    '"userInfo":{"id":"u-1","orgID":"o-1","accountId":"5f"}}'
)
BROKEN = ConnectionFailed("broke", is_sent=True)


def test_an_app_calls_with_a_fresh_token() -> None:
    stage = Stage(json_answer('{"total":0}'))
    answer = stage.run(make_flows().call(BOTS))
    assert answer.result.total == 0
    claims = verify(stage.sent[0].headers["auth"].encode(), SECRET.encode(), 1_700_000_000)
    assert claims["appId"] == CLIENT_ID
    assert "Authorization" not in stage.sent[0].headers


def test_one_token_serves_several_calls_unless_the_app_enforces_jti() -> None:
    for has_jti, count in ((False, 1), (True, 3)):
        stage = Stage(*[json_answer("{}")] * 3)
        flows = make_flows(has_jti=has_jti)
        for _ in range(3):
            stage.run(flows.call(BOTS))
        assert len({request.headers["auth"] for request in stage.sent}) == count


def test_a_user_signs_in_with_the_first_call_and_once() -> None:
    stage = Stage(SIGNED_IN, json_answer("[]"), json_answer("[]"))
    flows = make_flows()
    stage.run(flows.call(MY_BOTS))
    stage.run(flows.call(MY_BOTS))
    assert [request.url.rpartition("/api")[2] for request in stage.sent] == [
        "/oauth/token",
        "/users/u-1/builder/streams",
        "/users/u-1/builder/streams",
    ]
    assert stage.sent[1].headers["Authorization"] == "bearer session-1"
    assert stage.sent[1].headers["AccountId"] == "5f"
    assert "auth" not in stage.sent[1].headers
    assert "Authorization" not in stage.sent[0].headers


def test_a_session_says_who_is_signed_in() -> None:
    flows = make_flows()
    session = Stage(SIGNED_IN).run(flows.start_session())
    assert (session.user_id, session.org_id, session.account_id) == ("u-1", "o-1", "5f")
    assert Stage().run(flows.start_session()) is session


def test_an_account_that_was_chosen_wins_over_the_users_own() -> None:
    accounts = json_answer('[{"id":"5a","orgId":"o-first"},{"id":"6a","orgId":"o-second"}]')
    stage = Stage(SIGNED_IN, accounts, json_answer("[]"))
    flows = make_flows(account_id="6a")
    stage.run(flows.call(MY_BOTS))
    assert [request.headers["AccountId"] for request in stage.sent[1:]] == ["6a", "6a"]
    assert flows.session is not None
    assert flows.session.org_id == "o-second"


@pytest.mark.parametrize("status", [401, 404])
def test_a_host_that_tells_no_accounts_gets_the_chosen_one_all_the_same(status: int) -> None:
    stage = Stage(SIGNED_IN, Received(status), json_answer("[]"))
    flows = make_flows(account_id="6a")
    stage.run(flows.call(MY_BOTS))
    assert len(stage.sent) == 3
    assert stage.sent[2].headers["AccountId"] == "6a"


def test_a_session_that_ended_is_renewed_once() -> None:
    again = json_answer('{"authorization":{"accessToken":"session-2"}}')
    stage = Stage(SIGNED_IN, json_answer("[]"), Received(401), again, json_answer("[]"))
    flows = make_flows()
    stage.run(flows.call(MY_BOTS))
    stage.run(flows.call(MY_BOTS))
    assert stage.sent[-1].headers["Authorization"] == "bearer session-2"


def test_a_fresh_session_that_is_refused_is_not_renewed() -> None:
    stage = Stage(SIGNED_IN, Received(401))
    with pytest.raises(Refused):
        stage.run(make_flows().call(MY_BOTS))
    assert len(stage.sent) == 2


def test_a_wrong_password_is_a_refusal_and_no_session() -> None:
    flows = make_flows()
    with pytest.raises(Refused):
        Stage(Received(401)).run(flows.call(MY_BOTS))
    assert flows.session is None


def test_an_answer_without_a_session_is_unreadable() -> None:
    with pytest.raises(AnswerUnreadable, match="no session"):
        Stage(json_answer("{}")).run(make_flows().call(MY_BOTS))


def test_what_identifies_the_caller_must_be_given() -> None:
    with pytest.raises(CredentialsMissing, match="get-bots needs a client id"):
        Stage().run(make_flows(has_app=False).call(BOTS))
    with pytest.raises(CredentialsMissing, match="email"):
        Stage().run(make_flows(has_user=False).call(MY_BOTS))


def test_anyone_may_download_and_nothing_identifies_him() -> None:
    stage = Stage(Received(200, {}, b"PK"))
    answer = stage.run(make_flows().call(invoke(AllOperations.download_file, "a.zip", key="k")))
    assert answer.result == b"PK"
    assert {"auth", "Authorization", "AccountId"} & set(stage.sent[0].headers) == set()


def test_reading_is_tried_again_with_growing_pauses() -> None:
    stage = Stage(BROKEN, Received(503), BROKEN, json_answer("{}"))
    stage.run(make_flows().call(BOTS))
    assert stage.pauses == [0.5, 1.0, 2.0]


def test_the_last_failure_is_raised_when_tries_run_out() -> None:
    stage = Stage(*[Received(503)] * 4)
    with pytest.raises(ServerFailed):
        stage.run(make_flows().call(BOTS))
    assert len(stage.sent) == 4
    stage = Stage(BROKEN, BROKEN)
    with pytest.raises(ConnectionFailed):
        stage.run(make_flows(conduct=make_conduct(retry=RetryPolicy(attempts=2))).call(BOTS))


@pytest.mark.parametrize("outcome", [BROKEN, Received(500), Received(503)])
def test_writing_is_sent_once(outcome: Any) -> None:
    stage = Stage(outcome)
    with pytest.raises((ConnectionFailed, ServerFailed)):
        stage.run(make_flows().call(PUBLISH))
    assert len(stage.sent) == 1


def test_writing_waits_as_long_as_a_rate_limit_asks() -> None:
    stage = Stage(Received(429, {"retry-after": "7"}), json_answer("[]"))
    stage.run(make_flows().call(PUBLISH))
    assert stage.pauses == [7.25]


def test_an_hour_limit_is_raised_at_once_with_the_time_to_wait() -> None:
    with pytest.raises(RateLimited) as caught:
        Stage(Received(429, {"retry-after": "1800"})).run(make_flows().call(BOTS))
    assert caught.value.retry_after_s == 1800


def test_each_try_carries_a_token_of_its_own_where_jti_is_enforced() -> None:
    stage = Stage(Received(503), json_answer("{}"))
    stage.run(make_flows(has_jti=True).call(BOTS))
    assert stage.sent[0].headers["auth"] != stage.sent[1].headers["auth"]


def test_a_token_that_grew_old_in_a_pause_is_replaced() -> None:
    clock = StillClock()
    flows = make_flows(clock=clock)
    stage = Stage(json_answer("{}"), json_answer("{}"))
    stage.run(flows.call(BOTS))
    clock.at_ms += 200_000
    stage.run(flows.call(BOTS))
    assert stage.sent[0].headers["auth"] != stage.sent[1].headers["auth"]


def test_a_job_is_asked_for_until_it_is_done() -> None:
    pending, done = json_answer('{"status":"pending"}'), json_answer('{"status":"success","streamId":"st-9"}')
    stage = Stage(pending, pending, done)
    seen: list[str] = []

    def look(progress: JobProgress) -> None:
        seen.append(progress.word)

    flow = make_flows(stage).wait(AllOperations.import_bot_as_new_bot, "bir-1", Patience(), look)
    assert stage.run(flow).result.stream_id == "st-9"
    assert seen == ["pending", "pending", "success"]
    assert [round(seconds, 2) for seconds in stage.pauses] == [0.2, 0.3]


def test_a_job_that_fails_keeps_its_last_status() -> None:
    stage = Stage(json_answer('{"status":"failed","statusLogs":[{"taskName":"Dialog","status":"failed"}]}'))
    with pytest.raises(JobFailed) as caught:
        stage.run(make_flows(stage).wait(AllOperations.import_bot_as_new_bot, "bir-1", Patience()))
    assert caught.value.status_answer.result.status_logs[0].task_name == "Dialog"


def test_a_job_that_takes_too_long_is_still_running() -> None:
    stage = Stage(*[json_answer('{"status":"pending"}')] * 50)
    with pytest.raises(JobTimeout, match="after 10 s"):
        stage.run(make_flows(stage).wait(AllOperations.bot_export, "st-1", Patience(timeout_s=10)))
    assert 5 < stage.elapsed_s <= 10


def test_a_job_that_another_one_replaced_is_not_waited_for() -> None:
    started = json_answer('{"_id":"ber-1","createdOn":"2024-01-01T00:00:00.000Z","status":"pending"}')
    later = json_answer('{"_id":"ber-2","createdOn":"2024-01-01T00:00:01.000Z","status":"success"}')
    stage = Stage(started, later)
    flows = make_flows(stage)
    answer = stage.run(flows.call(invoke(AllOperations.bot_export, BOT, "latest")))
    with pytest.raises(JobReplaced):
        stage.run(flows.wait(AllOperations.bot_export, answer, Patience()))


def test_a_failing_look_ends_the_waiting() -> None:
    stage = Stage(Received(400))
    with pytest.raises(InputRejected):
        stage.run(make_flows(stage).wait(AllOperations.bot_export, "st-1", Patience()))


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://files.example/a.zip?key=k", "https://files.example/a.zip?key=k"),
        ("/api/getMediaStream/market/a.zip?key=k", "https://platform.kore.ai/api/getMediaStream/market/a.zip?key=k"),
    ],
)  # fmt: skip
def test_a_download_goes_where_the_host_says_and_identifies_nobody(url: str, address: str, tmp_path: Path) -> None:
    stage = Stage(Received(200, {}, b"PK"))
    sink = FileSink(tmp_path / "a.zip")
    stage.run(make_flows().download(url, sink))
    assert sink.finish().read_bytes() == b"PK"
    assert stage.sent[0].url == address
    assert stage.sent[0].headers == {}


@pytest.mark.parametrize("url", ["ftp://files.example/a.zip", "file:///etc/passwd", "http://[::1", "javascript:1"])
def test_what_is_no_address_is_not_downloaded(url: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidArgument):
        Stage().run(make_flows().download(url, FileSink(tmp_path / "a.zip")))


def test_a_download_that_broke_begins_anew(tmp_path: Path) -> None:
    stage = Stage(Received(503, {}, b"half"), Received(200, {}, b"whole"))
    sink = FileSink(tmp_path / "a.zip")
    stage.run(make_flows().download("/a.zip", sink))
    assert sink.finish().read_bytes() == b"whole"


def test_a_download_that_is_gone_leaves_nothing(tmp_path: Path) -> None:
    sink = FileSink(tmp_path / "a.zip")
    with pytest.raises(CallFailed):
        Stage(Received(404, {}, b"gone")).run(make_flows().download("/a.zip?key=hush", sink))
    sink.discard()
    assert list(tmp_path.iterdir()) == []


def test_a_call_beyond_the_rate_waits_for_its_turn_and_each_try_takes_one() -> None:
    clock = StillClock()
    stage = TimedStage(clock, *[json_answer("{}")] * 59, Received(503), json_answer("{}"))
    flows = make_flows(conduct=make_conduct(stage, clock=clock), budget=RateBudget(clock=clock, jitter=lambda: 0.0))
    for _ in range(60):
        stage.run(flows.call(BOTS))
    assert stage.pauses == [0.5, 61.0]


def test_a_job_is_looked_at_within_the_rate() -> None:
    clock = StillClock()
    stage = TimedStage(clock, *[json_answer('{"status":"pending"}')] * 70, json_answer('{"status":"success"}'))
    flows = make_flows(conduct=make_conduct(stage, clock=clock), budget=RateBudget(clock=clock, jitter=lambda: 0.0))
    hasty = Patience(first_pause_s=0.1, longest_pause_s=0.1)
    stage.run(flows.wait(AllOperations.bot_export, "st-1", hasty))
    assert len(stage.sent) == 71
    assert [round(seconds, 1) for seconds in stage.pauses if seconds > 0.2] == [55.5]


def test_a_rate_limit_of_the_host_holds_back_all_who_share_the_budget() -> None:
    clock = StillClock()
    budget = RateBudget(clock=clock, jitter=lambda: 0.0)
    stage = TimedStage(clock, Received(429, {"retry-after": "20"}), json_answer("{}"), json_answer("{}"))
    flows = make_flows(conduct=make_conduct(stage, clock=clock, retry=RetryPolicy(attempts=1)), budget=budget)
    with pytest.raises(RateLimited):
        stage.run(flows.call(BOTS))
    stage.run(make_flows(conduct=make_conduct(stage, clock=clock), budget=budget).call(BOTS))
    assert stage.pauses == [20.0]


def test_a_call_has_its_tries_and_its_pauses_in_the_time_that_it_may_take() -> None:
    stage = Stage(*[Received(503)] * 9)
    flows = make_flows(conduct=make_conduct(stage, total_timeout_s=2, retry=RetryPolicy(attempts=9)))
    with pytest.raises(ServerFailed):
        stage.run(flows.call(BOTS))
    assert stage.pauses == [0.5, 1.0]


def test_a_read_that_is_no_get_is_repeated_and_a_get_that_writes_is_not() -> None:
    stage = Stage(BROKEN, json_answer("[]"))
    stage.run(make_flows().call(invoke(AllOperations.bot_variables_export, BOT)))
    assert len(stage.sent) == 2
    stage = Stage(BROKEN)
    with pytest.raises(ConnectionFailed):
        stage.run(make_flows().call(invoke(AllOperations.install_sample_bot, "Banking")))
    assert len(stage.sent) == 1


def test_a_job_that_makes_a_file_is_saved(tmp_path: Path) -> None:
    done = json_answer('{"status":"success","downloadURL":"/a.zip?key=k"}')
    stage = Stage(json_answer('{"status":"pending"}'), done, Received(200, {}, b"PK"))
    sink = FileSink(tmp_path / "a.zip")
    stage.run(make_flows(stage).save(AllOperations.bot_export, "st-1", sink, Patience()))
    assert sink.finish().read_bytes() == b"PK"


def test_a_job_without_a_file_is_not_waited_for(tmp_path: Path) -> None:
    with pytest.raises(InvalidArgument, match="makes no file"):
        Stage().run(make_flows().save(AllOperations.publish_bot, "st-1", FileSink(tmp_path / "a"), Patience()))


def test_what_tells_the_state_of_another_job_is_refused() -> None:
    flow = make_flows().wait(AllOperations.bot_export, "st-1", Patience(), status=AllOperations.bot_publish_status)
    with pytest.raises(InvalidArgument, match="bot-export-status tells the state"):
        Stage().run(flow)


def test_an_error_carries_what_was_sent_last() -> None:
    stage = Stage(Received(503), BROKEN)
    with pytest.raises(ConnectionFailed) as caught:
        stage.run(make_flows(conduct=make_conduct(retry=RetryPolicy(attempts=2))).call(BOTS))
    request = caught.value.request
    assert request is not None
    assert (request.attempt, request.operation_id) == (2, "get-bots")
