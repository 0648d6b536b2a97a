"""Switching a language of a bot on and off; its data stay.

One handler for both operations, which share method and path. Source: bot-definition.yaml enable-existing-language and
disable-existing-language.
"""

from korekit.archive import Archive
from korekit.archive.languages import with_enabled
from korekit.calls.bot_edits import Edited, edit_bot
from korekit.calls.call import Call
from korekit.calls.handlers import PlainText, handles
from korekit.catalog.bot_settings import BotSettings
from korekit.errors.request_causes import BodyFieldInvalid
from korekit.features.languages.given import given_language, language_change, own_code
from korekit.ids import BotId
from korekit.records.change_logs import Change

__all__ = ["enable_existing_language"]


@handles(BotSettings.enable_existing_language)
async def enable_existing_language(call: Call, bot_id: BotId, language: str, *, enable: bool = True) -> str | PlainText:
    """Switch a language; the answer is JSON when it is on, plain text when it is off.

    Raises:
        BotUnknown: the account has no such bot.
        BodyFieldInvalid: no language of that code or none of the bot, or its default one is to go off.
    """
    wanted = given_language(language, "language")
    word = "enabled" if enable else "disabled"

    def edit(archive: Archive) -> Edited[None]:
        code = own_code(archive, wanted)
        if code is None:
            raise BodyFieldInvalid(at="`language`", expected="a language of the bot", found=f"`{wanted.code}`")
        if code == archive.default_language and not enable:
            raise BodyFieldInvalid(at="`language`", expected="another language than the default one")
        changed = with_enabled(archive, code, is_on=enable)
        return Edited(changed, None, (Change("stream", bot_id, language_change(wanted, word)),))

    await edit_bot(call, bot_id, edit)
    message = f"{word.capitalize()} {wanted.name} language successfully"
    return message if enable else PlainText(message)
