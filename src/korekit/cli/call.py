"""`korekit call`: call any operation and print its raw answer."""

import sys
from typing import TYPE_CHECKING, Any

import click

from korekit.cli.terminal.command import Command, Group
from korekit.cli.terminal.given import Given

if TYPE_CHECKING:
    from korekit.catalog.operation import Operation
    from korekit.client.answers import Answer

__all__ = ["command"]


class _Operations(Group):
    """A command for each operation, made when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.names(ctx))

    def names(self, ctx: click.Context) -> dict[str, str]:
        from korekit.cli.operations.naming import operations_in_order

        return {operation.id: operation.summary for operation in operations_in_order()}

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        from korekit.cli.operations.naming import operation_named

        try:
            return _command_of(operation_named(cmd_name))
        except click.UsageError as wrong:
            wrong.ctx = ctx
            raise

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Operations"):
            formatter.write_dl(list(self.names(ctx).items()))


@click.command(cls=_Operations, name="call")
def command() -> None:
    """Call any operation of the catalogue and print its raw answer.

    Options come from the operation's parameters: `korekit call OPERATION --help`. A text that begins with @ names a
    file to read it from, @- reads standard input.

    Example: korekit call get-change-logs --bot-id st-… --limit 5
    """


def _command_of(operation: "Operation[Any, Any]") -> click.Command:
    from korekit.cli.operations.options import example_of, options_of

    def run(body: str | None, is_waiting: bool, output: str | None, **given: Any) -> None:
        _run(operation, given, body, is_waiting=is_waiting, output=output)

    own = [
        click.Option(["--body"], metavar="JSON|@FILE", help="The body, or the part of it that nests."),
        click.Option(["is_waiting", "--wait"], is_flag=True, help="Follow the job to its end; print its last status."),
        click.Option(["-o", "--output"], type=click.Path(dir_okay=False), help="Write the answer to this file."),
    ]
    return Command(
        operation.id,
        callback=run,
        params=[*options_of(operation), *own],
        help=f"{operation.summary}\n\n{operation.method} {operation.path}\n\nExample: {example_of(operation)}",
        short_help=operation.summary,
    )


def _run(
    operation: "Operation[Any, Any]", given: dict[str, Any], body: str | None, *, is_waiting: bool, output: str | None
) -> None:
    from korekit.catalog.planes import Caller
    from korekit.cli.operations.following import follow
    from korekit.cli.operations.options import invocation_of
    from korekit.cli.operations.values import json_value
    from korekit.cli.profiles.connecting import client_for
    from korekit.client.errors import JobUnsuccessful

    fields = json_value(body, "--body") if body is not None else {}
    if not isinstance(fields, dict):
        raise click.UsageError("--body is a JSON object.")
    if is_waiting and operation.facts.job is None:
        raise click.UsageError(f"{operation.id} starts no job to wait for.")
    if operation.facts.is_file and output is None and sys.stdout.isatty():
        raise click.UsageError("The answer is a file; name one with -o.")
    options = click.get_current_context().ensure_object(Given)
    caller = operation.facts.caller
    with client_for(options, caller) as client:
        session = client.start_session() if caller is Caller.USER else None
        answer = client.send(invocation_of(operation, given, fields, session))
        if is_waiting:
            try:
                answer = follow(client, operation, answer, operation.id)
            except JobUnsuccessful as ended:
                # Its log says why, so the last status is data even now.
                _print(ended.status_answer, output)
                raise
    _print(answer, output)


def _print(answer: "Answer[Any]", output: str | None) -> None:
    if output is not None:
        with open(output, "wb") as file:
            file.write(answer.body)
        return
    stream = sys.stdout.buffer
    body = answer.body
    if sys.stdout.isatty():
        import msgspec

        body = msgspec.json.format(body, indent=2)
    stream.write(body if answer.invocation.operation.facts.is_file or body.endswith(b"\n") else body + b"\n")
    stream.flush()
