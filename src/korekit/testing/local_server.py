"""A platform in a thread of this process, on a free port of this machine, with a clock that tests can move.

It has its own event loop and its own folder. When the process dies it is gone as well.
"""

import asyncio
import contextlib
import secrets
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import uvicorn

from korekit.clock import SystemClock
from korekit.console.mounting import mount
from korekit.records.account_making import create_owner
from korekit.server.http_protocol import BoundedProtocol
from korekit.server.platform import Settings, open_platform
from korekit.server.requests import Application
from korekit.server.tables import prepare_tables

__all__ = ["LocalServer", "Owner"]

_START_WITHIN_S: Final = 60.0
_END_WITHIN_S: Final = 20.0
_NEVER_OFFLOAD: Final = 1 << 40


class _MovableClock:
    """The machine's clock, moved by so many milliseconds."""

    def __init__(self) -> None:
        self.moved_ms = 0
        self._machine = SystemClock()

    def now_ms(self) -> int:
        return self._machine.now_ms() + self.moved_ms


@dataclass(frozen=True, slots=True)
class Owner:
    """The platform's first user."""

    email: str = "owner@example.com"
    password: str = field(default_factory=lambda: secrets.token_urlsafe(16), repr=False)


class LocalServer:
    """The thread. `url`: where it answers, once it was started.

    Args:
        folder: for the database, files and keys.
        owner: made at the start.
        settings: further fields of `korekit.server.platform.Settings`.
    """

    def __init__(self, folder: Path, owner: Owner, **settings: Any) -> None:
        self.url = ""
        # A helper process costs more than it saves where bots are small and few.
        self._settings = Settings(data=folder, **{"offload_from_bytes": _NEVER_OFFLOAD, **settings})
        self._owner = owner
        self._clock = _MovableClock()
        self._thread = threading.Thread(target=self._run, name="korekit-platform", daemon=True)
        self._ready: Future[tuple[str, asyncio.AbstractEventLoop, Application]] = Future()
        self._server: uvicorn.Server | None = None

    def start(self) -> None:
        """Start, and return when calls are answered."""
        self._thread.start()
        self.url, self._loop, self._asgi = self._ready.result(_START_WITHIN_S)

    def end(self) -> None:
        """End cleanly."""
        if self._server is not None:
            self._server.should_exit = True
        self._thread.join(_END_WITHIN_S)

    def now_s(self) -> float:
        """The platform's time, in seconds since the epoch."""
        return self._clock.now_ms() / 1000

    @contextlib.contextmanager
    def moved(self, seconds: float) -> Iterator[None]:
        """Inside the block the clock is so many seconds further, backwards if negative."""
        by_ms = round(seconds * 1000)
        self._clock.moved_ms += by_ms
        try:
            yield
        finally:
            self._clock.moved_ms -= by_ms

    def repeat(self, path: str, headers: dict[str, str], times: int) -> None:
        """GET a path so many times, past the network: what takes thousands of calls is then a matter of a second."""
        asyncio.run_coroutine_threadsafe(self._repeat(path, headers, times), self._loop).result()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:
            # The edge of the thread: who waits for the start is told, and after it there is nobody to tell.
            if self._ready.done():
                raise
            self._ready.set_exception(error)

    async def _serve(self) -> None:
        await prepare_tables(self._settings.url)
        platform, asgi = await open_platform(self._settings, clock=self._clock)
        await create_owner(platform.services, self._owner.email, self._owner.password)
        front = mount(platform, asgi)
        config = uvicorn.Config(
            front,
            host="127.0.0.1",
            port=0,
            http=BoundedProtocol,
            lifespan="on",
            access_log=False,
            server_header=False,
            # The logging of the tests stays as their author has set it up.
            log_config=None,
        )
        self._server = server = uvicorn.Server(config)
        telling = asyncio.create_task(self._tell_when_ready(server, front))
        await server.serve()
        telling.cancel()
        if not self._ready.done():
            raise RuntimeError("the platform did not start; its log says why")

    async def _tell_when_ready(self, server: uvicorn.Server, front: Application) -> None:
        while not server.started:  # noqa: ASYNC110 - uvicorn offers no event for it
            await asyncio.sleep(0.002)
        port = server.servers[0].sockets[0].getsockname()[1]
        self._ready.set_result((f"http://127.0.0.1:{port}", asyncio.get_running_loop(), front))

    async def _repeat(self, path: str, headers: dict[str, str], times: int) -> None:
        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            """Nobody waits for these answers."""

        pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
        for _ in range(times):
            scope = {
                "type": "http",
                "method": "GET",
                "scheme": "http",
                "path": path,
                "raw_path": path.encode(),
                "query_string": b"",
                "headers": pairs,
                "client": ("127.0.0.1", 0),
                "server": ("127.0.0.1", 0),
            }
            await self._asgi(scope, receive, send)
