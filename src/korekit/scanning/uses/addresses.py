"""Addresses in a flattened text, and the operations that they mean.

The base address often stands in another file. What follows it is then compared with the ends of the catalogue's paths.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from korekit.catalog.operation import Operation
from korekit.doctor.given import is_open, shown_open
from korekit.doctor.outside.address import read_address
from korekit.doctor.outside.routes import Route, begins_route, route_ending_with, route_of
from korekit.doctor.redaction import safe_path
from korekit.scanning.uses.flattening import filled

__all__ = ["Called", "addresses_in"]

_OPEN: Final = "\ue000[^\ue000\ue001]*+\ue001"
_RUN: Final = re.compile(rf"(?:[\w.~%:@/*!-]++|{_OPEN})++")
_API: Final = "/api/"
_PUBLIC: Final = ("api", "public")
_METHOD_BEFORE: Final = re.compile(r"(?:\.|\b|_)(get|post|put|delete)\b", re.IGNORECASE)
_METHOD_BEHIND: Final = re.compile(
    r"(?:method[\"']?\s?[:=(,]|-X|--request[ =]|-Method|\.)\s?[\"']?(get|post|put|delete)\b", re.IGNORECASE
)
_STATEMENT_END: Final = re.compile(r";|\n[ \t]*\n")
_BEFORE: Final = 160
_BEHIND: Final = 240
_LEAST_WORDS: Final = 2
_SHOWN: Final = 100


@dataclass(frozen=True, slots=True)
class Called:
    """What an address means. `at`: where it begins; `operations`: empty where none has this path, which is `shown`.

    `is_whole`: the path is known from `/api` on. `words`: how many of its parts are the catalogue's own.
    """

    at: int
    operations: tuple[Operation[Any, Any], ...]
    is_whole: bool
    words: int
    shown: str = ""


def addresses_in(text: str, constants: Mapping[str, str]) -> Iterator[Called]:
    """The calls of the API in a flattened text.

    Args:
        text: as `flattened` gives it.
        constants: addresses by the names that the program gives them.
    """
    for run in _RUN.finditer(text):
        if "/" not in run[0]:
            continue
        written = run[0].rstrip(".:-!*")
        address = filled(written, constants) if is_open(written) else written
        found = _called(address, run.start())
        if found is None:
            continue
        yield _with_method(found, text, run.start(), run.end())


def _called(address: str, at: int) -> Called | None:
    start = address.find(_API)
    if start >= 0:
        read = read_address(address[start:])
        segments = [segment.replace("\n", "") for segment in read.segments]
        route = route_of(segments)
        if route is not None:
            return Called(at, route.operations, True, _words(segments, route))
        is_beginning = begins_route([one for one in segments if one]) or is_open(segments[-1])
        if tuple(segments[:2]) != _PUBLIC or is_beginning:
            return None
        return Called(at, (), True, 0, shown_open(safe_path(read))[:_SHOWN])
    segments = [segment.replace("\n", "") for segment in address.split("/")]
    # What stands before the first slash is the base, or nothing.
    is_based = not segments[0] or is_open(segments[0])
    tail = [segment for segment in (segments[1:] if is_based else segments) if segment]
    route = route_ending_with(tail) if tail else None
    if route is None:
        return None
    words = _words(tail, route)
    is_one = words >= _LEAST_WORDS or (words == 1 and is_open(segments[0]) and len(route.operations) == 1)
    return Called(at, route.operations, False, words) if is_one and (is_based or words >= _LEAST_WORDS) else None


def _words(segments: list[str], route: Route) -> int:
    return len(segments) - len(route.values)


def _with_method(found: Called, text: str, start: int, end: int) -> Called:
    """Narrowed by the method, where one can be seen and an operation has it."""
    if len(found.operations) < 2:
        return found
    method = _method(text, start, end)
    fitting = tuple(one for one in found.operations if method in one.methods())
    return Called(found.at, fitting or found.operations, found.is_whole, found.words)


def _method(text: str, start: int, end: int) -> str:
    behind = _STATEMENT_END.split(text[end : end + _BEHIND])[0]
    named = _METHOD_BEHIND.search(behind)
    if named is not None:
        return named[1].upper()
    before = _STATEMENT_END.split(text[max(0, start - _BEFORE) : start])[-1]
    names = _METHOD_BEFORE.findall(before)
    return names[-1].upper() if names else ""
