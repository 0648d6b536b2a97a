"""Where the parts of a definition came from, so that what is wrong with one is told of the file that holds it."""

import re
from collections.abc import Iterable
from dataclasses import replace

from korekit.archive.problems import Problem, path_to

__all__ = ["Origins"]

_STEP = re.compile(r"\.[A-Za-z_][A-Za-z0-9_]*|\[\d+\]|\[\"(?:[^\"\\]|\\.)*\"\]")


class Origins:
    """The file of every part."""

    def __init__(self) -> None:
        self._places: dict[tuple[str, str], tuple[str, str]] = {}

    def add(self, member: str, path: str, file: str, path_inside: str = "$") -> None:
        """Note that what lies at a path of a member came from a path of a file."""
        self._places[(member, path)] = (file, path_inside)

    def add_all(self, member: str, path: str, sources: Iterable[tuple[str, int | None]]) -> None:
        """The same of the elements of an array: the file of each, and which element of that file it is."""
        for at, (file, inner) in enumerate(sources):
            self.add(member, path_to(path, at), file, "$" if inner is None else path_to("$", inner))

    def told(self, problem: Problem) -> Problem:
        """The same problem, of the file that it came from."""
        steps = [found.end() for found in _STEP.finditer(problem.path)]
        for end in (*reversed(steps), 1):
            if (place := self._places.get((problem.member, problem.path[:end]))) is not None:
                file, path = place
                return replace(problem, member=file, path=path + problem.path[end:] if problem.path else "")
        return problem
