"""Whether an archive is sound enough to be imported.

Source: contract, export-archive.md, Validator rules.
"""

import re
from collections.abc import Iterator, Mapping

from msgspec import Raw

from korekit.archive.bot_archive import Archive
from korekit.archive.definition_keys import KNOWN, OBJECT_ARRAYS, REQUIRED
from korekit.archive.json_text import MalformedJSON, children, items, readable, sections, spans, value
from korekit.archive.members import CONFIG, DEFINITION, ICON
from korekit.archive.problems import Findings, Problem, path_to, quoted, sort_of
from korekit.archive.references import References
from korekit.archive.transitions import Transitions
from korekit.archive.variables import VariableKeys

__all__ = ["check"]

_BOT_ID = re.compile(r"st-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_TOP_REFERENCES = ("defaultDialogId", "botEvents", "vNameSpace", "krVNameSpace", "evVNameSpace")
_PNG = b"\x89PNG\r\n\x1a\n"
_FUNCTION_BYTES_AT_MOST = 500_000  # the builder's own limit
# Where a key that stands twice would leave open what is edited, or whether a variable is secured.
_UNAMBIGUOUS = {
    DEFINITION: (
        ("localeData", "*", "*"),
        ("contentVariables", "*", "*"),
        ("contentVariables", "*", "localeData", "*", "*"),
    ),
    CONFIG: (("envVariables", "*", "*"), ("envVariables", "*", "localeData", "*", "*")),
}
# Far beyond any bot, so that a hostile file is judged in seconds.
_KEYS_AT_MOST = 1_000
_ELEMENTS_AT_MOST = 500_000
_STRANGERS_AT_MOST = 1_000


def check(archive: Archive, *, is_part: bool = False) -> tuple[Problem, ...]:
    """Everything wrong with an archive, errors first; an archive without errors can be imported.

    Args:
        archive: any, however broken.
        is_part: it is to become part of a bot, so that what it names and does not hold is no error: the bot may.

    Stubs of dialogs and sections that a partial export leaves out are no errors. Costs about 10 ms for a
    definition of 3.6 MB and grows with its size; elements are parsed one at a time. Never raises, whatever the
    members hold. At most a thousand errors and a thousand warnings are listed. A key that stands
    twice is an error at the top level, in variables and in `localeData`; elsewhere the last one counts.

    Source: contract, export-archive.md, Validator rules.
    """
    found = Findings(archive.notes)
    refs = References(found)
    definition = _opened(found, DEFINITION, archive.definition)
    config = _opened(found, CONFIG, archive.config)
    if definition is not None:
        _check_identity(found, definition)
        _check_content(found, refs, definition)
    if config is not None:
        _check_config(found, refs, config)
    if definition is not None:
        refs.resolve(frozenset(definition), is_part=is_part)
        _check_export_options(found, refs, definition)
    _check_files(found, archive)
    return found.problems()


def _opened(found: Findings, member: str, data: bytes) -> Mapping[str, Raw] | None:
    """The member's sections; reports a key that stands twice where that matters."""
    try:
        opened = sections(data)
        if len(opened) > _KEYS_AT_MOST:
            found.error(member, "$", f"it has more than {_KEYS_AT_MOST} keys")
            return None
        text = readable(data)
        places = {key: place for whole in spans(text, ()) for key, place in children(text, whole)}
        for section, *steps in _UNAMBIGUOUS[member]:
            for _ in spans(text, steps, places[section]) if section in places else ():
                pass
    except MalformedJSON as error:
        found.error(member, "$", str(error))
        return None
    return opened


def _check_identity(found: Findings, definition: Mapping[str, Raw]) -> None:
    for key in REQUIRED:
        if key not in definition:
            found.error(DEFINITION, f"$.{key}", "it is missing")
    for key in definition:
        if key not in KNOWN:
            found.warning(DEFINITION, path_to("$", key), "this key is not known; it is kept as it is")
    bot_id = _typed(found, definition, "_id", str)
    if isinstance(bot_id, str) and not bot_id.startswith("st-"):
        found.error(DEFINITION, "$._id", f"a bot's id starts with `st-`, not as {quoted(bot_id)}")
    elif isinstance(bot_id, str) and not _BOT_ID.fullmatch(bot_id):
        found.warning(DEFINITION, "$._id", f"{quoted(bot_id)} has not the form st-<uuid>")
    if _typed(found, definition, "refId", str) == "":
        found.error(DEFINITION, "$.refId", "it is empty")
    _typed(found, definition, "localeData", dict)
    language = _typed(found, definition, "defaultLanguage", str)
    languages = _typed(found, definition, "supportedLanguages", list)
    if isinstance(language, str) and isinstance(languages, list) and language not in languages:
        found.error(DEFINITION, "$.defaultLanguage", f"{quoted(language)} is not in $.supportedLanguages")


def _typed(found: Findings, definition: Mapping[str, Raw], key: str, wanted: type[object]) -> object:
    """The value of a key if it is there and has the wanted type; otherwise None, and a wrong type is reported."""
    if key not in definition:
        return None
    try:
        given = value(definition[key])
    except MalformedJSON as error:
        found.error(DEFINITION, f"$.{key}", str(error))
        return None
    if isinstance(given, wanted):
        if isinstance(given, str) and "\0" in given:
            found.error(DEFINITION, f"$.{key}", "it holds a NUL character")
        return given
    if given is not None or key in REQUIRED:
        found.error(DEFINITION, f"$.{key}", f"it should be {sort_of(wanted())}, not {sort_of(given)}")
    return None


def _check_content(found: Findings, refs: References, definition: Mapping[str, Raw]) -> None:
    top = {key: _typed(found, definition, key, object) for key in _TOP_REFERENCES if key in definition}
    refs.take("$", top, "$")
    transitions = Transitions(found)
    variables = VariableKeys(found, DEFINITION)
    for section in OBJECT_ARRAYS:
        for path, element in _elements(found, DEFINITION, definition.get(section), f"$.{section}"):
            refs.take(section, element, path)
            if section == "dialogs":
                transitions.take(element, path)
            elif section == "knowledgeTasks":
                _check_knowledge(found, element, path)
            elif section == "contentVariables":
                variables.take(element, path)
    transitions.resolve()


def _elements(found: Findings, member: str, raw: Raw | None, path: str) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Path and value of every object in an array, one in memory at a time; anything else is an error."""
    if raw is None:
        return
    if bytes(memoryview(raw)[:1]) != b"[":
        if bytes(raw) != b"null" or path in ("$.dialogs", "$.dialogComponents", "$.envVariables"):
            found.error(member, path, f"it should be an array, not {sort_of(_value_or_none(raw))}")
        return
    inners = items(raw)
    if len(inners) > _ELEMENTS_AT_MOST:
        found.error(member, path, f"it has more than {_ELEMENTS_AT_MOST} elements")
        return
    strangers = 0
    for at, inner in enumerate(inners):
        place = f"{path}[{at}]"
        try:
            element = value(inner)
        except MalformedJSON as error:
            found.error(member, place, str(error))
            continue
        if isinstance(element, dict):
            yield place, element
        else:
            found.error(member, place, f"it should be an object, not {sort_of(element)}")
            strangers += 1
            if strangers == _STRANGERS_AT_MOST:
                return


def _check_knowledge(found: Findings, task: Mapping[str, object], path: str) -> None:
    """The graph's own references, and FAQs that share a refId, as many do in a real bot: warnings."""
    nodes = [node for node in _list(task.get("taxonomy")) if isinstance(node, dict)]
    known = {name for node in nodes if isinstance(name := node.get("nodeId"), str)}
    parents = [parent for node in nodes for parent in _list(node.get("parent"))]
    lost = [parent for parent in parents if not isinstance(parent, str) or parent not in known]
    if lost:
        found.warning(DEFINITION, f"{path}.taxonomy", f"{len(lost)} parents are no nodeId of this taxonomy")
    holder = task.get("faqs")
    faqs = _list(holder.get("faqs")) if isinstance(holder, dict) else []
    own_ids = [own for faq in faqs if isinstance(faq, dict) and isinstance(own := faq.get("refId"), str)]
    if shared := len(own_ids) - len(set(own_ids)):
        found.warning(DEFINITION, f"{path}.faqs.faqs", f"{shared} FAQs have the refId of another one")


def _check_config(found: Findings, refs: References, config: Mapping[str, Raw]) -> None:
    for key in ("name", "envVariables"):
        if key not in config:
            found.error(CONFIG, f"$.{key}", "it is missing")
    for key in config:
        if key not in ("name", "envVariables"):
            found.warning(CONFIG, path_to("$", key), "this key is not known; it is kept as it is")
    name = _value_or_none(config.get("name"))
    if "name" in config and not isinstance(name, str):
        found.error(CONFIG, "$.name", f"it should be a text, not {sort_of(name)}")
    elif isinstance(name, str) and "\0" in name:
        found.error(CONFIG, "$.name", "it holds a NUL character")
    elif isinstance(name, str) and not name.strip():
        found.warning(CONFIG, "$.name", "it is empty")
    variables = VariableKeys(found, CONFIG)
    for path, element in _elements(found, CONFIG, config.get("envVariables"), "$.envVariables"):
        variables.take(element, path)
        refs.take("envVariables", element, path)


def _check_export_options(found: Findings, refs: References, definition: Mapping[str, Raw]) -> None:
    if "exportOptions" not in definition:
        found.warning(DEFINITION, "$.exportOptions", "it is missing, so another tool may have made this file")
        return
    options = _value_or_none(definition["exportOptions"])
    if not isinstance(options, dict):
        found.warning(DEFINITION, "$.exportOptions", f"it should be an object, not {sort_of(options)}")
        return
    sub_tasks = options.get("subTasks")
    for kind in ("dialogs", "alerts", "actions", "forms"):
        names = _list(sub_tasks.get(kind)) if isinstance(sub_tasks, dict) else ()
        if lost := [name for name in names if not (isinstance(name, str) and refs.has_id(kind, name))]:
            why = f"{len(lost)} ids are no _id in $.{kind}, as is usual in published exports"
            found.warning(DEFINITION, f"$.exportOptions.subTasks.{kind}", why)
    if "bottask" not in [task.casefold() for task in _list(options.get("tasks")) if isinstance(task, str)]:
        return
    stubs = [at for at, raw in enumerate(items(definition.get("dialogs"))) if "nodes" not in _keys(raw)]
    if stubs:
        why = f"{len(stubs)} dialogs are stubs without nodes, though $.exportOptions.tasks names botTask"
        found.warning(DEFINITION, f"$.dialogs[{stubs[0]}]", why)


def _check_files(found: Findings, archive: Archive) -> None:
    if archive.icon is None:
        found.warning(ICON, "", "it is missing, which an import as a new bot does not allow")
    elif not archive.icon.startswith(_PNG):
        found.warning(ICON, "", "it is no PNG image")
    for name, data in archive.functions:
        if len(data) > _FUNCTION_BYTES_AT_MOST:
            found.warning(name, "", f"it is larger than {_FUNCTION_BYTES_AT_MOST} bytes")


def _list(given: object) -> list[object]:
    return given if isinstance(given, list) else []


def _keys(raw: Raw) -> Mapping[str, Raw]:
    try:
        return sections(bytes(raw))
    except MalformedJSON:
        return {"nodes": raw}


def _value_or_none(raw: Raw | None) -> object:
    try:
        return None if raw is None else value(raw)
    except MalformedJSON:
        return None
