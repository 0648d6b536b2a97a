"""What is seen before something is changed: an uploaded file, an import's plan, a difference."""

import msgspec

from korekit.archive import ArchiveBroken
from korekit.calls.call import Call
from korekit.calls.handlers import handles
from korekit.calls.own_bot import own_bot
from korekit.catalog.bot_definition import ImportOptions
from korekit.catalog.bot_views import BotDifference, BotFile, BotImportPlan, BotViews
from korekit.errors.console import InputInvalid, NotFound
from korekit.features.bot_views.looking import compared, looked_into, planned
from korekit.ids import BotId, FileId
from korekit.records.bot_versions import find_version
from korekit.records.bots import Bot
from korekit.records.definitions import StoredArchive, stored_in, stored_size
from korekit.records.files import StoredFile, find_file

__all__ = [
    "UNPACKED",
    "compare_bot_states",
    "get_bot_file",
    "own_file",
    "plan_bot_import",
    "state_of",
]

# How many times its packed size an export is.
UNPACKED = 10


@handles(BotViews.get_bot_file)
async def get_bot_file(call: Call, file_id: FileId) -> BotFile:
    """What the file holds; one that is no archive has problems.

    Raises:
        NotFound: the account uploaded no such file.
    """
    file = await own_file(call, file_id)
    services = call.services
    return await services.offload.run(
        file.size * UNPACKED, looked_into, services.blobs, file.sha256, file.name, file.size
    )


@handles(BotViews.plan_bot_import)
async def plan_bot_import(
    call: Call, bot_id: BotId, file_id: FileId, *, import_options: ImportOptions | None = None
) -> BotImportPlan:
    """The plan as the bot is now.

    Raises:
        NotFound: the account has no such bot, or uploaded no such file.
    """
    bot, file = await own_bot(call, bot_id), await own_file(call, file_id)
    options = None if import_options is None else msgspec.to_builtins(import_options)
    services = call.services
    return await services.offload.run(file.size * UNPACKED, planned, services.blobs, bot, file.sha256, options)


@handles(BotViews.compare_bot_states)
async def compare_bot_states(call: Call, bot_id: BotId, *, old: int = 0, new: int = 0) -> BotDifference:
    """The difference from the old state to the new one.

    Raises:
        NotFound: the account has no such bot, or the bot no such version.
        InputInvalid: a state cannot be read.
    """
    bot = await own_bot(call, bot_id)
    before, after = await state_of(call, bot, old), await state_of(call, bot, new)
    services = call.services
    if before == after:
        return BotDifference(changes=[])
    size = stored_size(services.blobs, bot, before) + stored_size(services.blobs, bot, after)
    try:
        return await services.offload.run(size, compared, services.blobs, bot, before, after)
    except ArchiveBroken as broken:
        raise InputInvalid(f"A state cannot be read: {str(broken)[:200]}") from None


async def own_file(call: Call, file_id: FileId) -> StoredFile:
    """The uploaded file.

    Raises:
        NotFound: the account uploaded no such file.
    """
    file = await find_file(call.database, call.account_id, file_id)
    if file is None:
        raise NotFound()
    return file


async def state_of(call: Call, bot: Bot, number: int) -> StoredArchive:
    """A version of the bot; its latest state for 0.

    Raises:
        NotFound: the bot has no such version.
    """
    if number == 0:
        return stored_in(bot)
    version = await find_version(call.database, bot.id, number) if 0 < number < 2**62 else None
    if version is None:
        raise NotFound()
    return version.stored
