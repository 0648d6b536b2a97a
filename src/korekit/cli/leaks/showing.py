"""A scan for people: a block for each secret, then what to do."""

import re
import shutil
import textwrap
from typing import Final

import click

from korekit.cli.leaks.report import Report, left_out, summary
from korekit.cli.terminal.output import say
from korekit.scanning.leaks.advice import reach_of, revocation, title_of
from korekit.scanning.leaks.finding import Finding, Place, Severity

__all__ = ["show"]

_COLORS: Final = {Severity.CRITICAL: "red", Severity.HIGH: "red", Severity.MEDIUM: "yellow", Severity.LOW: "blue"}
_INDENT: Final = " " * 10
_WIDEST: Final = 120
_PLACES: Final = 4
_COMMAND: Final = re.compile(r"`[^`]+`")
_HELD: Final = "\u00a0"


def show(report: Report) -> None:
    """Print what was found to standard output, what was looked at to standard error."""
    for finding in report.findings:
        _show_one(finding, report)
    advice = revocation(report.findings)
    if advice:
        click.echo(click.style("What to do", bold=True))
        for line in advice:
            _wrapped("  - ", line, "    ")
        click.echo()
    say(summary(report))
    for line in [*left_out(report), *report.notes]:
        say(line)


def _show_one(finding: Finding, report: Report) -> None:
    level = f"{finding.severity.upper():<{len(_INDENT)}}"
    click.echo(click.style(level, fg=_COLORS[finding.severity], bold=True) + click.style(title_of(finding), bold=True))
    click.echo(f"{_INDENT}{finding.shown}")
    places = [_shown(place) for place in finding.current[:_PLACES]]
    if len(finding.current) > _PLACES:
        places.append(f"{len(finding.current) - _PLACES:,} more")
    if places:
        _wrapped(_INDENT, f"at {', '.join(places)}", f"{_INDENT}   ")
    if finding.past is not None:
        _wrapped(_INDENT, _history(finding, finding.past, report.dates), f"{_INDENT}   ")
    if finding.proved_by is not None:
        proof = "it signed the token" if finding.kind.value == "client-secret" else "signed with the client secret"
        click.echo(f"{_INDENT}proved: {proof} at {_shown(finding.proved_by)}")
    _wrapped(_INDENT, reach_of(finding), _INDENT)
    click.echo()


def _history(finding: Finding, past: Place, dates: dict[str, str]) -> str:
    day = f" of {dates[past.commit]}" if past.commit in dates else ""
    texts = f"; {finding.past_count:,} versions have it" if finding.past_count > 1 else ""
    gone = "" if finding.current else ", and no file of now"
    return f"in the history since commit {past.commit[:10]}{day}, at {_shown(past)}{texts}{gone}"


def _shown(place: Place) -> str:
    return f"{place.path}:{place.line}:{place.column}"


def _wrapped(first: str, text: str, rest: str) -> None:
    width = min(shutil.get_terminal_size((_WIDEST, 24)).columns, _WIDEST)
    # What is there to be copied stays whole: a path, and a command with its blanks.
    lines = textwrap.wrap(
        _COMMAND.sub(lambda found: found[0].replace(" ", _HELD), text),
        max(width, 40),
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    click.echo("\n".join(lines).replace(_HELD, " "))
