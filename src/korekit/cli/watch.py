"""`korekit watch`: follow the account's refused calls as they happen."""

import click

from korekit.cli.terminal.command import Command
from korekit.cli.terminal.given import Given

__all__ = ["command"]


@click.command("watch", cls=Command)
@click.option("--app", metavar="APP", help="Only calls of this app, by client id or name.")
@click.option("--cause", "causes", multiple=True, metavar="CAUSE", help="Only this cause. Repeatable.")
@click.option("--operation", "operations", multiple=True, metavar="OPERATION", help="Only this operation. Repeatable.")
@click.option("--past", is_flag=True, help="Begin with the calls that were refused before, at most 50.")
@click.option("--every", default=2.0, type=click.FloatRange(min=0.1), metavar="SECONDS", help="How often to look (2).")
@click.option("--count", type=click.IntRange(min=1), metavar="N", help="Stop after this many calls.")
@click.pass_obj
def command(
    given: Given,
    *,
    app: str | None,
    causes: tuple[str, ...],
    operations: tuple[str, ...],
    past: bool,
    every: float,
    count: int | None,
) -> None:
    """Follow the refused calls of the account's apps, each with its cause and what helps; end with Ctrl-C.

    It is a call of the console, made as a user: the profile's email, or KOREKIT_EMAIL and KOREKIT_PASSWORD.
    With --json, each call is one line of JSON.

    Example: korekit watch --app ci --cause scope-missing
    """
    from korekit.cli.explaining.watching import Wanted, watch

    wanted = Wanted(app=app or "", causes=frozenset(causes), operations=frozenset(operations))
    watch(given, wanted, is_past_shown=past, every_s=every, count=count)
