"""The process: opens the platform, makes the first owner, serves HTTP until it is told to end."""

import asyncio
import os
import secrets
import signal
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType
from typing import Final

import uvicorn

from korekit.records.account_making import create_owner
from korekit.records.accounts import ANY_USER
from korekit.records.first_run import add_first_run_code
from korekit.server.http_protocol import BoundedProtocol
from korekit.server.platform import Platform, Settings, open_platform
from korekit.server.requests import Application
from korekit.server.tables import prepare_tables
from korekit.storage.migrating import migrate_apart

__all__ = ["Around", "Listening", "Ready", "serve"]

_END_WITHIN_S: Final = 10

# Puts more in front of a platform, and hands on what it does not answer itself.
Around = Callable[[Platform, Application], Application]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A platform that answers.

    `owner_password`: only when it was made just now; it is shown once. `first_run_code`: makes the owner, where there
    is none yet.
    """

    url: str
    first_run_code: str = ""
    owner_email: str = ""
    owner_password: str = ""
    account_id: str = ""

    def __repr__(self) -> str:
        return f"Ready({self.url!r})"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Beginning:
    """How a platform without users begins: with an owner, or with the code that makes him."""

    email: str = ""
    made_password: str = ""
    account_id: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """Where to listen. `port`: 0 for any free one. `is_behind_proxy`: believe `X-Forwarded-For` of this machine."""

    host: str = "127.0.0.1"
    port: int = 0
    is_behind_proxy: bool = False


async def serve(
    settings: Settings, listening: Listening, on_ready: Callable[[Ready], None], around: Around | None = None
) -> None:
    """Serve until SIGTERM or SIGINT.

    Args:
        settings: what the platform is.
        listening: where to listen.
        on_ready: told once, when calls are answered.
        around: puts more in front of the platform; nothing by default.
    """
    _end_quietly_before_serving()
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    await prepare_tables(settings.url)
    await migrate_apart(settings.url)
    platform, asgi = await open_platform(settings)
    beginning = await _begin(platform)
    config = uvicorn.Config(
        asgi if around is None else around(platform, asgi),
        host=listening.host,
        port=listening.port,
        log_level="warning",
        access_log=False,
        lifespan="on",
        http=BoundedProtocol,
        # Whatever is installed beside this: no platform of ours speaks WebSocket.
        ws="none",
        server_header=False,
        proxy_headers=listening.is_behind_proxy,
        timeout_graceful_shutdown=_END_WITHIN_S,
    )
    server = uvicorn.Server(config)
    platform.is_ending = lambda: server.should_exit
    telling = asyncio.create_task(_tell_when_ready(server, listening.host, beginning, on_ready))
    try:
        # From here on uvicorn takes the signals; when it has ended it raises them again, to handlers that do nothing:
        # a platform that was told to end and did has not failed.
        _on_signals(_do_nothing)
        await server.serve()
    finally:
        telling.cancel()


def _end_quietly_before_serving() -> None:
    def end(number: int, frame: FrameType | None) -> None:
        raise SystemExit(0)

    _on_signals(end)


def _do_nothing(number: int, frame: FrameType | None) -> None:
    """Nothing is left to end."""


def _on_signals(handler: Callable[[int, FrameType | None], None]) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, handler)


async def _tell_when_ready(
    server: uvicorn.Server, host: str, beginning: _Beginning, on_ready: Callable[[Ready], None]
) -> None:
    while not server.started:  # noqa: ASYNC110 - uvicorn offers no event for it
        await asyncio.sleep(0.005)
    port = server.servers[0].sockets[0].getsockname()[1]
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - compared, not bound
    on_ready(
        Ready(
            url=f"http://{shown}:{port}",
            owner_email=beginning.email,
            owner_password=beginning.made_password,
            account_id=beginning.account_id,
            first_run_code=beginning.code,
        )
    )


async def _begin(platform: Platform) -> _Beginning:
    """The first start makes the owner that the environment names, or a code with which somebody makes himself one."""
    services = platform.services
    if await services.database.one(ANY_USER) is not None:
        return _Beginning()
    email, given = (os.environ.get(f"KOREKIT_OWNER_{word}", "") for word in ("EMAIL", "PASSWORD"))
    if not email and not given:
        return _Beginning(code=await add_first_run_code(services.database, services.ids, services.clock))
    email, password = email or "owner@example.com", given or secrets.token_urlsafe(12)
    owner = await create_owner(services, email, password)
    if owner is None:
        return _Beginning()
    made = "" if given else password
    return _Beginning(email=email, made_password=made, account_id=owner.membership.account_id)
