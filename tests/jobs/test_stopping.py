"""A worker that is told to stop ends at once, whatever it does just then."""

import asyncio
from pathlib import Path

from korekit.jobs.queue import Job
from korekit.jobs.runner import JobRunner, Outcome
from korekit.storage.database import Transaction
from korekit.storage.opening import open_database
from tests.clock import ManualClock


async def _done(job: Job) -> Outcome:
    async def nothing(transaction: Transaction) -> None:
        """No effects."""

    return Outcome({}, nothing)


async def test_a_runner_stops_though_it_is_woken_in_the_same_moment(tmp_path: Path) -> None:
    database = await open_database(f"sqlite:///{tmp_path}/korekit.db")
    for _ in range(20):
        runner = JobRunner(database, ManualClock(), {"kind": _done}, "worker")
        await runner.start(is_alone=True)
        await asyncio.sleep(0.01)
        # Both reach the workers in one turn of the loop.
        runner.wake()
        await asyncio.wait_for(runner.stop(), 2)
    await database.close()
