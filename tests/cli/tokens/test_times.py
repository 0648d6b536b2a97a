import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from korekit.cli.tokens.times import in_words, moment

NOW_S = 1_700_000_000.0


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (59.9, "59 s"), (60, "1 m"), (3661, "1 h 1 m"), (90_000, "1 d 1 h"), (86_400 * 4000, "4,000 d")],
)
def test_spans_are_told_in_their_two_largest_units(seconds: float, words: str) -> None:
    assert in_words(seconds) == words
    assert in_words(-seconds) == words


def test_a_moment_is_told_with_its_distance() -> None:
    assert moment(NOW_S + 90, NOW_S) == "2023-11-14 22:14:50 UTC, in 1 m 30 s"
    assert moment(NOW_S - 90, NOW_S) == "2023-11-14 22:11:50 UTC, 1 m 30 s ago"


@settings(deadline=None)
@given(st.floats(allow_nan=True, allow_infinity=True) | st.integers())
def test_any_number_is_a_moment(seconds: float) -> None:
    assert moment(seconds, NOW_S)
