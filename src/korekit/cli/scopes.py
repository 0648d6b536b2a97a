"""`korekit scopes`: keep the scopes of a program as code."""

import click

from korekit.cli.terminal.command import Group
from korekit.cli.terminal.given import Given

__all__ = ["command"]


@click.group(cls=Group, name="scopes")
def command() -> None:
    """Keep the scopes of a program as code.

    What a program calls is found in its files, or recorded while it runs with KOREKIT_RECORD=FILE in its environment.
    The file korekit.scopes.json keeps it, and CI holds an app against it.
    """


@command.command("scan")
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(exists=True))
@click.pass_obj
def _scan(given: Given, *, paths: tuple[str, ...]) -> None:
    """Find the operations that the programs at PATH call, by default here.

    Python, JavaScript, TypeScript, Java, Kotlin, Groovy and their like, shell, PowerShell, Jenkinsfiles, workflow
    files, Postman and Bruno collections and .http files are read; comments are not. A call is found by its address,
    however it is put together, by a method of the SDK, or by a command of korekit. What may be another call is marked
    by `?` and not locked.

    Example: korekit scopes scan src ci
    """
    from korekit.cli.scoping.scanning import show_uses

    show_uses(given, paths or (".",))


@command.command("lock")
@click.option("--from", "records", multiple=True, metavar="RECORD", type=click.Path(), help="A record. Repeatable.")
@click.option(
    "--scan", "paths", multiple=True, metavar="PATH", type=click.Path(exists=True), help="Programs. Repeatable."
)
@click.option("--client-id", default="", metavar="CS-…", help="Take from the records what this app called.")
@click.option("-o", "--output", metavar="FILE", help="Where to write; korekit.scopes.json by default, - for here.")
@click.pass_obj
def _lock(
    given: Given, *, records: tuple[str, ...], paths: tuple[str, ...], client_id: str, output: str | None
) -> None:
    """Write the smallest set of scopes for what is called, plane by plane, to a file.

    Example: korekit scopes lock --scan src --from calls.jsonl
    """
    from korekit.cli.scoping.locking import lock

    if not (records or paths):
        raise click.UsageError("Missing --from, --scan or both: what does the program call?")
    lock(given, records, paths, client_id=client_id, output=output)


@command.command("check")
@click.argument("file", required=False, metavar="[FILE]")
@click.option("--app", "app", metavar="APP", help="A client id or a name; the profile's app by default.")
@click.option("--plane", type=click.Choice(["bot", "admin"]), help="The app's plane, where the host does not tell it.")
@click.pass_context
def _check(ctx: click.Context, *, file: str | None, app: str | None, plane: str | None) -> None:
    """Hold an app against FILE, by default korekit.scopes.json: it has every scope that is needed, and no other.

    The host is asked as a user: the profile's email, or KOREKIT_EMAIL and KOREKIT_PASSWORD. The vendor's hosts tell
    nobody what an app holds; then the scopes are listed that it should hold.

    Exit code 0: it holds exactly these. 1: one is missing, or one is held that nobody uses. 3: it is not known.

    Example: korekit scopes check --app ci
    """
    from korekit.cli.scoping.checking import check
    from korekit.cli.terminal.unfinished import FAILED, failing_with

    given = ctx.ensure_object(Given)
    with failing_with(FAILED, given):
        code = check(given, file, app=app or "", plane=plane or "")
    ctx.exit(code)
