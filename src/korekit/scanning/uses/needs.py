"""The scopes that a set of operations needs, plane by plane: none more.

Source: the catalogue.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from korekit.catalog.operation import Operation
from korekit.catalog.planes import Caller, Plane
from korekit.catalog.scopes import Scope

__all__ = ["Need", "PlaneNeeds", "needs_of"]


@dataclass(frozen=True, slots=True)
class Need:
    """A scope, and the operations that need it."""

    scope: Scope
    operations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlaneNeeds:
    """What an app of one plane needs.

    `without`: operations that need no scope. `impossible`: operations that no app of the plane can call.
    """

    plane: Plane
    needs: tuple[Need, ...]
    without: tuple[str, ...]
    impossible: tuple[str, ...]


def needs_of(operations: Iterable[Operation[Any, Any]]) -> tuple[PlaneNeeds, ...]:
    """What the operations need on each plane that can call at least one of them; users' operations need nothing."""
    called = sorted(
        {one.id: one for one in operations if one.facts.caller is Caller.APP}.values(), key=lambda one: one.id
    )
    planes = [_on(plane, called) for plane in Plane]
    return tuple(one for one in planes if one.needs or one.without)


def _on(plane: Plane, called: list[Operation[Any, Any]]) -> PlaneNeeds:
    by_scope: dict[str, tuple[Scope, list[str]]] = {}
    for operation in called:
        scope = operation.facts.scopes.get(plane)
        if scope is not None:
            by_scope.setdefault(scope.id, (scope, []))[1].append(operation.id)
    return PlaneNeeds(
        plane,
        tuple(Need(scope, tuple(ids)) for _, (scope, ids) in sorted(by_scope.items())),
        tuple(one.id for one in called if plane in one.facts.scopes and one.facts.scopes[plane] is None),
        tuple(one.id for one in called if plane not in one.facts.scopes),
    )
