"""What an import into an existing bot makes of the bot.

A full import puts the source in the place of the target. A partial one replaces and adds what was selected, and
every other byte of the target stays. Parts are the same where the refId is: the source's then stands in the place
of the target's, under the target's `_id`; unknown ones are added; those only in the target stay.

Single tasks can be selected as in an export. In files of 2021, patterns lie inside components, and come with the tasks.
Either way a bot keeps its names, its webhook channel and its secrets, and tasks become configured whatever they were.

Source: contract, import-bot-into-an-existing-bot; export-archive.md, Import rules in the builder's documentation.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from msgspec import Raw

from korekit.archive.bot_archive import Archive
from korekit.archive.checking import check
from korekit.archive.definition_keys import ARRAYS, VARIABLE_SETTINGS
from korekit.archive.import_options import ImportOptions, brought_sections
from korekit.archive.import_rows import Row, broken_component, import_rows, partial_rows
from korekit.archive.joining import Draft, array_like, united
from korekit.archive.json_text import MalformedJSON, object_of, readable, uncovered
from korekit.archive.kept_channels import with_own_webhook
from korekit.archive.kept_names import put_own_names, with_own_name
from korekit.archive.kept_secrets import is_withheld, with_own_secrets
from korekit.archive.matching import Element, elements, under_ids_of
from korekit.archive.members import CONFIG, DEFINITION
from korekit.archive.nlp_inside import put_synonyms, put_trait_rules
from korekit.archive.problems import ArchiveBroken, Problem, quoted
from korekit.archive.single_tasks import only_tasks
from korekit.archive.states import with_tasks_configured

__all__ = ["merged"]

_SYNONYMS = ("synonyms", "bot_synonyms", "concepts")
_TRAIT_RULES = ("traitRules", "rules")
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
_LOST_TASK = re.compile(r'"([^"\\]+)" is no (?:refId|_id) in \$\.(dialogs|forms)$')


@dataclass(frozen=True, slots=True, kw_only=True)
class _Import:
    """One partial import: `brought` are the sections of the source that were selected and are there."""

    target: Archive
    source: Archive
    asked: ImportOptions
    brought: Mapping[str, Raw]


def merged(target: Archive, source: Archive, options: Mapping[str, object] | None) -> tuple[Archive, list[Row]]:
    """The bot after the import, and the rows of the import's status: `taskType` and `taskName`.

    Args:
        target: the bot as it is.
        source: what is imported, under the target's bot id; sound, but for what it names and does not hold.
        options: `importOptions` as sent; None imports everything, an empty selection nothing.

    Raises:
        ComponentBroken: something that was brought names a part that neither it nor the target has.
        ArchiveBroken: a member cannot be read.
    """
    configured = _configured(source)
    if options is None:
        return _replaced(target, under_ids_of(target, configured, is_whole=True)), import_rows(source)
    asked = ImportOptions.from_wire(options)
    chosen = under_ids_of(target, _narrowed(configured, asked))
    done = _Import(target=target, source=chosen, asked=asked, brought=brought_sections(chosen, asked))
    result = replace(
        target,
        definition=_definition(done),
        config=_config(done),
        functions=_functions(done),
        notes=(*target.notes, *_passed_over(done)),
    )
    rows = partial_rows(chosen, done.brought, target.name, has_responses=asked.has("standardResponses"))
    _refuse_new_errors(done, result, source, rows)
    return result, rows


def _configured(source: Archive) -> Archive:
    parts = with_tasks_configured(source.sections)
    return source if parts == source.sections else _of_parts(source, parts)


def _narrowed(source: Archive, asked: ImportOptions) -> Archive:
    """The source with the tasks alone that were asked for."""
    if asked.wanted is None:
        return source
    return _of_parts(source, only_tasks(source.sections, asked.wanted))


def _of_parts(source: Archive, parts: Mapping[str, bytes | Raw]) -> Archive:
    definition = object_of(parts.items())
    is_covered = readable(source.definition) is not source.definition
    return replace(source, definition=uncovered(definition) if is_covered else definition)


def _replaced(target: Archive, source: Archive) -> Archive:
    """The source with what a bot keeps: names, webhook channel, secrets; its icon where there is no other."""

    def keep(draft: Draft) -> None:
        channels = with_own_webhook(target.sections.get("channels"), draft.get("channels"), draft.gap)
        if channels is not None:
            draft.put("channels", channels)
        put_own_names(draft, target.sections.get("localeData"))

    definition = _edited(DEFINITION, source.definition, target.definition, keep)
    icon = target.icon if source.icon is None else source.icon
    whole = replace(source, definition=definition, icon=icon)
    return with_own_name(target, with_own_secrets(target, whole))


def _definition(done: _Import) -> bytes:
    """The target's definition with what was brought."""

    def fill(draft: Draft) -> None:
        for key, raw in done.brought.items():
            own = draft.get(key)
            if key == "channels":
                draft.put(key, with_own_webhook(own, raw, draft.gap) or b"[]")
            elif key in _JOINED:
                draft.put(key, _joined(done, key, own or b"[]", raw, draft.gap))
            elif key in VARIABLE_SETTINGS and own is not None:
                draft.put(key, united(own, bytes(raw)))
            else:
                draft.put(key, bytes(raw))
        if done.asked.has(*_SYNONYMS):
            put_synonyms(draft, done.source.sections.get("localeData"))
        if done.asked.has(*_TRAIT_RULES) and "dialogComponents" not in done.brought:
            put_trait_rules(draft, done.source.sections.get("dialogComponents"))

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


def _functions(done: _Import) -> tuple[tuple[str, bytes], ...]:
    """The target's scripts, and the source's where tasks, which call them, or settings, which name them, come."""
    if not done.asked.has("botTask", "botSettings"):
        return done.target.functions
    return tuple({**dict(done.target.functions), **dict(done.source.functions)}.items())


def _refuse_new_errors(done: _Import, result: Archive, whole: Archive, rows: list[Row]) -> None:
    """Raise what is wrong with the result but was not with the target."""
    if result == done.target:
        return
    errors = [problem for problem in check(result) if problem.is_error]
    if errors:
        known = {problem.why for problem in check(done.target)}
        if broken := [_explained(problem, whole) for problem in errors if problem.why not in known]:
            raise broken_component(result, broken, rows)


def _explained(problem: Problem, whole: Archive) -> Problem:
    """A task that is missing, by its name where the file knows it."""
    if (lost := _LOST_TASK.search(problem.why)) is None:
        return problem
    own, section = lost.groups()
    for element in elements(section, whole.sections.get(section)):
        if own in (element.text("refId"), element.text("_id")):
            name = quoted(element.text("lname") or element.text("name"))
            return replace(problem, why=f"it needs {name}, which was not selected and is not in the bot; {problem.why}")
    return replace(problem, why=f"it needs a task that is neither in the file nor in the bot; {problem.why}")


def _texts(section: str, raw: Raw | None, key: str) -> set[str]:
    return {text for element in elements(section, raw) if (text := element.text(key))}
