"""Taking the variables of a bot out.

Source: bot-definition.yaml bot-variables-export with its quirks.
"""

import asyncio
from typing import Any

from korekit.archive import Archive, ArchiveBroken
from korekit.archive.variable_edits import listed_variables, namespace_names
from korekit.calls.bot_edits import note_change
from korekit.calls.call import Call
from korekit.calls.handlers import handles
from korekit.catalog.bot_settings import BotSettings
from korekit.catalog.bot_settings_results import LocaleValue, Variable, VariableNamespace
from korekit.errors.app_causes import BotUnknown
from korekit.errors.request_causes import BodyFieldInvalid
from korekit.ids import BotId
from korekit.records.bots import Bot, find_bot
from korekit.records.change_logs import Change
from korekit.records.definitions import load_archive, stored_in
from korekit.storage.blobs import BlobStore

__all__ = ["bot_variables_export", "exported_variables", "variables_of"]


@handles(BotSettings.bot_variables_export)
async def bot_variables_export(call: Call, bot_id: BotId) -> list[Variable]:
    """Environment variables, then content variables, each in the order of the definition; the change log tells of it.

    Raises:
        BotUnknown: the account has no such bot.
        BodyFieldInvalid: its definition cannot be read.
    """
    bot = await find_bot(call.database, call.account_id, bot_id)
    if bot is None:
        raise BotUnknown()
    try:
        variables = await asyncio.to_thread(variables_of, call.services.blobs, bot)
    except ArchiveBroken as broken:
        raise BodyFieldInvalid(expected="a bot whose definition can be read", found=str(broken)[:200]) from None
    await note_change(call, bot_id, Change("variables", bot_id, "Bot variables are exported"))
    return variables


def variables_of(blobs: BlobStore, bot: Bot) -> list[Variable]:
    """The variables of a bot as they are exported. Blocks.

    Raises:
        ArchiveBroken: its definition cannot be read.
    """
    return exported_variables(load_archive(blobs, bot, stored_in(bot)))


def exported_variables(archive: Archive) -> list[Variable]:
    """The variables of an archive, secured ones without value.

    Raises:
        ArchiveBroken: a member is no JSON object.
    """
    names = namespace_names(archive)
    return [_variable(kind, one, names) for kind, one in listed_variables(archive)]


def _variable(kind: str, held: dict[str, Any], names: dict[str, str]) -> Variable:
    is_locale = kind == "locale"
    refs = held.get("vNameSpace")
    return Variable(
        key=held["key"],
        value=None if is_locale else _text(held.get("value")),
        hint=None if is_locale else _text(held.get("hint")),
        audio_tag=_text(held.get("audioTag")),
        variable_type=kind,
        scope=_text(held.get("scope")) or "prePopulated",
        locale_data=_locale(held.get("localeData")) if is_locale else None,
        group=_text(held.get("group")),
        propagate_value=bool(held.get("propagateValue")),
        v_name_space=[
            VariableNamespace(name=names.get(ref, ""), ref_id=ref)
            for ref in (refs if isinstance(refs, list) else [])
            if isinstance(ref, str)
        ],
        is_secured=held.get("isSecured") not in (None, False, 0, "", "false"),
    )


def _locale(held: Any) -> dict[str, LocaleValue]:
    languages = held if isinstance(held, dict) else {}
    return {
        language: LocaleValue(
            value=_text(texts.get("value")), hint=_text(texts.get("hint")), audio_tag=_text(texts.get("audioTag"))
        )
        for language, texts in languages.items()
        if isinstance(texts, dict)
    }


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
