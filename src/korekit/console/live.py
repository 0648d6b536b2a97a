"""Parts of a page that follow what happens: their HTML is made again and again, and sent when it is another one.

Server-sent events over one connection. The script `live.js` puts each into the element with `data-live`; without it the
part is what it was when the page was shown.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Final

from korekit.console.page import Stream
from korekit.console.visit import Visit
from korekit.errors.console import ConsoleRefusal
from korekit.errors.refusal import Refusal
from korekit.server.requests import Receive, Send

__all__ = ["StreamCounts", "close_stream", "live", "send_stream"]

# Then the browser asks anew: no stream outlives what a proxy lets live.
_MAX_S: Final = 240.0
# How soon a stream notices that the process was told to end.
_STEP_S: Final = 0.25
# More open pages than anybody looks at; each costs work once a second.
_MAX_OF_USER: Final = 12
# Browsers open six connections to a host, and with all of them taken no further page would ever come.
_MAX_OF_SESSION: Final = 4
# When the browser asks again where a stream was one too many.
_AGAIN_MS: Final = 5000
_log = logging.getLogger("korekit.console")


def live(visit: Visit, render: Callable[[], Awaitable[str]], *, every_s: float = 1.0) -> Stream:
    """The events of a live part.

    Args:
        visit: whose session and membership must go on for the stream to go on.
        render: makes the part's HTML; no event is sent while it makes the same.
        every_s: how often, in seconds.
    """
    return Stream(_events(visit, render, every_s))


async def _events(visit: Visit, render: Callable[[], Awaitable[str]], every_s: float) -> AsyncIterator[str]:
    platform, shown, passed = visit.site.platform, "", 0.0
    while passed < _MAX_S:
        try:
            if not await _goes_on(visit):
                return
            made = await render()
        except (ConsoleRefusal, Refusal):
            return
        except Exception:
            # The edge of the console, as for pages: the visitor keeps what he saw, and the log gets the reason.
            _log.exception("the live part of %s failed", visit.page.path)
            return
        # An empty event keeps the connection alive.
        yield "" if made == shown else made
        shown = made
        waited = 0.0
        while waited < every_s and not platform.is_ending():
            await asyncio.sleep(min(_STEP_S, every_s - waited))
            waited += _STEP_S
        if platform.is_ending():
            return
        passed += max(waited, _STEP_S)


async def _goes_on(visit: Visit) -> bool:
    session = await visit.site.platform.calls.session(visit.jar.session)
    account, role = visit.account_or_none, visit.page.role
    if account is None or role is None:
        return True
    now = session.membership(account.account_id)
    return now is not None and now.role.includes(role)


class StreamCounts:
    """How many streams each user and each session has open in this process."""

    def __init__(self) -> None:
        self._open: Counter[str] = Counter()

    @contextmanager
    def taken(self, user_id: str, session_hash: str) -> Iterator[bool]:
        """Count a stream for as long as the block runs; whether there was room for it."""
        if self._open[user_id] >= _MAX_OF_USER or self._open[session_hash] >= _MAX_OF_SESSION:
            yield False
            return
        both = Counter((user_id, session_hash))
        self._open += both
        try:
            yield True
        finally:
            # What comes to nothing is forgotten.
            self._open -= both


async def close_stream(stream: Stream) -> None:
    """End a stream of which nothing was sent."""
    await stream.events.aclose()  # type: ignore[attr-defined]  # every stream is an async generator


async def send_stream(
    stream: Stream, headers: list[tuple[bytes, bytes]], receive: Receive, send: Send, *, is_short: bool = False
) -> None:
    """Send events until they end or the browser goes away; of a short stream the first one, to be asked for again."""
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    gone = asyncio.ensure_future(_wait_until_gone(receive))
    events = stream.events
    try:
        async for event in events:
            if gone.done():
                return
            again = b"retry: %d\n" % _AGAIN_MS if is_short else b""
            await send({"type": "http.response.body", "body": again + _encoded(event), "more_body": True})
            if is_short:
                break
    finally:
        gone.cancel()
        await close_stream(stream)
    await send({"type": "http.response.body", "body": b""})


async def _wait_until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _encoded(event: str) -> bytes:
    if not event:
        return b":\n\n"
    return ("".join(f"data: {line}\n" for line in event.splitlines()) + "\n").encode()
