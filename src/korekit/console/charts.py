"""Small charts, drawn by us: bars of days with their axes. What they show stands beside them as a table too."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from markupsafe import Markup, escape

from korekit.catalog.usage import UsageOfDay

__all__ = ["day_bars"]

_HEIGHT: Final = 100
# As many days as can be told below the bars on a narrow screen.
_LABELS: Final = 7


def day_bars(days: Sequence[UsageOfDay], label: str) -> Markup:
    """One bar a day, answered calls below refused ones; each tells its numbers to who points at it.

    Args:
        days: oldest first.
        label: what the chart is, for those who do not see it; it should hold the sums.
    """
    top = _top(max((one.calls + one.refused for one in days), default=0))
    every = -(-len(days) // _LABELS) or 1
    bars = "".join(
        # Counted from the newest one, so that today is always told.
        _bar(one, top, label=_label((len(days) - 1 - number) / every), is_late=number * 2 >= len(days))
        for number, one in enumerate(days)
    )
    axis = "".join(f"<span>{number:,}</span>" for number in (top, top // 2, 0))
    return Markup(  # noqa: S704 - numbers, and texts that were escaped
        f'<div class="chart" role="img" aria-label="{escape(label)}"><div class="chart-axis">{axis}</div>'
        f'<div class="chart-days">{bars}</div></div>'
    )


def _bar(one: UsageOfDay, top: int, *, label: str, is_late: bool) -> str:
    answered, refused = (_scaled(count, top) for count in (one.calls, one.refused))
    day = _day(one.day)
    told = f"<strong>{escape(day)}</strong><br>{one.calls:,} answered<br>{one.refused:,} refused"
    below = f'<span class="{label}">{escape(day)}</span>' if label else ""
    return (
        f'<div class="chart-day"><svg viewBox="0 0 10 {_HEIGHT}" preserveAspectRatio="none">'
        f'<rect class="bar" x="0" y="{_HEIGHT - answered}" width="10" height="{answered}"/>'
        f'<rect class="bar refused" x="0" y="{_HEIGHT - answered - refused}" width="10" height="{refused}"/></svg>'
        f'<span class="chart-tip{" late" if is_late else ""}">{told}</span>{below}</div>'
    )


def _label(place: float) -> str:
    """The class of a day's label by its place among the labels; every second one goes where the screen is narrow."""
    if not place.is_integer():
        return ""
    return "chart-label minor" if place % 2 else "chart-label"


def _day(text: str) -> str:
    """`2026-11-04` as `4 Nov`."""
    return date.fromisoformat(text).strftime("%d %b").lstrip("0")


def _top(most: int) -> int:
    """The next round number, so that its half is round as well."""
    size = 1
    while size * 10 < most:
        size *= 10
    return next(number for number in (2 * size, 4 * size, 6 * size, 8 * size, 10 * size) if number >= most)


def _scaled(count: int, top: int) -> int:
    # One call among a million is still to be seen.
    return 0 if count == 0 else max(2, round(count / top * _HEIGHT))
