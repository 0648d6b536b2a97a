"""The operation that somebody means."""

from difflib import get_close_matches
from typing import Any

import click

from korekit.catalog.operation import Operation
from korekit.catalog.operations import all_operations, find_operation
from korekit.catalog.planes import Caller

__all__ = ["operation_named", "operations_in_order"]


def operations_in_order() -> list[Operation[Any, Any]]:
    """Every operation: the vendor's public API first, then its console, then what is ours."""
    return sorted(all_operations(), key=lambda one: (one.facts.is_ours, one.facts.caller is not Caller.APP))


def operation_named(name: str) -> Operation[Any, Any]:
    """The operation with this id.

    Raises:
        click.UsageError: there is none; the nearest ids are named.
    """
    found = find_operation(name)
    if found is not None:
        return found
    near = get_close_matches(name.lower(), [operation.id for operation in all_operations()], n=3, cutoff=0.5)
    hint = f" Did you mean {' or '.join(near)}?" if near else " `korekit api list` shows all."
    raise click.UsageError(f"There is no operation {name}.{hint}")
