"""From method and path to the operation, made by walking the catalogue.

`/api/1.1/…` and `/api/…` reach the same operations, a trailing slash counts for nothing, and on POST the header
`x-http-method-override` names the method. Source: observed-errors.md 1.4, platform.md 3.5 and 6.4.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final
from urllib.parse import unquote

from korekit.catalog.operation import Operation
from korekit.errors.request_causes import MethodNotAllowed, PathUnknown
from korekit.server.requests import without_nul

__all__ = ["Match", "Router"]

_KEPT_PATH: Final = 200
_OVERRIDABLE: Final = ("DELETE", "PUT")


@dataclass(frozen=True, slots=True)
class Match:
    """An operation with the values of its path, which are not to be changed."""

    operation: Operation[Any, Any]
    values: dict[str, str]


@dataclass(slots=True)
class _Node:
    fixed: dict[str, "_Node"] = field(default_factory=dict)
    # A segment with a name in it; which name, each operation says for itself.
    any: "_Node | None" = None
    operations: dict[str, tuple[Operation[Any, Any], tuple[str, ...]]] = field(default_factory=dict)


class Router:
    """Finds operations; a fixed segment goes before a named one."""

    def __init__(self, operations: Iterable[Operation[Any, Any]]) -> None:
        self._root = _Node()
        for operation in operations:
            if operation.facts.served_by:
                continue
            for method, path in operation.spellings():
                self._add(operation, method, path)
        # The same few paths come again and again; short ones only, so that a stranger cannot fill the memory.
        self._known = lru_cache(maxsize=2048)(self._find)

    def _add(self, operation: Operation[Any, Any], method: str, path: str) -> None:
        node, names = self._root, []
        for segment in _segments(path):
            if segment.startswith("{"):
                names.append(segment[1:-1])
                node.any = node.any or _Node()
                node = node.any
            else:
                node = node.fixed.setdefault(segment, _Node())
        known = node.operations.setdefault(method, (operation, tuple(names)))
        if known[0] is not operation:
            raise ValueError(f"{operation.id} and {known[0].id} have one path")

    def find(self, method: str, path: str, override: str | None = None) -> Match:
        """The operation of a request.

        Args:
            method: as sent.
            path: as sent, still percent-encoded, without the query.
            override: the value of `x-http-method-override`, if any.

        Raises:
            PathUnknown: no operation has this path.
            MethodNotAllowed: the path has other methods.
        """
        find = self._known if len(path) <= _KEPT_PATH else self._find
        return find(method, path, override)

    def _find(self, method: str, path: str, override: str | None) -> Match:
        found = self._walk(self._root, _segments(path), 0, [])
        if found is None:
            raise PathUnknown(found=f"`{path[:200]}`")
        node, values = found
        if method == "POST" and override is not None and override.upper() in _OVERRIDABLE:
            method = override.upper()
        entry = node.operations.get(method)
        if entry is None:
            raise MethodNotAllowed(expected=" or ".join(sorted(node.operations)), found=method[:20])
        operation, names = entry
        return Match(operation, dict(zip(names, values, strict=True)))

    def _walk(self, node: _Node, segments: list[str], index: int, values: list[str]) -> tuple[_Node, list[str]] | None:
        # Where a node has no named segment there is nothing to come back to, so this needs no call.
        end = len(segments)
        while index < end and node.any is None:
            following = node.fixed.get(segments[index])
            if following is None:
                return None
            node, index = following, index + 1
        if index == end:
            return (node, values) if node.operations else None
        segment = segments[index]
        fixed = node.fixed.get(segment)
        if fixed is not None:
            found = self._walk(fixed, segments, index + 1, values)
            if found is not None or node.any is None:
                return found
        if node.any is not None and segment:
            value = without_nul(unquote(segment)) if "%" in segment else segment
            return self._walk(node.any, segments, index + 1, [*values, value])
        return None


def _segments(path: str) -> list[str]:
    segments = path.split("/")
    if segments[-1] == "" and len(segments) > 2:
        segments.pop()
    if len(segments) > 2 and segments[1] == "api" and segments[2] == "1.1":
        del segments[2]
    return segments
