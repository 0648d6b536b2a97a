"""Spans of time in words."""

from datetime import datetime

from korekit.clock import millis

__all__ = ["seconds_words", "time_left"]


def time_left(until: str, now_ms: int) -> str:
    """How long until an ISO time: `6 d 23 h`, `59 min`, `12 s`; `over` afterwards."""
    return seconds_words(max(0, millis(datetime.fromisoformat(until)) - now_ms) / 1000) or "over"


def seconds_words(seconds: float) -> str:
    """A span by its two largest units: `2 h 5 min`; empty where it is none."""
    parts, rest = [], round(seconds)
    if 0 < seconds < 1:
        return f"{round(seconds * 1000)} ms"
    for name, length in (("d", 86_400), ("h", 3600), ("min", 60), ("s", 1)):
        count, rest = divmod(rest, length)
        if count:
            parts.append(f"{count} {name}")
    return " ".join(parts[:2])
