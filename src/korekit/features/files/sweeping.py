"""Removing files whose time is over, with whatever else nothing names any more: a recurring job.

A row goes first, its content an hour later at the earliest, unless something else names it: another file, a bot, a
version, a job that has not ended. What a process left that was killed goes the same way.
"""

import asyncio
import logging
import re
from typing import Any, Final

from sqlalchemy import Table, and_, bindparam, or_, select

from korekit.calls.call import Services
from korekit.calls.handlers import works
from korekit.calls.kept_files import SWEEP_KIND
from korekit.jobs.job import Job
from korekit.jobs.queue import OPEN_REQUESTS
from korekit.jobs.runner import Outcome, nothing
from korekit.records.bots import bot_versions, bots
from korekit.records.files import expired_files, files, forget_files
from korekit.storage.blob_sweeping import BlobSweep
from korekit.storage.database import Database
from korekit.storage.statements import Statement

__all__ = ["run_sweep"]

_EVERY_MS: Final = 3_600_000
# Longer than any work between a file's writing and its row, and between the reading of a name and that of its file.
_SPARED_S: Final = 3_600
_AT_ONCE: Final = 500
_NAME: Final = re.compile(r"\b[0-9a-f]{64}\b")
_log = logging.getLogger("korekit.files")


def _pages(columns: list[Any], before: Any) -> tuple[Statement, Any]:
    """Rows by their first two columns, a page at a time; with what comes before every value of the second."""
    first, second = columns[:2]
    after = or_(first > bindparam("first"), and_(first == bindparam("first"), second > bindparam("second")))
    return Statement(select(*columns).where(after).order_by(first, second).limit(bindparam("count"))), before


def _members(of: Table) -> list[Any]:
    return [of.c.definition, of.c.config, of.c.icon_file, of.c.functions]


_FILES: Final = _pages([files.c.id, files.c.account_id, files.c.sha256], "")
_BOTS: Final = _pages([bots.c.id, bots.c.account_id, *_members(bots)], "")
_VERSIONS: Final = _pages([bot_versions.c.bot_id, bot_versions.c.number, *_members(bot_versions)], -1)


@works(SWEEP_KIND)
async def run_sweep(services: Services, job: Job) -> Outcome:
    """Forget files whose time is over, and remove what nothing names."""
    sweep = BlobSweep(services.blobs.folder)
    if not sweep.is_claimed:
        await asyncio.to_thread(sweep.mark, await _needed(services.database))
    is_own = await asyncio.to_thread(sweep.claim, job.request.get("database", ""))
    if not is_own:
        _log.warning("the folder of files serves another database too, so nothing is removed from it")
    while found := await expired_files(services.database, now_ms=services.clock.now_ms(), count=_AT_ONCE):
        if is_own:
            # Before the rows, which alone know these names, are gone.
            await asyncio.to_thread(sweep.mark, [sha256 for _, sha256 in found])
        async with services.database.transaction() as transaction:
            await forget_files(transaction, [file_id for file_id, _ in found])
    removed = 0
    if is_own:
        needed = await _needed(services.database)
        removed = await asyncio.to_thread(sweep.sweep, needed, spared_s=_SPARED_S)
    return Outcome({"removed": removed}, nothing, again_in_ms=_EVERY_MS)


async def _needed(database: Database) -> set[str]:
    """SHA-256 of every file that something names.

    Read in the order in which names travel, so that one that moves meanwhile is seen: from an uploaded file to a job or
    a bot, from a bot to a version.
    """
    needed = await _named_by(database, _FILES)
    for request in await database.all(OPEN_REQUESTS):
        needed.update(_NAME.findall(request[0]))
    return needed | await _named_by(database, _BOTS) | await _named_by(database, _VERSIONS)


async def _named_by(database: Database, pages: tuple[Statement, Any]) -> set[str]:
    statement, second = pages
    first, named = "", set[str]()
    while rows := await database.all(statement, first=first, second=second, count=_AT_ONCE):
        first, second = rows[-1][:2]
        for row in rows:
            named.update(name for value in row[2:] for name in _NAME.findall(value or ""))
        await asyncio.sleep(0)
    return named
