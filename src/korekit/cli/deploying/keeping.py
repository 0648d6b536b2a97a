"""The rollback archive: the bot as it is before anything is written."""

from pathlib import Path
from typing import Final

from korekit.archive import Archive
from korekit.catalog.operations import AllOperations
from korekit.cli.deploying.host_log import marks_of, new_entries
from korekit.cli.deploying.run import AGAIN, Run
from korekit.cli.deploying.sources import is_intact, kept, read_kept
from korekit.cli.operations.following import share_done
from korekit.cli.terminal.ending import Failure, StillRunning
from korekit.cli.terminal.progress import progress
from korekit.client.errors import JobReplaced, JobTimeout
from korekit.client.jobs import JobProgress
from korekit.client.sync import Client
from korekit.ids import BotId

__all__ = ["before_of", "export_to", "is_changed", "keep_target", "keep_target_anew"]

_TRIES: Final = 3


def keep_target(run: Run) -> None:
    """Export the target and keep the file, unless that was done.

    Raises:
        Failure: something was imported already, and the file is gone or was changed.
    """
    journal = run.journal
    if not run.asked.bot_id:
        if journal.passed_step("keep") is None:
            with run.step("keep") as step:
                step.state, step.detail = "skipped", "there is no bot before"
        return
    if journal.before is not None:
        if is_intact(journal.before, run.base):
            return
        if journal.sent_import is not None:
            read_kept(journal.before, run.base, "the rollback archive")
    keep_target_anew(run)


def keep_target_anew(run: Run) -> None:
    """Export the target and keep the file, again where somebody changed the bot meanwhile."""
    run.folder.mkdir(parents=True, exist_ok=True)
    path = run.folder / f"{run.asked.bot_id}-before-{run.journal.run}.zip"
    with run.step("keep") as step:
        run.journal.before = None
        marks = marks_of(run.client, run.asked.bot_id)
        for _ in range(_TRIES):
            export_to(run.client, run.asked.bot_id, path, run.longest_s)
            now = marks_of(run.client, run.asked.bot_id)
            is_quiet = set(now.ids) <= set(marks.ids)
            marks = now
            if is_quiet:
                break
        path.chmod(0o600)
        run.journal.before, run.journal.marks = kept(path, run.base), marks
        step.detail = f"{path} ({path.stat().st_size:,} bytes)"


def before_of(run: Run) -> Archive | None:
    """The target before; None for a new bot.

    Raises:
        Failure: the file is gone or was changed.
    """
    before = run.journal.before
    return read_kept(before, run.base, "the rollback archive") if before is not None else None


def export_to(client: Client, bot_id: str, path: Path, longest_s: float) -> None:
    """Export the latest state of a bot to a file.

    Raises:
        StillRunning: it takes longer than is waited for.
        Failure: others keep exporting the bot.
    """
    operation = AllOperations.bot_export
    with progress(f"Exporting {bot_id}") as shown:

        def look(job: JobProgress) -> None:
            shown.reach(share_done(job.json), job.word)

        for _ in range(_TRIES):
            started = client.answer(operation, BotId(bot_id), "latest")
            try:
                client.save(operation, started, path, on_progress=look)
            except JobReplaced:
                continue
            except JobTimeout as error:
                raise StillRunning(f"The export of {bot_id} still runs after {longest_s:g} s.", AGAIN) from error
            shown.reach(1.0, "done")
            return
    raise Failure(f"Somebody else keeps exporting {bot_id}.", "Try again when they are done.")


def is_changed(run: Run) -> bool:
    """Whether somebody changed the target since it was kept."""
    marks = run.journal.marks
    return marks is not None and bool(new_entries(run.client, run.asked.bot_id, marks))
