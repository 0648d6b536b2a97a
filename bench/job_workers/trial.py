"""The trial itself, the same for each engine: one job after the other, then many at once, or one in trouble."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from typing import Final, Protocol

__all__ = ["AT_ONCE", "LONG_S", "LOOK_S", "Engine", "run_trial"]

AT_ONCE: Final = 2
# How long the first worker of a slow job would take.
LONG_S: Final = 60.0
LOOK_S: Final = 0.001
_ONE_BY_ONE: Final = 15
_MANY: Final = 600
_WITHIN_S: Final = 40.0


class Engine(Protocol):
    """What a job engine does."""

    async def work(self) -> None:
        """Work on jobs until cancelled."""
        ...

    async def send(self, kind: str, count: int) -> list[str]:
        """Send jobs in one transaction; answers their ids."""
        ...

    async def unfinished(self, ids: list[str]) -> int:
        """How many of these have not ended."""
        ...

    async def is_running(self, job_id: str) -> bool:
        """Whether a worker has begun it."""
        ...


async def run_trial(engine: Engine, mode: str) -> None:
    """Do what the command line asked for; prints its outcome."""
    if mode == "serve":
        print("ready", flush=True)
        await engine.work()
    elif mode == "slow":
        await _slow(engine)
    elif mode == "send":
        await _send(engine)
    else:
        working = asyncio.create_task(engine.work())
        await asyncio.sleep(0.5)
        await _send(engine)
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)


async def _send(engine: Engine) -> None:
    await _ended(engine, await engine.send("trivial", 5))
    latencies_ms: list[float] = []
    for _ in range(_ONE_BY_ONE):
        begun = time.perf_counter()
        await _ended(engine, await engine.send("trivial", 1))
        latencies_ms.append((time.perf_counter() - begun) * 1000)
    begun = time.perf_counter()
    await _ended(engine, await engine.send("trivial", _MANY))
    print(json.dumps({"latencies_ms": latencies_ms, "per_second": _MANY / (time.perf_counter() - begun)}), flush=True)


async def _slow(engine: Engine) -> None:
    (job_id,) = await engine.send("slow", 1)
    await _until(lambda: engine.is_running(job_id))
    print("running", flush=True)
    await _ended(engine, [job_id])
    print("done", flush=True)


async def _ended(engine: Engine, ids: list[str]) -> None:
    async def has_ended() -> bool:
        return await engine.unfinished(ids) == 0

    # Many jobs are asked for less often, so that asking does not take their database's time.
    await _until(has_ended, LOOK_S if len(ids) == 1 else LOOK_S * 20)


async def _until(is_true: Callable[[], Awaitable[bool]], look_s: float = LOOK_S) -> None:
    async with asyncio.timeout(_WITHIN_S):
        # What is waited for happens in another process.
        while not await is_true():  # noqa: ASYNC110
            await asyncio.sleep(look_s)
