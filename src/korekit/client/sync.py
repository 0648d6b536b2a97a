"""The synchronous client: a method for every operation, and a driver that carries its flows out.

It may be shared between threads.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, ParamSpec, TypeVar, overload

import httpx2

from korekit.catalog.operation import Operation, Sync
from korekit.catalog.operations import AllOperations
from korekit.client.answers import Answer, Received
from korekit.client.closing import Closing
from korekit.client.configured import Configured
from korekit.client.credentials import Session
from korekit.client.deadlines import Deadlines
from korekit.client.effects import NOTHING, Effect, Fetch, Flow, Pause, Send, Take
from korekit.client.errors import NotReached
from korekit.client.http import (
    ERROR_BODY_BYTES,
    FileSink,
    making,
    options_of,
    reaching,
    received,
    sending,
    time_limits,
)
from korekit.client.jobs import JobProgress, Patience
from korekit.client.requests import Invocation, invoke
from korekit.client.settings import ClientSettings

__all__ = ["Client"]

_P = ParamSpec("_P")
_R = TypeVar("_R")
_T = TypeVar("_T")


class Client(Configured["_Driver"], AllOperations[Sync]):
    """Calls operations of a host: `client.get_change_logs(bot_id, limit=20)` returns the entries.

    A method for every operation comes from the catalogue; what the client is made with stands at `Configured`.
    """

    def _new_driver(self, settings: ClientSettings) -> "_Driver":
        return _Driver(settings)

    def __enter__(self) -> "Client":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections; calls that other threads are in end with `ClientClosed`."""
        self._driver.close()

    def start_session(self) -> Session:
        """Sign in, unless that was done, and return who is signed in."""
        return self._driver.run(self._flows.start_session())

    def bind(self, operation: Operation[_P, _R]) -> Callable[_P, _R]:
        """The call of an operation; `client.get_bots` is `client.bind(AllOperations.get_bots)`."""

        def call(*args: _P.args, **kwargs: _P.kwargs) -> _R:
            return self.answer(operation, *args, **kwargs).result

        return call

    def answer(self, operation: Operation[_P, _R], *args: _P.args, **kwargs: _P.kwargs) -> Answer[_R]:
        """Call an operation and return the whole answer: status, headers, body, result.

        Raises:
            ClientError: as drawn in `korekit.client.errors`.
        """
        return self.send(invoke(operation, *args, **kwargs))

    def send(self, invocation: Invocation) -> Answer[Any]:
        """Call an operation with arguments by name, and with fields that the catalogue may not know."""
        return self._driver.run(self._flows.call(invocation))

    def pages(self, operation: Operation[_P, _R], *args: _P.args, **kwargs: _P.kwargs) -> Iterator[_R]:
        """The pages of an operation, from the one that the arguments name to the last; each is asked when it is due.

        A range of dates that is too long for one call is asked for in pieces. Where the operation has no pages, its
        answer is the only one.

        Raises:
            InvalidArgument: no position, size or date.
        """
        for answer in self.answered_pages(invoke(operation, *args, **kwargs)):
            yield answer.result

    def answered_pages(self, invocation: Invocation) -> Iterator[Answer[Any]]:
        """The same with the whole answer of each page."""
        return (answer for answer, _ in self._walked(invocation))

    @overload
    def iterate(self, operation: Operation[_P, list[_T]], *args: _P.args, **kwargs: _P.kwargs) -> Iterator[_T]: ...
    @overload
    def iterate(self, operation: Operation[_P, _R], *args: _P.args, **kwargs: _P.kwargs) -> Iterator[Any]: ...
    def iterate(self, operation: Operation[_P, Any], *args: _P.args, **kwargs: _P.kwargs) -> Iterator[Any]:
        """The entries of all pages, one after the other; one that moved on to the next page meanwhile comes once."""
        for _, new in self._walked(invoke(operation, *args, **kwargs)):
            yield from new

    def _walked(self, invocation: Invocation) -> Iterator[tuple[Answer[Any], list[Any]]]:
        walk = self._flows.walk(invocation)
        while (asked := walk.next()) is not None:
            answer = self.send(asked)
            yield answer, walk.take(answer)

    @overload
    def wait(
        self,
        operation: Operation[Any, Any],
        started: Answer[Any] | str,
        *,
        status: Operation[Any, _R],
        patience: Patience | None = None,
        on_progress: Callable[[JobProgress], None] | None = None,
    ) -> _R: ...
    @overload
    def wait(
        self,
        operation: Operation[Any, Any],
        started: Answer[Any] | str,
        *,
        patience: Patience | None = None,
        on_progress: Callable[[JobProgress], None] | None = None,
    ) -> Any: ...
    def wait(
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
        return self._driver.run(flow).result

    def save(
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
        return self._driver.save(to, lambda sink: self._flows.save(operation, started, sink, chosen, on_progress))

    def download(self, url: str, to: Path) -> Path:
        """Save a file by an address that a job gave; nothing that identifies the caller is sent.

        The file appears under its name only when it is complete, and replaces one that is there.

        Raises:
            CallFailed: the host does not give it.
        """
        return self._driver.save(to, lambda sink: self._flows.download(url, sink))


class _Driver:
    """Carries flows out over one pool of connections."""

    def __init__(self, settings: ClientSettings) -> None:
        options = options_of(settings)
        self._settings = settings
        self._closing = Closing()
        self._deadlines = Deadlines()
        with making():
            self._http = httpx2.Client(**options)

    def close(self) -> None:
        self._closing.close()
        self._http.close()

    def save(self, to: Path, flow: Callable[[FileSink], Flow[None]]) -> Path:
        sink = FileSink(to)
        try:
            self.run(flow(sink))
            return sink.finish()
        finally:
            sink.discard()

    def run(self, flow: Flow[_T]) -> _T:
        try:
            with self._closing.using():
                effect = next(flow)
                while True:
                    try:
                        outcome = self._do(effect)
                    except NotReached as error:
                        effect = flow.throw(self._closing.reason(error))
                    else:
                        effect = flow.send(outcome)
        except StopIteration as end:
            result: _T = end.value
            return result
        finally:
            flow.close()

    def _do(self, effect: Effect) -> Received:
        if isinstance(effect, Pause):
            self._closing.sleep(effect.seconds)
            return NOTHING
        if isinstance(effect, Take):
            effect.turn.take()
            return NOTHING
        within_s = effect.within_s if isinstance(effect, Send) else None
        with reaching(effect.request.url), sending(effect.request) as outgoing:
            request = self._http.build_request(
                **outgoing, timeout=time_limits(self._settings, within_s), extensions={"trace": self._trace}
            )
            if isinstance(effect, Fetch):
                return self._fetch(request, effect)
            with self._deadlines.within(within_s, effect.request.url):
                response = self._http.send(request)
                return received(response, response.content)

    def _trace(self, name: str, info: dict[str, Any]) -> None:
        self._closing.trace(name, info)
        self._deadlines.trace(name, info)

    def _fetch(self, request: httpx2.Request, effect: Fetch) -> Received:
        response = self._http.send(request, stream=True, follow_redirects=True)
        try:
            kept = b""
            effect.sink.start()
            for chunk in response.iter_bytes():
                if response.status_code == 200:
                    effect.sink.write(chunk)
                elif len(kept) < ERROR_BODY_BYTES:
                    kept += chunk
            return received(response, kept)
        finally:
            response.close()
