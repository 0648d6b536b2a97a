from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from korekit.clock import iso_time, millis


def test_a_moment_is_its_millisecond_and_not_the_one_before() -> None:
    # As a float, .001 s after this second is a hair less than that.
    assert millis(datetime.fromisoformat("2004-02-08T00:00:00.001Z")) == 1_076_198_400_001


@given(st.integers(0, 4_000_000_000_000))
def test_a_time_that_is_written_is_read_as_the_same(at_ms: int) -> None:
    assert millis(datetime.fromisoformat(iso_time(at_ms))) == at_ms


def test_parts_of_a_millisecond_are_dropped() -> None:
    assert millis(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=1_999)) == 1
