"""The migrations make exactly the tables that the code describes, on both databases."""

import asyncio
import importlib
import pkgutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, create_engine
from sqlalchemy.ext.asyncio import create_async_engine

import korekit.records
from korekit.records.apps import EPOCH, NEXT_EPOCH
from korekit.server.tables import prepare_tables
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
    assert newest_revision() == "0004"


async def test_processes_may_migrate_one_new_database_at_once(postgres_url: str) -> None:
    start = "import sys; from korekit.storage.opening import migrate; migrate(sys.argv[1])"
    processes = [await asyncio.create_subprocess_exec(sys.executable, "-c", start, postgres_url) for _ in range(3)]
    assert [await process.wait() for process in processes] == [0, 0, 0]
    database = await open_database(postgres_url)
    await database.close()


async def test_a_new_database_is_what_the_migrations_make(postgres_url: str, tmp_path: Path) -> None:
    migrated, made = (f"sqlite:///{tmp_path / name}.db" for name in ("migrated", "made"))
    await asyncio.to_thread(migrate, migrated)
    await prepare_tables(made)
    assert _contents(made) == _contents(migrated)
    # On PostgreSQL the same code makes them; what it made is compared with the code.
    await prepare_tables(postgres_url)
    postgres = create_async_engine(postgres_url.replace("postgresql://", "postgresql+asyncpg://"))
    async with postgres.connect() as shared:
        assert await shared.run_sync(_differences) == []
        assert (await shared.exec_driver_sql("SELECT id * 10 + n FROM access_epoch")).scalar_one() == 11
        assert (await shared.exec_driver_sql("SELECT version_num FROM alembic_version")).scalar_one() == "0004"
    await postgres.dispose()


async def test_a_database_that_was_made_before_is_left_as_it_is(database_url: str) -> None:
    await prepare_tables(database_url)
    database = await open_database(database_url)
    async with database.transaction() as transaction:
        await transaction.run(NEXT_EPOCH)
    await database.close()
    await prepare_tables(database_url)
    database = await open_database(database_url)
    assert tuple(await database.one(EPOCH) or ()) == (2,)
    await database.close()


def _contents(url: str) -> list[str]:
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        # Whoever wrote them, without blanks and line breaks.
        return sorted("".join(line.split()) for line in connection.iterdump())
