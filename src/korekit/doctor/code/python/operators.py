"""What operators and formatting make of values, known or not: unknown parts of a text stay open in it."""

import ast
from typing import Any, Final

from korekit.doctor.code.texts import joined, percent_formatted
from korekit.doctor.code.values import Delta, Unknown
from korekit.doctor.making import SinceNow

__all__ = ["binary", "subscript"]

_MAX_TEXT: Final = 200_000
_MAX_NUMBER: Final = 10**18


def binary(op: ast.operator, left: Any, right: Any) -> Any:
    """What an operator gives."""
    match op:
        case ast.Add():
            return _sum(left, right)
        case ast.Sub():
            return _difference(left, right)
        case ast.Mult():
            return _product(left, right)
        case ast.Mod() if isinstance(left, str):
            return percent_formatted(left, right)
        case ast.BitOr() if isinstance(left, dict) and isinstance(right, dict):
            return {**left, **right}
        case ast.Div() if isinstance(left, str) or (isinstance(left, Unknown) and isinstance(right, str)):
            # Paths are joined by a slash.
            return joined([left, "/", right])
        case ast.Div() | ast.FloorDiv() if isinstance(left, SinceNow) and right == 1000:
            return SinceNow(left.seconds)
    return Unknown("…")


def _sum(left: Any, right: Any) -> Any:
    if isinstance(left, str) or isinstance(right, str):
        return joined([left, right])
    if isinstance(left, bytes) and isinstance(right, bytes):
        return (left + right)[:_MAX_TEXT]
    if isinstance(left, list) and isinstance(right, list):
        return [*left, *right][:1_000]
    if isinstance(left, Delta) and isinstance(right, Delta):
        return Delta(left.seconds + right.seconds)
    moment, length = (left, right) if isinstance(left, SinceNow) else (right, left)
    return _moved(moment, length, 1) if isinstance(moment, SinceNow) else _number(left, right, 1)


def _difference(left: Any, right: Any) -> Any:
    return _moved(left, right, -1) if isinstance(left, SinceNow) else _number(left, right, -1)


def _moved(moment: SinceNow, length: Any, sign: int) -> Any:
    if isinstance(length, Delta):
        return SinceNow(moment.seconds + sign * length.seconds, moment.is_milliseconds)
    if isinstance(length, int | float) and abs(length) < _MAX_NUMBER:
        seconds = length / 1000 if moment.is_milliseconds else length
        return SinceNow(moment.seconds + sign * seconds, moment.is_milliseconds)
    return Unknown("time")


def _number(left: Any, right: Any, sign: int) -> Any:
    if _is_number(left) and _is_number(right):
        return left + sign * right
    return Unknown("…")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and abs(value) < _MAX_NUMBER


def _product(left: Any, right: Any) -> Any:
    moment, factor = (left, right) if isinstance(left, SinceNow) else (right, left)
    if isinstance(moment, SinceNow):
        return SinceNow(moment.seconds, is_milliseconds=True) if factor == 1000 else Unknown("time")
    if _is_number(left) and _is_number(right):
        return left * right
    if isinstance(left, Delta) and _is_number(right):
        return Delta(left.seconds * right)
    return Unknown("…")


def subscript(owner: Any, key: Any) -> Any:
    """What stands at a key."""
    if isinstance(owner, dict) and isinstance(key, str | int | float) and key in owner:
        return owner[key]
    if isinstance(owner, list | tuple) and isinstance(key, int) and -len(owner) <= key < len(owner):
        return owner[key]
    shown = f"{owner.name}[{key!r}]" if isinstance(owner, Unknown) and isinstance(key, str | int) else "…"
    return Unknown(shown if len(shown) <= 60 else "…")
