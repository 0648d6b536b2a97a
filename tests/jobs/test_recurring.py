"""The platform's own jobs come round: not before they are due, not twice at once, and are never given up."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from korekit.jobs.job import Job
from korekit.jobs.queue import OPEN_JOBS, add_recurring, job_by_id
from korekit.jobs.runner import JobRunner, Outcome, nothing
from korekit.storage.database import Database
from korekit.storage.opening import open_database
from tests.clock import ManualClock

KIND = "round"


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = await open_database(database_url)
    yield opened
    await opened.close()


class Round:
    """Work that is due again in ten seconds."""

    def __init__(self, *, breaks: int = 0) -> None:
        self.turns = 0
        self._breaks = breaks

    async def work(self, job: Job) -> Outcome:
        self.turns += 1
        if self.turns <= self._breaks:
            raise OSError("the disk is away")
        return Outcome({"turn": self.turns}, nothing, again_in_ms=10_000)


async def scheduled(database: Database, clock: ManualClock) -> None:
    async with database.transaction() as transaction:
        await add_recurring(transaction, KIND, {"first": clock.now_ms()}, now_ms=clock.now_ms())


async def turned(database: Database, turn: int) -> Job:
    for _ in range(500):
        job = await job_by_id(database, KIND)
        assert job is not None
        if job.answer == {"turn": turn}:
            return job
        await asyncio.sleep(0.01)
    raise AssertionError(f"turn {turn} did not come")


async def test_it_rests_until_it_is_due(database: Database, clock: ManualClock) -> None:
    work = Round()
    runner = JobRunner(database, clock, {KIND: work.work}, "a")
    await scheduled(database, clock)
    await runner.start(is_alone=False)
    try:
        first = await turned(database, 1)
        assert (first.state, first.attempts) == ("pending", 0)
        clock.advance(9.999)
        runner.wake()
        await asyncio.sleep(0.1)
        assert work.turns == 1
        clock.advance(0.001)
        runner.wake()
        await turned(database, 2)
    finally:
        await runner.stop()
    assert work.turns == 2


async def test_it_is_added_once_and_keeps_what_it_was_first_asked(database: Database, clock: ManualClock) -> None:
    await scheduled(database, clock)
    first = await job_by_id(database, KIND)
    clock.advance(5)
    await scheduled(database, clock)
    assert await job_by_id(database, KIND) == first


async def test_it_goes_on_after_it_broke_off_too_often(database: Database, clock: ManualClock) -> None:
    work = Round(breaks=5)
    runner = JobRunner(database, clock, {KIND: work.work}, "a")
    await scheduled(database, clock)
    await runner.start(is_alone=False)
    try:
        for _ in range(6):
            before = work.turns
            for _ in range(200):
                if work.turns > before:
                    break
                await asyncio.sleep(0.005)
            await asyncio.sleep(0.02)
            clock.advance(1)
            runner.wake()
        assert work.turns == 5
        clock.advance(3_600)
        runner.wake()
        await turned(database, 6)
    finally:
        await runner.stop()


async def test_one_that_another_version_ended_comes_round_again(database: Database, clock: ManualClock) -> None:
    await scheduled(database, clock)

    async def end(job: Job) -> Outcome:
        return Outcome({}, nothing)

    runner = JobRunner(database, clock, {KIND: end}, "old")
    await runner.start(is_alone=False)
    for _ in range(500):
        job = await job_by_id(database, KIND)
        if job is not None and job.state == "success":
            break
        await asyncio.sleep(0.01)
    await runner.stop()
    await scheduled(database, clock)
    job = await job_by_id(database, KIND)
    assert job is not None
    assert job.state == "pending"


async def test_whoever_runs_the_platform_does_not_see_it_wait(database: Database, clock: ManualClock) -> None:
    await scheduled(database, clock)
    assert await database.all(OPEN_JOBS) == []
