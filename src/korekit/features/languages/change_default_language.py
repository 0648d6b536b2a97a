"""Making another language of a bot the default one. It takes effect at once: a published bot stays published.

Source: bot-definition.yaml change-default-language with its quirks.
"""

import asyncio
from typing import Final

from korekit.archive import Archive, ArchiveBroken
from korekit.archive.languages import is_enabled, with_default_language
from korekit.calls.bot_edits import Edited, edit_bot
from korekit.calls.call import Call
from korekit.calls.handlers import handles
from korekit.catalog.bot_settings import BotSettings
from korekit.catalog.bot_settings_results import ChangedDefaultLanguage
from korekit.catalog.language_codes import Language
from korekit.errors.app_causes import BotUnknown
from korekit.errors.request_causes import BodyFieldInvalid
from korekit.errors.wire import FlatWireError, WireError
from korekit.features.languages.given import given_language, language_change, own_code
from korekit.ids import BotId
from korekit.records.bot_versions import list_versions
from korekit.records.bots import find_bot
from korekit.records.change_logs import Change
from korekit.records.definitions import load_archive

__all__ = ["change_default_language"]

_NOT_CONFIGURED: Final = (
    "Cannot set default language. The language '{}' is not currently configured. Please configure the language and "
    "publish the app at least once before setting it as the default."
)
_IS_DEFAULT: Final = "Permission denied. The language '{}' is already set as the default language."
_DISABLED: Final = (
    "Unable to change the default language. The language '{}' is currently disabled. Please enable the language "
    "before setting it as the default."
)
_NOT_PUBLISHED: Final = (
    "Unable to set default language. Please perform a full publish of the app, including all content for {}, before "
    "setting it as the default language."
)


@handles(BotSettings.change_default_language)
async def change_default_language(call: Call, bot_id: BotId, language: str) -> ChangedDefaultLanguage:
    """Change the default language.

    Raises:
        BotUnknown: the account has no such bot.
        BodyFieldInvalid: no language of that code, or one that is not configured, is the default already, is disabled
            or was never published; each with its documented text.
    """
    wanted, language = given_language(language, "Language"), language.strip()
    is_published = await _is_published(call, bot_id, wanted)

    def edit(archive: Archive) -> Edited[None]:
        code = own_code(archive, wanted)
        if code is None:
            raise _refused(_NOT_CONFIGURED, language, "a language of the bot")
        if code == archive.default_language:
            raise _refused(_IS_DEFAULT, language, "another language than the default one")
        if not is_enabled(archive, code):
            raise _refused(_DISABLED, language, "an enabled language")
        if not is_published:
            raise _refused(_NOT_PUBLISHED, language, "a language of the published bot", is_flat=True)
        changed = with_default_language(archive, code)
        return Edited(changed, None, (Change("stream", bot_id, language_change(wanted, "set as default")),))

    await edit_bot(call, bot_id, edit, is_effective=True)
    return ChangedDefaultLanguage(
        status="success",
        message="Default language has been updated successfully.",
        language_code=wanted.regional,
    )


def _refused(text: str, language: str, expected: str, *, is_flat: bool = False) -> BodyFieldInvalid:
    wire = (FlatWireError if is_flat else WireError)(400, 400, text.format(language))
    return BodyFieldInvalid(at="`Language`", expected=expected, found=f"`{language}`", wire=wire)


async def _is_published(call: Call, bot_id: str, wanted: Language) -> bool:
    """Whether the bot's last version has the language, switched on."""
    bot = await find_bot(call.database, call.account_id, bot_id)
    if bot is None:
        raise BotUnknown()
    last = await list_versions(call.database, bot_id, first=0, count=1)
    if not last:
        return False
    try:
        archive = await asyncio.to_thread(load_archive, call.services.blobs, bot, last[0].stored)
        code = own_code(archive, wanted)
    except ArchiveBroken:
        return False
    return code is not None and is_enabled(archive, code)
