"""Changing the definition of a bot in a call: read, edit, store, and make it count with its change-log entry.

The edit runs without a lock and is done again where the bot changed meanwhile; under a lock once that happened too
often, so that a busy bot cannot keep a caller out.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from korekit.archive import Archive, ArchiveBroken, SecuredValues, secured_values
from korekit.calls.call import Call
from korekit.calls.changes import record_changes
from korekit.errors.app_causes import BotUnknown
from korekit.errors.request_causes import BodyFieldInvalid
from korekit.records.bot_secrets import keep_values
from korekit.records.bots import UPDATE_DEFINITION, Bot, find_bot, hold_as_read, hold_bot
from korekit.records.change_logs import Change
from korekit.records.definitions import StoredArchive, load_archive, store_archive, stored_in
from korekit.storage.blobs import BlobStore
from korekit.storage.database import Reader, Transaction

__all__ = ["Edited", "edit_bot", "note_change"]

_T = TypeVar("_T")
_TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class Edited(Generic[_T]):
    """What an edit makes of a bot: its archive, what the caller gets, what the change log says."""

    archive: Archive
    answer: _T
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class _Ready(Generic[_T]):
    edited: Edited[_T]
    stored: StoredArchive | None
    secured: SecuredValues = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class _Around:
    first: Callable[[Transaction], Awaitable[None]] | None
    also: Callable[[Transaction], Awaitable[None]] | None
    is_effective: bool


async def edit_bot(
    call: Call,
    bot_id: str,
    edit: Callable[[Archive], Edited[_T]],
    *,
    first: Callable[[Transaction], Awaitable[None]] | None = None,
    also: Callable[[Transaction], Awaitable[None]] | None = None,
    is_effective: bool = False,
) -> _T:
    """Edit the configured definition of a bot; nothing is written where the edit gives the archive that it got.

    Args:
        call: of the account whose bot it is.
        bot_id: the bot.
        edit: pure, run in a thread, perhaps more than once; may raise a refusal.
        first: looks, in the transaction, at what was there before anything is written; may raise a refusal.
        also: what else is to be written in the same transaction.
        is_effective: the change counts without a publish, so that a published bot stays published.

    Raises:
        BotUnknown: the account has no such bot.
        BodyFieldInvalid: the stored definition cannot be edited.
    """
    blobs, around = call.services.blobs, _Around(first, also, is_effective)
    bot = await _found(call, call.database, bot_id)
    for _ in range(_TRIES):
        ready = await asyncio.to_thread(_edited, blobs, bot, edit)
        async with call.database.transaction() as transaction:
            if await hold_as_read(transaction, bot):
                return await _keep(call, transaction, bot, ready, around)
        bot = await _found(call, call.database, bot_id)
    async with call.database.transaction() as transaction:
        await hold_bot(transaction, call.account_id, bot_id)
        bot = await _found(call, transaction, bot_id)
        ready = await asyncio.to_thread(_edited, blobs, bot, edit)
        return await _keep(call, transaction, bot, ready, around)


async def note_change(call: Call, bot_id: str, change: Change) -> None:
    """Write an entry to a bot's change log, where nothing else is written.

    Raises:
        BotUnknown: the account has no such bot.
    """
    async with call.database.transaction() as transaction:
        if not await hold_bot(transaction, call.account_id, bot_id):
            raise BotUnknown()
        await _record(call, transaction, bot_id, (change,))


async def _found(call: Call, reader: Reader, bot_id: str) -> Bot:
    bot = await find_bot(reader, call.account_id, bot_id)
    if bot is None:
        raise BotUnknown(expected="a bot of the account", found=f"`{bot_id[:60]}`")
    return bot


def _edited(blobs: BlobStore, bot: Bot, edit: Callable[[Archive], Edited[_T]]) -> _Ready[_T]:
    """The edit done and stored. Blocks."""
    try:
        archive = load_archive(blobs, bot, stored_in(bot))
        edited = edit(archive)
        if edited.archive is archive or edited.archive == archive:
            return _Ready(edited, None)
        return _Ready(edited, store_archive(blobs, edited.archive), secured_values(edited.archive))
    except ArchiveBroken as broken:
        raise BodyFieldInvalid(expected="a bot whose definition can be edited", found=str(broken)[:200]) from None


async def _keep(call: Call, transaction: Transaction, bot: Bot, ready: _Ready[_T], around: _Around) -> _T:
    archive, stored = ready.edited.archive, ready.stored
    if around.first is not None:
        await around.first(transaction)
    if stored is not None:
        await transaction.run(
            UPDATE_DEFINITION,
            bot=bot.id,
            new_ref_id=bot.ref_id,
            new_name=bot.name,
            new_language=archive.default_language or bot.default_language,
            new_languages=json.dumps(archive.languages),
            new_definition=stored.definition,
            new_config=stored.config,
            new_icon=bot.icon_file,
            new_functions=stored.functions,
            new_status=bot.status if around.is_effective else "configured",
        )
        await keep_values(transaction, call.services.sealer, bot.id, ready.secured, now_ms=call.now_ms())
    if around.also is not None:
        await around.also(transaction)
    await _record(call, transaction, bot.id, ready.edited.changes)
    return ready.edited.answer


async def _record(call: Call, transaction: Transaction, bot_id: str, changes: tuple[Change, ...]) -> None:
    await record_changes(
        call.services,
        transaction,
        list(changes),
        account_id=call.account_id,
        bot_id=bot_id,
        user_id=call.caller.user_id,
    )
