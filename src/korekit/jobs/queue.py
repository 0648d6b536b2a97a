"""The table of jobs, with its state machine: pending, running, success or failure.

A job of no account is the platform's own, one of a kind, whose id is the kind; a recurring one rests instead of ending.
"""

import json
from typing import Any, Final

from sqlalchemy import Index, Text, and_, bindparam, func, literal, or_, select, update

from korekit.jobs.job import Job, JobState
from korekit.storage.database import Reader, Row, Transaction
from korekit.storage.metadata import number, table, text
from korekit.storage.statements import Statement, insert_into, insert_or_skip

__all__ = [
    "CLAIM",
    "END",
    "JOBS_CHANNEL",
    "OPEN_JOBS",
    "OPEN_REQUESTS",
    "RELEASE_ALL",
    "RENEW",
    "REST",
    "Job",
    "JobState",
    "add_job",
    "add_recurring",
    "find_job",
    "job_by_id",
    "job_from_row",
    "jobs_of_account",
    "last_job",
    "other_success",
    "show_progress",
]

# Where processes tell each other of new jobs.
JOBS_CHANNEL: Final = "korekit_jobs"

_jobs = table(
    "jobs",
    text("id", key=True),
    text("kind"),
    text("account_id"),
    text("bot_id", optional=True),
    text("state"),
    text("request"),
    text("answer"),
    text("created_by"),
    number("created_at"),
    number("started_at", optional=True),
    number("finished_at", optional=True),
    number("lease_until", optional=True),
    text("worker", optional=True),
    number("attempts"),
    Index("jobs_open", "state", "lease_until", "created_at"),
    Index("jobs_bot_id", "bot_id", "kind", "created_at"),
    Index("jobs_account_id", "account_id", "created_at"),
)

_ADD = insert_into(_jobs)
_ADD_ONCE = insert_or_skip(_jobs)
_COLUMNS = (
    _jobs.c.id,
    _jobs.c.kind,
    _jobs.c.account_id,
    _jobs.c.bot_id,
    _jobs.c.state,
    _jobs.c.request,
    _jobs.c.answer,
    _jobs.c.created_by,
    _jobs.c.created_at,
    _jobs.c.started_at,
    _jobs.c.finished_at,
    _jobs.c.attempts,
)
_BY_ID = Statement(
    select(*_COLUMNS)
    .where(_jobs.c.id == bindparam("job_id"))
    .where(_jobs.c.account_id == bindparam("account_id"))
    .where(_jobs.c.kind == bindparam("kind"))
)
_BY_ID_ALONE = Statement(select(*_COLUMNS).where(_jobs.c.id == bindparam("job_id")))
_LAST_OF_BOT = Statement(
    select(*_COLUMNS)
    .where(_jobs.c.bot_id == bindparam("bot_id"))
    .where(_jobs.c.kind == bindparam("kind"))
    .order_by(_jobs.c.created_at.desc(), _jobs.c.id.desc())
    .limit(1)
)
_of_account = (
    select(*_COLUMNS)
    .where(_jobs.c.account_id == bindparam("account_id"))
    .where(
        or_(_jobs.c.state == bindparam("state", type_=Text()), literal("", Text()) == bindparam("state", type_=Text()))
    )
    .order_by(_jobs.c.created_at.desc(), _jobs.c.id.desc())
)
_PAGE_OF_ACCOUNT = Statement(_of_account.limit(bindparam("count")).offset(bindparam("first")))
_OTHER_SUCCESS = Statement(
    select(*_COLUMNS)
    .where(_jobs.c.bot_id == bindparam("bot_id"))
    .where(_jobs.c.kind == bindparam("kind"))
    .where(_jobs.c.state == "success")
    .where(_jobs.c.id != bindparam("job_id"))
    .order_by(_jobs.c.created_at.desc(), _jobs.c.id.desc())
    .limit(1)
)
# What jobs that have not ended were asked, so that what they need is kept.
OPEN_REQUESTS = Statement(select(_jobs.c.request).where(or_(_jobs.c.state == "pending", _jobs.c.state == "running")))
# Of the whole platform, for whoever runs it; without its own.
OPEN_JOBS = Statement(
    select(_jobs.c.kind, _jobs.c.state, func.count())
    .where(or_(_jobs.c.state == "pending", _jobs.c.state == "running"))
    .where(_jobs.c.account_id != "")
    .group_by(_jobs.c.kind, _jobs.c.state)
)
_next_open = (
    select(_jobs.c.id)
    .where(
        or_(
            and_(_jobs.c.state == "pending", func.coalesce(_jobs.c.lease_until, 0) <= bindparam("now")),
            and_(_jobs.c.state == "running", _jobs.c.lease_until < bindparam("now")),
        )
    )
    .order_by(_jobs.c.created_at, _jobs.c.id)
    .limit(1)
    # Two workers must not wait for each other's row; SQLite has one writer and no such clause.
    .with_for_update(skip_locked=True)
    .scalar_subquery()
)
CLAIM = Statement(
    update(_jobs)
    .where(_jobs.c.id == _next_open)
    .values(
        state="running",
        worker=bindparam("worker_id"),
        started_at=bindparam("now"),
        lease_until=bindparam("until"),
        attempts=_jobs.c.attempts + 1,
    )
    .returning(*_COLUMNS)
)
RENEW = Statement(
    update(_jobs)
    .where(_jobs.c.id == bindparam("job_id"))
    .where(_jobs.c.worker == bindparam("worker_id"))
    .where(_jobs.c.state == "running")
    .values(lease_until=bindparam("until"))
)
# Touches no row when the lease was lost to another worker, whose end will count.
END = Statement(
    update(_jobs)
    .where(_jobs.c.id == bindparam("job_id"))
    .where(_jobs.c.worker == bindparam("worker_id"))
    .where(_jobs.c.state == "running")
    .values(
        state=bindparam("end_state"),
        answer=bindparam("end_answer"),
        bot_id=bindparam("end_bot"),
        finished_at=bindparam("now"),
        lease_until=None,
    )
)
# A recurring job has done its turn; nobody takes it before it is due.
REST = Statement(
    update(_jobs)
    .where(_jobs.c.id == bindparam("job_id"))
    .where(_jobs.c.worker == bindparam("worker_id"))
    .where(_jobs.c.state == "running")
    .values(
        state="pending",
        answer=bindparam("end_answer"),
        finished_at=bindparam("now"),
        lease_until=bindparam("until"),
        attempts=0,
    )
)
_REVIVE = Statement(
    update(_jobs)
    .where(_jobs.c.id == bindparam("job_id"))
    .where(or_(_jobs.c.state == "success", _jobs.c.state == "failure"))
    .values(state="pending", lease_until=None, attempts=0)
)
_SHOW = Statement(
    update(_jobs)
    .where(_jobs.c.id == bindparam("job_id"))
    .where(_jobs.c.state == "running")
    .values(answer=bindparam("answer_so_far"))
)
# For a database that no other process can hold: whoever ran these is gone.
RELEASE_ALL = Statement(update(_jobs).where(_jobs.c.state == "running").values(lease_until=0))


def job_from_row(row: Row) -> Job:
    """A job from its row."""
    return Job(
        id=row[0],
        kind=row[1],
        account_id=row[2],
        bot_id=row[3],
        state=row[4],
        request=json.loads(row[5]),
        answer=json.loads(row[6]),
        created_by=row[7],
        created_at=row[8],
        started_at=row[9],
        finished_at=row[10],
        attempts=row[11],
    )


async def add_job(transaction: Transaction, job: Job) -> None:
    """Write a job that waits, in the transaction that acknowledges it; other processes are told."""
    await transaction.run(
        _ADD,
        id=job.id,
        kind=job.kind,
        account_id=job.account_id,
        bot_id=job.bot_id,
        state="pending",
        request=json.dumps(job.request),
        answer=json.dumps(job.answer),
        created_by=job.created_by,
        created_at=job.created_at,
        started_at=None,
        finished_at=None,
        lease_until=None,
        worker=None,
        attempts=0,
    )
    await transaction.say(JOBS_CHANNEL)


async def add_recurring(transaction: Transaction, kind: str, request: dict[str, Any], *, now_ms: int) -> None:
    """See to it that a job of the platform's own comes round, from now on; one that is there goes on as it does."""
    await transaction.run(
        _ADD_ONCE,
        id=kind,
        kind=kind,
        account_id="",
        bot_id=None,
        state="pending",
        request=json.dumps(request),
        answer="{}",
        created_by="",
        created_at=now_ms,
        started_at=None,
        finished_at=None,
        lease_until=None,
        worker=None,
        attempts=0,
    )
    # A process of an older version, which knows no such kind, may have ended it.
    await transaction.run(_REVIVE, job_id=kind)


async def find_job(reader: Reader, account_id: str, kind: str, job_id: str) -> Job | None:
    """The job with this id, if it is of this kind and the account's."""
    row = await reader.one(_BY_ID, account_id=account_id, kind=kind, job_id=job_id)
    return None if row is None else job_from_row(row)


async def job_by_id(reader: Reader, job_id: str) -> Job | None:
    """The job with this id, whoever's it is: for callers who proved that they may see it."""
    row = await reader.one(_BY_ID_ALONE, job_id=job_id)
    return None if row is None else job_from_row(row)


async def show_progress(transaction: Transaction, job: Job, answer: dict[str, Any]) -> None:
    """Let the status of a running job say so much already."""
    await transaction.run(_SHOW, job_id=job.id, answer_so_far=json.dumps(answer))


async def last_job(reader: Reader, kind: str, bot_id: str) -> Job | None:
    """The latest job of a kind that was asked for a bot."""
    row = await reader.one(_LAST_OF_BOT, kind=kind, bot_id=bot_id)
    return None if row is None else job_from_row(row)


async def other_success(reader: Reader, job: Job) -> Job | None:
    """The latest job of the same kind and bot that ended well, besides this one."""
    row = await reader.one(_OTHER_SUCCESS, kind=job.kind, bot_id=job.bot_id, job_id=job.id)
    return None if row is None else job_from_row(row)


async def jobs_of_account(reader: Reader, account_id: str, *, state: str, first: int, count: int) -> list[Job]:
    """Some jobs of an account, newest first. `state`: only these; every state where it is empty."""
    rows = await reader.all(_PAGE_OF_ACCOUNT, account_id=account_id, state=state, first=first, count=count)
    return [job_from_row(row) for row in rows]
