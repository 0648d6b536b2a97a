"""Migrating in a process of its own, before the platform starts.

What a migration imports stays in memory for as long as the process lives, a third of what an idle platform needs; so
the process that serves never imports it.
"""

import asyncio
import sys

from korekit.storage.opening import is_current, migrate

__all__ = ["MigrationFailed", "migrate_apart"]


class MigrationFailed(Exception):
    """The database could not be brought to the newest form; the reason was written to standard error."""


async def migrate_apart(url: str) -> None:
    """Bring a database to the newest form, if it has not got it.

    Args:
        url: as for `opening.open_database`; it goes through a pipe, since it may hold a password.

    Raises:
        MigrationFailed: it could not be done.
    """
    if await is_current(url):
        return
    child = await asyncio.create_subprocess_exec(sys.executable, "-m", __name__, stdin=asyncio.subprocess.PIPE)
    await child.communicate(url.encode())
    if child.returncode != 0:
        raise MigrationFailed("the database could not be migrated")


if __name__ == "__main__":
    migrate(sys.stdin.read())
