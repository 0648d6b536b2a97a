"""The migrations make exactly the tables that the code describes, on both databases."""

import asyncio
import importlib
import pkgutil
import sys

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, create_engine
from sqlalchemy.ext.asyncio import create_async_engine

import korekit.records
from korekit.storage.metadata import metadata
from korekit.storage.opening import migrate, newest_revision, open_database


def _differences(connection: Connection) -> list[object]:
    for found in pkgutil.iter_modules(korekit.records.__path__):
        importlib.import_module(f"korekit.records.{found.name}")
    importlib.import_module("korekit.jobs.queue")
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, metadata))


async def test_the_newest_migration_makes_the_tables_of_the_code(database_url: str) -> None:
    await asyncio.to_thread(migrate, database_url)
    if database_url.startswith("sqlite"):
        engine = create_engine(database_url)
        with engine.connect() as connection:
            assert _differences(connection) == []
        engine.dispose()
        return
    postgres = create_async_engine(database_url.replace("postgresql://", "postgresql+asyncpg://"))
    async with postgres.connect() as shared:
        assert await shared.run_sync(_differences) == []
    await postgres.dispose()


async def test_opening_an_empty_database_migrates_it_and_opening_it_again_does_not(database_url: str) -> None:
    first = await open_database(database_url)
    await first.close()
    again = await open_database(database_url)
    await again.close()
    assert newest_revision() == "0001"


async def test_processes_may_migrate_one_new_database_at_once(postgres_url: str) -> None:
    start = "import sys; from korekit.storage.opening import migrate; migrate(sys.argv[1])"
    processes = [await asyncio.create_subprocess_exec(sys.executable, "-c", start, postgres_url) for _ in range(3)]
    assert [await process.wait() for process in processes] == [0, 0, 0]
    database = await open_database(postgres_url)
    await database.close()
