"""Runs functions that keep a processor busy: small ones in a thread, large ones in a helper process.

One interpreter runs one thread at a time, so parsing a large definition in a thread stops every call for as long.
A helper is started when it is first needed and ends when it has had nothing to do for a while.
"""

import asyncio
import contextlib
import logging
import os
import pickle
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Final, TypeVar, cast

from korekit.offloading.messages import HEAD_BYTES, Message, Task, size_of, to_bytes

__all__ = ["HelperDied", "Offload"]

_T = TypeVar("_T")
_LARGE_BYTES: Final = 256 << 10
_IDLE_S: Final = 30.0
_START: Final = "from korekit.offloading.child import main; main()"
_log = logging.getLogger("korekit.offloading")


class HelperDied(RuntimeError):
    """The helper ended in the middle of its work: killed, or out of memory. The work can be begun again."""


class Offload:
    """Functions with their arguments in, results out."""

    def __init__(self, *, helpers: int | None = None, large_bytes: int = _LARGE_BYTES, idle_s: float = _IDLE_S) -> None:
        self._large_bytes = large_bytes
        self._idle_s = idle_s
        self._turns = asyncio.Semaphore(helpers or max(1, (os.cpu_count() or 1) // 2))
        self._free: list[_Helper] = []
        self._all: set[_Helper] = set()
        self._ending: asyncio.TimerHandle | None = None

    async def run(self, size_bytes: int, function: Callable[..., _T], *arguments: Any) -> _T:
        """What the function gives.

        Args:
            size_bytes: how much it works on; it decides where it runs.
            function: blocks; of a module, and its arguments and result can be pickled.
            arguments: for it.

        Raises:
            HelperDied: the process that ran it ended.
            Exception: what the function raises.
        """
        if size_bytes < self._large_bytes:
            return await asyncio.to_thread(function, *arguments)
        return cast(_T, await self._in_helper(Task(function, arguments, reports=False), None))

    async def run_reporting(
        self,
        size_bytes: int,
        on_report: Callable[[Any], Awaitable[None]],
        function: Callable[..., _T],
        *arguments: Any,
    ) -> _T:
        """The same, for a function that takes a last argument to report with.

        Args:
            size_bytes: how much it works on.
            on_report: is awaited with each report, in their order.
            function: blocks; calls its last argument with values that can be pickled.
            arguments: for it, without the last.
        """
        if size_bytes >= self._large_bytes:
            return cast(_T, await self._in_helper(Task(function, arguments, reports=True), on_report))
        loop = asyncio.get_running_loop()
        reports: asyncio.Queue[Any] = asyncio.Queue()

        def report(value: Any) -> None:
            loop.call_soon_threadsafe(reports.put_nowait, value)

        work = asyncio.create_task(asyncio.to_thread(function, *arguments, report))
        try:
            while not work.done() or not reports.empty():
                waiting = asyncio.create_task(reports.get())
                await asyncio.wait({work, waiting}, return_when=asyncio.FIRST_COMPLETED)
                if waiting.done():
                    await on_report(waiting.result())
                else:
                    waiting.cancel()
            return work.result()
        finally:
            work.cancel()

    async def close(self) -> None:
        """End the helpers; what they do is broken off."""
        if self._ending is not None:
            self._ending.cancel()
        for helper in list(self._all):
            await helper.kill()
        self._all.clear()
        self._free.clear()

    async def _in_helper(self, task: Task, on_report: Callable[[Any], Awaitable[None]] | None) -> Any:
        content = to_bytes(task)
        async with self._turns, self._helper() as helper:
            async for message in helper.ask(content):
                if message.kind == "report" and on_report is not None:
                    await on_report(message.value)
                elif message.kind == "result":
                    return message.value
                elif message.kind == "raised":
                    raise message.value
        raise HelperDied("the helper process ended in the middle of its work")

    @contextlib.asynccontextmanager
    async def _helper(self) -> AsyncIterator["_Helper"]:
        if self._ending is not None:
            self._ending.cancel()
            self._ending = None
        helper = self._free.pop() if self._free else await self._started()
        try:
            yield helper
        finally:
            # One that was left in the middle of a task would answer the next one with it.
            if helper.is_ready:
                self._free.append(helper)
                self._ending = asyncio.get_running_loop().call_later(self._idle_s, self._end_idle)
            else:
                self._all.discard(helper)
                await asyncio.shield(helper.kill())

    async def _started(self) -> "_Helper":
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            # The folder it is started in is nothing to import from.
            "-P",
            "-c",
            _START,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        if process.stdin is None or process.stdout is None:
            raise HelperDied("the helper process has no pipes")
        helper = _Helper(process, process.stdin, process.stdout)
        self._all.add(helper)
        return helper

    def _end_idle(self) -> None:
        self._ending = None
        for helper in self._free:
            self._all.discard(helper)
            helper.let_go()
        self._free.clear()


class _Helper:
    """One process. `is_ready`: it waits for a task."""

    def __init__(
        self, process: asyncio.subprocess.Process, tasks: asyncio.StreamWriter, answers: asyncio.StreamReader
    ) -> None:
        self._process = process
        self._tasks = tasks
        self._answers = answers
        self.is_ready = True

    async def ask(self, content: bytes) -> AsyncIterator[Message]:
        """Everything the helper says to a task, up to its end or the helper's."""
        self.is_ready = False
        with contextlib.suppress(ConnectionError):
            self._tasks.write(content)
            await self._tasks.drain()
        while (message := await self._next()) is not None:
            self.is_ready = message.kind != "report"
            yield message

    async def _next(self) -> Message | None:
        try:
            head = await self._answers.readexactly(HEAD_BYTES)
            body = await self._answers.readexactly(size_of(head))
        except (asyncio.IncompleteReadError, ConnectionError):
            _log.warning("a helper process ended in the middle of its work")
            return None
        message: Message = pickle.loads(body)  # noqa: S301 - from this program's own other half
        return message

    def let_go(self) -> None:
        """Let it end by itself: its input ends."""
        self._tasks.close()

    async def kill(self) -> None:
        """End it now."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        # Only then are its pipes closed as well.
        await self._process.wait()
