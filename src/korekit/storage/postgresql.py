"""PostgreSQL: a pool of connections, shared by any number of processes.

Statements are prepared by the driver once per connection. A connection is not reset when it goes back to the pool,
which saves a round trip a call; so nothing may leave session state behind: no `SET`, no `LISTEN`, no advisory lock.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

import asyncpg

from korekit.storage.database import Row, Transaction
from korekit.storage.statements import Statement

__all__ = ["PostgreSQLDatabase", "open_postgresql"]


_AGAIN_S: Final = 1.0
# Plans are made once: the statements are few, and their best plan does not depend on the values.
_SETTINGS: Final = {"plan_cache_mode": "force_generic_plan", "jit": "off"}


async def _keep_session(_: Any) -> None:
    """Nothing to reset; see the module's docstring."""


class _PostgreSQLTransaction:
    __slots__ = ("_connection",)

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    async def all(self, statement: Statement, /, **values: Any) -> list[Row]:
        compiled = statement.for_postgresql()
        rows: list[Row] = await self._connection.fetch(compiled.sql, *compiled.values(values))
        return rows

    async def one(self, statement: Statement, /, **values: Any) -> Row | None:
        compiled = statement.for_postgresql()
        row: Row | None = await self._connection.fetchrow(compiled.sql, *compiled.values(values))
        return row

    async def run(self, statement: Statement, /, **values: Any) -> int:
        compiled = statement.for_postgresql()
        # "INSERT 0 1", "UPDATE 3": the last word counts the rows.
        done: str = await self._connection.execute(compiled.sql, *compiled.values(values))
        count = done.rsplit(" ", 1)[-1]
        return int(count) if count.isdigit() else 0

    async def run_many(self, statement: Statement, rows: list[dict[str, Any]], /) -> None:
        compiled = statement.for_postgresql()
        await self._connection.executemany(compiled.sql, [compiled.values(row) for row in rows])

    async def say(self, channel: str) -> None:
        await self._connection.execute("SELECT pg_notify($1, '')", channel)


class PostgreSQLDatabase:
    """A database behind a URL."""

    def __init__(self, pool: Any, url: str) -> None:
        self._pool = pool
        self._url = url

    def __repr__(self) -> str:
        return "PostgreSQLDatabase()"

    async def all(self, statement: Statement, /, **values: Any) -> list[Row]:
        """Every row of a statement."""
        async with self._pool.acquire() as connection:
            return await _PostgreSQLTransaction(connection).all(statement, **values)

    async def one(self, statement: Statement, /, **values: Any) -> Row | None:
        """The first row, or `None`."""
        async with self._pool.acquire() as connection:
            return await _PostgreSQLTransaction(connection).one(statement, **values)

    async def listen(self, channel: str, on_word: Callable[[], None]) -> None:
        """Listen on a connection of its own, made anew when it is lost."""
        while True:
            try:
                await self._listen_once(channel, on_word)
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await asyncio.sleep(_AGAIN_S)

    async def _listen_once(self, channel: str, on_word: Callable[[], None]) -> None:
        """Listen until the connection is lost."""
        is_lost = asyncio.Event()
        connection = await asyncpg.connect(self._url)
        try:
            connection.add_termination_listener(lambda _: is_lost.set())
            await connection.add_listener(channel, lambda *_: on_word())
            # What was said while nobody listened.
            on_word()
            await is_lost.wait()
        finally:
            # Nothing is under way on it that would have to be waited for.
            connection.terminate()

    def change_hint(self) -> int | None:
        """Nothing tells without asking."""
        return None

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Begin a transaction, read committed."""
        async with self._pool.acquire() as connection, connection.transaction():
            yield _PostgreSQLTransaction(connection)

    async def close(self) -> None:
        """Close the pool, waiting for what runs."""
        await self._pool.close()


async def open_postgresql(url: str, *, connections: int = 10) -> PostgreSQLDatabase:
    """Connect to PostgreSQL.

    Args:
        url: `postgresql://user:password@host:port/database`.
        connections: at most so many at once.
    """
    pool = await asyncpg.create_pool(
        url, min_size=1, max_size=connections, reset=_keep_session, command_timeout=60, server_settings=_SETTINGS
    )
    return PostgreSQLDatabase(pool, url)
