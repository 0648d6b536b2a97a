"""What somebody asked an import into an existing bot to bring, and what of it the source has.

The names are those of export options, in both vocabularies; here they are one set, because clients mix the lists.
`AgentAssist` and `qualityAI` bring nothing: no archive shows under which keys such parts lie. The bot keeps its own.

Source: contract, import-bot-into-an-existing-bot with its quirks.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from msgspec import Raw

from korekit.archive.bot_archive import Archive
from korekit.archive.definition_keys import (
    ARRAYS,
    BOT_SETTINGS,
    IVR_SETTINGS,
    LINKED_BOTS,
    LLM_SETTINGS,
    NLP_SETTINGS,
    VARIABLE_SETTINGS,
)
from korekit.archive.export_options import ExportOptions, implied_tasks
from korekit.archive.single_tasks import Wanted

__all__ = ["ImportOptions", "brought_sections"]

_BROUGHT_BY: Mapping[str, tuple[str, ...]] = {
    "knowledgeTasks": ("knowledgeGraph",),
    "smallTalk": ("smallTalk",),
    "koraResponses": ("standardResponses",),
    "defaultDialogId": ("defaultDialog",),
    "forms": ("forms",),
    "traits": ("traits",),
    "sentences": ("utterances", "training_data"),
    "patterns": ("patterns",),
    **dict.fromkeys(("dialogs", "dialogComponents", "actions", "alerts", "widgets", "panels"), ("botTask",)),
    **dict.fromkeys(("scenes", "sceneComponents", "widgetThemes", "paramMaps", "taskDgParamMaps"), ("botTask",)),
    **dict.fromkeys(("idpConfigurations", "customTemplates"), ("botTask", "botSettings")),
    **dict.fromkeys(("botEvents", "advancedNLSettings", *NLP_SETTINGS), ("nlpSettings",)),
    **dict.fromkeys(("namespaces", "contentVariables", *VARIABLE_SETTINGS), ("botVariables",)),
    **dict.fromkeys(BOT_SETTINGS, ("botSettings",)),
    **dict.fromkeys(IVR_SETTINGS, ("ivrSettings",)),
    **dict.fromkeys(LLM_SETTINGS, ("genAIandLLMSettings",)),
    **dict.fromkeys(LINKED_BOTS, ("linkedBots",)),
}
_EMPTY = re.compile(rb"null|\[\s*\]|\{\s*\}")
_NOTHING: Mapping[str, object] = {"tasks": [], "nlpData": [], "settings": []}


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """The parts that one import brings; an absent or empty list selects nothing of its group.

    Attributes:
        parts: names as sent, casefolded; unknown ones select nothing.
        replaces_utterances: whether utterances replace those of the same tasks; otherwise they are appended.
        replaces_patterns: likewise.
        has_comments: whether notes of storyboard scenes come with the scenes.
        has_dashboards: whether custom dashboards come.
        wanted: the single tasks to bring; None for all that the file has. `allTasks` counts for nothing.
        ignored_variables: keys of variables to leave out, of both sorts.
        ignore_environment_variables: leave out all of config.json's.
        ignore_content_variables: leave out all of the definition's.
    """

    parts: frozenset[str] = frozenset()
    replaces_utterances: bool = False
    replaces_patterns: bool = False
    has_comments: bool = True
    has_dashboards: bool = False
    wanted: Wanted | None = None
    ignored_variables: frozenset[str] = frozenset()
    ignore_environment_variables: bool = False
    ignore_content_variables: bool = False

    @classmethod
    def from_wire(cls, options: Mapping[str, object]) -> "ImportOptions":
        """The selection in `importOptions`; whatever has an odd type is passed over.

        `append` is the builder's default and wins over `replace` where both are on. `customDashboard` may be a plural,
        as in exports.
        """
        given = {key: names for key, names in options.items() if names is not None}
        lists = ExportOptions.from_wire({"exportOptions": {**_NOTHING, **given}})
        implied = implied_tasks(lists.sub_tasks) if "tasks" not in given else ()
        groups = (lists.tasks, lists.nlp_data, lists.settings, lists.bot_components, implied)
        parts = frozenset(name.casefold() for names in groups for name in names or ())
        details = _mapping(given.get("options"))
        return cls(
            parts=parts,
            replaces_utterances=_is_replacing(_mapping(details.get("utterances"))),
            replaces_patterns=_is_replacing(_mapping(details.get("patterns"))),
            has_comments=_mapping(given.get("storyBoardScenes")).get("includeComments") is not False,
            has_dashboards=given.get("customDashboard") is True or given.get("customDashboards") is True,
            wanted=replace(lists, tasks=tuple(parts)).wanted,
            ignored_variables=lists.ignored_variables,
            ignore_environment_variables=lists.ignore_environment_variables,
            ignore_content_variables=lists.ignore_content_variables,
        )

    def has(self, *names: str) -> bool:
        """Whether one of these parts is selected; case does not count."""
        return any(name.casefold() in self.parts for name in names)


def brought_sections(source: Archive, asked: ImportOptions) -> dict[str, Raw]:
    """The selected sections of the source that hold something, in its order.

    An array is empty where an export left it out, so an empty one counts only where `exportOptions` say that it was
    exported: it would empty the target's. Stubs of dialogs are no dialogs.
    """
    recorded = source.part("exportOptions")
    exported = ImportOptions.from_wire(recorded if isinstance(recorded, dict) else {})
    dialogs = list(source.elements("dialogs"))
    are_stubs = bool(dialogs) and not any("nodes" in dialog for dialog in dialogs)
    brought: dict[str, Raw] = {}
    for key, raw in source.sections.items():
        names = _BROUGHT_BY.get(key, ())
        is_left_out = (
            (key in ARRAYS or key == "botEvents") and _EMPTY.fullmatch(bytes(raw)) and not exported.has(*names)
        )
        if asked.has(*names) and not is_left_out:
            brought[key] = raw
        if key == "customDashboards" and asked.has_dashboards:
            brought[key] = raw
    left_out = {"dialogs", "dialogComponents", "scenes", "sceneComponents"} if are_stubs else set()
    if not asked.has_comments:
        left_out.add("sceneComponents")
    if asked.ignore_content_variables:
        left_out.add("contentVariables")
    return {key: raw for key, raw in brought.items() if key not in left_out}


def _is_replacing(switches: Mapping[str, object]) -> bool:
    return switches.get("replace") is True and switches.get("append") is not True


def _mapping(given: object) -> Mapping[str, object]:
    return given if isinstance(given, dict) else {}
