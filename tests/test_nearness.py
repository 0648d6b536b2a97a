"""How near two words are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from korekit.nearness import distance, nearest


@pytest.mark.parametrize(
    ("one", "other", "edits"),
    [
        ("", "", 0),
        ("a", "", 1),
        ("export", "exports", 1),
        ("exprot", "export", 1),
        ("import", "export", 2),
        ("abc", "xyz", 3),
    ],
)
def test_edits_are_counted_with_swaps_as_one(one: str, other: str, edits: int) -> None:
    assert distance(one, other) == edits


@given(st.text(max_size=12), st.text(max_size=12))
def test_it_is_the_same_in_both_directions_and_bounded(one: str, other: str) -> None:
    assert distance(one, other) == distance(other, one) <= max(len(one), len(other))
    assert (distance(one, other) == 0) is (one == other)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("fileID", "fileId"),
        ("file_id", "fileId"),
        ("flieId", "fileId"),
        ("exportTyp", "exportType"),
        ("name", None),
        ("id", None),
        ("x", None),
    ],
)
def test_the_word_that_was_meant_is_found(word: str, meant: str | None) -> None:
    assert nearest(word, ("fileId", "exportType")) == meant
