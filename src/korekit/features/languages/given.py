"""The languages that callers name: those there are, and those that a bot has.

Which text answers a code that is none is documented for the default language only; the others say the same.
"""

from typing import Any, Final

from korekit.archive import Archive
from korekit.archive.languages import LanguageCount
from korekit.catalog.bot_settings_results import AddedLanguage, LanguageParts, NLULanguage
from korekit.catalog.language_codes import Language, find_language
from korekit.errors.request_causes import BodyFieldInvalid
from korekit.errors.wire import WireError

__all__ = ["answer_of", "given_language", "language_change", "own_code", "understood"]

_INVALID: Final = WireError(400, 400, "Please provide the valid language code.")


def given_language(code: str, wire: str) -> Language:
    """The language that a caller names in the field `wire`.

    Raises:
        BodyFieldInvalid: there is none of this code.
    """
    found = find_language(code)
    if found is None:
        raise BodyFieldInvalid(
            at=f"`{wire}`", expected="a code such as en or en-US", found=f"`{code[:20]}`", wire=_INVALID
        )
    return found


def own_code(archive: Archive, language: Language) -> str | None:
    """How the bot spells the language; None where it does not have it."""
    for code in archive.languages:
        known = find_language(code)
        if code == language.code or (known is not None and known.code == language.code):
            return code
    return None


def understood(given: NLULanguage) -> dict[str, Any]:
    """`multiLingualConfigurations` of a language, as a definition has them.

    Raises:
        BodyFieldInvalid: `nluLanguage` is no language.
    """
    language = given_language(given.nlu_language, "nluLanguage")
    return {
        "nluLanguage": language.code,
        "inputTranslation": given.input_translation,
        "responseTranslation": given.response_translation,
    }


def answer_of(message: str, count: LanguageCount) -> list[AddedLanguage]:
    """The documented answer: an array of one."""
    parts = LanguageParts(
        dialogs=count.dialogs,
        alerts=count.alerts,
        actions=count.actions,
        knowledget_tasks=count.knowledge_tasks,
        small_talk=count.small_talk,
        panels=count.panels,
        widgets=count.widgets,
    )
    return [AddedLanguage(message=message, configuration_details=parts)]


def language_change(language: Language, what: str) -> str:
    """The change log's message, in the form of that on channels."""
    return f"BOT languages edited : {language.name} language {what}"
