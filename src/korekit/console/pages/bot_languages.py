"""Languages and channels of a bot: seen, added, switched."""

from typing import Final

from korekit.catalog.bot_settings import BotSettings
from korekit.catalog.bot_settings_results import LanguageData, LanguageMode, NLULanguage
from korekit.catalog.bot_views import BotViews
from korekit.catalog.channel_types import CHANNEL_TYPES
from korekit.catalog.language_codes import every_language, find_language
from korekit.catalog.planes import Role
from korekit.console.bot_apps import find_bot
from korekit.console.page import Tab, page
from korekit.console.visit import Visit
from korekit.errors.refusal import Refusal
from korekit.ids import BotId
from korekit.server.answers import Answer

__all__ = ["add_language", "change_language", "languages", "new_language"]

# What a new language may take over from another one, by the name of the field.
_TAKEN: Final = {
    "training": ("Utterances and patterns", "What users say, of each intent and entity"),
    "faqs": ("FAQs", "Of the knowledge graphs"),
    "ontology": ("Knowledge graph structure", "Its nodes, traits and synonyms"),
    "smalltalk": ("Small talk", "Questions and answers beside the tasks"),
    "traits": ("Traits", "Characteristics that sentences are recognised by"),
}


@page("GET", "/{account_id}/bots/{bot_id}/languages", role=Role.VIEWER, tab=Tab("bot", "Languages & channels", 57))
async def languages(visit: Visit) -> Answer:
    """What the bot speaks, and where."""
    return await _shown(visit)


@page("POST", "/{account_id}/bots/{bot_id}/languages", role=Role.DEVELOPER)
async def change_language(visit: Visit) -> Answer:
    """Switch a language on or off, or make it the default one."""
    bot = await find_bot(visit, visit.values["bot_id"])
    code, do = visit.request.form.text("language"), visit.request.form.text("do")
    try:
        if do == "default":
            await visit.call(BotSettings.change_default_language, BotId(bot.id), code)
        else:
            await visit.call(BotSettings.enable_existing_language, BotId(bot.id), code, enable=do == "enable")
    except Refusal as refusal:
        # The public API's own text is the clearest where it has one.
        error = refusal.wire.msg if refusal.wire.status == 400 else refusal.detail
        return await _shown(visit, status=422, error=error)
    words = {"default": "is now the default language", "enable": "is on"}.get(do, "is off")
    return visit.redirect(visit.link("bots", bot.id, "languages"), notice=f"{_name(code)} {words}.")


@page("GET", "/{account_id}/bots/{bot_id}/languages/new", role=Role.DEVELOPER)
async def new_language(visit: Visit) -> Answer:
    """The form for another language."""
    return await _form(visit)


@page("POST", "/{account_id}/bots/{bot_id}/languages/new", role=Role.DEVELOPER)
async def add_language(visit: Visit) -> Answer:
    """Add a language, switched on, filled as the form says."""
    bot = await find_bot(visit, visit.values["bot_id"])
    form = visit.request.form
    code, base = form.text("language"), form.text("base") or bot.default_language
    is_filled = form.text("fill") == "copy"
    taken = LanguageData(**{name: name in form.texts("take") for name in _TAKEN})
    mode = LanguageMode(
        base_language=base,
        type="advancedConfig" if is_filled else "Basic",
        preferred_data=taken if is_filled else None,
    )
    understood = NLULanguage(
        nlu_language=form.text("nlu") or code,
        input_translation=form.is_on("translate-input"),
        response_translation=form.is_on("translate-answers"),
    )
    try:
        await visit.call(BotSettings.add_enable_new_language, BotId(bot.id), code, mode, understood)
    except Refusal as refusal:
        return await _form(visit, status=422, error=refusal.detail)
    return visit.redirect(visit.link("bots", bot.id, "languages"), notice=f"{_name(code)} added and switched on.")


def _name(code: str) -> str:
    known = find_language(code)
    return known.name if known is not None else code


async def _form(visit: Visit, *, status: int = 200, error: str = "") -> Answer:
    bot = await find_bot(visit, visit.values["bot_id"])
    own = [_name(code) for code in bot.supported_languages or [bot.default_language]]
    return visit.render(
        "language_new.html",
        status=status,
        bot=bot,
        error=error,
        given=visit.request.form,
        choices=[one for one in every_language() if one.name not in own],
        own=[(code, _name(code)) for code in bot.supported_languages or [bot.default_language]],
        taken=_TAKEN,
    )


async def _shown(visit: Visit, *, status: int = 200, error: str = "") -> Answer:
    bot = await find_bot(visit, visit.values["bot_id"])
    seen = await visit.call(BotViews.get_bot_overview, BotId(bot.id))
    return visit.render(
        "bot_languages.html",
        status=status,
        bot=bot,
        seen=seen,
        error=error,
        types={one.type: one for one in CHANNEL_TYPES},
        can_change=visit.can(BotSettings.enable_existing_language),
        can_set_up=visit.can(BotSettings.channel_enablement),
    )
