"""What `korekit bot deploy` and `korekit bot rollback` do."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click
import msgspec

from korekit.archive import Archive
from korekit.catalog.planes import Caller
from korekit.cli.deploying.importing import import_source, upload_parts
from korekit.cli.deploying.journal import Asked, Journal
from korekit.cli.deploying.journal_file import JournalFile
from korekit.cli.deploying.junit import as_junit
from korekit.cli.deploying.keeping import before_of, is_changed, keep_target, keep_target_anew
from korekit.cli.deploying.lost_import import Unknown
from korekit.cli.deploying.plan import planned
from korekit.cli.deploying.publishing import publish_target
from korekit.cli.deploying.report import Report, as_document, as_markdown, print_text
from korekit.cli.deploying.run import Run
from korekit.cli.deploying.sources import archive_digest, origin_of, read_kept
from korekit.cli.deploying.taking_up import Target, Wanted, default_state, read_source, start, taken_up, target_of
from korekit.cli.deploying.verifying import verify_target
from korekit.cli.profiles.connecting import client_for
from korekit.cli.terminal.ending import Failure, RefusedFailure, StillRunning
from korekit.cli.terminal.failures import failure_of
from korekit.cli.terminal.given import Given
from korekit.cli.terminal.output import print_json, say
from korekit.client.jobs import Patience
from korekit.clock import iso_time

__all__ = ["Outputs", "deploy_bot", "roll_back"]


@dataclass(frozen=True, slots=True)
class Outputs:
    """Where the report goes besides the terminal: a Markdown file, a JUnit file."""

    summary: Path | None = None
    junit: Path | None = None


def deploy_bot(given: Given, wanted: Wanted, outputs: Outputs) -> None:
    """Deploy, or tell what that would change; go on where an earlier run stopped.

    Raises:
        Failure: a step failed; the report was given all the same.
        click.UsageError: the options contradict each other.
    """
    origin = origin_of(wanted.sources)
    target = target_of(given, wanted.target, wanted.bot)
    asked = Asked(
        archive="",
        origin=wanted.sources[0] if origin else "",
        host=target.host,
        bot_id=target.bot_id,
        new_name=wanted.new_name,
        options=wanted.options,
        is_published=wanted.is_published,
    )
    if wanted.is_dry_run:
        _dry_run(given, wanted, target, asked, outputs)
        return
    with JournalFile(wanted.state or default_state(wanted.sources, asked)) as book:
        _check_lost(wanted, book)
        source = taken_up(given, wanted, book, asked)
        run = _run(target, book, source, wanted.folder)
        run.lost = wanted.lost
        _carry_out(run, outputs)


def roll_back(given: Given, state: Path, profile: str, outputs: Outputs, *, is_published: bool) -> None:
    """Import the rollback archive of a deployment into its bot, publish if that one did, and verify.

    It has a journal of its own, so that it goes on where it stopped as well.

    Raises:
        Failure: there is nothing to go back to, or a step failed.
    """
    with JournalFile(state) as book:
        journal = book.journal
        if journal is None:
            raise Failure(f"There is no {state}.", "Name the journal of the deployment with --state.")
        target = target_of(given, profile, journal.asked.bot_id)
        source = _source_of_rollback(book, journal, target)
        asked = Asked(
            archive=archive_digest(source),
            host=target.host,
            bot_id=journal.asked.bot_id,
            is_published=is_published and journal.asked.is_published,
            comment=f"korekit: back to before {journal.begun_at}"
            if is_published and journal.asked.is_published
            else "",
        )
        with JournalFile(state.with_name(f"{state.name}.rollback")) as own:
            if own.journal is None or own.journal.asked != asked:
                start(own, asked, source, state.parent)
            elif not own.journal.finished_at:
                own.journal.runs += 1
            run = _run(target, own, source, None)
            run.is_rollback = True
            _carry_out(run, outputs)
            if not journal.rolled_back_at:
                journal.rolled_back_at = run.journal.finished_at
                book.write()


def _source_of_rollback(book: JournalFile, journal: Journal, target: Target) -> Archive:
    asked = journal.asked
    if not asked.bot_id:
        raise Failure(
            f"That deployment made a new bot, {journal.bot_id or asked.new_name}; there was none before.",
            "Delete it in the builder.",
        )
    if asked.host != target.host:
        raise Failure(
            f"That deployment went to {asked.host}, and this is {target.host}.", "Name its profile with --to."
        )
    if journal.before is None or journal.sent_import is None:
        raise Failure(
            "That deployment imported nothing, so there is nothing to put back.",
            "Leave the bot as it is, or name the journal of another deployment with --state.",
        )
    return read_kept(journal.before, book.path.parent, "the rollback archive")


def _check_lost(wanted: Wanted, book: JournalFile) -> None:
    sent = book.journal.sent_import if book.journal is not None else None
    if wanted.lost.request_id and (sent is None or sent.request_id):
        raise click.UsageError("--request is for an import whose answer was lost, and none was.")


def _run(target: Target, book: JournalFile, source: Archive, folder: Path | None) -> Run:
    return Run(
        client=client_for(target.given, Caller.APP),
        book=book,
        source=source,
        folder=folder or book.path.parent,
        longest_s=target.given.timeout_s or Patience().timeout_s,
        is_json=target.given.is_json,
    )


def _dry_run(given: Given, wanted: Wanted, target: Target, asked: Asked, outputs: Outputs) -> None:
    """The same, up to the plan, with a journal that is thrown away."""
    source, full = read_source(given, wanted, asked)
    with tempfile.TemporaryDirectory(prefix="korekit-") as folder:
        book = JournalFile(Path(folder) / "journal.json")
        start(book, msgspec.structs.replace(full, origin=""), source, Path(folder))
        run = _run(target, book, source, None)
        run.is_dry = True
        _carry_out(run, outputs)


def _carry_out(run: Run, outputs: Outputs) -> None:
    """Do what is left to do, and report; what stops it is raised after the report."""
    failure: Failure | None = None
    was_done = bool(run.journal.finished_at)
    with run.client:
        try:
            for step in () if was_done else _PLANNING if run.is_dry else _ALL:
                step(run)
            if not was_done and not run.is_dry:
                run.journal.finished_at = iso_time(run.clock.now_ms())
                run.journal.step = ""
                run.book.write()
        except Exception as error:
            failure = error if isinstance(error, Failure) else failure_of(error)
            if failure is None:
                raise
            failure.__cause__ = None if failure is error else error
    state = _state_of(failure) if failure else "already" if was_done else "planned" if run.is_dry else "done"
    report = Report(
        state=state,
        name=run.source.name,
        journal=run.journal,
        plan=run.plan,
        is_rollback=run.is_rollback,
        state_path=None if run.is_dry else run.book.path,
        failure=failure,
    )
    _tell(report, run, outputs)
    if failure is not None:
        raise failure


def _plan(run: Run) -> None:
    if run.journal.passed_step("plan") is not None and run.plan is not None:
        return
    before = before_of(run)
    with run.step("plan") as step:
        run.plan = planned(run.asked, before, run.source)
        step.detail = run.plan.summary


def _keep_again_if_changed(run: Run) -> None:
    if run.journal.sent_import is None and is_changed(run):
        say("The bot was changed since it was kept; it is kept anew.")
        keep_target_anew(run)
        run.plan = None
        _plan(run)


_PLANNING: Final[tuple[Callable[[Run], None], ...]] = (keep_target, _plan)
_ALL: Final[tuple[Callable[[Run], None], ...]] = (
    *_PLANNING,
    upload_parts,
    _keep_again_if_changed,
    import_source,
    publish_target,
    verify_target,
)


def _state_of(failure: Failure) -> str:
    if isinstance(failure, Unknown):
        return "unknown"
    if isinstance(failure, StillRunning):
        return "running"
    return "refused" if isinstance(failure, RefusedFailure) else "failed"


def _tell(report: Report, run: Run, outputs: Outputs) -> None:
    if outputs.summary is not None:
        _write(outputs.summary, as_markdown(report).encode())
    if outputs.junit is not None:
        _write(outputs.junit, as_junit(report))
    if run.is_json:
        print_json(as_document(report))
    else:
        print_text(report)
    if report.state == "already":
        helps = "" if run.is_rollback else "; --again deploys it once more"
        say(f"That was done at {report.journal.finished_at} already{helps}.")


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
