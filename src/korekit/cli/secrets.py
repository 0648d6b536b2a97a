"""`korekit secrets`: find committed tokens and client secrets."""

import click

from korekit.cli.terminal.command import Group
from korekit.cli.terminal.given import Given

__all__ = ["command"]


@click.group(cls=Group, name="secrets")
def command() -> None:
    """Find committed tokens and client secrets."""


@command.command("scan")
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(exists=True))
@click.option("--history", "with_history", is_flag=True, help="Look at everything that git remembers, too.")
@click.option("--ignored", "with_ignored", is_flag=True, help="Look at files that git ignores, too.")
@click.option("--baseline", metavar="FILE", help="Leave out what this file accepts.")
@click.option("--write-baseline", metavar="FILE", help="Accept everything that is found; needs --reason.")
@click.option("--reason", metavar="TEXT", help="Why it is accepted, for whoever reads the baseline.")
@click.option(
    "--severity",
    type=click.Choice(["low", "medium", "high", "critical"]),
    default="low",
    show_default=True,
    help="Leave out what is less severe.",
)
@click.option("--sarif", "is_sarif", is_flag=True, help="Print SARIF, for code scanning.")
@click.pass_context
def _scan(
    ctx: click.Context,
    *,
    paths: tuple[str, ...],
    with_history: bool,
    with_ignored: bool,
    baseline: str | None,
    write_baseline: str | None,
    reason: str | None,
    severity: str,
    is_sarif: bool,
) -> None:
    """Find tokens and client secrets of this API in the files at PATH, by default here.

    In a git repository the files that git has or would take are looked at. Each secret is told once: where it stands,
    what it reaches, how it is made worthless; it is never printed. A secret that may stay, such as a made-up one in a
    test, gets a comment `korekit: allow-secret` on its line or the line above, or a line in a baseline, which holds a
    salted hash and the reason.

    Exit code 0: nothing found. 1: found. 3: not everything could be looked at. 2: wrong usage.

    Example: korekit secrets scan . --history
    """
    from korekit.cli.leaks.scanning import Wanted, scan
    from korekit.cli.terminal.unfinished import FAILED, failing_with

    given = ctx.ensure_object(Given)
    if (write_baseline is None) != (reason is None):
        raise click.UsageError("--write-baseline and --reason belong together.")
    if is_sarif and given.is_json:
        raise click.UsageError("Only one of --sarif and --json.")
    wanted = Wanted(
        paths=paths or (".",),
        with_history=with_history,
        with_ignored=with_ignored,
        baseline=baseline or "",
        write_baseline=write_baseline or "",
        reason=reason or "",
        severity=severity,
        is_sarif=is_sarif,
    )
    with failing_with(FAILED, given):
        code = scan(given, wanted)
    ctx.exit(code)
