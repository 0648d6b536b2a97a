"""Changing how a language of a bot is understood, and its data where a file has new ones.

Source: bot-definition.yaml language-updation.
"""

from korekit.archive import Archive
from korekit.archive.languages import counted, with_language
from korekit.calls.bot_edits import Edited, edit_bot
from korekit.calls.call import Call
from korekit.calls.handlers import handles
from korekit.catalog.bot_settings import BotSettings
from korekit.catalog.bot_settings_results import AddedLanguage, NLULanguage
from korekit.errors.request_causes import BodyFieldInvalid
from korekit.features.languages.definition_files import definition_file, filling_from
from korekit.features.languages.given import answer_of, given_language, language_change, own_code, understood
from korekit.ids import BotId, FileId
from korekit.records.change_logs import Change

__all__ = ["language_updation"]


@handles(BotSettings.language_updation)
async def language_updation(
    call: Call, bot_id: BotId, update_language: str, file_id: FileId, multi_lingual_configurations: NLULanguage
) -> list[AddedLanguage]:
    """Update a language that the bot has, enabled or not.

    Raises:
        BotUnknown: the account has no such bot.
        BodyFieldInvalid: no language of that code, or none of the bot; a file that does not have it.
        FileUnknown: a file that the account did not upload.
    """
    language = given_language(update_language, "updateLanguage")
    configured = understood(multi_lingual_configurations)
    file = await definition_file(call, file_id) if file_id else None

    def edit(archive: Archive) -> Edited[list[AddedLanguage]]:
        code = own_code(archive, language)
        if code is None:
            raise BodyFieldInvalid(at="`updateLanguage`", expected="a language of the bot", found=f"`{language.code}`")
        filling = None if file is None else filling_from(archive, file, code)
        changed = with_language(archive, code, configured, filling)
        answer = answer_of("Updated language successfully", counted(changed, code))
        return Edited(changed, answer, (Change("stream", bot_id, language_change(language, "updated")),))

    return await edit_bot(call, bot_id, edit)
