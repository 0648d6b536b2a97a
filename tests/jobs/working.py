"""Jobs to be done in tests, whose effects can be counted: each is one row of the files."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from sqlalchemy import select

from korekit.jobs.queue import Job, add_job, job_by_id
from korekit.jobs.runner import Outcome
from korekit.records.files import ADD_FILE, files
from korekit.storage.database import Database, Transaction
from korekit.storage.statements import Statement

__all__ = ["KIND", "Bench", "ended", "make_job"]

KIND = "made-up"
_EFFECTS = Statement(select(files.c.name).order_by(files.c.name))


async def make_job(database: Database, job_id: str, *, at: int = 0) -> None:
    """Put a job into the queue."""
    job = Job(
        id=job_id,
        kind=KIND,
        account_id="a",
        bot_id=None,
        state="pending",
        request={"asked": job_id},
        answer={"step": 1},
        created_by="u",
        created_at=at,
    )
    async with database.transaction() as transaction:
        await add_job(transaction, job)


async def ended(database: Database, job_id: str) -> Job:
    """The job once it has ended, within five seconds."""
    for _ in range(500):
        job = await job_by_id(database, job_id)
        assert job is not None
        if not job.is_open:
            return job
        await asyncio.sleep(0.01)
    raise AssertionError(f"{job_id} did not end")


@dataclass
class Bench:
    """Does jobs: notes each that it begins, waits where it is told to, and leaves one row as an effect."""

    name: str = "bench"
    begun: list[str] = field(default_factory=list)
    gate: asyncio.Event | None = None
    before_effects: Callable[[Job], Awaitable[None]] | None = None

    async def work(self, job: Job) -> Outcome:
        self.begun.append(job.id)
        if self.gate is not None:
            await self.gate.wait()

        async def effects(transaction: Transaction) -> None:
            if self.before_effects is not None:
                await self.before_effects(job)
            # The row has an id of its own, so that nothing but the runner keeps it from being there twice.
            row_id = f"{job.id} by {self.name}, time {len(self.begun)}"
            await transaction.run(
                ADD_FILE,
                id=row_id,
                account_id="a",
                sha256="",
                sha1="",
                size=0,
                name=job.id,
                context="",
                extension="",
                uploaded_by=self.name,
                created_at=0,
            )

        return Outcome({"done": self.name}, effects)

    @staticmethod
    async def effects(database: Database) -> list[str]:
        """The ids of the jobs whose effects are there, as often as they are."""
        return [name for (name,) in await database.all(_EFFECTS)]
