"""Times to the second, for what is looked for in other logs."""

from datetime import UTC, datetime, timedelta

from markupsafe import Markup, escape

__all__ = ["clock_time", "exact_moment"]


def exact_moment(text: str) -> Markup | str:
    """An ISO time as people read it, with its seconds."""
    at = _read(text)
    if at is None:
        return text
    shown = at.strftime("%d %b %Y, %H:%M:%S UTC").lstrip("0")
    return Markup(f'<time datetime="{escape(text)}" title="{escape(text)}">{shown}</time>')  # noqa: S704 - escaped


def clock_time(text: str, later_s: int) -> tuple[datetime | None, str]:
    """The time some seconds after an ISO time, and how it is shown: `06:01:00 UTC`."""
    at = _read(text)
    if at is None:
        return None, ""
    then = at + timedelta(seconds=later_s)
    return then, then.strftime("%H:%M:%S UTC")


def _read(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        return None
