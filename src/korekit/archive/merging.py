"""What an import into an existing bot makes of the bot.

A full import puts the source in the place of the target. A partial one replaces and adds what was selected, and
every other byte of the target stays. Parts are the same where the refId is: the source's then stands in the place
of the target's, under the target's `_id`; unknown ones are added; those only in the target stay.

Single tasks cannot be selected: `subTasks`, `allTasks` and the Include switches, which some clients send, count
for nothing. In files of 2021, patterns lie inside components, and come with the tasks.

Source: contract, import-bot-into-an-existing-bot; export-archive.md, Import rules in the builder's documentation.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from msgspec import Raw

from korekit.archive.bot_archive import Archive
from korekit.archive.checking import check
from korekit.archive.definition_keys import ARRAYS, VARIABLE_SETTINGS
from korekit.archive.import_options import ImportOptions, brought_sections
from korekit.archive.import_rows import import_rows
from korekit.archive.joining import Draft, array_like, united
from korekit.archive.json_text import MalformedJSON, readable, sections, uncovered
from korekit.archive.kept_secrets import is_withheld, with_own_secrets
from korekit.archive.matching import Element, elements, under_ids_of
from korekit.archive.members import CONFIG, DEFINITION
from korekit.archive.problems import ArchiveBroken, Problem

__all__ = ["merged"]

_SYNONYMS = ("synonyms", "bot_synonyms", "concepts")
# Arrays that are replaced whole; the others are joined element by element.
_WHOLE = {"knowledgeTasks", "smallTalk", "koraResponses", "advancedNLSettings", "botSentimentEvents"}
_JOINED = frozenset(ARRAYS) - _WHOLE
# Which part an element belongs to: by which key, in which section, by which of the part's keys.
_OWNERS: Mapping[str, tuple[str, str, str]] = {
    "sentences": ("taskId", "dialogComponents", "_id"),
    "patterns": ("refId", "dialogComponents", "refId"),
    "sceneComponents": ("sceneId", "scenes", "_id"),
}
_VARIABLES = ("contentVariables", "envVariables")
_LAST = ("exportOptions", "environmentVersionInfo", "encryptedHash")
_ROWS = {"Widget": "widgets", "Dialog": "dialogs", "Form": "forms", "Event": "botEvents"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Import:
    """One partial import: `brought` are the sections of the source that were selected and are there."""

    target: Archive
    source: Archive
    asked: ImportOptions
    brought: Mapping[str, Raw]


def merged(
    target: Archive, source: Archive, options: Mapping[str, object] | None
) -> tuple[Archive, list[tuple[str, str]]]:
    """The bot after the import, and the rows of the import's status: `taskType` and `taskName`.

    Args:
        target: the bot as it is.
        source: what is imported, sound and under the target's bot id and name.
        options: `importOptions` as sent; None imports everything, an empty selection nothing. Either way a
            secured variable whose value the source does not have keeps the target's.

    Raises:
        ArchiveBroken: a member cannot be read, or something that was brought names a part that neither it nor the
            target has.
    """
    if options is None:
        whole = replace(source, icon=target.icon if source.icon is None else source.icon)
        return with_own_secrets(target, whole), import_rows(source)
    asked = ImportOptions.from_wire(options)
    source = under_ids_of(target, source)
    done = _Import(target=target, source=source, asked=asked, brought=brought_sections(source, asked))
    result = replace(
        target,
        definition=_definition(done),
        config=_config(done),
        functions=_functions(done),
        notes=(*target.notes, *_passed_over(done)),
    )
    _refuse_new_errors(target, result)
    return result, _rows(done)


def _definition(done: _Import) -> bytes:
    """The target's definition with what was brought."""

    def fill(draft: Draft) -> None:
        for key, raw in done.brought.items():
            own = draft.get(key)
            if key in _JOINED:
                draft.put(key, _joined(done, key, own or b"[]", raw, draft.gap))
            elif key in VARIABLE_SETTINGS and own is not None:
                draft.put(key, united(own, bytes(raw)))
            else:
                draft.put(key, bytes(raw))
        if done.asked.has(*_SYNONYMS):
            _put_synonyms(draft, done.source.sections.get("localeData"))

    return _edited(DEFINITION, done.target.definition, done.source.definition, fill)


def _config(done: _Import) -> bytes:
    """The target's config.json with the variables that were brought."""
    raw = done.source.settings.get("envVariables")
    if raw is None or done.asked.ignore_environment_variables or not done.asked.has("botVariables"):
        return done.target.config

    def fill(draft: Draft) -> None:
        own = draft.get("envVariables") or b"[]"
        draft.put("envVariables", _joined(done, "envVariables", own, raw, draft.gap))

    return _edited(CONFIG, done.target.config, done.source.config, fill)


def _edited(member: str, own: bytes, given: bytes, fill: Callable[[Draft], None]) -> bytes:
    """A member of the target after `fill` has put parts of the source's into it."""
    try:
        text = readable(own)
        draft = Draft(text, _LAST)
        fill(draft)
        result = draft.finished()
        is_covered = text is not own or readable(given) is not given
    except MalformedJSON as error:
        raise ArchiveBroken.because(member, str(error), "$") from None
    return uncovered(result) if is_covered else result


def _joined(done: _Import, section: str, own: bytes, raw: Raw, gap: bytes) -> bytes:
    """An array of the target with the source's elements in their places, or behind the others."""
    given = {element.key: element for element in _wanted(done, section, raw)}
    owner_key, *_ = _OWNERS.get(section, ("",))
    replaced = _replaced_owners(done, section)
    whole: list[bytes] = []
    for element in elements(section, own):
        if (other := given.pop(element.key, None)) is not None:
            whole.append(_combined(done, section, element, other))
        elif not (replaced and element.text(owner_key) in replaced):
            whole.append(element.raw)
    return array_like(own, (*whole, *(element.raw for element in given.values())), gap)


def _wanted(done: _Import, section: str, raw: Raw) -> Iterator[Element]:
    """The elements to bring: no variables to ignore, nothing that belongs to a part that the bot will not have."""
    key, owners, by = _OWNERS.get(section, ("", "", ""))
    known = _texts(owners, done.target.sections.get(owners), by) | _texts(owners, done.brought.get(owners), by)
    for element in elements(section, raw):
        if section in _VARIABLES:
            is_wanted = element.text("key") not in done.asked.ignored_variables
        else:
            is_wanted = not owners or element.text(key) in known
        if is_wanted:
            yield element


def _passed_over(done: _Import) -> Iterator[Problem]:
    """Warnings of elements that were not brought, because what they belong to is not in the bot."""
    for section in _OWNERS:
        if (raw := done.brought.get(section)) is None:
            continue
        if lost := len(elements(section, raw)) - len(list(_wanted(done, section, raw))):
            why = f"{lost} elements belong to nothing that the bot has, and were passed over"
            yield Problem(member=DEFINITION, path=f"$.{section}", why=why, is_error=False)


def _replaced_owners(done: _Import, section: str) -> set[str]:
    """The parts of the source whose elements in this section go, because the source's replace them all."""
    if section not in _OWNERS or not _is_replacing(done.asked, section):
        return set()
    _, owners, by = _OWNERS[section]
    return _texts(owners, done.source.sections.get(owners), by)


def _is_replacing(asked: ImportOptions, section: str) -> bool:
    return {"sentences": asked.replaces_utterances, "patterns": asked.replaces_patterns}.get(section, True)


def _combined(done: _Import, section: str, own: Element, given: Element) -> bytes:
    """What stands in the place of an element that both have."""
    if section in _VARIABLES and is_withheld(given):
        return own.raw
    if _is_replacing(done.asked, section):
        return given.raw
    return own.raw if section == "sentences" else united(own.raw, given.raw)


def _put_synonyms(draft: Draft, given: Raw | None) -> None:
    """The source's synonyms for every language that both have."""
    languages = Draft(draft.get("localeData") or b"{}")
    for language, raw in _members(given).items():
        mine, synonyms = languages.get(language) or b"", _members(raw).get("synonyms")
        if mine.startswith(b"{") and synonyms is not None:
            inner = Draft(mine)
            inner.put("synonyms", bytes(synonyms))
            languages.put(language, inner.finished())
    draft.put("localeData", languages.finished())


def _functions(done: _Import) -> tuple[tuple[str, bytes], ...]:
    """The target's scripts, and the source's where tasks, which call them, or settings, which name them, come."""
    if not done.asked.has("botTask", "botSettings"):
        return done.target.functions
    return tuple({**dict(done.target.functions), **dict(done.source.functions)}.items())


def _refuse_new_errors(target: Archive, result: Archive) -> None:
    """Raise what is wrong with the result but was not with the target."""
    if result == target:
        return
    errors = [problem for problem in check(result) if problem.is_error]
    if errors:
        known = {problem.why for problem in check(target)}
        if broken := [problem for problem in errors if problem.why not in known]:
            raise ArchiveBroken(broken)


def _rows(done: _Import) -> list[tuple[str, str]]:
    """A row for every step of a partial import, selected or not, and one for each element of these kinds it brought.

    This way the rows that clients look for are there for any bot, and that of the bot variables is the ninth where
    settings alone are selected: the documented order without the rows of elements. Standard responses, which that
    order does not have, have a row where they are selected.

    Source: contract, observed-errors.md 2.1; bot-import-status.
    """
    name = done.target.name
    rows = [("importRequest", name), ("Bot Definition", name)]
    rows += [(step, step) for step in ("IdpConfigurations", "CustomTemplates")]
    rows.append(("BotFunctions", "Bot Functions"))
    rows += [row for row in import_rows(done.source) if _ROWS.get(row[0]) in done.brought]
    responses = ["Standard Responses"] if done.asked.has("standardResponses") else []
    steps = ["KnowledgeTasks", "Utterences", "Patterns", *responses, "BotVariables", "SmallTalk"]
    return [*rows, *((step, step) for step in steps), ("importBot", name)]


def _members(raw: Raw | None) -> Mapping[str, Raw]:
    return sections(bytes(raw)) if raw is not None and bytes(raw).startswith(b"{") else {}


def _texts(section: str, raw: Raw | None, key: str) -> set[str]:
    return {text for element in elements(section, raw) if (text := element.text(key))}
