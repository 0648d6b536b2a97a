"""`korekit api`: what operations there are, and everything known about one."""

from typing import TYPE_CHECKING, Any

import click

from korekit.cli.terminal.command import Group
from korekit.cli.terminal.given import Given

if TYPE_CHECKING:
    from korekit.catalog.operation import Operation

__all__ = ["command"]


@click.group(cls=Group, name="api")
def command() -> None:
    """What operations there are, and everything known about one."""


@command.command("list")
@click.argument("words", nargs=-1)
@click.option("--plane", type=click.Choice(["bot", "admin", "data"]), help="Only what apps of this plane may call.")
@click.pass_obj
def _list(given: Given, words: tuple[str, ...], plane: str | None) -> None:
    """List the operations, all or those that hold every one of WORDS.

    The last column says whether the platform of this version serves an operation, or only declares it; the latter
    still works against the vendor's hosts.

    Example: korekit api list export --plane bot
    """
    from korekit.catalog.operations import all_operations
    from korekit.catalog.planes import Caller
    from korekit.cli.operations.describing import row_of, served_operations
    from korekit.cli.terminal.output import print_json, print_table, say

    wanted = [word.lower() for word in words]
    shown = [
        operation
        for operation in all_operations()
        if all(word in f"{operation.id} {operation.path} {operation.summary}".lower() for word in wanted)
        and (plane is None or plane in operation.planes)
    ]
    served = served_operations()
    # The vendor's public API first, then its console, then what is ours.
    shown.sort(key=lambda operation: (operation.facts.is_ours, operation.facts.caller is Caller.USER))
    rows = [row_of(operation, served) for operation in shown]
    if given.is_json:
        print_json(rows)
        return
    print_table(
        ("operation", "method", "path", "caller", "here"),
        [(row["id"], row["method"], row["path"], row["caller"], row["state"]) for row in rows],
    )
    if served is None:
        say("The platform is not installed here, so what it serves is not known: pip install 'korekit[server]'")


@command.command("show")
@click.argument("operation")
@click.pass_obj
def _show(given: Given, operation: str) -> None:
    """Show everything known about OPERATION.

    Example: korekit api show get-change-logs
    """
    from korekit.cli.operations.describing import document_of, lines_of
    from korekit.cli.operations.naming import operation_named
    from korekit.cli.terminal.output import print_json

    found: Operation[Any, Any] = operation_named(operation)
    if given.is_json:
        print_json(document_of(found))
        return
    for line in lines_of(found):
        click.echo(line)


@command.command("openapi")
@click.option(
    "--server", default="https://platform.kore.ai", show_default=True, metavar="URL", help="Host to name in it."
)
def _openapi(server: str) -> None:
    """Print the OpenAPI 3.1 document of every operation.

    Example: korekit api openapi --server http://127.0.0.1:8070 > openapi.json
    """
    from korekit.catalog.operations import all_operations
    from korekit.cli.operations.describing import served_operations
    from korekit.cli.terminal.output import print_json
    from korekit.exporters.openapi import openapi_document

    print_json(openapi_document(all_operations(), server, served=served_operations()))
