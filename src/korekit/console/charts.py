"""Small charts as SVG, drawn by us: bars of days. What they show stands beside them as a table too."""

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup, escape

from korekit.catalog.usage import UsageOfDay

__all__ = ["day_bars"]

_WIDTH: Final = 24
_HEIGHT: Final = 100
_GAP: Final = 4


def day_bars(days: Sequence[UsageOfDay], label: str) -> Markup:
    """One bar a day, answered calls below refused ones.

    Args:
        days: oldest first.
        label: what the chart is, for those who do not see it; it should hold the sums.
    """
    most = max((one.calls + one.refused for one in days), default=0) or 1
    parts = []
    for number, one in enumerate(days):
        answered, refused = (_scaled(count, most) for count in (one.calls, one.refused))
        left = number * _WIDTH + _GAP // 2
        told = f"{one.day}: {one.calls:,} answered, {one.refused:,} refused"
        parts.append(
            f'<g><title>{escape(told)}</title><rect class="bar-ground" x="{left}" y="0" width="{_WIDTH - _GAP}" '
            f'height="{_HEIGHT}"/><rect class="bar" x="{left}" y="{_HEIGHT - answered}" width="{_WIDTH - _GAP}" '
            f'height="{answered}"/><rect class="bar refused" x="{left}" y="{_HEIGHT - answered - refused}" '
            f'width="{_WIDTH - _GAP}" height="{refused}"/></g>'
        )
    frame = (
        f'<svg class="chart" viewBox="0 0 {max(len(days), 1) * _WIDTH} {_HEIGHT}" preserveAspectRatio="none" '
        f'role="img" aria-label="{escape(label)}">'
    )
    return Markup(f"{frame}{''.join(parts)}</svg>")  # noqa: S704 - numbers, and texts that were escaped


def _scaled(count: int, most: int) -> int:
    # One call among a million is still to be seen.
    return 0 if count == 0 else max(2, round(count / most * _HEIGHT))
