"""Finds every handler by walking the modules of `features`, and every table's module by walking `records`.

There is no list to append to: a handler exists by being written.
"""

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import korekit.features
from korekit.calls.handlers import Handler, JobHandler
from korekit.catalog.operation import Operation
from korekit.catalog.operations import all_operations, find_operation

__all__ = ["find_handlers", "find_job_handlers"]


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        yield importlib.import_module(found.name)


def _members(kind: type[Any]) -> Iterator[Any]:
    for module in _modules(korekit.features):
        for member in vars(module).values():
            if isinstance(member, kind):
                yield member


def find_handlers() -> dict[Operation[Any, Any], Handler[Any, Any]]:
    """The handler of each operation that is served; one handler may serve two of one method and path.

    Raises:
        ValueError: an operation has two.
    """
    found: dict[Operation[Any, Any], Handler[Any, Any]] = {}
    for handler in _members(Handler):
        if found.setdefault(handler.operation, handler) is not handler:
            raise ValueError(f"{handler.operation.id} has two handlers")
    for operation in all_operations():
        serving = find_operation(operation.facts.served_by) if operation.facts.served_by else None
        if serving in found:
            found[operation] = found[serving]
    return found


def find_job_handlers() -> dict[str, JobHandler]:
    """The handler of each kind of jobs.

    Raises:
        ValueError: a kind has two.
    """
    found: dict[str, JobHandler] = {}
    for handler in _members(JobHandler):
        if found.setdefault(handler.kind, handler) is not handler:
            raise ValueError(f"the jobs {handler.kind} have two handlers")
    return found
