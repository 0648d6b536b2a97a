"""The tables of a database that has none, made in one transaction from what the code says of them.

It is what all migrations together make, which a test compares. Alembic, whose import takes longer than the rest of a
start, is left to databases that an older version made.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Final

from sqlalchemy import Dialect, MetaData
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlalchemy.sql import ClauseElement

from korekit.storage.opening import MIGRATION_LOCK, is_sqlite, newest_revision, sqlite_path

__all__ = ["make_first_tables"]

# As Alembic makes it.
_VERSION_TABLE: Final = (
    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
    "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
)


async def make_first_tables(url: str, metadata: MetaData, rows: Sequence[ClauseElement]) -> None:
    """Make every table, unless the database was made before.

    Args:
        url: as for `opening.open_database`.
        metadata: the tables; whoever calls has imported every module that has one.
        rows: statements with literal values, for what must be there from the beginning.
    """
    if is_sqlite(url):
        _make_in_sqlite(url, metadata, rows)
    else:
        await _make_in_postgresql(url, metadata, rows)


def _script(dialect: Dialect, metadata: MetaData, rows: Sequence[ClauseElement]) -> Iterator[str]:
    for table in metadata.sorted_tables:
        yield str(CreateTable(table).compile(dialect=dialect))
        for index in sorted(table.indexes, key=lambda one: one.name or ""):
            yield str(CreateIndex(index).compile(dialect=dialect))
    for row in rows:
        yield str(row.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    yield _VERSION_TABLE
    # Four digits of a file's name.
    yield f"INSERT INTO alembic_version (version_num) VALUES ('{newest_revision()}')"  # noqa: S608


def _make_in_sqlite(url: str, metadata: MetaData, rows: Sequence[ClauseElement]) -> None:
    with closing(sqlite3.connect(sqlite_path(url), isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone() is None:
            for statement in _script(sqlite.dialect(), metadata, rows):
                connection.execute(statement)
        connection.execute("COMMIT")


async def _make_in_postgresql(url: str, metadata: MetaData, rows: Sequence[ClauseElement]) -> None:
    import asyncpg  # lazy: SQLite needs no driver of PostgreSQL
    from sqlalchemy.dialects import postgresql  # lazy: see above

    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction():
            # Of processes that start at once, one makes the tables and the others find them.
            await connection.execute("SELECT pg_advisory_xact_lock($1)", MIGRATION_LOCK)
            if await connection.fetchval("SELECT to_regclass('alembic_version')") is None:
                dialect: Dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it so
                await connection.execute(";\n".join(_script(dialect, metadata, rows)))
    finally:
        await connection.close()
