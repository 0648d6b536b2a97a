import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from korekit.client.answers import Received
from korekit.client.errors import CertificateRejected, ConnectionFailed, NotReached, Timeout
from korekit.client.retrying import RetryPolicy, pause_before_retry

NOT_CONNECTED = ConnectionFailed("no", is_sent=False)
BROKEN = ConnectionFailed("broke", is_sent=True)
SLOW = Timeout("slow", is_sent=True)
BAD_CERTIFICATE = CertificateRejected("no")
POLICY = RetryPolicy()


def pause(method: str, outcome: Received | NotReached, attempt: int = 1, jitter: float = 1.0) -> float | None:
    return pause_before_retry(POLICY, attempt, outcome, is_read=method == "GET", now_s=0.0, jitter=lambda: jitter)


@pytest.mark.parametrize("outcome", [NOT_CONNECTED, BROKEN, SLOW, *map(Received, (429, 500, 502, 503, 504))])
def test_reading_is_repeated(outcome: Received | NotReached) -> None:
    assert pause("GET", outcome) == 0.5


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
@pytest.mark.parametrize("outcome", [BROKEN, SLOW, *map(Received, (500, 502, 503, 504))])
def test_writing_is_never_repeated_once_it_may_have_arrived(method: str, outcome: Received | NotReached) -> None:
    assert pause(method, outcome) is None


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
@pytest.mark.parametrize("outcome", [NOT_CONNECTED, Received(429)])
def test_writing_is_repeated_when_nothing_was_done(method: str, outcome: Received | NotReached) -> None:
    assert pause(method, outcome) is not None


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
@pytest.mark.parametrize("outcome", [BAD_CERTIFICATE, *map(Received, (200, 301, 400, 401, 404, 405, 412, 501))])
def test_what_would_fail_again_is_not_repeated(method: str, outcome: Received | NotReached) -> None:
    assert pause(method, outcome) is None


def test_pauses_double_up_to_the_longest_and_end() -> None:
    policy = RetryPolicy(attempts=7, first_pause_s=0.5, longest_pause_s=4.0)
    pauses = [
        pause_before_retry(policy, attempt, NOT_CONNECTED, is_read=True, now_s=0.0, jitter=lambda: 1.0)
        for attempt in range(1, 8)
    ]
    assert pauses == [0.5, 1.0, 2.0, 4.0, 4.0, 4.0, None]


def test_the_host_decides_how_long() -> None:
    assert pause("POST", Received(429, {"retry-after": "5"}), jitter=0.0) == 5.0


def test_an_hour_is_not_waited_for() -> None:
    assert pause("POST", Received(429, {"retry-after": "3000"})) is None


@settings(deadline=None)
@given(st.integers(1, 3), st.floats(0, 1))
def test_jitter_stays_between_half_and_the_whole(attempt: int, jitter: float) -> None:
    seconds = pause("GET", NOT_CONNECTED, attempt, jitter)
    whole = 0.5 * 2 ** (attempt - 1)
    assert seconds is not None
    assert whole / 2 <= seconds <= whole
