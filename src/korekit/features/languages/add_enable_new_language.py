"""Giving a bot one more language.

A language that the bot has is enabled and understood as given; what it has stays, what it lacks is filled, so that a
pipeline may ask twice. Source: bot-definition.yaml add-enable-new-language.
"""

from collections.abc import Callable
from typing import Final

from korekit.archive import Archive
from korekit.archive.language_parts import Filling
from korekit.archive.languages import counted, with_enabled, with_language
from korekit.calls.bot_edits import Edited, edit_bot
from korekit.calls.call import Call
from korekit.calls.handlers import handles
from korekit.catalog.bot_settings import BotSettings
from korekit.catalog.bot_settings_results import AddedLanguage, LanguageData, LanguageMode, NLULanguage
from korekit.errors.request_causes import BodyFieldInvalid, BodyFieldMissing
from korekit.features.languages.definition_files import definition_file, filling_from
from korekit.features.languages.given import answer_of, given_language, language_change, own_code, understood
from korekit.ids import BotId
from korekit.records.change_logs import Change

__all__ = ["add_enable_new_language"]

_BASIC: Final = "basic"
_ADVANCED: Final = "advancedconfig"
_FILE: Final = "fileupload"
_Filling = Callable[[Archive, str], Filling]


@handles(BotSettings.add_enable_new_language)
async def add_enable_new_language(
    call: Call,
    bot_id: BotId,
    enable_language: str,
    lang_definition_mode: LanguageMode,
    multi_lingual_configurations: NLULanguage,
) -> list[AddedLanguage]:
    """Add, fill and enable a language; the answer counts the parts that have it.

    Raises:
        BotUnknown: the account has no such bot.
        BodyFieldMissing: a mode without what it needs.
        BodyFieldInvalid: no language of that code, another mode, a base language that the bot lacks.
        FileUnknown: a file that the account did not upload.
    """
    language = given_language(enable_language, "enableLanguage")
    configured = understood(multi_lingual_configurations)
    filling = await _filling(call, lang_definition_mode)

    def edit(archive: Archive) -> Edited[list[AddedLanguage]]:
        code = own_code(archive, language) or language.code
        changed = with_language(archive, code, configured, filling(archive, code))
        changed = with_enabled(changed, code, is_on=True)
        answer = answer_of("Enabled language successfully", counted(changed, code))
        return Edited(changed, answer, (Change("stream", bot_id, language_change(language, "added")),))

    return await edit_bot(call, bot_id, edit)


async def _filling(call: Call, mode: LanguageMode) -> _Filling:
    """How to fill the language, once the bot is known."""
    kind = (mode.type or _BASIC).lower()
    if kind == _FILE:
        if not mode.file_id:
            raise BodyFieldMissing(at="`langDefinitionMode`", expected="`fileId`")
        file = await definition_file(call, mode.file_id)
        return lambda archive, code: filling_from(archive, file, code)
    if kind not in (_BASIC, _ADVANCED):
        raise BodyFieldInvalid(
            at="`langDefinitionMode.type`", expected="Basic, advancedConfig or fileUpload", found=f"`{kind[:20]}`"
        )
    return lambda archive, _: _from_base(archive, mode, is_basic=kind == _BASIC)


def _from_base(archive: Archive, mode: LanguageMode, *, is_basic: bool) -> Filling:
    base = archive.default_language
    if mode.base_language:
        base = own_code(archive, given_language(mode.base_language, "baseLanguage")) or ""
        if not base:
            raise BodyFieldInvalid(
                at="`baseLanguage`", expected="a language of the bot", found=f"`{mode.base_language[:20]}`"
            )
    if is_basic:
        return Filling(source=archive.sections, language=base)
    wanted = mode.preferred_data or LanguageData()
    return Filling(
        source=archive.sections,
        language=base,
        has_texts=True,
        has_training=wanted.training,
        has_faqs=wanted.faqs,
        has_ontology=wanted.ontology,
        has_smalltalk=wanted.smalltalk,
        has_traits=wanted.traits,
    )
