"""The platform's own runner, `korekit.jobs.runner`, on the platform's own tables.

Run: `python -m bench.job_workers.ours URL MODE`.
"""

import asyncio
import sys

import uvloop

from bench.job_workers.trial import AT_ONCE, LONG_S, run_trial
from korekit.clock import SystemClock
from korekit.ids import Ids
from korekit.jobs.queue import Job, add_job, job_by_id
from korekit.jobs.runner import JobRunner, Outcome
from korekit.storage.database import Database, Transaction
from korekit.storage.opening import open_database


class Ours:
    """The runner as an engine."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._ids = Ids()
        works = {"trivial": _trivial, "slow": _slow}
        self._runner = JobRunner(database, SystemClock(), works, self._ids.uuid(), at_once=AT_ONCE)

    async def work(self) -> None:
        await self._runner.start(is_alone=False)
        try:
            await asyncio.Event().wait()
        finally:
            await self._runner.stop()

    async def send(self, kind: str, count: int) -> list[str]:
        ids = [self._ids.prefixed("job") for _ in range(count)]
        now = SystemClock().now_ms()
        async with self._database.transaction() as transaction:
            for job_id in ids:
                job = Job(
                    id=job_id,
                    kind=kind,
                    account_id="account",
                    bot_id=None,
                    state="pending",
                    request={},
                    answer={},
                    created_by="user",
                    created_at=now,
                )
                await add_job(transaction, job)
        self._runner.wake()
        return ids

    async def unfinished(self, ids: list[str]) -> int:
        # Looked at from the end: while one is open, the others need no look.
        while ids:
            job = await job_by_id(self._database, ids[-1])
            if job is None or job.is_open:
                return len(ids)
            ids.pop()
        return 0

    async def is_running(self, job_id: str) -> bool:
        job = await job_by_id(self._database, job_id)
        return job is not None and job.state == "running"


async def _trivial(job: Job) -> Outcome:
    return Outcome(job.answer, _nothing)


async def _slow(job: Job) -> Outcome:
    if job.attempts == 1:
        await asyncio.sleep(LONG_S)
    return Outcome(job.answer, _nothing)


async def _nothing(transaction: Transaction) -> None:
    """No effects."""


async def main(url: str, mode: str) -> None:
    """Do what the command line asked for."""
    database = await open_database(url)
    try:
        await run_trial(Ours(database), mode)
    finally:
        await database.close()


if __name__ == "__main__":
    uvloop.run(main(*sys.argv[1:3]))
