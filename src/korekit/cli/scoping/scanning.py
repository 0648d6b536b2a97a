"""What programs call, found in their files."""

from collections.abc import Iterable
from typing import Any, Final

import click

from korekit.catalog.operation import Operation
from korekit.catalog.planes import Caller
from korekit.catalog.scopes import Scope
from korekit.cli.root import root
from korekit.cli.scoping.commands import calls_of_commands
from korekit.cli.terminal.given import Given
from korekit.cli.terminal.output import print_json, print_table, say
from korekit.scanning.files import Reading, files_under, read_files
from korekit.scanning.texts import shown_path
from korekit.scanning.uses.gathering import Program
from korekit.scanning.uses.needs import PlaneNeeds, needs_of
from korekit.scanning.uses.use import Unknown, Use

__all__ = ["print_needs", "show_uses", "tell_unknown", "uses_in"]

_NO_SCOPE: Final = "none needed"
_SHOWN_UNKNOWN: Final = 10


def uses_in(paths: Iterable[str]) -> tuple[list[Use], list[Unknown], int]:
    """The calls in programs, the paths of the API that no operation has, and how many files were read."""
    program, reading = Program(lambda: calls_of_commands(root)), Reading()
    for path in paths:
        for name, data in read_files(files_under(path), reading):
            program.look(data, shown_path(name))
    uses, unknown = program.found()
    for path in reading.unreadable:
        say(f"warning: {path} cannot be read.")
    return uses, unknown, program.read


def show_uses(given: Given, paths: tuple[str, ...]) -> None:
    """Print every call with the scope that it needs on each plane."""
    uses, unknown, read = uses_in(paths)
    if given.is_json:
        print_json(
            {
                "uses": [_document(use) for use in uses],
                "unknown": [{"path": one.path, "line": one.line, "called": one.shown} for one in unknown],
                "filesRead": read,
            }
        )
        return
    if uses:
        rows = [
            (
                f"{use.path}:{use.line}",
                use.operation.id + ("" if use.is_sure else " ?"),
                *(_scope_cell(use.operation, plane) for plane in ("bot", "admin")),
            )
            for use in uses
        ]
        print_table(("where", "operation", "bot plane", "admin plane"), rows)
        click.echo()
        print_needs(needs_of(use.operation for use in uses if use.is_sure))
    tell_unknown(unknown)
    operations = {use.operation.id for use in uses}
    say(f"{len(uses)} call{'' if len(uses) == 1 else 's'} of {len(operations)} operations in {read} program files.")
    if not all(use.is_sure for use in uses):
        say("`?`: may be a call of something else; not locked.")


def tell_unknown(unknown: list[Unknown]) -> None:
    """Say which paths of the API no operation of the catalogue has: what they need is not known here."""
    for one in unknown[:_SHOWN_UNKNOWN]:
        say(f"not in the catalogue: {one.path}:{one.line} {one.shown}")
    if len(unknown) > _SHOWN_UNKNOWN:
        say(f"… and {len(unknown) - _SHOWN_UNKNOWN} more, which --json lists")
    if unknown:
        say("What these need is not known here: look the scope up, or see whether the path is right.")


def print_needs(planes: tuple[PlaneNeeds, ...]) -> None:
    """Print what an app of each plane needs."""
    for one in planes:
        names = ", ".join(need.scope.shown for need in one.needs) or "no scope"
        cannot = f"; cannot call {', '.join(one.impossible)}" if one.impossible else ""
        click.echo(f"{click.style(f'{one.plane.value} app:', bold=True)} {names}{cannot}")


def _scope_cell(operation: Operation[Any, Any], plane_name: str) -> str:
    if operation.facts.caller is not Caller.APP:
        return f"made as {operation.facts.caller.value}"
    for plane, scope in operation.facts.scopes.items():
        if plane.value == plane_name:
            return _shown(scope)
    return "-"


def _shown(scope: Scope | None) -> str:
    return scope.shown if scope is not None else _NO_SCOPE


def _document(use: Use) -> dict[str, Any]:
    document: dict[str, Any] = {
        "path": use.path,
        "line": use.line,
        "operation": use.operation.id,
        "way": use.way,
        "isSure": use.is_sure,
        "caller": use.operation.facts.caller,
        "scopes": {
            plane.value: scope.id if scope is not None else None for plane, scope in use.operation.facts.scopes.items()
        },
    }
    return document | ({"follows": use.follows} if use.follows else {})
