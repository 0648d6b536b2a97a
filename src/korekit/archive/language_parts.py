"""What a bot says and understands in one language, taken over from another language or from another file.

A part that has the language keeps it, unless all of it is to be replaced. Ids stay those of the bot: elements that are
of one language alone get new ones.

Source: contract, add-enable-new-language and language-updation; export-archive.md, Elements. Which keys of a part are
names and which are training is read off the element tables there.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from msgspec import Raw

from korekit.archive.bot_archive import Archive, text_in
from korekit.archive.editing import draft_of
from korekit.archive.joining import Draft, array_like
from korekit.archive.json_text import MalformedJSON, Span, in_bytes, items, object_of, sections, spans, spliced
from korekit.archive.matching import elements, under_ids_of
from korekit.archive.rekeying import shaped_like
from korekit.ids import derived_id

__all__ = ["Filling", "fill_language"]

# Sections whose elements have a `localeData` by language.
_LOCALISED = ("dialogs", "dialogComponents", "patterns", "actions", "alerts", "widgets", "panels", "forms")
# Lists of messages inside elements and events, each with a `localeData` of its own.
_MESSAGES = ("message", "errorMessage", "submitMessage", "msg")
_NAMES = frozenset({"name", "displayName", "label", "intent", "title"})
_TRAINING = frozenset({"patterns", "negativePatterns", "synonyms", "allowedValues"})
_TRAITS = frozenset({"traitRules"})
_NO_COUNTS = in_bytes({"mlUtterances": 0, "patterns": 0, "synonyms": 0})


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """From where the data of a language come, and which.

    Attributes:
        source: sections of a definition.
        language: the language that is taken from it.
        has_texts: messages and whatever else is neither a name nor one of the kinds below; else names alone.
        has_training: utterances, patterns, values and their synonyms.
        has_faqs: the questions of the knowledge graphs.
        has_ontology: the bot's synonyms and those of the graphs; the graphs themselves come with the questions too.
        has_smalltalk: small talk.
        has_traits: traits and the rules that name them.
        is_replacing: what the bot has of the language goes where the source has something.
    """

    source: Mapping[str, Raw]
    language: str
    has_texts: bool = False
    has_training: bool = False
    has_faqs: bool = False
    has_ontology: bool = False
    has_smalltalk: bool = False
    has_traits: bool = False
    is_replacing: bool = False

    @classmethod
    def from_file(cls, archive: Archive, file: Archive, code: str) -> "Filling | None":
        """Everything that another file of the bot has in a language; None where it does not have it.

        Raises:
            ArchiveBroken: the file is no definition.
        """
        if code not in _keys(file.sections.get("localeData")):
            return None
        return cls(
            source=under_ids_of(archive, file).sections,
            language=code,
            has_texts=True,
            has_training=True,
            has_faqs=True,
            has_ontology=True,
            has_smalltalk=True,
            has_traits=True,
            is_replacing=True,
        )

    @property
    def by_language(self) -> Iterator[str]:
        """Sections whose elements are of one language, as far as they are taken."""
        yield from ("mlParams", "advancedNLSettings")
        if self.has_training:
            yield "sentences"
        if self.has_faqs or self.has_ontology:
            yield "knowledgeTasks"
        if self.has_smalltalk:
            yield "smallTalk"
        if self.has_traits:
            yield "traits"
        if self.has_texts:
            yield "koraResponses"


def fill_language(draft: Draft, code: str, filling: Filling) -> None:
    """Put the data of a language into a definition.

    Raises:
        MalformedJSON: a key stands twice where something is put.
    """
    source = filling.source
    whole = draft_of(draft.get("localeData"))
    bot = _of(source.get("localeData"), filling.language)
    if bot is not None and (filling.is_replacing or whole.get(code) is None):
        whole.put(code, _bot_words(bot, filling))
        draft.put("localeData", whole.finished())
    for section in _LOCALISED:
        own = draft.get(section)
        if own is not None and section in source:
            draft.put(section, _localised(section, own, code, filling))
    events = draft.get("botEvents")
    if filling.has_texts and events is not None and events.startswith(b"{"):
        draft.put("botEvents", _events(events, code, filling))
    for section in filling.by_language:
        if section in source:
            own = draft.get(section) or b"[]"
            draft.put(section, _joined(draft, section, own, code, filling))


def _bot_words(raw: Raw, filling: Filling) -> bytes:
    words = draft_of(bytes(raw))
    if not filling.has_ontology and words.get("synonyms") is not None:
        words.put("synonyms", b"{}")
    if not filling.has_training and words.get("nlMeta") is not None:
        words.put("nlMeta", _NO_COUNTS)
    return words.finished()


def _localised(section: str, own: bytes, code: str, filling: Filling) -> bytes:
    """The elements of a section with the language."""
    given = {one.key: one.parts for one in elements(section, filling.source[section])}
    changed: list[bytes] = []
    for element in elements(section, own):
        parts = given.get(element.key)
        changed.append(element.raw if parts is None else _with_words(element.raw, parts, code, filling))
    return array_like(own, changed)


def _with_words(own: bytes, given: Mapping[str, Raw], code: str, filling: Filling) -> bytes:
    element = draft_of(own)
    words = _of(given.get("localeData"), filling.language)
    if words is not None:
        _put_words(element, code, _chosen(words, filling), filling)
    if filling.has_texts:
        _put_messages(element, given, code, filling)
    return element.finished()


def _put_words(element: Draft, code: str, words: bytes, filling: Filling) -> None:
    whole = draft_of(element.get("localeData"))
    if filling.is_replacing or whole.get(code) is None:
        whole.put(code, words)
        element.put("localeData", whole.finished())


def _chosen(raw: Raw, filling: Filling) -> bytes:
    """The words of a part in one language, as far as they are taken."""
    if not bytes(raw).startswith(b"{"):
        return bytes(raw)
    return object_of((key, value) for key, value in sections(bytes(raw)).items() if _is_taken(key, filling))


def _is_taken(key: str, filling: Filling) -> bool:
    if key in _TRAINING:
        return filling.has_training
    if key in _TRAITS:
        return filling.has_traits
    return filling.has_texts or key in _NAMES


def _put_messages(element: Draft, given: Mapping[str, Raw], code: str, filling: Filling) -> None:
    """The texts of messages, each of the message at the same place."""
    for key in _MESSAGES:
        own, others = element.get(key), items(given.get(key))
        if own is None or not others:
            continue
        changed: list[bytes] = [bytes(raw) for raw in items(own)]
        for at, (mine, other) in enumerate(zip(changed, others, strict=False)):
            words = _of(_member(other, "localeData"), filling.language)
            if words is not None and mine.startswith(b"{"):
                message = draft_of(mine)
                _put_words(message, code, bytes(words), filling)
                changed[at] = message.finished()
        if changed:
            element.put(key, array_like(own, changed))


def _events(own: bytes, code: str, filling: Filling) -> bytes:
    given, events = _members(filling.source.get("botEvents")), draft_of(own)
    for name, raw in _members(Raw(own)).items():
        if name in given and bytes(raw).startswith(b"{"):
            event = draft_of(bytes(raw))
            _put_messages(event, _members(given[name]), code, filling)
            events.put(name, event.finished())
    return events.finished()


def _joined(draft: Draft, section: str, own: bytes, code: str, filling: Filling) -> bytes:
    """An array with the source's elements of the language behind the bot's."""
    mine = list(items(own))
    is_there = any(text_in(raw, "language") == code for raw in mine)
    given = [raw for raw in items(filling.source[section]) if text_in(raw, "language") == filling.language]
    if section == "sentences":
        known = {one.text("_id") for one in elements("dialogComponents", draft.get("dialogComponents"))}
        given = [raw for raw in given if text_in(raw, "taskId") in known]
    if not given or (is_there and not filling.is_replacing):
        return own
    kept = [raw for raw in mine if text_in(raw, "language") != code]
    taken = (_relabelled(_thinned(section, bytes(raw), filling), code, filling) for raw in given)
    return array_like(own, [*kept, *taken], draft.gap)


def _thinned(section: str, raw: bytes, filling: Filling) -> bytes:
    """A knowledge graph without what was not asked for."""
    if section != "knowledgeTasks":
        return raw
    edits: list[tuple[Span, bytes]] = []
    if not filling.has_faqs:
        edits += ((span, b"[]") for span in spans(raw, ("faqs", "faqs")))
    if not filling.has_ontology:
        edits += ((span, b"{}") for span in spans(raw, ("faqs", "synonyms")))
        edits += ((span, b"[]") for span in spans(raw, ("taxonomy", "*", "synonyms")))
    return spliced(raw, edits)


def _relabelled(raw: bytes, code: str, filling: Filling) -> bytes:
    """An element of one language as an element of another."""
    if code == filling.language:
        return raw
    edits: list[tuple[Span, bytes]] = []
    for steps in (("language",), ("groups", "*", "nodes", "*", "language")):
        edits += ((span, in_bytes(code)) for span in spans(raw, steps))
    for span in spans(raw, ("_id",)):
        old = text_in(raw[slice(*span)])
        if old:
            edits.append((span, in_bytes(shaped_like(old, derived_id(f"language {code}", old)))))
    return spliced(raw, edits)


def _of(raw: Raw | None, language: str) -> Raw | None:
    return _members(raw).get(language)


def _member(raw: Raw, key: str) -> Raw | None:
    return _members(raw).get(key)


def _members(raw: Raw | None) -> Mapping[str, Raw]:
    try:
        return sections(bytes(raw)) if raw is not None and bytes(raw).startswith(b"{") else {}
    except MalformedJSON:
        return {}


def _keys(raw: Raw | None) -> Iterable[str]:
    return _members(raw).keys()
