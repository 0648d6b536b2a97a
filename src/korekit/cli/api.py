"""`korekit api`: what operations there are, and everything known about one."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from korekit.cli.terminal.command import Group
from korekit.cli.terminal.given import Given

if TYPE_CHECKING:
    from korekit.catalog.operation import Operation

__all__ = ["command"]

_SERVER = click.option(
    "--server", default="https://platform.kore.ai", show_default=True, metavar="URL", help="Host to name in it."
)


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
    from korekit.cli.operations.describing import row_of, served_operations
    from korekit.cli.operations.naming import operations_in_order
    from korekit.cli.terminal.output import print_json, print_table, say

    wanted = [word.lower() for word in words]
    shown = [
        operation
        for operation in operations_in_order()
        if all(word in f"{operation.id} {operation.path} {operation.summary}".lower() for word in wanted)
        and (plane is None or plane in operation.planes)
    ]
    served = served_operations()
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
@_SERVER
def _openapi(server: str) -> None:
    """Print the OpenAPI 3.1 document of every operation.

    Example: korekit api openapi --server http://127.0.0.1:8070 > openapi.json
    """
    from korekit.catalog.operations import all_operations
    from korekit.cli.operations.describing import served_operations
    from korekit.cli.terminal.output import print_json
    from korekit.exporters.openapi import openapi_document

    print_json(openapi_document(all_operations(), server, served=served_operations()))


@command.command("page")
def _page() -> None:
    """Print one HTML page about every operation, to be read in a browser; it loads nothing.

    Example: korekit api page > operations.html
    """
    from korekit.cli.operations.describing import served_operations
    from korekit.exporters.collections.groups import groups_of
    from korekit.exporters.page import catalogue_page

    click.echo(catalogue_page(groups_of(), served=served_operations()), nl=False)


@command.command("schema")
@click.argument("operation", required=False)
@click.option("--part", type=click.Choice(["body", "answer"]), help="Only this schema of OPERATION, to validate with.")
def _schema(operation: str | None, part: str | None) -> None:
    """Print JSON Schemas (2020-12) of the body and the answer of OPERATION, or of every operation.

    Example: korekit api schema bot-export --part body > bot-export.json
    """
    from korekit.catalog.operations import all_operations
    from korekit.cli.operations.naming import operation_named
    from korekit.cli.terminal.output import print_json
    from korekit.exporters.json_schema import schemas_of

    if operation is None:
        if part is not None:
            raise click.UsageError("--part needs an operation.")
        print_json(schemas_of(all_operations()))
        return
    found: Operation[Any, Any] = operation_named(operation)
    parts = {str(name): schema for name, schema in schemas_of([found])[found.id].items()}
    if part is not None and part not in parts:
        raise click.UsageError(f"{found.id} has no {part} in JSON.")
    print_json(parts if part is None else parts[part])


@command.command("postman")
@_SERVER
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="Write collection and environment."
)
def _postman(server: str, out: Path | None) -> None:
    """Print a Postman collection (v2.1) of every operation, or write it with its environment.

    Its requests make their own tokens from the client id and client secret of the environment. No secret stands in
    the files.

    Example: korekit api postman --out ./postman
    """
    import json

    from korekit.cli.operations.collecting import folders_here, write_files
    from korekit.cli.terminal.output import print_json
    from korekit.exporters.collections.postman import postman_collection, postman_environment

    folders = folders_here()
    collection = postman_collection(folders)
    if out is None:
        print_json(collection)
        return
    documents = {
        "korekit.postman_collection.json": collection,
        "korekit.postman_environment.json": postman_environment(folders, server),
    }
    write_files(out, {name: json.dumps(one, indent=2, ensure_ascii=False) + "\n" for name, one in documents.items()})


@command.command("http")
@_SERVER
def _http(server: str) -> None:
    """Print a `.http` file of every operation, which editors can send.

    Tokens are variables to fill, since such files run nothing that could make one. No secret stands in it.

    Example: korekit api http --server http://127.0.0.1:8070 > korekit.http
    """
    from korekit.cli.operations.collecting import folders_here
    from korekit.exporters.collections.http_files import http_file

    click.echo(http_file(folders_here(), server), nl=False)


@command.command("bruno")
@_SERVER
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", required=True, help="Folder to write."
)
def _bruno(server: str, out: Path) -> None:
    """Write a Bruno collection of every operation, with an environment.

    Its requests make their own tokens from the client id and client secret of the environment. No secret stands in
    the files.

    Example: korekit api bruno --out ./bruno
    """
    from korekit.cli.operations.collecting import folders_here, write_files
    from korekit.exporters.collections.bruno import bruno_files

    write_files(out, bruno_files(folders_here(), server))
