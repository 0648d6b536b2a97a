"""How Alembic reaches the database: with the URL it is given, on SQLite directly, on PostgreSQL through asyncpg."""

import asyncio
from typing import Any

from alembic import context
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.ext.asyncio import create_async_engine

from korekit.storage.opening import MIGRATION_LOCK


def _run(connection: Connection) -> None:
    # SQLite has no lock of this kind and needs none: the data folder is held by one process.
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()


async def _run_postgresql(url: Any) -> None:
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(_run)
    await engine.dispose()


def _run_sqlite(url: Any) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        _run(connection)
    engine.dispose()


_url = context.config.attributes["url"]
if _url.drivername.startswith("postgresql"):
    asyncio.run(_run_postgresql(_url))
else:
    _run_sqlite(_url)
