"""The operations by area, as folders of a collection."""

import re
from dataclasses import dataclass
from typing import Any

from korekit.catalog.operation import Operation
from korekit.catalog.operations import AllOperations

__all__ = ["Group", "groups_of"]

_WORD_START = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Group:
    """Operations of one area. `about`: what they are, in one sentence."""

    title: str
    about: str
    operations: tuple[Operation[Any, Any], ...]


def groups_of(area: type = AllOperations) -> tuple[Group, ...]:
    """The areas that an area is made of, in the order of declaration."""
    found = []
    for owner in reversed(area.__mro__):
        operations = tuple(one for one in vars(owner).values() if isinstance(one, Operation))
        if operations:
            title = _WORD_START.sub(" ", owner.__name__).capitalize()
            found.append(Group(title, (owner.__doc__ or "").strip().partition("\n")[0], operations))
    return tuple(found)
