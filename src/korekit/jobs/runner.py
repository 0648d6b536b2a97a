"""Runs jobs in this process: claims one, keeps its lease, ends it together with its effects.

Woken at once by whoever adds a job, here or in another process; otherwise it looks every second, for leases that ran
out and for words that were lost. A dead worker's job goes on within `LEASE_MS` and one look.
"""

import asyncio
import contextlib
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from korekit.clock import Clock
from korekit.jobs.job import Job
from korekit.jobs.queue import CLAIM, END, JOBS_CHANNEL, RELEASE_ALL, RENEW, REST, job_from_row
from korekit.storage.database import Database, Transaction

__all__ = ["LEASE_MS", "JobFailed", "JobOutdated", "JobRunner", "Outcome", "Work", "nothing"]

LEASE_MS: Final = 5_000
_LOOK_S: Final = 1.0
_RENEW_S: Final = 1.5
# How soon a job that broke off is begun again.
_AGAIN_MS: Final = 500
_MAX_ATTEMPTS: Final = 5
# How soon a job of the platform's own that broke off too often is begun again.
_REST_MS: Final = 3_600_000
_log = logging.getLogger("korekit.jobs")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a job ended well: what to answer, and its effects, carried out in the transaction that ends it.

    `again_in_ms`: when a recurring job comes round next.
    """

    answer: dict[str, Any]
    effects: Callable[[Transaction], Awaitable[None]]
    bot_id: str | None = None
    again_in_ms: int | None = None


class JobFailed(Exception):
    """A job that cannot be done; `answer` is what its status says."""

    def __init__(self, answer: dict[str, Any]) -> None:
        super().__init__("the job failed")
        self.answer = answer


class JobOutdated(Exception):
    """Raised by effects: what the work was done on has changed meanwhile, so it is done again at once."""


Work = Callable[[Job], Awaitable[Outcome]]


class JobRunner:
    """Works on jobs until it is stopped; what it leaves is taken up by the next one."""

    def __init__(
        self, database: Database, clock: Clock, works: Mapping[str, Work], worker_id: str, *, at_once: int = 2
    ) -> None:
        self._database = database
        self._clock = clock
        self._works = works
        self._worker_id = worker_id
        self._at_once = at_once
        self._wake = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def wake(self) -> None:
        """Tell that a job was added."""
        self._wake.set()

    async def start(self, *, is_alone: bool) -> None:
        """Begin to work.

        Args:
            is_alone: no other process can hold the database, so that running jobs have no worker any more.
        """
        if is_alone:
            async with self._database.transaction() as transaction:
                await transaction.run(RELEASE_ALL)
        self._tasks = [asyncio.create_task(self._work_on()) for _ in range(self._at_once)]
        self._tasks.append(asyncio.create_task(self._database.listen(JOBS_CHANNEL, self.wake)))

    async def stop(self) -> None:
        """Stop working; a job that runs is begun again by the next worker."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _work_on(self) -> None:
        while True:
            try:
                job = await self._claim()
                if job is None:
                    # Not `wait_for`, which on 3.11 loses a cancellation that comes together with the wake.
                    with contextlib.suppress(TimeoutError):
                        async with asyncio.timeout(_LOOK_S):
                            await self._wake.wait()
                    self._wake.clear()
                else:
                    # There may be more than one: let the others look too.
                    self._wake.set()
                    await self._run(job)
            except asyncio.CancelledError:
                raise
            except Exception:
                # The edge of the worker: a database that is away for a while must not end it.
                _log.exception("the worker goes on after an error")
                await asyncio.sleep(_LOOK_S)

    async def _claim(self) -> Job | None:
        now = self._clock.now_ms()
        async with self._database.transaction() as transaction:
            row = await transaction.one(CLAIM, worker_id=self._worker_id, now=now, until=now + LEASE_MS)
        return None if row is None else job_from_row(row)

    async def _run(self, job: Job) -> None:
        lease = asyncio.create_task(self._keep_lease(job))
        try:
            if job.attempts > _MAX_ATTEMPTS:
                # It has broken off, or taken its worker with it, too often.
                rest_ms = _REST_MS if job.is_own else None
                await self._end(job, "failure", Outcome(job.answer, nothing, job.bot_id, rest_ms))
                return
            # Each time round, somebody else's change came first: this ends.
            while not await self._work(job):
                _log.info("job %s is done again: what it works on was changed", job.id)
        finally:
            lease.cancel()

    async def _work(self, job: Job) -> bool:
        """Do a job once and end it; false where it has to be done again."""
        try:
            outcome = await self._works[job.kind](job)
        except JobFailed as failed:
            await self._end(job, "failure", Outcome(failed.answer, nothing, job.bot_id))
        except Exception:
            # Whatever it is, a database or a disk that is away for a moment must not fail what was acknowledged.
            _log.exception("job %s broke off; it is begun again, %d times at most", job.id, _MAX_ATTEMPTS)
            await self._renew(job, _AGAIN_MS)
        else:
            try:
                await self._end(job, "success", outcome)
            except JobOutdated:
                return False
        return True

    async def _keep_lease(self, job: Job) -> None:
        while True:
            await asyncio.sleep(_RENEW_S)
            await self._renew(job, LEASE_MS)

    async def _renew(self, job: Job, for_ms: int) -> None:
        until = self._clock.now_ms() + for_ms
        async with self._database.transaction() as transaction:
            await transaction.run(RENEW, job_id=job.id, worker_id=self._worker_id, until=until)

    async def _end(self, job: Job, state: str, outcome: Outcome) -> None:
        if outcome.again_in_ms is not None:
            await self._rest(job, outcome, outcome.again_in_ms)
            return
        async with self._database.transaction() as transaction:
            ended = await transaction.run(
                END,
                job_id=job.id,
                worker_id=self._worker_id,
                end_state=state,
                end_answer=json.dumps(outcome.answer),
                end_bot=outcome.bot_id or job.bot_id,
                now=self._clock.now_ms(),
            )
            if ended:
                await outcome.effects(transaction)

    async def _rest(self, job: Job, outcome: Outcome, for_ms: int) -> None:
        now = self._clock.now_ms()
        async with self._database.transaction() as transaction:
            rests = await transaction.run(
                REST,
                job_id=job.id,
                worker_id=self._worker_id,
                end_answer=json.dumps(outcome.answer),
                now=now,
                until=now + for_ms,
            )
            if rests:
                await outcome.effects(transaction)


async def nothing(transaction: Transaction) -> None:
    """No effects."""
