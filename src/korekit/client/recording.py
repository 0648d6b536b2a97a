"""Which operations a program calls, written down line by line.

A record is a file of JSON lines, UTF-8. Each line says that an app called an operation at least once:

    {"v": 1, "operation": "get-change-logs", "planes": ["bot", "admin"], "client_id": "cs-…", "at": "2024-04-29T11:…Z"}

`v` is the form's version; a reader skips lines of another. `operation` is an id of the catalogue; `planes` are those
whose apps may call it (which one the app is of, its host knows); `at` is the time of the process's first such call.
Operations of users and of anybody need no scope and are not written. No argument, token or secret is.

Any number of threads and processes may append to one file: a line is one write to a file opened for appending. The
same line may come several times; an empty line, and what a killed process left of one, say nothing.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec

from korekit.catalog.operation import Operation
from korekit.catalog.planes import Caller, Plane
from korekit.client.errors import InvalidArgument
from korekit.clock import iso_time

__all__ = ["RECORD_VARIABLE", "Recorded", "Recorder", "read_record"]

# Names the file in the environment, for programs that give none.
RECORD_VARIABLE: Final = "KOREKIT_RECORD"
_VERSION: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """One operation that one app called. `planes`: those whose apps may call it, as the writer's catalogue had them."""

    operation_id: str
    client_id: str
    planes: tuple[Plane, ...]


class Recorder:
    """Appends to a record, each operation once an app and process.

    Raises:
        InvalidArgument: the file cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._written: set[tuple[int, str, str]] = set()
        with self._opened():
            pass

    def note(self, operation: Operation[Any, Any], client_id: str, now_ms: int) -> None:
        """Write down that an app calls an operation. Milliseconds since the epoch."""
        known = (os.getpid(), operation.id, client_id)
        if operation.facts.caller is not Caller.APP or known in self._written:
            return
        line = msgspec.json.encode(
            {
                "v": _VERSION,
                "operation": operation.id,
                "planes": [plane.value for plane in operation.planes],
                "client_id": client_id,
                "at": iso_time(now_ms),
            }
        )
        with self._lock:
            if known not in self._written:
                self._append(line + b"\n")
                self._written.add(known)

    def _append(self, line: bytes) -> None:
        with self._opened() as file:
            end = os.lseek(file, 0, os.SEEK_END)
            if end:
                os.lseek(file, end - 1, os.SEEK_SET)
                # What a killed process left of a line must not swallow this one.
                line = line if os.read(file, 1) == b"\n" else b"\n" + line
            os.write(file, line)

    @contextmanager
    def _opened(self) -> Iterator[int]:
        try:
            file = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
            try:
                yield file
            finally:
                os.close(file)
        except OSError as error:
            raise InvalidArgument(f"The record {self._path} cannot be written: {error.strerror}.") from error


def read_record(path: Path) -> frozenset[Recorded]:
    """What a record says, each call once.

    Raises:
        InvalidArgument: the file cannot be read.
    """
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise InvalidArgument(f"The record {path} cannot be read: {error.strerror}.") from error
    found = (_recorded(line) for line in lines)
    return frozenset(one for one in found if one is not None)


def _recorded(line: bytes) -> Recorded | None:
    try:
        document: Any = msgspec.json.decode(line)
        if document["v"] != _VERSION:
            return None
        planes = tuple(Plane(plane) for plane in document["planes"])
        operation_id, client_id = document["operation"], document["client_id"]
    except (msgspec.MsgspecError, ValueError, RecursionError, KeyError, TypeError):
        return None
    if not isinstance(operation_id, str) or not isinstance(client_id, str):
        return None
    return Recorded(operation_id=operation_id, client_id=client_id, planes=planes)
