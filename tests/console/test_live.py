"""Live parts of pages: events while something changes, and an end when the visitor may see them no more."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from typing import Any

import pytest

from korekit.console.live import StreamCounts
from tests.console.visiting import HOST
from tests.platform import API, Person, make_app, make_person

EVENTS = "text/event-stream"


class Stream:
    """A connection that stays open. `leave`: the browser goes away."""

    def __init__(self) -> None:
        self.sent: list[Any] = []
        self._left = asyncio.Event()

    async def receive(self) -> dict[str, Any]:
        """What the server hears of the browser."""
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        """What the server says."""
        self.sent.append(message)

    def leave(self) -> None:
        """Go away."""
        self._left.set()

    @property
    def events(self) -> list[bytes]:
        """What came, without what only keeps the connection alive."""
        bodies = [one.get("body", b"") for one in self.sent[1:]]
        return [body for body in bodies if body not in (b"", b":\n\n")]

    async def wait_for(self, is_there: Callable[[], bool]) -> None:
        """Wait until something is so."""
        async with asyncio.timeout(5):
            while not is_there():  # noqa: ASYNC110 - what is waited for is another task's
                await asyncio.sleep(0.01)


@asynccontextmanager
async def listening(console: API, ann: Person) -> AsyncIterator[tuple[Stream, asyncio.Task[None]]]:
    """The events of Ann's first page."""
    stream = Stream()
    cookie = f"korekit-8070-session={ann.access_token}"
    path = f"/console/{ann.account.account_id}/live/home"
    scope = {"type": "http", "method": "GET", "scheme": "http", "path": path, "query_string": b""}
    headers = [(b"host", HOST.encode()), (b"cookie", cookie.encode())]

    async def serve() -> None:
        await console.asgi({**scope, "headers": headers}, stream.receive, stream.send)

    running = asyncio.create_task(serve())
    try:
        await stream.wait_for(lambda: bool(stream.events))
        yield stream, running
    finally:
        stream.leave()
        await asyncio.wait_for(running, 5)


async def test_an_event_comes_when_something_changed_and_only_then(console: API) -> None:
    ann = await make_person(console)
    async with listening(console, ann) as (stream, _):
        assert dict(stream.sent[0]["headers"])[b"content-type"].decode() == EVENTS
        assert b"(done)" not in stream.events[0]
        await asyncio.sleep(1.2)
        assert len(stream.events) == 1
        await make_app(console, ann, scopes=[])
        await stream.wait_for(lambda: len(stream.events) == 2)
        assert b"(done)" in stream.events[1]
        assert all(line.startswith(b"data: ") for line in stream.events[1].strip().split(b"\n"))


@pytest.mark.parametrize("how", ["sign-out", "ending"])
async def test_a_stream_ends_with_the_session_and_with_the_process(console: API, how: str) -> None:
    ann = await make_person(console)
    async with listening(console, ann) as (stream, running):
        if how == "sign-out":
            await console.call("sign-out", by=ann)
        else:
            console.platform.is_ending = lambda: True
        await asyncio.wait_for(running, 5)
        assert stream.sent[-1] == {"type": "http.response.body", "body": b""}


async def test_who_may_not_see_the_page_hears_nothing(console: API) -> None:
    ann, eve = await make_person(console), await make_person(console)
    headers = {"host": HOST, "cookie": f"korekit-8070-session={eve.access_token}"}
    reply = await console.request("GET", f"/console/{ann.account.account_id}/live/home", headers=headers)
    assert reply.status == 404
    nobody = await console.request("GET", f"/console/{ann.account.account_id}/live/home", headers={"host": HOST})
    assert nobody.status == 303


async def test_a_head_of_a_live_address_ends_at_once(console: API) -> None:
    ann = await make_person(console)
    headers = {"host": HOST, "cookie": f"korekit-8070-session={ann.access_token}"}
    path = f"/console/{ann.account.account_id}/live/home"
    async with asyncio.timeout(5):
        reply = await console.request("HEAD", path, headers=headers)
    assert (reply.status, reply.headers["content-type"], reply.body) == (200, EVENTS, b"")


async def test_a_browser_keeps_connections_for_pages(console: API) -> None:
    """It opens six to a host; streams that held them all would keep every further page from coming."""
    ann, bob = await make_person(console), await make_person(console)
    headers = {"host": HOST, "cookie": f"korekit-8070-session={ann.access_token}"}
    path = f"/console/{ann.account.account_id}/live/home"
    async with AsyncExitStack() as opened:
        first = await opened.enter_async_context(listening(console, ann))
        for _ in range(3):
            await opened.enter_async_context(listening(console, ann))
        async with asyncio.timeout(5):
            short = await console.request("GET", path, headers=headers)
        # What is there now, and when to ask again.
        assert short.status == 200
        assert short.body.startswith(b"retry: 5000\ndata: ")
        assert short.body.count(b"\n\n") == 1
        # Somebody else has his own, and one that ends makes room.
        await opened.enter_async_context(listening(console, bob))
        first[0].leave()
        await asyncio.wait_for(first[1], 5)
        again, _ = await opened.enter_async_context(listening(console, ann))
        assert not again.events[0].startswith(b"retry")


async def test_a_user_has_twelve_streams_in_all_his_browsers() -> None:
    counts = StreamCounts()
    with ExitStack() as opened:
        rooms = [opened.enter_context(counts.taken("ann", f"session {number % 5}")) for number in range(14)]
        assert rooms == [True] * 12 + [False] * 2
    assert counts._open == {}
