"""Which operations a path means, and which it nearly means.

Source: the catalogue's paths and aliases.
"""

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

from korekit.catalog.operation import Operation
from korekit.catalog.operations import all_operations
from korekit.catalog.parameters import camel
from korekit.doctor.given import is_open
from korekit.doctor.outside.address import read_address
from korekit.doctor.redaction import safe_word
from korekit.nearness import distance

__all__ = ["Near", "Route", "begins_route", "nearest_route", "route_ending_with", "route_of", "shown_template"]

_MISSING_COST: Final = 3
_MAX_COST: Final = 6
_MAX_EDITS: Final = 2
# A word such as `list` where an id belongs.
_STRANGE_COST: Final = 2
_PLAIN_WORD: Final = re.compile(r"[a-z]{3,}")
_NAMED: Final = re.compile(r"\{[^{}]*\}")
_MAX_SEGMENTS: Final = 30
# One thing under several names. Source: platform.md 3.5.
_SAME: Final = frozenset({"bot", "bots", "stream", "streams"})


@dataclass(frozen=True, slots=True)
class Route:
    """The operations of one path, which differ by method, with the values that the path gives."""

    operations: tuple[Operation[Any, Any], ...]
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class Near:
    """The path that was most likely meant.

    `edits`: what differs, in words; `cost`: how much, 0 for nothing. `rank`: the cost and what else speaks against it.
    `others`: other paths that are as near.
    """

    operation: Operation[Any, Any]
    template: str
    cost: int
    edits: tuple[str, ...]
    words: tuple[tuple[str, str], ...]
    rank: int
    others: tuple[str, ...] = ()

    def mended(self, segments: list[str]) -> list[str]:
        """The segments with the mistyped words put right."""
        right = dict(self.words)
        return [right.get(segment, segment) for segment in segments]


@cache
def _templates() -> tuple[tuple[Operation[Any, Any], str, tuple[str, ...]], ...]:
    return tuple(
        (operation, path, tuple(read_address(path).segments))
        for operation in all_operations()
        if not operation.facts.served_by
        for path in dict.fromkeys(path for _, path in operation.spellings())
    )


def _is_named(segment: str) -> bool:
    return segment.startswith("{")


def route_of(segments: list[str]) -> Route | None:
    """The operations that have exactly this path; a fixed segment goes before a named one."""
    return _best([found for one in _templates() if (found := _match(one, one[2], segments))])


def route_ending_with(segments: list[str]) -> Route | None:
    """The operations whose path ends with these segments, where the beginning stands in a variable."""
    count = len(segments)
    return _best(
        [found for one in _templates() if len(one[2]) > count and (found := _match(one, one[2][-count:], segments))]
    )


def begins_route(segments: list[str]) -> bool:
    """Whether some operation's path begins with these segments."""
    count = len(segments)
    return any(len(one[2]) >= count and _match(one, one[2][:count], segments) for one in _templates())


_Candidate = tuple[int, Operation[Any, Any], dict[str, str]]


def _match(
    one: tuple[Operation[Any, Any], str, tuple[str, ...]], template: tuple[str, ...], segments: list[str]
) -> _Candidate | None:
    if len(template) != len(segments):
        return None
    values: dict[str, str] = {}
    fixed = 0
    for wanted, given in zip(template, segments, strict=True):
        if _is_named(wanted):
            if not given:
                return None
            values[wanted[1:-1]] = given
        elif wanted == given:
            fixed += 1
        else:
            return None
    return fixed, one[0], values


def _best(candidates: list[_Candidate]) -> Route | None:
    if not candidates:
        return None
    most = max(fixed for fixed, _, _ in candidates)
    kept = [(operation, values) for fixed, operation, values in candidates if fixed == most]
    operations = tuple(dict.fromkeys(operation for operation, _ in kept))
    return Route(operations, kept[0][1])


def nearest_route(segments: list[str], method: str = "") -> Near | None:
    """The documented path that differs least, if one is near enough to have been meant.

    Args:
        segments: of the path that was called.
        method: that it was called with, which decides between operations of one path.
    """
    if not 1 <= len(segments) <= _MAX_SEGMENTS:
        return None
    found = [
        near for operation, path, template in _templates() if (near := _compare(operation, path, template, segments))
    ]
    if not found:
        return None
    best = min(found, key=lambda near: (near.rank, method not in near.operation.methods()))
    others = {_bare(near.template): near.template for near in found if near.rank == best.rank}
    del others[_bare(best.template)]
    return replace(best, others=tuple(others.values()))


def _bare(template: str) -> str:
    """A path that differs from another one in more than what its values are called."""
    return _NAMED.sub("{}", "/".join(read_address(template).segments))


def _compare(operation: Operation[Any, Any], path: str, template: tuple[str, ...], segments: list[str]) -> Near | None:
    if abs(len(template) - len(segments)) > 1:
        return None
    gap = _gap(template, segments)
    wanted, given = list(template), list(segments)
    edits: list[str] = []
    cost = 0
    if len(template) > len(segments):
        missing = wanted.pop(gap)
        edits.append(f"{shown_template(missing)} is missing")
        cost += _MISSING_COST
    elif len(segments) > len(template):
        edits.append(f"`{safe_word(given.pop(gap))}` does not belong there")
        cost += _MISSING_COST
    words: list[tuple[str, str]] = []
    strange = 0
    for one, other in zip(wanted, given, strict=True):
        if _is_named(one):
            strange += _PLAIN_WORD.fullmatch(other) is not None
            continue
        if one == other or is_open(other):
            continue
        word_cost = _word_cost(other, one)
        if word_cost is None:
            return None
        cost += word_cost
        words.append((other, one))
        edits.append(f"`{safe_word(other)}` should be `{one}`")
    if cost > _MAX_COST or len(edits) > _MAX_EDITS:
        return None
    return Near(operation, path, cost, tuple(edits), tuple(words), rank=cost + _STRANGE_COST * strange)


def _word_cost(given: str, wanted: str) -> int | None:
    """How far a word is from the documented one, `None` where nobody would write the one for the other."""
    if given in _SAME and wanted in _SAME:
        return 1
    allowed = max(1, len(wanted) // 2 - 1)
    # Words of which one is so much longer need not be compared.
    if abs(len(given) - len(wanted)) <= allowed:
        edits = distance(given.lower(), wanted.lower())
        if edits <= allowed:
            return max(edits, 1)
    return 2 if len(given) >= 4 and given in wanted else None


def _gap(template: tuple[str, ...], segments: list[str]) -> int:
    """Where the longer of the two has one segment more: at the first place that leaves the fewest differences."""
    longer, shorter = (list(template), segments) if len(template) > len(segments) else (segments, list(template))

    def differences(at: int) -> int:
        rest = longer[:at] + longer[at + 1 :]
        return sum(
            # `bot` for `bots` is half a difference.
            1 if one in _SAME and other in _SAME else 2
            for one, other in zip(rest, shorter, strict=True)
            if one != other and not _is_named(one) and not _is_named(other)
        )

    return min(range(len(longer)), key=differences) if len(longer) != len(shorter) else 0


def shown_template(path: str) -> str:
    """A template as people know it: `/api/public/bot/{botId}/changelogs`."""
    return "/".join(f"{{{camel(part[1:-1])}}}" if _is_named(part) else part for part in path.split("/"))
