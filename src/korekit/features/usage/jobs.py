"""The jobs of an account, of every kind."""

from typing import get_args

from korekit.calls.call import Call
from korekit.calls.handlers import handles
from korekit.catalog.usage import JobSeen, Usage
from korekit.clock import iso_time
from korekit.errors.console import InputInvalid
from korekit.jobs.queue import JobState, jobs_of_account

__all__ = ["list_jobs"]


@handles(Usage.list_jobs)
async def list_jobs(call: Call, *, state: str = "", offset: int = 0, limit: int = 50) -> list[JobSeen]:
    """One page of jobs.

    Raises:
        InputInvalid: no such state.
    """
    if state and state not in get_args(JobState):
        raise InputInvalid(f"`state` is one of {', '.join(get_args(JobState))}.")
    found = await jobs_of_account(call.database, call.account_id, state=state, first=offset * limit, count=limit)
    return [
        JobSeen(
            id=job.id,
            kind=job.kind,
            state=job.state,
            bot_id=job.bot_id or "",
            created_on=iso_time(job.created_at),
            started_on="" if job.started_at is None else iso_time(job.started_at),
            finished_on="" if job.finished_at is None else iso_time(job.finished_at),
            attempts=job.attempts,
            message=job.failure,
        )
        for job in found
    ]
