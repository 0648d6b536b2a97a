"""The bare twin: one ASGI callable on uvicorn, everything by hand, the way a careful person would write just this call.

Run: `python -m bench.peers.bare URL PORT`; `URL` is `sqlite:///path` or `postgresql://…`.
"""

import sqlite3
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
import uvicorn

from bench.peers.hand import (
    APP,
    BOT,
    PAGE,
    REFUSALS,
    SCOPE,
    Refused,
    check_app,
    client_id_of,
    page_of,
    read_path,
)

Work = Callable[[dict[str, Any]], Awaitable[bytes]]


def _joined(rows: list[Any]) -> bytes:
    return b"[" + b",".join([row[0] for row in rows]) + b"]"


def sqlite_work(path: str) -> Work:
    """The call on SQLite, in the event loop's own thread: microseconds a query."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None)

    async def work(scope: dict[str, Any]) -> bytes:
        bot_id = read_path(scope["path"])
        client_id, claims, signed_part, signature = client_id_of(scope["headers"])
        row = connection.execute(APP, (SCOPE, client_id)).fetchone()
        account_id = check_app(row, claims, signed_part, signature, bot_id)
        if connection.execute(BOT, (bot_id,)).fetchone() != (account_id,):
            raise Refused("bot")
        return _joined(connection.execute(PAGE, (bot_id, *page_of(scope["query_string"]))).fetchall())

    return work


def _numbered(statement: str) -> str:
    parts = statement.split("?")
    return "".join(part + (f"${index}" if index < len(parts) else "") for index, part in enumerate(parts, 1))


def postgresql_work(url: str) -> Work:
    """The call on PostgreSQL: one connection of a pool for its three queries."""
    app, bot, page = _numbered(APP), _numbered(BOT), _numbered(PAGE)
    pools: list[Any] = []

    async def work(scope: dict[str, Any]) -> bytes:
        bot_id = read_path(scope["path"])
        client_id, claims, signed_part, signature = client_id_of(scope["headers"])
        if not pools:
            pools.append(asyncpg.create_pool(url, min_size=10, max_size=10))
        pool = await pools[0]
        async with pool.acquire() as connection:
            row = await connection.fetchrow(app, SCOPE, client_id)
            account_id = check_app(row, claims, signed_part, signature, bot_id)
            if await connection.fetchval(bot, bot_id) != account_id:
                raise Refused("bot")
            return _joined(await connection.fetch(page, bot_id, *page_of(scope["query_string"])))

    return work


def twin(work: Work) -> Any:
    """The ASGI callable around the work."""

    async def asgi(scope: dict[str, Any], receive: Any, send: Any) -> None:
        try:
            status, body = 200, await work(scope)
        except Refused as refused:
            status, body = REFUSALS[refused.args[0]]
        headers = [(b"content-type", b"application/json; charset=utf-8"), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return asgi


def main(url: str, port: int) -> None:
    """Serve until the process is ended."""
    is_sqlite = url.startswith("sqlite:")
    work = sqlite_work(url.removeprefix("sqlite:///")) if is_sqlite else postgresql_work(url)
    uvicorn.run(twin(work), host="127.0.0.1", port=port, log_level="warning", access_log=False, lifespan="off")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
