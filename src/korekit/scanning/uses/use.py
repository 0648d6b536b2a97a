"""An operation that a program calls, and where it does."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from korekit.catalog.operation import Operation

__all__ = ["Unknown", "Use", "Way"]


class Way(StrEnum):
    """How a program calls: by an address, by a method of the SDK, by a command."""

    ADDRESS = "address"
    METHOD = "method"
    COMMAND = "command"


@dataclass(frozen=True, slots=True, order=True)
class Unknown:
    """A path of the public API that no operation of the catalogue has, or that only running would tell."""

    path: str
    line: int
    shown: str


@dataclass(frozen=True, slots=True)
class Use:
    """One call in a program.

    `is_sure`: nothing else can be meant. `follows`: the id of the operation whose job this one asks for.
    """

    operation: Operation[Any, Any]
    path: str
    line: int
    way: Way
    is_sure: bool
    follows: str = ""
