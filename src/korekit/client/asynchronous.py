"""The asynchronous client: the methods of the synchronous one, awaited, over the same flows.

A call that is cancelled closes its connection; whether the host carried it out is then unknown.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from types import TracebackType
from typing import Any, ParamSpec, TypeVar, overload

import httpx2

from korekit.catalog.operation import Async, Operation
from korekit.catalog.operations import AllOperations
from korekit.client.answers import Answer, Received
from korekit.client.configured import Configured
from korekit.client.credentials import Session
from korekit.client.effects import NOTHING, Effect, Fetch, Flow, Pause, Send, Take
from korekit.client.errors import ClientClosed, NotReached
from korekit.client.http import (
    ERROR_BODY_BYTES,
    FileSink,
    making,
    options_of,
    reaching,
    received,
    sending,
    time_limits,
    took_too_long,
)
from korekit.client.jobs import JobProgress, Patience
from korekit.client.requests import Invocation, invoke
from korekit.client.settings import ClientSettings

__all__ = ["AsyncClient"]

_P = ParamSpec("_P")
_R = TypeVar("_R")
_T = TypeVar("_T")


class AsyncClient(Configured["_Driver"], AllOperations[Async]):
    """Calls operations of a host: `await client.get_change_logs(bot_id, limit=20)` returns the entries.

    A method for every operation comes from the catalogue; what the client is made with stands at `Configured`.
    """

    def _new_driver(self, settings: ClientSettings) -> "_Driver":
        return _Driver(settings)

    async def __aenter__(self) -> "AsyncClient":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections; calls under way end with `ClientClosed`."""
        await self._driver.close()

    async def start_session(self) -> Session:
        """Sign in, unless that was done, and return who is signed in."""
        return await self._driver.run(self._flows.start_session())

    def bind(self, operation: Operation[_P, _R]) -> Callable[_P, Awaitable[_R]]:
        """The call of an operation; `client.get_bots` is `client.bind(AllOperations.get_bots)`."""

        async def call(*args: _P.args, **kwargs: _P.kwargs) -> _R:
            return (await self.answer(operation, *args, **kwargs)).result

        return call

    async def answer(self, operation: Operation[_P, _R], *args: _P.args, **kwargs: _P.kwargs) -> Answer[_R]:
        """Call an operation and return the whole answer: status, headers, body, result.

        Raises:
            ClientError: as drawn in `korekit.client.errors`.
        """
        return await self.send(invoke(operation, *args, **kwargs))

    async def send(self, invocation: Invocation) -> Answer[Any]:
        """Call an operation with arguments by name, and with fields that the catalogue may not know."""
        return await self._driver.run(self._flows.call(invocation))

    async def pages(self, operation: Operation[_P, _R], *args: _P.args, **kwargs: _P.kwargs) -> AsyncIterator[_R]:
        """The pages of an operation, from the one that the arguments name to the last; each is asked when it is due.

        A range of dates that is too long for one call is asked for in pieces. Where the operation has no pages, its
        answer is the only one.

        Raises:
            InvalidArgument: no position, size or date.
        """
        async for answer in self.answered_pages(invoke(operation, *args, **kwargs)):
            yield answer.result

    async def answered_pages(self, invocation: Invocation) -> AsyncIterator[Answer[Any]]:
        """The same with the whole answer of each page."""
        async for answer, _ in self._walked(invocation):
            yield answer

    @overload
    def iterate(self, operation: Operation[_P, list[_T]], *args: _P.args, **kwargs: _P.kwargs) -> AsyncIterator[_T]: ...
    @overload
    def iterate(self, operation: Operation[_P, _R], *args: _P.args, **kwargs: _P.kwargs) -> AsyncIterator[Any]: ...
    async def iterate(self, operation: Operation[_P, Any], *args: _P.args, **kwargs: _P.kwargs) -> AsyncIterator[Any]:
        """The entries of all pages, one after the other; one that moved on to the next page meanwhile comes once."""
        async for _, new in self._walked(invoke(operation, *args, **kwargs)):
            for entry in new:
                yield entry

    async def _walked(self, invocation: Invocation) -> AsyncIterator[tuple[Answer[Any], list[Any]]]:
        walk = self._flows.walk(invocation)
        while (asked := walk.next()) is not None:
            answer = await self.send(asked)
            yield answer, walk.take(answer)

    @overload
    async def wait(
        self,
        operation: Operation[Any, Any],
        started: Answer[Any] | str,
        *,
        status: Operation[Any, _R],
        patience: Patience | None = None,
        on_progress: Callable[[JobProgress], None] | None = None,
    ) -> _R: ...
    @overload
    async def wait(
        self,
        operation: Operation[Any, Any],
        started: Answer[Any] | str,
        *,
        patience: Patience | None = None,
        on_progress: Callable[[JobProgress], None] | None = None,
    ) -> Any: ...
    async def wait(
        self,
        operation: Operation[Any, Any],
        started: Answer[Any] | str,
        *,
        status: Operation[Any, Any] | None = None,
        patience: Patience | None = None,
        on_progress: Callable[[JobProgress], None] | None = None,
    ) -> Any:
        """Wait for a job, and return the result of its last status.

        Args:
            operation: the operation that started it.
            started: its answer, or the id that the status is asked with.
            status: the operation that tells its state, for who wants the result's type checked.
            patience: how long, and how often to look.
            on_progress: called with each look at it, the last included.

        Raises:
            JobFailed: it ended without success.
            JobTimeout: it still runs.
        """
        flow = self._flows.wait(operation, started, patience or self._settings.patience, on_progress, status)
        return (await self._driver.run(flow)).result

    async def save(
        self,
        operation: Operation[Any, Any],
        started: Answer[Any] | str,
        to: Path,
        *,
        patience: Patience | None = None,
        on_progress: Callable[[JobProgress], None] | None = None,
    ) -> Path:
        """Wait for a job that makes a file, and save the file.

        Raises:
            InvalidArgument: the operation makes no file.
            JobFailed: it ended without success.
            JobTimeout: it still runs.
        """
        chosen = patience or self._settings.patience
        return await self._driver.save(to, lambda sink: self._flows.save(operation, started, sink, chosen, on_progress))

    async def download(self, url: str, to: Path) -> Path:
        """Save a file by an address that a job gave; nothing that identifies the caller is sent.

        The file appears under its name only when it is complete, and replaces one that is there. Writing to the
        disk is not awaited.

        Raises:
            CallFailed: the host does not give it.
        """
        return await self._driver.save(to, lambda sink: self._flows.download(url, sink))


class _Driver:
    """Carries flows out over one pool of connections."""

    def __init__(self, settings: ClientSettings) -> None:
        options = options_of(settings)
        self._settings = settings
        self._closed = asyncio.Event()
        # Each task that calls, with what is done once its call is over.
        self._running: dict[asyncio.Task[Any], asyncio.Future[None]] = {}
        with making():
            self._http = httpx2.AsyncClient(**options)

    async def close(self) -> None:
        self._closed.set()
        me = asyncio.current_task()
        others = {task: ended for task, ended in self._running.items() if task is not me}
        for task in others:
            task.cancel()
        if others:
            await asyncio.wait(others.values())
        await self._http.aclose()

    async def save(self, to: Path, flow: Callable[[FileSink], Flow[None]]) -> Path:
        sink = FileSink(to)
        try:
            await self.run(flow(sink))
            return sink.finish()
        finally:
            sink.discard()

    async def run(self, flow: Flow[_T]) -> _T:
        task = asyncio.current_task()
        if self._closed.is_set() or task is None:
            raise ClientClosed("The client is closed.")
        ended = self._running[task] = asyncio.get_running_loop().create_future()
        try:
            return await self._carry_out(flow)
        except asyncio.CancelledError as error:
            # Closing cancels with nothing but the call in mind: the task itself may go on.
            if not self._closed.is_set() or task.uncancel() > 0:
                raise
            closed = ClientClosed("The client was closed during the call.")
            flow.throw(closed)
            raise closed from error
        finally:
            del self._running[task]
            ended.set_result(None)
            flow.close()

    async def _carry_out(self, flow: Flow[_T]) -> _T:
        try:
            effect = next(flow)
            while True:
                try:
                    outcome = await self._do(effect)
                except NotReached as error:
                    effect = flow.throw(error)
                else:
                    effect = flow.send(outcome)
        except StopIteration as end:
            result: _T = end.value
            return result

    async def _do(self, effect: Effect) -> Received:
        if isinstance(effect, Pause):
            await asyncio.sleep(effect.seconds)
            return NOTHING
        if isinstance(effect, Take):
            if effect.turn.is_quick:
                effect.turn.take()
            else:
                await asyncio.to_thread(effect.turn.take)
            return NOTHING
        within_s = effect.within_s if isinstance(effect, Send) else None
        with reaching(effect.request.url), sending(effect.request) as outgoing:
            request = self._http.build_request(**outgoing, timeout=time_limits(self._settings, within_s))
            if isinstance(effect, Fetch):
                return await self._fetch(request, effect)
            try:
                async with asyncio.timeout(within_s):
                    response = await self._http.send(request)
            except TimeoutError:
                raise took_too_long(effect.request.url) from None
            return received(response, response.content)

    async def _fetch(self, request: httpx2.Request, effect: Fetch) -> Received:
        response = await self._http.send(request, stream=True, follow_redirects=True)
        try:
            kept = b""
            effect.sink.start()
            async for chunk in response.aiter_bytes():
                if response.status_code == 200:
                    effect.sink.write(chunk)
                elif len(kept) < ERROR_BODY_BYTES:
                    kept += chunk
            return received(response, kept)
        finally:
            await response.aclose()
