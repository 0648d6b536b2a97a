"""How a job is followed: which operation tells its state, asked with what, and what its answer means. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from korekit.catalog.operation import Job, Operation
from korekit.catalog.operations import find_operation
from korekit.client.answers import Answer
from korekit.client.errors import AnswerUnreadable, InvalidArgument
from korekit.client.requests import Invocation, invoke

__all__ = ["JobProgress", "JobState", "Patience", "Watch", "address_of", "watch"]

_ID: Final = "_id"
_STARTED: Final = "createdOn"
_STATE: Final = "status"
_ROWS: Final = "statusLogs"


class JobState(StrEnum):
    """How a job stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    # Another job of the kind was started, and the host shows only the latest.
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True, kw_only=True)
class JobProgress:
    """One look at a job. `elapsed_s`: seconds since the waiting began. `answer`: the whole answer of the look.

    `word`: the state as the host calls it. `rows`: those of the job's log so far, as sent; `new_rows`: those of them
    that were not there, or looked otherwise, at the look before.
    """

    state: JobState
    word: str
    elapsed_s: float
    rows: tuple[Any, ...]
    new_rows: tuple[Any, ...]
    answer: Answer[Any]

    @property
    def json(self) -> Any:
        """The answer as plain JSON."""
        return self.answer.json


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a job is waited for. The pause between two looks grows from the first to the longest."""

    timeout_s: float = 600.0
    first_pause_s: float = 0.2
    longest_pause_s: float = 5.0

    def pause_s(self, looks: int) -> float:
        """Seconds to wait after so many looks, from 1."""
        # The exponent is bounded: a day of looks would overflow a float.
        return min(self.longest_pause_s, self.first_pause_s * 1.5 ** min(looks - 1, 64))


@dataclass(frozen=True, slots=True)
class Watch:
    """A job being followed: what to ask, and how to read the answer. `job_id` is empty where it is not known."""

    job: Job
    question: Invocation
    job_id: str = ""
    started: str = ""

    def state_of(self, document: Any) -> JobState:
        """What a status answer means; states are compared without regard to case, unknown ones count as running.

        Args:
            document: the answer as plain JSON.
        """
        if not isinstance(document, Mapping):
            return JobState.RUNNING
        if self.job_id and document.get(_ID, self.job_id) != self.job_id:
            # A status that is asked by bot shows the latest job: an older one until ours is seen, or a later one.
            is_later = bool(self.started) and str(document.get(_STARTED, "")) > self.started
            return JobState.REPLACED if is_later else JobState.RUNNING
        state = str(document.get(_STATE, "")).casefold()
        if state in {word.casefold() for word in self.job.done}:
            return JobState.DONE
        if state in {word.casefold() for word in self.job.failed}:
            return JobState.FAILED
        return JobState.RUNNING

    def progress_of(self, answer: Answer[Any], elapsed_s: float, before: JobProgress | None) -> JobProgress:
        """What one look at the job says."""
        document = answer.json
        known = document if isinstance(document, Mapping) else {}
        stated = known.get(_ROWS)
        rows = tuple(stated) if isinstance(stated, list) else ()
        old = before.rows if before is not None else ()
        return JobProgress(
            state=self.state_of(document),
            word=str(known.get(_STATE) or ""),
            elapsed_s=elapsed_s,
            rows=rows,
            new_rows=tuple(row for row in rows if row not in old),
            answer=answer,
        )


def address_of(job: Job, last: Answer[Any]) -> str:
    """The address of the file that a job made.

    Raises:
        AnswerUnreadable: the last answer about it holds none.
    """
    document = last.json
    address = document.get(job.result) if isinstance(document, Mapping) else None
    if not isinstance(address, str) or not address:
        what = f"{last.invocation.operation.id}: the answer holds no `{job.result}`."
        raise AnswerUnreadable(what, status=last.status, body=last.body)
    return address


def watch(operation: Operation[Any, Any], started: Answer[Any] | str) -> Watch:
    """How to follow the job of an operation.

    Args:
        operation: the operation that started it.
        started: its answer, or the id that the status is asked with: the job's or, where the status is asked by
            bot, the bot's.

    Raises:
        InvalidArgument: the operation starts no job, or the answer holds no id of it.
    """
    job = operation.facts.job
    status = find_operation(job.status_operation) if job is not None else None
    if job is None or status is None:
        raise InvalidArgument(f"{operation.id} starts no job.")
    given: dict[str, Any] = {}
    document: Any = None
    handle = ""
    if isinstance(started, Answer):
        given = started.invocation.in_path()
        document = started.json
        if job.handle:
            handle = str(document.get(job.handle) or "") if isinstance(document, Mapping) else ""
            if not handle:
                raise InvalidArgument(f"{operation.id}: the answer holds no `{job.handle}` to ask the status with.")
    else:
        handle = started
    required = [parameter.name for parameter in status.parameters if parameter.is_required]
    arguments = {name: given.get(name, handle) for name in required}
    known = document if isinstance(document, Mapping) else {}
    return Watch(job, invoke(status, **arguments), str(known.get(_ID) or ""), str(known.get(_STARTED) or ""))
