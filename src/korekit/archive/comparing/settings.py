"""What differs between two bots as wholes: names, languages, synonyms, settings, events, functions, the icon.

Source: contract, export-archive.md, top-level keys.
"""

from collections.abc import Iterator
from typing import Final

from korekit.archive.comparing.changes import Change, Detail, Kind, What
from korekit.archive.comparing.eyes import Context, Eyes
from korekit.archive.comparing.listed_parts import LISTED
from korekit.archive.comparing.noise import is_noise
from korekit.archive.comparing.sides import listing, mapping, text
from korekit.archive.definition_keys import KNOWN
from korekit.archive.problems import path_to

__all__ = ["event_changes", "member_changes", "setting_changes"]

# What is compared elsewhere, or says nothing of the bot itself.
_ELSEWHERE: Final = frozenset(LISTED) | {
    "dialogs",
    "dialogComponents",
    "patterns",
    "sentences",
    "knowledgeTasks",
    "smallTalk",
    "scenes",
    "botEvents",
    "localeData",
    "supportedLanguages",
}
_ABOUT_THE_FILE: Final = frozenset({"refId", "exportOptions"})
# Objects with a member for each language, which come and go with these.
_BY_LANGUAGE: Final = ("languageConfigurations", "multiLingualConfigurations")


def setting_changes(eyes: Eyes) -> Iterator[Change]:
    """Every change of the bot's name, a language, a synonym, or a setting, known or not."""
    yield from _language_changes(eyes)
    languages = _languages(eyes)
    yield from _bot_name(eyes, languages)
    for language in languages:
        yield from _texts_of(eyes, language)
    keys = dict.fromkeys([*eyes.new.archive.sections, *eyes.old.archive.sections])
    for key in keys:
        if key in _ELSEWHERE or key in _ABOUT_THE_FILE or is_noise(key):
            continue
        old, new = eyes.old.part(key), eyes.new.part(key)
        if key in _BY_LANGUAGE:
            kept = tuple(one for one in {**mapping(old), **mapping(new)} if not _is_told(eyes, one))
            old, new = _only(old, kept), _only(new, kept)
        details = eyes.details(old, new, Context(is_ordered=False), "$")
        if details:
            what = What.SETTING if key in KNOWN else What.OTHER
            yield Change(kind=_kind(old, new), what=what, name=key, details=tuple(details))


def event_changes(eyes: Eyes) -> Iterator[Change]:
    """Every change of what the bot does at an event, such as a conversation's start."""
    old, new = mapping(eyes.old.part("botEvents")), mapping(eyes.new.part("botEvents"))
    for name in {**new, **old}:
        details = eyes.details(old.get(name), new.get(name))
        if details:
            kind = _kind(old.get(name), new.get(name))
            yield Change(kind=kind, what=What.EVENT, name=name, details=tuple(details) if kind is Kind.CHANGED else ())


def member_changes(eyes: Eyes) -> Iterator[Change]:
    """Every change of the icon or a script, which are files beside the definition."""
    icons = eyes.old.archive.icon, eyes.new.archive.icon
    if icons[0] != icons[1]:
        sizes = [None if icon is None else len(icon) for icon in icons]
        sized = [Detail(path="$.sizeBytes", old=sizes[0], new=sizes[1])] if sizes[0] != sizes[1] else []
        yield Change(kind=_kind(*icons), what=What.ICON, name="icon.png", details=tuple(sized))
    old, new = dict(eyes.old.archive.functions), dict(eyes.new.archive.functions)
    for name in {**new, **old}:
        if old.get(name) == new.get(name):
            continue
        kind = _kind(old.get(name), new.get(name))
        was, now = (one.get(name, b"").decode("utf-8", "replace") for one in (old, new))
        details = tuple(eyes.details(was, now)) if kind is Kind.CHANGED else ()
        yield Change(kind=kind, what=What.FUNCTION, name=name, details=details)


def _kind(old: object, new: object) -> Kind:
    return Kind.ADDED if old is None else Kind.REMOVED if new is None else Kind.CHANGED


def _languages(eyes: Eyes) -> list[str]:
    """The languages with texts on either side, but for those that came or went, which are one change each."""
    whole = {**mapping(eyes.new.part("localeData")), **mapping(eyes.old.part("localeData"))}
    return [one for one in whole if not _is_told(eyes, one)]


def _is_told(eyes: Eyes, language: str) -> bool:
    """Whether a language came or went."""
    return (language in _supported(eyes.old.part("supportedLanguages"), eyes.old.part("localeData"))) != (
        language in _supported(eyes.new.part("supportedLanguages"), eyes.new.part("localeData"))
    )


def _supported(languages: object, locale: object) -> list[str]:
    """The languages of a bot; those in which it has texts count too."""
    named = [one for one in listing(languages) if isinstance(one, str)]
    return list(dict.fromkeys([*named, *mapping(locale)]))


def _language_changes(eyes: Eyes) -> Iterator[Change]:
    old, new = (_supported(side.part("supportedLanguages"), side.part("localeData")) for side in (eyes.old, eyes.new))
    yield from (Change(kind=Kind.ADDED, what=What.LANGUAGE, name=one, language=one) for one in new if one not in old)
    yield from (Change(kind=Kind.REMOVED, what=What.LANGUAGE, name=one, language=one) for one in old if one not in new)
    named = [set(map(str, listing(side.part("supportedLanguages")))) for side in (eyes.old, eyes.new)]
    for one in sorted(named[0] ^ named[1]):
        if one in old and one in new:
            detail = Detail(path="$.isSupported", old=one in named[0], new=one in named[1])
            yield Change(kind=Kind.CHANGED, what=What.LANGUAGE, name=one, language=one, details=(detail,))


def _bot_name(eyes: Eyes, languages: list[str]) -> Iterator[Change]:
    old, new = eyes.old.archive.name, eyes.new.archive.name
    details: list[Detail] = []
    for language in languages:
        for key in ("name", "originalName"):
            mine, theirs = (
                text(mapping(mapping(side.part("localeData")).get(language)), key) for side in (eyes.old, eyes.new)
            )
            if mine != theirs and (mine, theirs) != (old, new):
                path = path_to("$.localeData", language) + f".{key}"
                details.append(Detail(path=path, old=mine or None, new=theirs or None))
    if old != new or details:
        kind = Kind.RENAMED if old != new else Kind.CHANGED
        yield Change(kind=kind, what=What.BOT, name=new, old_name=old if old != new else "", details=tuple(details))


def _texts_of(eyes: Eyes, language: str) -> Iterator[Change]:
    """Changes of what the bot has in one language: its synonyms, thresholds and texts."""
    old, new = (mapping(mapping(side.part("localeData")).get(language)) for side in (eyes.old, eyes.new))
    mine, theirs = mapping(old.get("synonyms")), mapping(new.get("synonyms"))
    for word in {**theirs, **mine}:
        context = Context(is_ordered=False)
        details = eyes.details(mine.get(word), theirs.get(word), context)
        if details:
            kind = _kind(mine.get(word), theirs.get(word))
            yield Change(kind=kind, what=What.SYNONYM, name=word, language=language, details=tuple(details))
    for key in {**new, **old}:
        if key in ("synonyms", "name", "originalName", "nlMeta"):
            continue
        details = eyes.details(old.get(key), new.get(key))
        if details:
            kind = _kind(old.get(key), new.get(key))
            yield Change(kind=kind, what=What.SETTING, name=key, language=language, details=tuple(details))


def _only(given: object, keys: tuple[str, ...]) -> object:
    if not isinstance(given, dict):
        return given
    return {key: one for key, one in given.items() if key in keys}
