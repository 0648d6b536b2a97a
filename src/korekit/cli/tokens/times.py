"""Times in words, and a token wherever it was given."""

import sys
from datetime import UTC, datetime
from typing import Final

import click

__all__ = ["in_words", "moment", "token_given"]

_UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_LONGEST_TOKEN: Final = 100_000


def in_words(seconds: float) -> str:
    """A span as its two largest units: `2 d 3 h`, `45 s`."""
    rest = int(abs(seconds))
    parts: list[str] = []
    for unit, size in reversed(_UNITS.items()):
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count:,} {unit}")
    return " ".join(parts[:2]) or "0 s"


def moment(seconds: float, now_s: float) -> str:
    """Seconds since the epoch as UTC, with how far from now."""
    try:
        shown = f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC"
    except (ValueError, OverflowError, OSError):
        return "beyond the calendar"
    return (
        f"{shown}, in {in_words(seconds - now_s)}" if seconds > now_s else f"{shown}, {in_words(now_s - seconds)} ago"
    )


def token_given(token: str | None) -> bytes:
    """The token as argument or, without one, from standard input; blanks around it are dropped.

    Raises:
        click.UsageError: there is none.
    """
    if token in (None, "-"):
        if sys.stdin.isatty():
            raise click.UsageError("Give a token, or pipe one in.")
        token = sys.stdin.read(_LONGEST_TOKEN)
    found = (token or "").strip()
    if not found:
        raise click.UsageError("There is no token.")
    return found.encode("utf-8", "replace")
