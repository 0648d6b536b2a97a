"""Charts: their axes are round numbers, and nothing that happened is too small to be seen."""

import re

import pytest

from korekit.catalog.usage import UsageOfDay
from korekit.console.charts import day_bars


def drawn(*counts: tuple[int, int]) -> str:
    """A chart of days in November, each with its answered and refused calls."""
    days = [
        UsageOfDay(day=f"2026-11-{number:02}", calls=one, refused=two) for number, (one, two) in enumerate(counts, 1)
    ]
    return str(day_bars(days, "Calls & refusals"))


def heights(chart: str) -> list[int]:
    """Of the bars, answered and refused in turn, in per cent of the axis."""
    return [int(one) for one in re.findall(r'<rect class="bar[^>]* height="(\d+)"', chart)]


@pytest.mark.parametrize(
    ("most", "axis"),
    [
        (0, ["2", "1", "0"]),
        (2, ["2", "1", "0"]),
        (3, ["4", "2", "0"]),
        (10, ["10", "5", "0"]),
        (11, ["20", "10", "0"]),
        (953, ["1,000", "500", "0"]),
        (1_000_001, ["2,000,000", "1,000,000", "0"]),
    ],
)
def test_the_axis_ends_with_the_next_round_number(most: int, axis: list[str]) -> None:
    assert re.findall(r"<span>([\d,]+)</span>", drawn((most, 0))) == axis


def test_bars_stand_for_their_share_of_the_axis() -> None:
    assert heights(drawn((800, 200), (0, 0), (250, 250))) == [80, 20, 0, 0, 25, 25]


def test_one_call_among_a_million_is_still_seen() -> None:
    assert heights(drawn((1_000_000, 0), (0, 1))) == [100, 0, 0, 2]


def test_each_day_tells_its_numbers_and_few_of_them_stand_below() -> None:
    chart = drawn(*[(1200, number) for number in range(14)])
    assert "<strong>4 Nov</strong><br>1,200 answered<br>3 refused" in chart
    assert re.findall(r'<span class="chart-label[^>]*>([^<]*)<', chart) == [
        *("2 Nov", "4 Nov", "6 Nov", "8 Nov", "10 Nov", "12 Nov", "14 Nov"),
    ]


def test_a_chart_is_named_for_those_who_do_not_see_it() -> None:
    assert 'role="img" aria-label="Calls &amp; refusals"' in drawn((1, 1))


def test_no_days_are_an_empty_chart() -> None:
    assert heights(drawn()) == []
