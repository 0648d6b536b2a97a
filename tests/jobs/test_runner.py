"""Every job ends exactly once, however often it is begun and by whomever."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from korekit.clock import SystemClock
from korekit.jobs.queue import Job, job_by_id
from korekit.jobs.runner import JobFailed, JobOutdated, JobRunner, Outcome
from korekit.storage.database import Database
from korekit.storage.opening import open_database
from tests.clock import ManualClock
from tests.jobs.working import KIND, Bench, ended, make_job

LEASE_S = 5


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = await open_database(database_url)
    yield opened
    await opened.close()


@asynccontextmanager
async def running(
    database: Database, bench: Bench, clock: ManualClock, *, is_alone: bool = False, at_once: int = 2
) -> AsyncIterator[JobRunner]:
    """A runner, stopped at the end."""
    runner = JobRunner(database, clock, {KIND: bench.work}, bench.name, at_once=at_once)
    await runner.start(is_alone=is_alone)
    try:
        yield runner
    finally:
        await asyncio.wait_for(runner.stop(), 5)


async def begun(bench: Bench, count: int) -> None:
    """Wait until a bench has begun so many jobs, for five seconds at most."""
    for _ in range(500):
        if len(bench.begun) >= count:
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"{bench.begun}, not {count} jobs")


async def test_a_job_is_done_and_its_end_tells_the_answer(database: Database, clock: ManualClock) -> None:
    bench = Bench()
    await make_job(database, "one")
    async with running(database, bench, clock):
        job = await ended(database, "one")
    assert (job.state, job.answer, job.attempts) == ("success", {"done": "bench"}, 1)
    assert (job.started_at, job.finished_at) == (clock.now_ms(), clock.now_ms())
    assert await bench.effects(database) == ["one"]


async def test_the_oldest_is_done_first(database: Database, clock: ManualClock) -> None:
    for job_id, at in (("third", 3), ("first", 1), ("second", 2)):
        await make_job(database, job_id, at=at)
    bench = Bench()
    async with running(database, bench, clock, at_once=1):
        await ended(database, "third")
    assert bench.begun == ["first", "second", "third"]


async def test_who_is_woken_works_at_once_and_who_is_not_looks_every_second(
    database: Database, clock: ManualClock
) -> None:
    bench = Bench()
    loop = asyncio.get_running_loop()
    async with running(database, bench, clock) as runner:
        await asyncio.sleep(0.1)
        await make_job(database, "told")
        started = loop.time()
        runner.wake()
        await ended(database, "told")
        assert loop.time() - started < 0.5
        await make_job(database, "found")
        await ended(database, "found")
        assert loop.time() - started < 2.5


async def test_two_runners_that_race_do_each_job_once(database_url: str) -> None:
    first_database, second_database = await open_database(database_url), await open_database(database_url)
    names = [f"job {number:03}" for number in range(100)]
    for number, name in enumerate(names):
        await make_job(first_database, name, at=number)
    clock = ManualClock()
    first, second = Bench("first"), Bench("second")
    async with running(first_database, first, clock, at_once=4), running(second_database, second, clock, at_once=4):
        jobs = [await ended(first_database, name) for name in names]
    assert {job.state for job in jobs} == {"success"}
    assert await first.effects(first_database) == names
    assert sorted(first.begun + second.begun) == names
    assert first.begun
    assert second.begun
    await first_database.close()
    await second_database.close()


async def test_a_lost_lease_leaves_the_end_to_the_next_holder(database: Database, clock: ManualClock) -> None:
    slow, quick = Bench("slow", gate=asyncio.Event()), Bench("quick")
    await make_job(database, "one")
    # One at a time, so that it does not take its own job up again.
    async with running(database, slow, clock, at_once=1):
        await begun(slow, 1)
        clock.advance(LEASE_S + 1)
        async with running(database, quick, clock):
            job = await ended(database, "one")
            assert (job.answer, job.attempts) == ({"done": "quick"}, 2)
        assert slow.gate is not None
        slow.gate.set()
        # The slow one ends too, and finds that the end is not its own any more.
        await make_job(database, "two")
        await ended(database, "two")
    job = await ended(database, "one")
    assert job.answer == {"done": "quick"}
    assert await slow.effects(database) == ["one", "two"]


async def test_a_long_job_keeps_its_lease(database: Database, clock: ManualClock) -> None:
    slow, other = Bench("slow", gate=asyncio.Event()), Bench("other")
    await make_job(database, "one")
    async with running(database, slow, clock):
        await begun(slow, 1)
        async with running(database, other, clock) as waiting:
            for _ in range(2):
                # Less than a lease at a time, more than one together.
                clock.advance(LEASE_S - 1)
                await asyncio.sleep(1.7)
                waiting.wake()
            await asyncio.sleep(0.05)
            assert other.begun == []
            assert slow.gate is not None
            slow.gate.set()
            assert (await ended(database, "one")).attempts == 1


async def test_a_stopped_workers_job_is_taken_up_by_the_next(database: Database, clock: ManualClock) -> None:
    first, second = Bench("first", gate=asyncio.Event()), Bench("second")
    await make_job(database, "one")
    async with running(database, first, clock):
        await begun(first, 1)
    job = await job_by_id(database, "one")
    assert job is not None
    assert job.state == "running"
    # Whoever is alone need not wait for the lease to run out.
    async with running(database, second, clock, is_alone=True):
        job = await ended(database, "one")
    assert (job.state, job.attempts) == ("success", 2)
    assert await first.effects(database) == ["one"]


async def test_who_is_not_alone_waits_for_the_lease(database: Database, clock: ManualClock) -> None:
    first, second = Bench("first", gate=asyncio.Event()), Bench("second")
    await make_job(database, "one")
    async with running(database, first, clock):
        await begun(first, 1)
    async with running(database, second, clock) as runner:
        await asyncio.sleep(0.2)
        assert second.begun == []
        clock.advance(LEASE_S + 0.001)
        runner.wake()
        assert (await ended(database, "one")).state == "success"


async def test_a_job_that_takes_its_workers_with_it_ends_after_five_attempts(
    database: Database, clock: ManualClock
) -> None:
    await make_job(database, "poison")
    deadly = Bench("deadly", gate=asyncio.Event())
    for attempt in range(1, 6):
        async with running(database, deadly, clock, is_alone=True):
            await begun(deadly, attempt)
    async with running(database, deadly, clock, is_alone=True):
        job = await ended(database, "poison")
    assert (job.state, job.answer, job.attempts) == ("failure", {"step": 1}, 6)
    assert deadly.begun == ["poison"] * 5
    assert await deadly.effects(database) == []


async def test_a_job_that_cannot_be_done_says_so(database: Database, clock: ManualClock) -> None:
    async def fail(job: Job) -> Outcome:
        raise JobFailed({"why": job.request["asked"]})

    bench = Bench()
    await make_job(database, "one")
    runner = JobRunner(database, clock, {KIND: fail}, "failing")
    await runner.start(is_alone=False)
    job = await ended(database, "one")
    await runner.stop()
    assert (job.state, job.answer) == ("failure", {"why": "one"})
    assert await bench.effects(database) == []


async def test_a_job_that_breaks_off_is_begun_again_and_done(
    database: Database, clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    async def break_off_twice(job: Job) -> Outcome:
        if job.attempts < 3:
            raise OSError("the disk was away for a moment")
        return await bench.work(job)

    bench = Bench()
    await make_job(database, "one")
    runner = JobRunner(database, clock, {KIND: break_off_twice}, "breaking")
    with caplog.at_level(logging.CRITICAL, logger="korekit.jobs"):
        await runner.start(is_alone=False)
        job = await ended_as_time_goes_on(database, "one", runner, clock)
        await runner.stop()
    assert (job.state, job.attempts) == ("success", 3)
    assert await bench.effects(database) == ["one"]


async def test_a_job_that_always_breaks_off_ends_after_five_attempts_and_others_go_on(
    database: Database, clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    async def break_down(job: Job) -> Outcome:
        if job.id == "bad":
            raise ZeroDivisionError("made up")
        return await bench.work(job)

    bench = Bench()
    await make_job(database, "bad", at=1)
    await make_job(database, "good", at=2)
    runner = JobRunner(database, clock, {KIND: break_down}, "breaking")
    with caplog.at_level(logging.CRITICAL, logger="korekit.jobs"):
        await runner.start(is_alone=False)
        good = await ended(database, "good")
        bad = await ended_as_time_goes_on(database, "bad", runner, clock)
        await runner.stop()
    assert (bad.state, bad.answer, bad.attempts) == ("failure", {"step": 1}, 6)
    assert good.state == "success"
    assert await bench.effects(database) == ["good"]


async def ended_as_time_goes_on(database: Database, job_id: str, runner: JobRunner, clock: ManualClock) -> Job:
    """The job once it has ended, with a second of the test's time in each look."""
    for _ in range(200):
        job = await job_by_id(database, job_id)
        assert job is not None
        if not job.is_open:
            return job
        clock.advance(1)
        runner.wake()
        await asyncio.sleep(0.02)
    raise AssertionError(f"{job_id} did not end")


async def test_what_has_changed_meanwhile_is_done_again_and_counts_once(database: Database, clock: ManualClock) -> None:
    async def be_outdated_twice(job: Job) -> None:
        if len(bench.begun) < 3:
            raise JobOutdated

    bench = Bench(before_effects=be_outdated_twice)
    await make_job(database, "one")
    async with running(database, bench, clock):
        job = await ended(database, "one")
    assert (job.state, job.attempts) == ("success", 1)
    assert bench.begun == ["one"] * 3
    assert await bench.effects(database) == ["one"]


async def test_effects_that_fail_leave_nothing_and_are_tried_again(
    database: Database, clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail_once(job: Job) -> None:
        if len(bench.begun) == 1:
            raise OSError("the disk was away")

    bench = Bench(before_effects=fail_once)
    await make_job(database, "one")
    with caplog.at_level(logging.CRITICAL, logger="korekit.jobs"):
        async with running(database, bench, clock, at_once=1):
            await begun(bench, 1)
            await asyncio.sleep(0.1)
            job = await job_by_id(database, "one")
            assert job is not None
            assert job.state == "running"
            clock.advance(LEASE_S + 1)
            job = await ended(database, "one")
    assert (job.state, job.attempts) == ("success", 2)
    assert await bench.effects(database) == ["one"]


async def test_time_goes_on_by_the_machines_clock(database: Database) -> None:
    await make_job(database, "one")
    bench = Bench()
    runner = JobRunner(database, SystemClock(), {KIND: bench.work}, "real")
    await runner.start(is_alone=True)
    job = await ended(database, "one")
    await runner.stop()
    assert job.started_at is not None
    assert job.finished_at is not None
    assert 0 <= job.finished_at - job.started_at < 5000
