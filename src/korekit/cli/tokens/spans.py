"""Spans of time as people type them. Imports nothing heavy, because the quickest command reads one."""

from typing import Final

__all__ = ["seconds_in"]

_UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def seconds_in(text: str) -> int | None:
    """`90`, `90s`, `5m`, `1h`, `2d` as seconds; `None` for another form, or for nothing."""
    number, unit = (text[:-1], text[-1]) if text[-1:] in _UNITS else (text, "s")
    if not (number.isascii() and number.isdigit()) or int(number) == 0:
        return None
    return int(number) * _UNITS[unit]
