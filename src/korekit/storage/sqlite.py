"""SQLite: one process, one connection that reads, one that writes.

Reads take microseconds and run where they are asked for. A commit waits for the disk (`synchronous=FULL`), so it is
awaited in a thread while the process goes on answering. One process holds the data folder at a time.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from korekit.storage.database import Row, Transaction
from korekit.storage.statements import Statement

__all__ = ["SQLiteDatabase"]

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=5000",
    "PRAGMA temp_store=MEMORY",
)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=256)
    for pragma in _PRAGMAS:
        connection.execute(pragma)
    return connection


class _SQLiteTransaction:
    __slots__ = ("_connection",)

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    async def all(self, statement: Statement, /, **values: Any) -> list[Row]:
        compiled = statement.for_sqlite()
        return self._connection.execute(compiled.sql, compiled.values(values)).fetchall()

    async def one(self, statement: Statement, /, **values: Any) -> Row | None:
        rows = await self.all(statement, **values)
        return rows[0] if rows else None

    async def run(self, statement: Statement, /, **values: Any) -> int:
        compiled = statement.for_sqlite()
        return self._connection.execute(compiled.sql, compiled.values(values)).rowcount

    async def run_many(self, statement: Statement, rows: list[dict[str, Any]], /) -> None:
        compiled = statement.for_sqlite()
        self._connection.executemany(compiled.sql, [compiled.values(row) for row in rows])

    async def say(self, channel: str) -> None:
        """Nobody else listens."""


class SQLiteDatabase:
    """A database in one file."""

    def __init__(self, path: Path) -> None:
        self._reader = _connect(path)
        self._writer = _connect(path)
        self._lock = asyncio.Lock()
        self._committer = ThreadPoolExecutor(1, "korekit-commit")
        self._data_version = self._reader.cursor()

    async def all(self, statement: Statement, /, **values: Any) -> list[Row]:
        """Every row of a statement."""
        compiled = statement.for_sqlite()
        return self._reader.execute(compiled.sql, compiled.values(values)).fetchall()

    async def one(self, statement: Statement, /, **values: Any) -> Row | None:
        """The first row, or `None`."""
        compiled = statement.for_sqlite()
        found = self._reader.execute(compiled.sql, compiled.values(values)).fetchall()
        return found[0] if found else None

    async def listen(self, channel: str, on_word: Callable[[], None]) -> None:
        """Nobody else speaks: the folder is held by one process."""

    def change_hint(self) -> int | None:
        """The connection's data version: it moves with every commit of another connection, the writer's too."""
        version: int = self._data_version.execute("PRAGMA data_version").fetchone()[0]
        return version

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Begin a transaction; others wait for their turn."""
        async with self._lock:
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield _SQLiteTransaction(self._writer)
            except BaseException:
                self._writer.rollback()
                raise
            await self._commit()

    async def _commit(self) -> None:
        committed = asyncio.get_running_loop().run_in_executor(self._committer, self._writer.commit)
        try:
            await asyncio.shield(committed)
        except asyncio.CancelledError:
            # The disk is not to be interrupted: the next transaction must find this one ended.
            await committed
            raise

    async def close(self) -> None:
        """Close both connections; what was committed stays."""
        async with self._lock:
            self._committer.shutdown()
            self._reader.close()
            self._writer.close()
