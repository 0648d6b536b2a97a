"""A platform with its console on a loopback port, in this process, for a browser to look at."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn

from korekit.console.mounting import mount
from korekit.ids import Ids
from korekit.server.http_protocol import BoundedProtocol
from tests.clock import ManualClock
from tests.platform import API, running_api

__all__ = ["Served", "served"]


@dataclass(frozen=True)
class Served:
    """A platform that a browser can reach. `api`: the same, called in this process."""

    api: API
    url: str
    port: int

    def session_cookie(self, access_token: str) -> Any:
        """What a browser holds after signing in."""
        name = f"korekit-{self.port}-session"
        return {"name": name, "value": access_token, "url": self.url + "/console", "httpOnly": True}


@asynccontextmanager
async def served(
    data: Path, *, clock: ManualClock | None = None, ids: Ids | None = None, port: int = 0, **settings: Any
) -> AsyncIterator[Served]:
    """Serve until the block is left."""
    async with running_api("sqlite", data, clock=clock, ids=ids, **settings) as api:
        asgi = mount(api.platform, api.asgi)
        config = uvicorn.Config(
            asgi, port=port, http=BoundedProtocol, lifespan="off", log_level="warning", timeout_graceful_shutdown=1
        )
        server = uvicorn.Server(config)
        api.platform.is_ending = lambda: server.should_exit
        running = asyncio.create_task(server.serve())
        while not server.started:  # noqa: ASYNC110 - uvicorn offers no event for it
            await asyncio.sleep(0.005)
        port = server.servers[0].sockets[0].getsockname()[1]
        try:
            yield Served(api, f"http://127.0.0.1:{port}", port)
        finally:
            server.should_exit = True
            await running
