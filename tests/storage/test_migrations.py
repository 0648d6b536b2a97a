"""The migrations make exactly the tables that the code describes, on both databases."""

import asyncio
import importlib
import pkgutil
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, create_engine, select
from sqlalchemy.ext.asyncio import create_async_engine

import korekit.records
from korekit.jobs.queue import job_by_id
from korekit.records.apps import EPOCH, NEXT_EPOCH
from korekit.records.files import file_ends
from korekit.server.tables import prepare_tables
from korekit.storage.metadata import metadata
from korekit.storage.opening import migrate, newest_revision, open_database
from korekit.storage.statements import Statement


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
    assert newest_revision() == "0007"


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
        assert (await shared.exec_driver_sql("SELECT version_num FROM alembic_version")).scalar_one() == "0007"
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


async def test_files_and_definitions_of_an_older_version_are_seen_to(postgres_url: str, tmp_path: Path) -> None:
    for url in (f"sqlite:///{tmp_path}/old.db", postgres_url):
        await _are_seen_to(url)


async def _are_seen_to(database_url: str) -> None:
    await asyncio.to_thread(migrate, database_url, "0005")
    before = time.time_ns() // 1_000_000
    await _run(
        database_url,
        "INSERT INTO files (id, account_id, sha256, sha1, size, name, context, extension, uploaded_by, created_at) "
        "VALUES ('f', 'a', 's', 's', 1, 'n', 'c', 'e', 'u', 1)",
    )
    await asyncio.to_thread(migrate, database_url)
    database = await open_database(database_url)
    ((file_id, ends_at),) = await database.all(Statement(select(file_ends)))
    sweep, blank = [await job_by_id(database, kind) for kind in ("sweep-files", "blank-definitions")]
    await database.close()
    assert file_id == "f"
    assert before + 30 * 86_400_000 <= ends_at < before + 31 * 86_400_000
    assert sweep is not None
    assert (sweep.state, sweep.account_id, len(sweep.request["database"])) == ("pending", "", 36)
    # It had no bot.
    assert blank is None


async def _run(url: str, statement: str) -> None:
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as connection:
            connection.execute(statement)
        return
    postgres = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://"))
    async with postgres.begin() as shared:
        await shared.exec_driver_sql(statement)
    await postgres.dispose()
