"""Puts the console in front of a platform: `/console` is answered here, `/` sends a browser there.

Nothing else is imported before the first page is asked for, so that a platform which serves programs pays nothing.
"""

import importlib
from collections.abc import Callable

from korekit.server.platform import Platform
from korekit.server.requests import Application, Message, Receive, Send, header

__all__ = ["Console", "mount"]


class Console:
    """An ASGI callable: pages, and behind them the platform."""

    def __init__(self, platform: Platform, asgi: Application) -> None:
        self._platform = platform
        self._asgi = asgi
        self._front: Application | None = None

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one request, or the process's life."""
        if scope["type"] == "http" and _is_for_pages(scope):
            await self.front(scope, receive, send)
        else:
            await self._asgi(scope, receive, send)

    @property
    def front(self) -> Application:
        """What answers pages, made when it is first needed."""
        if self._front is None:
            make: Callable[[Platform, Application], Application]
            make = importlib.import_module("korekit.console.front").Front
            self._front = make(self._platform, self._asgi)
        return self._front


def mount(platform: Platform, asgi: Application) -> Application:
    """The platform with the console in front of it."""
    return Console(platform, asgi)


def _is_for_pages(scope: Message) -> bool:
    path: str = scope["path"]
    if path.startswith("/console"):
        return path[8:9] in ("", "/")
    return path == "/" and scope["method"] == "GET" and "text/html" in (header(scope["headers"], b"accept") or "")
