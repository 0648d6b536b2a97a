"""Bots in the builder: made empty, listed, looked at, deleted with their apps. Source: observed-errors.md 5."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final, TypedDict, Unpack

import msgspec

from korekit.calls.call import Call
from korekit.calls.changes import record_changes
from korekit.calls.handlers import handles
from korekit.calls.own_bot import own_bot
from korekit.calls.path_owner import check_path_owner
from korekit.catalog.bot_definition import BUILT_IN_ICON
from korekit.catalog.console import Console, ConsoleBot
from korekit.clock import iso_time
from korekit.errors.console import InputInvalid, NotFound
from korekit.ids import BotId, FileId, UserId
from korekit.records.apps import DELETE_APPS_OF_BOT, NEXT_EPOCH
from korekit.records.bot_secrets import forget_secrets
from korekit.records.bots import ADD_BOT, DELETE_BOT, Bot, hold_bot, list_bots
from korekit.records.change_logs import Change
from korekit.records.files import find_file
from korekit.records.given_texts import given_prose, given_text

__all__ = ["create_bot", "delete_builder_bot", "get_builder_bot", "list_builder_bots"]

_MAX_WORD: Final = 60
_MAX_DESCRIPTION: Final = 2000
_MAX_DETAILS: Final = 65_536
_ALL: Final = 2**31
# The declaration says what each field is called on the wire, and what absence and null mean.
_DECLARED: Final = {parameter.name: parameter for parameter in Console.create_bot.parameters}
_WORDS: Final = ("type", "purpose", "color", "default_language")
# Kept as they were sent; they mean nothing here.
_DETAILS: Final = (
    "category_ids",
    "skip_make_edit_links",
    "error_codes",
    "visibility",
    "multi_lingual_configurations",
    "is_from_bt",
)


class _Options(TypedDict, total=False):
    type: str | None
    description: str | None
    color: str | None
    category_ids: list[str] | None
    skip_make_edit_links: bool | None
    purpose: str | None
    error_codes: dict[str, Any] | None
    visibility: dict[str, Any] | None
    default_language: str | None
    icon: FileId | None
    multi_lingual_configurations: dict[str, Any] | None
    is_from_bt: bool | None


@handles(Console.create_bot)
async def create_bot(call: Call, user_id: UserId, name: str, **options: Unpack[_Options]) -> ConsoleBot:
    """An empty bot; its change log begins.

    Raises:
        NotFound: another user than the session's.
        InputInvalid: no name, a text that is too long, an icon that the account did not upload.
    """
    check_path_owner(call, user_id)
    icon = options.get("icon") or BUILT_IN_ICON
    bot = Bot(
        id=BotId(call.services.ids.prefixed("st")),
        account_id=call.account_id,
        ref_id=call.services.ids.uuid(),
        name=given_text(name, "name"),
        description=given_prose(options.get("description") or "", "description", maximum=_MAX_DESCRIPTION),
        **_words({**options}),
        icon=icon,
        icon_file=await _icon_file(call, icon),
        status="configured",
        details=_details({**options}),
        definition=None,
        config=None,
        functions="[]",
        created_by=user_id,
        created_at=call.now_ms(),
    )
    async with call.database.transaction() as transaction:
        await transaction.run(ADD_BOT, **asdict(bot), deleted_at=None)
        await record_changes(
            call.services,
            transaction,
            [Change("stream", bot.id, "Saved BOT")],
            account_id=call.account_id,
            bot_id=bot.id,
            user_id=user_id,
        )
    return _seen(bot)


def _words(options: Mapping[str, Any]) -> dict[str, str]:
    words: dict[str, str] = {}
    for name in _WORDS:
        declared = _DECLARED[name]
        words[name] = given_text(options.get(name) or declared.default, declared.wire, maximum=_MAX_WORD)
    return words | {"languages": msgspec.json.encode([words["default_language"]]).decode()}


def _details(options: Mapping[str, Any]) -> str:
    given = {_DECLARED[name].wire: options[name] for name in _DETAILS if options.get(name) is not None}
    try:
        text = msgspec.json.encode(given).decode()
    except RecursionError:
        raise InputInvalid("The bot's settings nest too deep.") from None
    if len(text) > _MAX_DETAILS:
        raise InputInvalid(f"The bot's settings take more than {_MAX_DETAILS} characters.")
    return text


async def _icon_file(call: Call, icon: FileId) -> str | None:
    if icon == BUILT_IN_ICON:
        return None
    stored = await find_file(call.database, call.account_id, icon)
    if stored is None:
        raise InputInvalid("Invalid file id")
    return stored.sha256


@handles(Console.list_builder_bots)
async def list_builder_bots(call: Call, user_id: UserId) -> list[ConsoleBot]:
    """In the order in which they were made.

    Raises:
        NotFound: another user than the session's.
    """
    check_path_owner(call, user_id)
    return [_seen(bot) for bot in await list_bots(call.database, call.account_id, first=0, count=_ALL)]


@handles(Console.get_builder_bot)
async def get_builder_bot(call: Call, user_id: UserId, bot_id: BotId) -> ConsoleBot:
    """One bot.

    Raises:
        NotFound: another user than the session's, or no such bot in the account.
    """
    check_path_owner(call, user_id)
    bot = await own_bot(call, bot_id)
    return _seen(bot)


@handles(Console.delete_builder_bot)
async def delete_builder_bot(call: Call, user_id: UserId, bot_id: BotId) -> dict[str, Any]:
    """Delete for good, with the apps of the bot and all that was kept sealed for it.

    Raises:
        NotFound: another user than the session's, or no such bot in the account.
    """
    check_path_owner(call, user_id)
    async with call.database.transaction() as transaction:
        # Held, so that no app is made of it meanwhile.
        if not await hold_bot(transaction, call.account_id, bot_id):
            raise NotFound()
        await transaction.run(NEXT_EPOCH)
        await transaction.run(DELETE_BOT, bot=bot_id, now=call.now_ms())
        await transaction.run(DELETE_APPS_OF_BOT, bot=bot_id, now=call.now_ms())
        await forget_secrets(transaction, bot_id)
    return {}


def _seen(bot: Bot) -> ConsoleBot:
    return ConsoleBot(
        id=bot.id,
        name=bot.name,
        type=bot.type,
        description=bot.description,
        color=bot.color,
        purpose=bot.purpose,
        default_language=bot.default_language,
        supported_languages=msgspec.json.decode(bot.languages, type=list[str]),
        icon=bot.icon,
        status=bot.status,
        account_id=bot.account_id,
        ref_id=bot.ref_id,
        created_by=bot.created_by,
        created_on=iso_time(bot.created_at),
    )
