"""What is wrong with an archive, and where."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

__all__ = ["ArchiveBroken", "Findings", "Problem", "path_to", "quoted", "sort_of"]

_LISTED_AT_MOST = 1000  # of each kind: a damaged file of 200 MB must not become a report of a gigabyte
_LOOKED_AT_MOST = 1_000_000  # a bot of 3.6 MB needs 7,000
_SHOWN_CHARACTERS = 80
_SORTS = {dict: "an object", list: "an array", str: "a text", bool: "a truth value", type(None): "null"}
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,79}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong with one member of an archive.

    Attributes:
        member: the member's name as the platform spells it, or the name found where that is the trouble.
        path: a JSON path, `$.dialogs[3].nodes[0].componentId`; `$` for a whole JSON member, empty where the
            trouble is not inside JSON.
        why: one sentence without a full stop; quotes ids and keys, never values, texts or secrets.
        is_error: the archive cannot be imported; otherwise worth knowing.
    """

    member: str
    path: str
    why: str
    is_error: bool

    def __str__(self) -> str:
        place = " ".join(part for part in (self.member, self.path) if part)
        return f"{place}: {self.why}" if place else self.why


class ArchiveBroken(Exception):
    """This archive cannot be read; `problems` says what and where, errors first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(problems, key=lambda problem: not problem.is_error))
        more = f" (and {len(self.problems) - 1} more)" if len(self.problems) > 1 else ""
        super().__init__(f"{self.problems[0]}{more}" if self.problems else "the archive is broken")

    def __reduce__(self) -> tuple[Any, ...]:
        # Otherwise its words alone would come out of another process.
        return type(self), (self.problems,)

    @classmethod
    def because(cls, member: str, why: str, path: str = "") -> "ArchiveBroken":
        """The one-problem case."""
        return cls([Problem(member=member, path=path, why=why, is_error=True)])


class Findings:
    """Problems in the order found, each once, at most a thousand errors and a thousand warnings."""

    __slots__ = ("_found", "_left_out", "_left_to_look")

    def __init__(self, problems: Iterable[Problem] = ()) -> None:
        self._found: dict[bool, dict[Problem, None]] = {True: {}, False: {}}
        self._left_out = {True: 0, False: 0}
        self._left_to_look = _LOOKED_AT_MOST
        for problem in problems:
            self.add(problem)

    def add(self, problem: Problem) -> None:
        """Keep the problem unless it is known already or its kind is full."""
        found = self._found[problem.is_error]
        if problem in found:
            return
        if len(found) < _LISTED_AT_MOST:
            found[problem] = None
        else:
            self._left_out[problem.is_error] += 1

    def error(self, member: str, path: str, why: str) -> None:
        """Add an error."""
        self.add(Problem(member=member, path=path, why=why, is_error=True))

    def warning(self, member: str, path: str, why: str) -> None:
        """Add a warning."""
        self.add(Problem(member=member, path=path, why=why, is_error=False))

    def may_look(self, member: str, path: str, count: int) -> bool:
        """Whether so many more values may be looked at one by one; beyond a million in all it is an error.

        No bot has that many; without a bound, a hostile file of a few megabytes would take half a minute.
        """
        if self._left_to_look < count:
            self.error(member, path, "too many values to look at")
            return False
        self._left_to_look -= count
        return True

    @property
    def has_errors(self) -> bool:
        """Whether any error was added."""
        return bool(self._found[True])

    def problems(self) -> tuple[Problem, ...]:
        """Errors, then warnings, each in the order found; a last one of each kind counts those left out."""
        listed: list[Problem] = []
        for is_error, found in self._found.items():
            listed.extend(found)
            if left_out := self._left_out[is_error]:
                word = "errors" if is_error else "warnings"
                listed.append(
                    Problem(member="", path="", why=f"{left_out} more {word} are not listed", is_error=is_error)
                )
        return tuple(listed)


def quoted(text: str) -> str:
    """An id or a key as it may stand in a message: quoted, in ASCII, at most 80 characters of it."""
    return json.dumps(text if len(text) <= _SHOWN_CHARACTERS else text[:_SHOWN_CHARACTERS] + "…")


def path_to(path: str, key: str | int) -> str:
    """The JSON path of what stands under a key or index inside the object or array at a path."""
    if isinstance(key, int):
        return f"{path}[{key}]"
    return f"{path}.{key}" if _PLAIN_KEY.fullmatch(key) else f"{path}[{quoted(key)}]"


def sort_of(value: object) -> str:
    """What sort of JSON value this is, in words."""
    return _SORTS.get(type(value), "a number")
