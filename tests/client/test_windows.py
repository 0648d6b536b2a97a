import itertools
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from korekit.catalog.operation import GET, Area, M, operation
from korekit.catalog.operations import AllOperations
from korekit.catalog.paging import Window
from korekit.catalog.parameters import Date
from korekit.client.errors import InvalidArgument
from korekit.client.requests import invoke
from korekit.client.windows import in_windows
from korekit.ids import BotId

NOW_MS = 1_709_300_000_000  # 2024-03-01T13:33:20Z
DAY_MS = 86_400_000


class Ranges(Area[M]):
    """Operations that take seven days."""

    @operation(GET, "/messages", window=Window(days=7))
    def messages(self, date_from: Date | None = None, date_to: Date | None = None) -> list[Any]:
        """Newest first."""
        raise NotImplementedError

    @operation(GET, "/usage", window=Window(days=7, is_newest_first=False))
    def usage(self, date_from: Date | None = None, date_to: Date | None = None) -> list[Any]:
        """Oldest first."""
        raise NotImplementedError


def ranges(first: str | None, last: str | None, *, is_newest_first: bool = True) -> list[tuple[Any, Any]]:
    asked = Ranges.messages if is_newest_first else Ranges.usage
    pieces = in_windows(invoke(asked, Date(first) if first else None, Date(last) if last else None), NOW_MS)
    return [(piece.arguments["date_from"], piece.arguments["date_to"]) for piece in pieces]


def test_days_are_whole_and_pieces_meet_without_a_gap() -> None:
    assert ranges("2024-01-01", "2024-01-15") == [
        ("2024-01-15T00:00:00.000Z", "2024-01-15T23:59:59.999Z"),
        ("2024-01-08T00:00:00.000Z", "2024-01-14T23:59:59.999Z"),
        ("2024-01-01T00:00:00.000Z", "2024-01-07T23:59:59.999Z"),
    ]


def test_rows_that_come_oldest_first_are_asked_for_oldest_first() -> None:
    assert [first[:10] for first, _ in ranges("2024-01-01", "2024-01-15", is_newest_first=False)] == [
        "2024-01-01",
        "2024-01-08",
        "2024-01-15",
    ]


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2024-01-01", "2024-01-07"),
        ("2024-01-01", "2024-01-01"),
        ("2024-01-01T10:00:00.000Z", "2024-01-08T09:59:59.999Z"),
        (None, "2024-01-07"),
        (None, None),
    ],
)  # fmt: skip
def test_what_one_call_can_have_is_asked_as_given(first: str | None, last: str | None) -> None:
    assert ranges(first, last) == [(first, last)]


def test_one_millisecond_more_is_a_second_call() -> None:
    assert ranges("2024-01-01T10:00:00.000Z", "2024-01-08T10:00:00.000Z") == [
        ("2024-01-08T10:00:00.000Z", "2024-01-08T10:00:00.000Z"),
        ("2024-01-01T10:00:00.000Z", "2024-01-08T09:59:59.999Z"),
    ]


def test_a_range_without_an_end_ends_now() -> None:
    found = ranges("2024-02-20", None)
    assert found[0] == ("2024-02-27T00:00:00.000Z", "2024-03-01T13:33:20.000Z")
    assert ranges("2024-02-28", None) == [("2024-02-28", None)]
    assert ranges("2030-01-01", None) == [("2030-01-01", None)]


def test_a_time_zone_is_kept_in_mind() -> None:
    assert ranges("2024-01-01T00:00:00+05:30", "2024-01-09")[-1][0] == "2023-12-31T18:30:00.000Z"


@pytest.mark.parametrize(
    ("first", "last", "match"),
    [
        ("2024-01-02", "2024-01-01", "before"),
        ("yesterday", "2024-01-01", "ISO date"),
        ("2024-01-01", "2024-13-01", "ISO date"),
        ("0001-01-01", "9999-12-31", "ISO date|times 7 days"),
    ],
)
def test_dates_that_are_none_are_refused_before_anything_is_sent(first: str, last: str, match: str) -> None:
    with pytest.raises(InvalidArgument, match=match):
        ranges(first, last)


def test_an_operation_that_takes_any_range_is_asked_once() -> None:
    asked = invoke(
        AllOperations.get_change_logs, BotId("st-1"), start_date=Date("2023-01-01"), end_date=Date("2024-01-01")
    )
    assert in_windows(asked, NOW_MS) == (asked,)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1)), st.timedeltas(timedelta(0), timedelta(days=90)))
def test_every_millisecond_is_asked_for_exactly_once(start: datetime, length: timedelta) -> None:
    end = start + length
    first, last = (f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z" for moment in (start, end))
    found = [tuple(_ms(text) for text in piece) for piece in reversed(ranges(first, last))]
    assert (found[0][0], found[-1][1]) == (_ms(first), _ms(last))
    assert all(after[0] == before[1] + 1 for before, after in itertools.pairwise(found))
    assert all(until - since < 7 * DAY_MS for since, until in found)


def _ms(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * 1000)
