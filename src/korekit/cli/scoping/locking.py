"""The file that keeps what a program calls."""

from pathlib import Path
from typing import Any

import click

from korekit.catalog.operation import Operation
from korekit.catalog.operations import find_operation
from korekit.cli.scoping.scanning import print_needs, tell_unknown, uses_in
from korekit.cli.terminal.ending import Failure
from korekit.cli.terminal.given import Given
from korekit.cli.terminal.output import say
from korekit.client.recording import read_record
from korekit.scanning.uses.lock import LOCK_FILE, locked
from korekit.scanning.uses.needs import needs_of

__all__ = ["lock"]


def lock(given: Given, records: tuple[str, ...], paths: tuple[str, ...], *, client_id: str, output: str | None) -> None:
    """Write the operations of records and programs with the scopes that they need.

    Raises:
        Failure: nothing is called.
        InvalidArgument: a record cannot be read.
    """
    operations = _recorded(records, client_id)
    if paths:
        uses, unknown, _ = uses_in(paths)
        operations += [use.operation for use in uses if use.is_sure]
        for use in uses:
            if not use.is_sure:
                say(f"not locked, may be another call: {use.path}:{use.line} {use.operation.id}")
        tell_unknown(unknown)
    planes = needs_of(operations)
    if not planes:
        raise Failure(
            "No call of an app was found, so there is nothing to lock.",
            "Record one: run the program with KOREKIT_RECORD=calls.jsonl in its environment.",
        )
    text = locked(operations)
    if output == "-" or (given.is_json and output is None):
        click.echo(text, nl=False)
        return
    target = output or LOCK_FILE
    Path(target).write_text(text, "utf-8")
    if given.is_json:
        click.echo(text, nl=False)
        return
    print_needs(planes)
    say(f"Locked: {target}. Commit it; `korekit scopes check` holds an app against it.")


def _recorded(records: tuple[str, ...], client_id: str) -> list[Operation[Any, Any]]:
    found: list[Operation[Any, Any]] = []
    for path in records:
        said = read_record(Path(path))
        if not said:
            say(f"warning: {path} records no call.")
        for one in sorted(said, key=lambda recorded: recorded.operation_id):
            operation = find_operation(one.operation_id)
            if operation is None:
                say(f"not in the catalogue: {path} {one.operation_id}")
            elif client_id in ("", one.client_id):
                found.append(operation)
    return found
