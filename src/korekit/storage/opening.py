"""A database from its URL, migrated to the newest form.

Alembic is imported only when there is something to migrate: a start with nothing to do costs one query.
"""

import asyncio
import re
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Column, MetaData, Table, Text, select

from korekit.storage.database import Database
from korekit.storage.sqlite import SQLiteDatabase
from korekit.storage.statements import Statement

__all__ = [
    "MIGRATION_LOCK",
    "is_current",
    "is_sqlite",
    "migrate",
    "newest_revision",
    "open_database",
    "sqlite_path",
]

# Processes that start at once must not make or migrate tables at once. The number is arbitrary.
MIGRATION_LOCK: Final = 7_210_551_030
_MIGRATIONS: Final = Path(__file__).parent / "migrations"
_NUMBERED: Final = re.compile(r"(\d{4})_\w+\.py")
# Alembic's own table; kept out of the metadata, since no migration makes it.
_alembic_version = Table("alembic_version", MetaData(), Column("version_num", Text()))
_REVISION: Final = Statement(select(_alembic_version.c.version_num))


def is_sqlite(url: str) -> bool:
    """Whether the URL names a SQLite file: `sqlite:///path`."""
    return url.startswith("sqlite:")


def newest_revision() -> str:
    """The number of the last migration."""
    numbers = [found.group(1) for path in (_MIGRATIONS / "versions").iterdir() if (found := _NUMBERED.match(path.name))]
    return max(numbers)


async def open_database(url: str) -> Database:
    """Open and, if needed, migrate a database.

    Args:
        url: `sqlite:///path` or `postgresql://user:password@host:port/name`.
    """
    database = await _connect(url)
    if await _revision(database) != newest_revision():
        await database.close()
        await asyncio.to_thread(migrate, url)
        database = await _connect(url)
    return database


async def is_current(url: str) -> bool:
    """Whether a database has the newest form."""
    database = await _connect(url)
    try:
        return await _revision(database) == newest_revision()
    finally:
        await database.close()


async def _connect(url: str) -> Database:
    if is_sqlite(url):
        return SQLiteDatabase(sqlite_path(url))
    from korekit.storage.postgresql import open_postgresql  # lazy: SQLite needs no driver of PostgreSQL

    return await open_postgresql(url)


def sqlite_path(url: str) -> Path:
    """The file that a URL `sqlite:///path` names."""
    return Path(url.removeprefix("sqlite:///"))


async def _revision(database: Database) -> str | None:
    try:
        row = await database.one(_REVISION)
    except Exception:
        # The table is missing, which each driver says in its own way: a database that was never migrated.
        return None
    return None if row is None else row[0]


def migrate(url: str, revision: str = "head") -> None:
    """Bring a database to the newest form. Blocks; not to be called on the event loop's thread.

    Args:
        url: as for `open_database`.
        revision: an older form instead, for tests of what becomes of it.
    """
    from alembic import command  # lazy: needed once in a database's life
    from alembic.config import Config  # lazy: see above

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["url"] = _engine_url(url)
    command.upgrade(config, revision)


def _engine_url(url: str) -> Any:
    from sqlalchemy import make_url  # lazy: see above

    parsed = make_url(url)
    return parsed if is_sqlite(url) else parsed.set(drivername="postgresql+asyncpg")
