"""What came of a deployment: as text for a terminal, as data for scripts, as Markdown for a job's page."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click
import msgspec

from korekit.archive.telling.documents import as_document as difference_document
from korekit.archive.telling.documents import as_markdown as difference_markdown
from korekit.cli.deploying.journal import Journal, Passed
from korekit.cli.deploying.plan import Plan
from korekit.cli.differences.notes import print_notes
from korekit.cli.terminal.ending import Failure
from korekit.plain_text import plain

__all__ = ["Report", "as_document", "as_markdown", "print_text"]

_STEPS: Final = ("keep", "plan", "upload", "import", "publish", "verify")
_SIGNS: Final = {"done": "✓", "failed": "✗", "running": "…", "skipped": "·"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What came of a deployment.

    `state`: planned, done, already (an earlier run did it), failed, refused, running, unknown. `name`: the source's.
    `is_rollback`: whether it put a bot back. `state_path`: the journal's, None where nothing is kept. `failure`: what
    stopped it.
    """

    state: str
    name: str
    journal: Journal
    plan: Plan | None
    is_rollback: bool = False
    state_path: Path | None = None
    failure: Failure | None = None

    @property
    def title(self) -> str:
        """One line: what was deployed where, and how that ended."""
        asked = self.journal.asked
        target = self.journal.bot_id or asked.bot_id or f"a new bot {asked.new_name}"
        verb = "rolled back" if self.is_rollback else "deployed"
        words = {"planned": "Would deploy", "done": verb.capitalize(), "already": f"{verb.capitalize()} before"}
        word = words.get(self.state, f"Not {verb} ({self.state})")
        return plain(f"{word}: {self.name} → {target} at {asked.host}")

    @property
    def rollback_file(self) -> str:
        """The file of the rollback archive; empty where there is none."""
        before = self.journal.before
        return str(self.state_path.parent / before.path) if before and self.state_path else ""

    def steps(self) -> Iterator[Passed]:
        """Each step that was begun; where nothing is written, the plan alone."""
        for name in _STEPS:
            passed = self.journal.passed_step(name)
            if passed is not None and (self.state != "planned" or name == "plan"):
                yield passed


def as_document(report: Report) -> dict[str, Any]:
    """The report as plain data."""
    journal, asked = report.journal, report.journal.asked
    difference = report.plan.difference if report.plan else None
    about = {"summary": report.plan.summary if report.plan else ""}
    failure, file = report.failure, report.rollback_file
    return {
        "state": report.state,
        "name": report.name,
        "archive": asked.archive,
        "host": asked.host,
        "botId": journal.bot_id or asked.bot_id,
        "versionComment": asked.comment if asked.is_published else "",
        "plan": difference_document(difference, about, has_layout=False) if difference is not None else about,
        "steps": [msgspec.to_builtins(passed) for passed in report.steps()],
        "checks": [msgspec.to_builtins(check) for check in journal.checks],
        "rollback": {"file": file, "sha256": journal.before.sha256} if file and journal.before else None,
        "journal": str(report.state_path) if report.state_path else "",
        "runs": journal.runs,
        "begunAt": journal.begun_at,
        "finishedAt": journal.finished_at,
        "error": {"what": failure.message, "help": failure.helps, **failure.facts} if failure else None,
    }


def print_text(report: Report) -> None:
    """Print the report; of a plan all that it would change."""
    click.echo(click.style(report.title, bold=True))
    for passed in report.steps():
        sign = click.style(_SIGNS[passed.state], fg={"done": "green", "failed": "red"}.get(passed.state))
        again = f" (begun {passed.runs} times)" if passed.runs > 1 else ""
        click.echo(f"  {sign} {passed.name:<8} {plain(passed.detail)}{again}")
    if report.state == "planned" and report.plan and report.plan.difference:
        click.echo()
        print_notes(report.plan.difference, report.plan.title, has_layout=False, is_full=False)
    if report.rollback_file and report.journal.sent_import is not None:
        click.echo(f"Back to how it was: korekit bot rollback --state {report.state_path}")


def as_markdown(report: Report) -> str:
    """The report as Markdown."""
    lines = [f"## {_cell(report.title)}", ""]
    if report.failure is not None:
        lines += [f"**{_cell(report.failure.message)}** {_cell(report.failure.helps)}", ""]
    lines += ["| | step | | seconds |", "| --- | --- | --- | ---: |"]
    for passed in report.steps():
        again = f" (begun {passed.runs} times)" if passed.runs > 1 else ""
        sign = _SIGNS[passed.state]
        lines.append(f"| {sign} | {passed.name} | {_cell(passed.detail)}{again} | {passed.seconds:.1f} |")
    for check in report.journal.checks:
        lines.append(f"| {_SIGNS['done' if check.is_passed else 'failed']} | check | {_cell(check.name)} | |")
    if report.plan is not None and report.plan.difference is not None:
        lines += ["", difference_markdown(report.plan.difference, report.plan.title, has_layout=False)]
    if report.rollback_file and report.journal.sent_import is not None:
        lines += ["", f"Back to how it was: `korekit bot rollback --state {report.state_path}`"]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    """The text as it may stand in a table, without markup."""
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]<>#|@~" else sign for sign in plain(text))
