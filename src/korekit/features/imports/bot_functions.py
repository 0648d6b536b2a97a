"""Putting function scripts into a bot, at once.

Source: bot-definition.yaml import-bot-functions.
"""

import asyncio
import json
from dataclasses import replace
from typing import Annotated, Any

from korekit.archive import ArchiveBroken
from korekit.archive.assembling import script_name
from korekit.calls.call import Call
from korekit.calls.changes import record_changes
from korekit.calls.handlers import handles
from korekit.catalog.bot_definition import BotDefinition, FunctionFile
from korekit.catalog.bot_definition_results import ImportedFunctions
from korekit.catalog.parameters import WholeBody
from korekit.clock import iso_time
from korekit.errors.app_causes import BotUnknown
from korekit.errors.request_causes import BodyFieldInvalid, BodyFieldMissing, FileUnknown
from korekit.ids import BotId
from korekit.records.bots import UPDATE_DEFINITION, Bot, find_bot, hold_bot
from korekit.records.change_logs import Change
from korekit.records.definitions import load_archive, store_archive, stored_in
from korekit.records.files import find_file
from korekit.storage.blobs import BlobStore

__all__ = ["import_bot_functions"]

# As many members as an archive may have, less those that every bot has.
_SCRIPTS_AT_MOST = 97


@handles(BotDefinition.import_bot_functions)
async def import_bot_functions(
    call: Call, bot_id: BotId, files: Annotated[list[FunctionFile], WholeBody()]
) -> ImportedFunctions:
    """Put uploaded scripts into a bot; one of the same name is replaced. Answers the first file.

    Raises:
        BodyFieldMissing: no file is named.
        BodyFieldInvalid: a name that no script may have, or more scripts than a bot may have.
        FileUnknown: the account has no such file.
    """
    if not files:
        raise BodyFieldMissing(expected="an array with at least one file")
    scripts = {_name_of(file): await _content_of(call, file) for file in files}
    services, now = call.services, call.now_ms()
    change = Change("stream", bot_id, "Bot updated")
    async with call.database.transaction() as transaction:
        await hold_bot(transaction, call.account_id, bot_id)
        bot = await find_bot(transaction, call.account_id, bot_id)
        if bot is None:
            raise BotUnknown()
        if bot.definition is None:
            bot = await asyncio.to_thread(_filled, services.blobs, bot)
        merged = {**dict(json.loads(bot.functions)), **scripts}
        if len(merged) > _SCRIPTS_AT_MOST:
            raise BodyFieldInvalid(expected=f"at most {_SCRIPTS_AT_MOST} scripts in a bot", found=f"{len(merged)}")
        await transaction.run(UPDATE_DEFINITION, **_changed(bot, list(merged.items())))
        await record_changes(
            services, transaction, [change], account_id=call.account_id, bot_id=bot_id, user_id=call.caller.user_id
        )
    return ImportedFunctions(
        request_type="BotImport",
        status="Success",
        created_on=iso_time(now),
        id=services.ids.hex24(),
        created_by=call.caller.user_id,
        version=0,
        file_id=files[0].file_id,
        file_name=files[0].file_name,
    )


def _name_of(file: FunctionFile) -> str:
    try:
        return script_name(file.file_name)
    except ArchiveBroken as broken:
        raise BodyFieldInvalid(
            at="`fileName`", expected="a plain file name, such as `BotFunctions.js`", found=broken.problems[0].why
        ) from None


async def _content_of(call: Call, file: FunctionFile) -> str:
    found = await find_file(call.database, call.account_id, file.file_id)
    if found is None:
        raise FileUnknown(at="`fileId`", expected="the id of an uploaded file", found=f"`{file.file_id[:40]}`")
    return found.sha256


def _filled(blobs: BlobStore, bot: Bot) -> Bot:
    """A bot that was never filled, with its empty archive, so that the scripts have a place. Blocks."""
    stored = store_archive(blobs, load_archive(blobs, bot, stored_in(bot)))
    return replace(bot, definition=stored.definition, config=stored.config, icon_file=stored.icon_file)


def _changed(bot: Bot, functions: list[tuple[str, str]]) -> dict[str, Any]:
    return {
        "bot": bot.id,
        "new_ref_id": bot.ref_id,
        "new_name": bot.name,
        "new_language": bot.default_language,
        "new_languages": bot.languages,
        "new_definition": bot.definition,
        "new_config": bot.config,
        "new_icon": bot.icon_file,
        "new_functions": json.dumps(functions),
    }
