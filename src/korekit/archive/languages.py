"""The languages of a bot in its definition: which there are, which are enabled, how each is understood.

What a language says lies all over the definition; `language_parts` fills it.

Source: contract, export-archive.md, Identity and language, Settings.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from msgspec import Raw

from korekit.archive.bot_archive import Archive
from korekit.archive.editing import draft_of, with_definition
from korekit.archive.joining import Draft, array_like
from korekit.archive.json_text import MalformedJSON, in_bytes, items, sections
from korekit.archive.language_parts import Filling, fill_language

__all__ = [
    "LanguageCount",
    "counted",
    "is_enabled",
    "with_default_language",
    "with_enabled",
    "with_language",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageCount:
    """How many parts of each kind have a language."""

    dialogs: int
    alerts: int
    actions: int
    knowledge_tasks: int
    small_talk: int
    panels: int
    widgets: int


def is_enabled(archive: Archive, code: str) -> bool:
    """Whether a language that the bot has is not switched off."""
    switches = archive.part("languageConfigurations")
    switch = switches.get(code) if isinstance(switches, dict) else None
    return not (isinstance(switch, dict) and switch.get("enabled") is False)


def with_enabled(archive: Archive, code: str, *, is_on: bool) -> Archive:
    """The bot with a language switched on or off; its data stay."""
    return with_definition(archive, lambda draft: _switch(draft, code, is_on))


def with_default_language(archive: Archive, code: str) -> Archive:
    """The bot with another of its languages as the default one."""
    return with_definition(archive, lambda draft: draft.put("defaultLanguage", in_bytes(code)))


def with_language(archive: Archive, code: str, understood: Mapping[str, object], filling: Filling | None) -> Archive:
    """The bot with a language that is on, understood as given, and filled.

    Args:
        archive: the bot, with or without the language.
        code: the language.
        understood: its `multiLingualConfigurations`.
        filling: from where its data come; None leaves what is there.

    Raises:
        ArchiveBroken: a part that is to be filled has a key twice.
    """

    def fill(draft: Draft) -> None:
        if code not in archive.languages:
            own = draft.get("supportedLanguages") or b"[]"
            own = own if own.startswith(b"[") else b"[]"
            elements: list[bytes | Raw] = [*items(own), in_bytes(code)]
            draft.put("supportedLanguages", array_like(own, elements, draft.gap))
        _put_inside(draft, "multiLingualConfigurations", code, dict(understood))
        if filling is not None:
            fill_language(draft, code, filling)

    return with_definition(archive, fill)


def counted(archive: Archive, code: str) -> LanguageCount:
    """How many parts have the language: those with a name or text in it, and those that are of it alone."""
    return LanguageCount(
        dialogs=_localised(archive, "dialogs", code),
        alerts=_localised(archive, "alerts", code),
        actions=_localised(archive, "actions", code),
        knowledge_tasks=_of_language(archive, "knowledgeTasks", code),
        small_talk=_of_language(archive, "smallTalk", code),
        panels=_localised(archive, "panels", code),
        widgets=_localised(archive, "widgets", code),
    )


def _localised(archive: Archive, section: str, code: str) -> int:
    return sum(code in _keys(element.get("localeData")) for element in archive.elements(section))


def _keys(raw: Raw | None) -> Collection[str]:
    try:
        return sections(bytes(raw)) if raw is not None else ()
    except MalformedJSON:
        return ()


def _of_language(archive: Archive, section: str, code: str) -> int:
    word = in_bytes(code)
    return sum(bytes(element.get("language", Raw(b""))) == word for element in archive.elements(section))


def _switch(draft: Draft, code: str, is_on: bool) -> None:
    switches = draft_of(draft.get("languageConfigurations"))
    switch = draft_of(switches.get(code))
    switch.put("enabled", in_bytes(is_on))
    switches.put(code, switch.finished())
    draft.put("languageConfigurations", switches.finished())


def _put_inside(draft: Draft, section: str, key: str, value: object) -> None:
    inner = draft_of(draft.get(section))
    inner.put(key, in_bytes(value))
    draft.put(section, inner.finished())
