"""The process: opens the platform, makes the first owner, serves HTTP until it is told to end."""

import asyncio
import os
import secrets
import signal
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType

import uvicorn

from korekit.ids import AccountId
from korekit.records.account_making import create_owner
from korekit.records.accounts import ANY_USER
from korekit.server.http_protocol import BoundedProtocol
from korekit.server.platform import Platform, Settings, open_platform
from korekit.server.tables import prepare_tables
from korekit.storage.migrating import migrate_apart

__all__ = ["Listening", "Ready", "serve"]

_END_WITHIN_S = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A platform that answers. `owner_password`: only when it was made just now; it is shown once."""

    url: str
    owner_email: str = ""
    owner_password: str = ""
    account_id: str = ""

    def __repr__(self) -> str:
        return f"Ready({self.url!r})"


@dataclass(frozen=True, slots=True)
class _FirstOwner:
    email: str
    password: str
    account_id: AccountId | str
    is_password_made: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """Where to listen. `port`: 0 for any free one. `is_behind_proxy`: believe `X-Forwarded-For` of this machine."""

    host: str = "127.0.0.1"
    port: int = 0
    is_behind_proxy: bool = False


async def serve(settings: Settings, listening: Listening, on_ready: Callable[[Ready], None]) -> None:
    """Serve until SIGTERM or SIGINT.

    Args:
        settings: what the platform is.
        listening: where to listen.
        on_ready: told once, when calls are answered.
    """
    _end_quietly_before_serving()
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    await prepare_tables(settings.url)
    await migrate_apart(settings.url)
    platform, asgi = await open_platform(settings)
    owner = await _first_owner(platform)
    config = uvicorn.Config(
        asgi,
        host=listening.host,
        port=listening.port,
        log_level="warning",
        access_log=False,
        lifespan="on",
        http=BoundedProtocol,
        server_header=False,
        proxy_headers=listening.is_behind_proxy,
        timeout_graceful_shutdown=_END_WITHIN_S,
    )
    server = uvicorn.Server(config)
    telling = asyncio.create_task(_tell_when_ready(server, listening.host, owner, on_ready))
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
    server: uvicorn.Server, host: str, owner: _FirstOwner | None, on_ready: Callable[[Ready], None]
) -> None:
    while not server.started:  # noqa: ASYNC110 - uvicorn offers no event for it
        await asyncio.sleep(0.005)
    port = server.servers[0].sockets[0].getsockname()[1]
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - compared, not bound
    url = f"http://{shown}:{port}"
    if owner is None:
        on_ready(Ready(url=url))
    else:
        password = owner.password if owner.is_password_made else ""
        on_ready(Ready(url=url, owner_email=owner.email, owner_password=password, account_id=owner.account_id))


async def _first_owner(platform: Platform) -> _FirstOwner | None:
    """The owner made by the first start, from the environment or with a new password."""
    if await platform.services.database.one(ANY_USER) is not None:
        return None
    given = os.environ.get("KOREKIT_OWNER_PASSWORD", "")
    email = os.environ.get("KOREKIT_OWNER_EMAIL", "") or "owner@example.com"
    password = given or secrets.token_urlsafe(12)
    owner = await create_owner(platform.services, email, password)
    if owner is None:
        return None
    return _FirstOwner(email, password, owner.membership.account_id, not given)
