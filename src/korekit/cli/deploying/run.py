"""A deployment under way: the client, the journal, and the step that is being done."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from korekit.archive import Archive
from korekit.catalog.operation import Operation
from korekit.cli.deploying.journal import Asked, Journal, Passed
from korekit.cli.deploying.journal_file import JournalFile
from korekit.cli.deploying.plan import Plan
from korekit.cli.operations.following import share_done
from korekit.cli.terminal.ending import Failure, StillRunning
from korekit.cli.terminal.progress import progress
from korekit.client.errors import CallFailed, ClientError, CredentialsMissing, InvalidArgument, JobTimeout, NotReached
from korekit.client.jobs import JobProgress
from korekit.client.sync import Client
from korekit.clock import Clock, SystemClock, iso_time

__all__ = ["AGAIN", "Lost", "Run", "is_unsent", "look_until", "unanswered", "wait_for"]

AGAIN = "Run the same command again: it goes on where this one stopped."
_REQUEST_TIMEOUT = 408

_R = TypeVar("_R")
_T = TypeVar("_T")


@dataclass(slots=True, kw_only=True)
class Lost:
    """What somebody decided about an import whose answer was lost: to send it again, or which one it was."""

    is_resend: bool = False
    request_id: str = ""


@dataclass(slots=True, kw_only=True)
class Run:
    """A deployment under way.

    `source`: what is deployed. `folder`: where the rollback archive is kept. `longest_s`: how long a job is waited
    for. `is_dry`: whether only the plan is wanted. `plan`: what it changes, once that is known.
    """

    client: Client
    book: JournalFile
    source: Archive
    folder: Path
    longest_s: float = 600.0
    is_dry: bool = False
    is_rollback: bool = False
    is_json: bool = False
    lost: Lost = field(default_factory=Lost)
    clock: Clock = field(default_factory=SystemClock)
    plan: Plan | None = None

    @property
    def journal(self) -> Journal:
        """The journal, which a run always has."""
        if self.book.journal is None:
            raise LookupError("the run has no journal")
        return self.book.journal

    @property
    def asked(self) -> Asked:
        """What is asked for."""
        return self.journal.asked

    @property
    def base(self) -> Path:
        """The folder from which the journal names files."""
        return self.book.path.parent

    @contextmanager
    def step(self, name: str) -> Iterator[Passed]:
        """A step, noted when it begins and when it ends; the block may fill in `detail`, or set `state` to skipped."""
        passed = self.journal.passed_step(name)
        begun = time.monotonic()
        if passed is None:
            passed = Passed(name=name, begun_at=iso_time(self.clock.now_ms()))
            self.journal.passed.append(passed)
        else:
            passed.state, passed.detail, passed.runs = "running", "", passed.runs + 1
        before_s = passed.seconds
        self.journal.step = name
        self.book.write()
        try:
            yield passed
        except BaseException as error:
            passed.state, passed.detail = "failed", _why(error)
            raise
        else:
            passed.state = "done" if passed.state == "running" else passed.state
        finally:
            passed.seconds = round(before_s + time.monotonic() - begun, 3)
            self.book.write()


def _why(error: BaseException) -> str:
    """What stopped a step, as it may stand in a file."""
    return str(error) or type(error).__name__ if isinstance(error, Failure | ClientError) else type(error).__name__


def is_unsent(error: Exception) -> bool:
    """Whether an error says for certain that the host did nothing."""
    if isinstance(error, InvalidArgument | CredentialsMissing):
        return True
    if isinstance(error, CallFailed):
        # A gateway says 408 of a request that it passed on as well.
        return 400 <= error.status < 500 and error.status != _REQUEST_TIMEOUT
    return isinstance(error, NotReached) and not error.is_sent


def unanswered(error: Exception, what: str) -> Exception:
    """The error of a call that the host may have carried out, with what helps then; other errors as they are."""
    if not isinstance(error, ClientError) or is_unsent(error):
        return error
    return Failure(f"{error} Whether the host took the {what} is not known.", f"{AGAIN} It finds out first.")


def wait_for(run: Run, operation: Operation[Any, Any], handle: str, status: Operation[Any, _R], label: str) -> _R:
    """The last status of a job that was done, its progress on standard error.

    Raises:
        StillRunning: it takes longer than is waited for.
        JobUnsuccessful: it was not done.
    """
    with progress(label) as shown:

        def look(job: JobProgress) -> None:
            shown.reach(share_done(job.json), job.word)

        try:
            done = run.client.wait(operation, handle, status=status, on_progress=look)
        except JobTimeout as error:
            raise StillRunning(f"{label}: it still runs after {run.longest_s:g} s.", AGAIN) from error
        shown.reach(1.0, "done")
        return done


def look_until(run: Run, until_ms: int, look: Callable[[], _T | None]) -> _T | None:
    """What a look finds, looking once at least and then until a time; None where it finds nothing."""
    pause_s = 0.2
    while (found := look()) is None and run.clock.now_ms() < until_ms:
        time.sleep(min(pause_s, max(0.0, (until_ms - run.clock.now_ms()) / 1000)))
        pause_s = min(pause_s * 1.5, 5.0)
    return found
