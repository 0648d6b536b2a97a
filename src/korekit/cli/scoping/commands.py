"""Which operations each command of `korekit` calls, read from the commands themselves.

A command's function is followed through this package, name by name, to where it names operations: as
`AllOperations.bot_export`, or as a method of a client. So no list can forget a command.
"""

import ast
import importlib
import inspect
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any, Final

import click

from korekit.catalog.operations import all_operations, find_operation
from korekit.catalog.planes import Caller

__all__ = ["calls_of_commands"]

_PACKAGE: Final = "korekit.cli."
_FOLLOWED: Final = frozenset({"follow", "wait", "save"})


@cache
def calls_of_commands(root: click.Group) -> dict[tuple[str, ...], tuple[str, ...]]:
    """The ids of the operations that each command calls as an app, by the command's words; none without any."""
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for words, command in _commands(root, ()):
        names = sorted(_called(command)) if command.callback is not None else []
        if names:
            found[words] = tuple(names)
    return found


def _commands(group: click.Group, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from _commands(command, (*words, name))
        elif command is not None:
            yield (*words, name), command


def _called(command: click.Command) -> set[str]:
    callback: Any = inspect.unwrap(command.callback) if command.callback else None
    walk = _Walk()
    module = importlib.import_module(callback.__module__)
    walk.follow(module, ast.parse(textwrap.dedent(inspect.getsource(callback))))
    return walk.ids()


class _Walk:
    """A walk from function to function, each once."""

    def __init__(self) -> None:
        self._seen: set[tuple[str, str]] = set()
        self._operations: set[str] = set()
        self._is_followed = False

    def ids(self) -> set[str]:
        """What apps call, with the operations that tell the states of jobs which are followed."""
        found = {name: operation for name in self._operations if (operation := find_operation(name)) is not None}
        jobs = [one.facts.job.status_operation for one in found.values() if one.facts.job is not None]
        called = {one.id for one in found.values() if one.facts.caller is Caller.APP}
        return called | (set(jobs) if self._is_followed and called else set())

    def follow(self, module: ModuleType, tree: ast.AST) -> None:
        """Take in what a piece of a module's code names, and what that leads to."""
        imported = _imports(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute):
                if node.attr in _operation_names():
                    self._operations.add(node.attr)
                self._is_followed |= node.attr in _FOLLOWED
            elif isinstance(node, ast.Name):
                self._is_followed |= node.id in _FOLLOWED
                self._reach(module, node.id, imported)

    def _reach(self, module: ModuleType, name: str, imported: dict[str, str]) -> None:
        home = imported.get(name) or _of_module(module).imports.get(name) or module.__name__
        if not home.startswith(_PACKAGE) or (home, name) in self._seen:
            return
        self._seen.add((home, name))
        owner = importlib.import_module(home)
        definition = _of_module(owner).definitions.get(name)
        if definition is not None:
            self.follow(owner, definition)


@cache
def _operation_names() -> frozenset[str]:
    return frozenset(operation.name for operation in all_operations())


@dataclass(frozen=True, slots=True)
class _Module:
    """The modules that a module's names are imported from, and what it defines itself."""

    imports: dict[str, str]
    definitions: dict[str, ast.AST]


@cache
def _of_module(module: ModuleType) -> _Module:
    tree = ast.parse(inspect.getsource(module))
    named = (node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef))
    return _Module(_imports(tree), {node.name: node for node in named})


def _imports(tree: ast.AST) -> dict[str, str]:
    """The modules that names are imported from."""
    return {
        alias.asname or alias.name: node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module is not None
        for alias in node.names
    }
