"""The ASGI callable: lifespan, health, requests."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from korekit.server.answers import Answer, send_answer
from korekit.server.dispatch import Dispatch
from korekit.server.requests import ConnectionLost, Message, Receive, Send

__all__ = ["ASGI", "NO_RATE_LIMITS"]

# Said with every answer of a platform that limits no calls, so that a client does not spread them.
NO_RATE_LIMITS: Final = (b"x-korekit-rate-limits", b"none")
_HEALTHY: Final = Answer(200, [(b"content-type", b"application/json"), (b"content-length", b"15")], b'{"status":"ok"}')


class ASGI:
    """What the HTTP server calls. `said`: headers of every answer to a call."""

    def __init__(
        self,
        dispatch: Dispatch,
        start: Callable[[], Awaitable[None]],
        stop: Callable[[], Awaitable[None]],
        *,
        said: Sequence[tuple[bytes, bytes]] = (),
    ) -> None:
        self._said = tuple(said)
        self._dispatch = dispatch
        self._start = start
        self._stop = stop

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one connection's request, or the process's life."""
        kind = scope["type"]
        if kind == "http":
            await self._http(scope, receive, send)
        elif kind == "lifespan":
            await self._lifespan(receive, send)
        elif kind == "websocket":
            await send({"type": "websocket.close", "code": 1000})

    async def _http(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["path"] == "/healthz":
            answer = _HEALTHY
        else:
            try:
                answer = await self._dispatch.answer(scope, receive)
            except ConnectionLost:
                return
            if self._said:
                answer = answer._replace(headers=[*answer.headers, *self._said])
        await send_answer(answer, send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                try:
                    await self._start()
                except Exception as error:
                    await send({"type": "lifespan.startup.failed", "message": str(error)})
                    raise
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await self._stop()
                await send({"type": "lifespan.shutdown.complete"})
                return
