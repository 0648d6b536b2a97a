"""Messages between the platform and its helper: a length of eight bytes and a pickle.

Both ends are this program on this machine, joined by pipes that nobody else holds.
"""

import pickle
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO, Final, Literal

__all__ = ["HEAD_BYTES", "Message", "Task", "read_message", "size_of", "to_bytes"]

_HEAD: Final = struct.Struct("!Q")
HEAD_BYTES: Final = _HEAD.size


@dataclass(frozen=True, slots=True)
class Task:
    """What the helper shall do: a function of a module, with arguments that can be pickled."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    reports: bool


@dataclass(frozen=True, slots=True)
class Message:
    """What the helper says: how far it is, what came of it, or what the function raised."""

    kind: Literal["report", "result", "raised"]
    value: Any


def to_bytes(message: Task | Message) -> bytes:
    """A message as it travels.

    Raises:
        Exception: whatever pickling raises; the value cannot travel.
    """
    body = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    return _HEAD.pack(len(body)) + body


def size_of(head: bytes) -> int:
    """How many bytes follow the head."""
    (size,) = _HEAD.unpack(head)
    return int(size)


def read_message(stream: BinaryIO) -> Any | None:
    """The next message; `None` where the other end is gone. Blocks."""
    head = stream.read(HEAD_BYTES)
    if len(head) < HEAD_BYTES:
        return None
    body = stream.read(size_of(head))
    return pickle.loads(body)  # noqa: S301 - from this program's own other half
