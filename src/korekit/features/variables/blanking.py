"""Taking values of secured variables out of definitions that an older version stored in clear: a job, done once.

A migration asks for it. It goes from bot to bot, notes how far it is, and goes on from there when it was broken off.
"""

import asyncio
import logging
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import bindparam, select, update

from korekit.archive import ArchiveBroken, SecuredValues
from korekit.calls.call import Services
from korekit.calls.handlers import works
from korekit.calls.kept_files import schedule_sweep
from korekit.jobs.job import Job
from korekit.jobs.queue import show_progress
from korekit.jobs.runner import Outcome, nothing
from korekit.records.bot import Bot
from korekit.records.bot_secrets import keep_values
from korekit.records.bot_versions import list_versions
from korekit.records.bots import bot_versions, bots, find_any_bot, hold_bot
from korekit.records.definitions import StoredArchive, blank_archive, stored_in, stored_size
from korekit.storage.blob_sweeping import BlobSweep
from korekit.storage.database import Transaction
from korekit.storage.statements import Statement

__all__ = ["BLANK_KIND", "blank_definitions"]

BLANK_KIND: Final = "blank-definitions"
_NEXT: Final = Statement(select(bots.c.id).where(bots.c.id > bindparam("after")).order_by(bots.c.id).limit(1))
_AT_ONCE: Final = 50
_log = logging.getLogger("korekit.definitions")


def _put(of: Any, key: Any) -> Statement:
    """Put a blanked archive in the place of the one that was read; of another one nothing is known."""
    return Statement(
        update(of)
        .where(key == bindparam("of_bot"))
        .where(of.c.definition == bindparam("old_definition"))
        .where(of.c.config == bindparam("old_config"))
        .values(definition=bindparam("new_definition"), config=bindparam("new_config"))
    )


_PUT_INTO_BOT: Final = _put(bots, bots.c.id)
_PUT_INTO_VERSIONS: Final = _put(bot_versions, bot_versions.c.bot_id)


@dataclass(frozen=True, slots=True)
class _Blanked:
    old: StoredArchive
    new: StoredArchive
    secured: SecuredValues = field(repr=False)


@works(BLANK_KIND)
async def blank_definitions(services: Services, job: Job) -> Outcome:
    """Seal what lies in clear, of every bot and every version; deleted bots' values are dropped."""
    after, count = job.answer.get("after", ""), job.answer.get("blanked", 0)
    while row := await services.database.one(_NEXT, after=after):
        after = row[0]
        bot = await find_any_bot(services.database, after)
        blanked = await _blanked(services, bot) if bot is not None else []
        count += len(blanked)
        await asyncio.to_thread(BlobSweep(services.blobs.folder).mark, _members_of(blanked))
        async with services.database.transaction() as transaction:
            if bot is not None and blanked:
                await _keep(services, transaction, bot, blanked)
                await schedule_sweep(services, transaction)
            await show_progress(transaction, job, {"after": after, "blanked": count})
    return Outcome({"blanked": count}, nothing)


def _members_of(blanked: list[_Blanked]) -> list[str]:
    """What lay in clear, to be removed once nothing names it."""
    return [name for one in blanked for name in (one.old.definition, one.old.config) if name is not None]


async def _blanked(services: Services, bot: Bot) -> list[_Blanked]:
    """What of a bot lay in clear, newest first, stored anew."""
    found: list[_Blanked] = []
    for stored in await _states(services, bot):
        if stored.definition is None or stored.config is None:
            continue
        try:
            size = stored_size(services.blobs, bot, stored)
            blank = await services.offload.run(size, blank_archive, services.blobs, bot, stored)
        except ArchiveBroken:
            # Nor can it be exported: that is refused for the same reason.
            _log.warning("a definition of bot %s cannot be read, and stays as it is", bot.id)
        else:
            if blank is not None:
                found.append(_Blanked(stored, *blank))
    return found


async def _states(services: Services, bot: Bot) -> list[StoredArchive]:
    """Every archive of a bot, each once: what is configured, then its versions, newest first."""
    states = [stored_in(bot)]
    first = 0
    while versions := await list_versions(services.database, bot.id, first=first, count=_AT_ONCE):
        states += [version.stored for version in versions]
        first += len(versions)
    return list(dict.fromkeys(states))


async def _keep(services: Services, transaction: Transaction, bot: Bot, blanked: list[_Blanked]) -> None:
    is_there = await hold_bot(transaction, bot.account_id, bot.id)
    for one in blanked:
        values = {
            "of_bot": bot.id,
            "old_definition": one.old.definition,
            "old_config": one.old.config,
            "new_definition": one.new.definition,
            "new_config": one.new.config,
        }
        await transaction.run(_PUT_INTO_BOT, **values)
        await transaction.run(_PUT_INTO_VERSIONS, **values)
        if is_there:
            now = services.clock.now_ms()
            await keep_values(transaction, services.sealer, bot.id, one.secured, now_ms=now, is_older=True)
