"""procrastinate, as its documentation shows it, with the documented rescue of stalled jobs, its times tuned to ours.

Run: `python -m bench.job_workers.procrastinate_engine URL MODE`.
"""

import asyncio
import sys
from typing import Any

from procrastinate import App, JobContext, PsycopgConnector

from bench.job_workers.trial import AT_ONCE, LONG_S, run_trial

# The platform's runner renews a lease of 5 s every 1.5 s and looks every second.
HEARTBEAT_S, STALLED_S, RESCUE_S = 1.5, 5.0, 1.0


class Procrastinate:
    """An app as an engine."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._tasks: dict[str, Any] = {"trivial": app.task(_trivial, name="trivial")}
        self._tasks["slow"] = app.task(_slow, name="slow", pass_context=True)

    async def work(self) -> None:
        rescuing = asyncio.create_task(self._rescue_on())
        try:
            await self._app.run_worker_async(
                concurrency=AT_ONCE,
                install_signal_handlers=False,
                update_heartbeat_interval=HEARTBEAT_S,
                stalled_worker_timeout=STALLED_S,
            )
        finally:
            rescuing.cancel()

    async def _rescue_on(self) -> None:
        while True:
            await asyncio.sleep(RESCUE_S)
            for job in await self._app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_S):
                await self._app.job_manager.retry_job(job)

    async def send(self, kind: str, count: int) -> list[str]:
        ids = await self._tasks[kind].batch_defer_async(*({} for _ in range(count)))
        return [str(one) for one in ids]

    async def unfinished(self, ids: list[str]) -> int:
        while ids:
            if await self._status(ids[-1]) in ("todo", "doing"):
                return len(ids)
            ids.pop()
        return 0

    async def is_running(self, job_id: str) -> bool:
        return await self._status(job_id) == "doing"

    async def _status(self, job_id: str) -> str:
        status = await self._app.job_manager.get_job_status_async(int(job_id))
        return str(status.value)


async def _trivial() -> None:
    """Nothing to do."""


async def _slow(context: JobContext) -> None:
    if context.job.attempts == 0:
        await asyncio.sleep(LONG_S)


async def main(url: str, mode: str) -> None:
    """Do what the command line asked for."""
    app = App(connector=PsycopgConnector(conninfo=url))
    async with app.open_async():
        if mode == "schema":
            await app.schema_manager.apply_schema_async()
        else:
            await run_trial(Procrastinate(app), mode)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:3]))
