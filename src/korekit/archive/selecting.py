"""The archive that an export gives, cut down to what was asked.

Source: contract, export-archive.md, Partial export: what each option brings. Where no archive tells the options of
a group apart, the names decide: `ivrSettings` brings the voice settings, `botVariables` variables and their
namespaces, `botSettings` the other settings.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from msgspec import Raw

from korekit.archive.bot_archive import Archive, text_in
from korekit.archive.definition_keys import (
    BOT_SETTINGS,
    IVR_SETTINGS,
    LINKED_BOTS,
    LLM_SETTINGS,
    NLP_SETTINGS,
    VARIABLE_SETTINGS,
)
from korekit.archive.export_options import ExportOptions, ExportType
from korekit.archive.json_text import (
    MalformedJSON,
    array_of,
    in_bytes,
    items,
    object_of,
    pretty,
    readable,
    spans,
    spliced,
    uncovered,
)
from korekit.archive.matching import elements
from korekit.archive.members import CONFIG, DEFINITION
from korekit.archive.problems import ArchiveBroken
from korekit.archive.single_tasks import only_tasks
from korekit.archive.states import with_states

__all__ = ["select"]

_DIALOG_STUB = frozenset({"_id", "refId", "lname", "localeData", "amendConfig", "vNameSpace"})
_COMPONENT_STUB = frozenset({"_id", "refId", "name", "type", "localeData", "useTaskLevelNs", "vNameSpace", "idp"})
_TASKS = ("botTask", "knowledgeGraph", "smallTalk", "forms")
_NLP_DATA = (
    "nlpSettings",
    "utterances",
    "patterns",
    "standardResponses",
    "concepts",
    "synonyms",
    "traits",
    "traitRules",
)
_SETTINGS = ("botSettings", "botVariables", "ivrSettings", "genAIandLLMSettings")

# Keys that are absent unless asked for. What is in neither table comes with every export.
_PRESENT_IF: tuple[tuple[Collection[str], Callable[[ExportOptions], bool]], ...] = (
    (("widgets", "panels"), lambda asked: asked.has_task(*_TASKS)),
    (("forms",), lambda asked: asked.has_task("forms") or (asked.wanted is not None and asked.wanted.with_forms)),
    (NLP_SETTINGS, lambda asked: asked.has_nlp_data("nlpSettings")),
    (BOT_SETTINGS, lambda asked: asked.has_setting("botSettings")),
    (VARIABLE_SETTINGS, lambda asked: asked.has_setting("botVariables")),
    (IVR_SETTINGS, lambda asked: asked.has_setting("ivrSettings")),
    (LLM_SETTINGS, lambda asked: asked.has_setting("genAIandLLMSettings")),
)
# Sections that are empty unless asked for; linked bots only where the request's vocabulary has them.
_FILLED_IF: Mapping[str, Callable[[ExportOptions], bool]] = {
    "actions": lambda asked: asked.has_task("botTask"),
    "alerts": lambda asked: asked.has_task("botTask"),
    "knowledgeTasks": lambda asked: asked.has_task("knowledgeGraph"),
    "smallTalk": lambda asked: asked.has_task("smallTalk") or asked.has_component("smallTalk"),
    "sentences": lambda asked: asked.has_nlp_data("utterances", "training_data"),
    "patterns": lambda asked: asked.has_nlp_data("patterns"),
    "koraResponses": lambda asked: asked.has_nlp_data("standardResponses"),
    "botEvents": lambda asked: asked.has_nlp_data("nlpSettings"),
    "namespaces": lambda asked: asked.has_setting("botVariables"),
    "contentVariables": lambda asked: asked.has_setting("botVariables") and not asked.ignore_content_variables,
    **dict.fromkeys(LINKED_BOTS, lambda asked: asked.bot_components is None or asked.has_component("linkedBots")),
    "customDashboards": lambda asked: (
        asked.is_everything if asked.custom_dashboards is None else asked.custom_dashboards
    ),
}


def select(archive: Archive, options: ExportOptions | None = None, export_type: ExportType | None = None) -> Archive:
    """The part of a bot that an export with these options holds, in the layout of an export.

    What is kept keeps its bytes, but for `exportOptions`, which says what was asked, and the state words. Without
    `botTask`, dialogs and components are stubs, so that what refers to them still resolves. Icon and functions
    always come along. Where single tasks are asked for, only they come, with what belongs to them.

    Args:
        archive: the whole bot.
        options: what is asked for; None for everything.
        export_type: the words that states have; None leaves them.

    Raises:
        ArchiveBroken: a member is no JSON object, or has a key twice where it matters; or no task is one of those
            asked for.
    """
    asked = options or ExportOptions()
    parts: dict[str, bytes | Raw] = dict(archive.sections)
    if asked.wanted is not None:
        parts = only_tasks(parts, asked.wanted)
        if not asked.has_task("forms") and not items(parts.get("forms")):
            parts.pop("forms", None)
    for keys, is_present in _PRESENT_IF:
        if not is_present(asked):
            for key in keys:
                parts.pop(key, None)
    for key, is_filled in _FILLED_IF.items():
        if key in parts and not is_filled(asked):
            parts[key] = b"{}" if bytes(parts[key])[:1] == b"{" else b"[]"
    try:
        _thin_out(parts, archive.sections.get("contentVariables"), asked)
        if export_type is not None:
            parts = with_states(parts, export_type)
        definition = pretty(object_of(_recorded(parts, asked).items()))
        if readable(archive.definition) is not archive.definition:
            definition = uncovered(definition)
        return replace(archive, definition=definition, config=_config(archive, asked))
    except MalformedJSON as error:
        raise ArchiveBroken.because(DEFINITION, str(error), "$") from None


def _thin_out(parts: dict[str, bytes | Raw], variables: Raw | None, asked: ExportOptions) -> None:
    """Stubs instead of tasks that were not asked for, and variables without those to ignore."""
    if not asked.has_task("botTask"):
        _keep(parts, "dialogs", _DIALOG_STUB.__contains__)
        _keep(parts, "dialogComponents", _COMPONENT_STUB.__contains__)
    if not asked.has_task(*_TASKS):
        _keep(parts, "mlParams", lambda key: key != "dialogIntents")
    if asked.ignored_variables and parts.get("contentVariables") is variables:
        parts["contentVariables"] = array_of(_not_ignored(variables, asked))


def _keep(parts: dict[str, bytes | Raw], section: str, is_kept: Callable[[str], bool]) -> None:
    """Take keys away from the objects of a section that is there."""
    if section in parts and bytes(memoryview(parts[section])[:1]) == b"[":
        parts[section] = array_of(
            object_of((key, raw) for key, raw in element.parts.items() if is_kept(key))
            for element in elements(section, parts[section])
            if element.raw.startswith(b"{")
        )


def _not_ignored(variables: Raw | None, asked: ExportOptions) -> list[Raw]:
    return [raw for raw in items(variables) if text_in(raw, "key") not in asked.ignored_variables]


def _config(archive: Archive, asked: ExportOptions) -> bytes:
    """`config.json` with the variables that were asked for; the bytes it had where that is all of them."""
    variables = archive.settings.get("envVariables")
    if not asked.has_setting("botVariables") or asked.ignore_environment_variables:
        kept: list[Raw] = []
    else:
        kept = _not_ignored(variables, asked)
    if variables is None or len(kept) == len(items(variables)):
        return archive.config
    try:
        text = readable(archive.config)
        edits = [(span, array_of(kept)) for span in spans(text, ("envVariables",))]
        changed = pretty(spliced(text, edits))
    except MalformedJSON as error:
        raise ArchiveBroken.because(CONFIG, str(error), "$") from None
    return changed if text is archive.config else uncovered(changed)


def _recorded(parts: dict[str, bytes | Raw], asked: ExportOptions) -> dict[str, bytes | Raw]:
    """The sections with `exportOptions` as the platform records it: where it was, or where new ones stand."""
    groups: dict[str, object] = {
        "tasks": list(_names(asked.tasks, _TASKS, {"forms": "forms" in parts}, asked)),
        "nlpData": list(_names(asked.nlp_data, _NLP_DATA, {}, asked)),
        "settings": list(
            _names(asked.settings, _SETTINGS, {"genAIandLLMSettings": not LLM_SETTINGS.isdisjoint(parts)}, asked)
        ),
    }
    if asked.bot_components is not None:
        groups["botComponents"] = list(asked.bot_components)
    record = {key: groups[key] for key in asked.group_order}
    record["subTasks"] = {
        kind: [own for element in items(parts.get(kind)) if (own := text_in(element, "_id"))]
        for kind in ("dialogs", "alerts", "actions", "forms")
    }
    include = True if asked.is_everything and asked.include_dependent is None else asked.include_dependent
    if include is not None:
        record["IncludeDependentTasks"] = include
    include_forms = asked.include_form_dependent if asked.include_form_dependent is not None else include
    if include_forms is not None and "forms" in parts:
        record["IncludeFormDependentTasks"] = include_forms
    if "exportOptions" in parts:
        return {**parts, "exportOptions": in_bytes(record)}
    rest = dict(parts)
    last = {key: rest.pop(key) for key in ("environmentVersionInfo", "encryptedHash") if key in rest}
    return rest | {"exportOptions": in_bytes(record)} | dict(last)


def _names(
    sent: tuple[str, ...] | None, every: tuple[str, ...], only_if: Mapping[str, bool], asked: ExportOptions
) -> tuple[str, ...]:
    """The names of a group to record: as sent, or all that apply to this bot when everything was asked for."""
    if not asked.is_everything:
        return sent or ()
    return tuple(name for name in every if only_if.get(name, True))
