"""Calls by the SDK's methods and by commands of `korekit` in a program's text."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final

from korekit.catalog.operation import Operation
from korekit.catalog.operations import all_operations, find_operation
from korekit.scanning.uses.use import Way

__all__ = ["Commands", "calls_in"]

# Gives the ids of the operations that each command calls, by its words; asked only where a text has a command.
Commands = Callable[[], Mapping[tuple[str, ...], Sequence[str]]]

_COMMAND: Final = re.compile(r"\bkorekit(?:\.exe)?((?:[\"',\s\\]{1,8}[a-z][a-z_-]*+(?![\w.=/])){1,3})")
_WORD: Final = re.compile(r"[a-z][a-z_-]*")
_FOLLOWED: Final = re.compile(r"\.(?:wait|save)\(")
_LINE_END: Final = re.compile(r"(?<!\\)\n")
_CALL: Final = ("call",)


def calls_in(text: str, commands: Commands) -> Iterator[tuple[int, Way, Operation[Any, Any], str]]:
    """Where which operation is called in which way; the last is the id of the operation whose job it follows.

    Args:
        text: of a program.
        commands: what each command calls, without `korekit call`.
    """
    is_followed = _FOLLOWED.search(text) is not None
    for found in _methods().finditer(text):
        operation = find_operation(found[1])
        if operation is not None:
            yield from _with_status(found.start(1), Way.METHOD, operation, is_followed=is_followed)
    for found in _COMMAND.finditer(text):
        words = tuple(_WORD.findall(found[1]))
        end = _LINE_END.search(text, found.end())
        line = text[found.end() : end.start() if end else len(text)]
        if words[:1] == _CALL:
            operation = find_operation(words[1]) if len(words) > 1 else None
            if operation is not None:
                yield from _with_status(found.start(), Way.COMMAND, operation, is_followed="--wait" in line)
            continue
        for length in (3, 2, 1):
            for name in commands().get(words[:length], ()) if len(words) >= length else ():
                operation = find_operation(name)
                if operation is not None:
                    yield found.start(), Way.COMMAND, operation, ""


def _with_status(
    at: int, way: Way, operation: Operation[Any, Any], *, is_followed: bool
) -> Iterator[tuple[int, Way, Operation[Any, Any], str]]:
    yield at, way, operation, ""
    job = operation.facts.job
    status = find_operation(job.status_operation) if job is not None and is_followed else None
    if status is not None:
        yield at, way, status, operation.id


@cache
def _methods() -> re.Pattern[str]:
    names = "|".join(sorted((one.name for one in all_operations()), key=len, reverse=True))
    return re.compile(rf"\.({names})(?=[ \t]*[(,)])")
