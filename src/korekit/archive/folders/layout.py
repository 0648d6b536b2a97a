"""Which part of a bot lies in which file of its folder."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from korekit.archive.definition_keys import BOT_SETTINGS, IVR_SETTINGS, LLM_SETTINGS, NLP_SETTINGS, VARIABLE_SETTINGS

__all__ = [
    "ARRAYS_APART",
    "ATTRIBUTES",
    "BOT",
    "COMPONENTS",
    "CONFIG_REST",
    "DIALOG",
    "DIALOGS",
    "DIALOG_NAMES",
    "ENV_VARIABLES",
    "FAQS",
    "FILE_WITH_ATTRIBUTES",
    "FORMAT",
    "FUNCTIONS",
    "FUNCTION_NAMES",
    "GRAPH",
    "GRAPH_NAMES",
    "ICON_FILE",
    "IN_SETTINGS",
    "KNOWLEDGE",
    "MARK",
    "NOISE",
    "OBJECTS_APART",
    "ORDER",
    "PATHS",
    "PATTERNS",
    "SETTINGS",
    "TAXONOMY",
    "TOP_FOLDERS",
    "UTTERANCES",
    "Apart",
    "order_file",
]

FORMAT: Final = 1
MARK: Final = "korekit.json"
BOT: Final = "bot.json"
SETTINGS: Final = "settings.json"
CONFIG_REST: Final = "config.json"
NOISE: Final = "noise.jsonl"
ICON_FILE: Final = "icon.png"
FILE_WITH_ATTRIBUTES: Final = ".gitattributes"
ORDER: Final = "order"
FUNCTIONS: Final = "functions"
FUNCTION_NAMES: Final = "functions/names.json"
DIALOGS: Final = "dialogs"
DIALOG: Final = "dialog.json"
COMPONENTS: Final = "components"
KNOWLEDGE: Final = "knowledge"
GRAPH: Final = "graph.json"
FAQS: Final = "faqs"
TAXONOMY: Final = "taxonomy.json"
PATHS: Final = "paths.json"
PATTERNS: Final = "patterns.json"
UTTERANCES: Final = "utterances"

# Line ends stay as they are in scripts; lists of paths are merged by keeping what either side has; noise is shown by
# no `git diff`.
ATTRIBUTES: Final = b"""\
# Made by `korekit bot unpack`.
*.json text eol=lf
*.js -text
*.png binary
order/*.txt text eol=lf merge=union linguist-generated
noise.jsonl text eol=lf merge=union -diff linguist-generated
"""

IN_SETTINGS: Final = BOT_SETTINGS | IVR_SETTINGS | LLM_SETTINGS | VARIABLE_SETTINGS | NLP_SETTINGS


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """An array whose elements have a file each.

    Attributes:
        folder: where they lie.
        one: what an element is called whose name cannot be written.
        names: ways to the parts of its name, of which those between `|` stand in for each other; `*` stands for
            the bot's language.
    """

    folder: str
    one: str
    names: tuple[str, ...] = ("name",)


_KEY = ("key",)
_TASK_NAME = ("localeData.*.name|name|lname",)
ENV_VARIABLES: Final = Apart(folder="variables/env", one="variable", names=_KEY)
ARRAYS_APART: Final[Mapping[str, Apart]] = {
    "contentVariables": Apart(folder="variables/content", one="variable", names=_KEY),
    "smallTalk": Apart(folder="small-talk", one="small-talk", names=("language",)),
    "koraResponses": Apart(folder="standard-responses", one="response", names=("Key", "language")),
    "mlParams": Apart(folder="nlp/models", one="model", names=("name", "language", "type")),
    "advancedNLSettings": Apart(
        folder="nlp/advanced", one="setting", names=("nlpEngine", "configurationKeyName", "language")
    ),
    "traits": Apart(folder="nlp/traits", one="trait", names=("groupName", "language")),
    "actions": Apart(folder="actions", one="action", names=_TASK_NAME),
    "alerts": Apart(folder="alerts", one="alert", names=_TASK_NAME),
    "forms": Apart(folder="forms", one="form"),
    "widgets": Apart(folder="widgets", one="widget"),
    "panels": Apart(folder="panels", one="panel"),
    "scenes": Apart(folder="storyboard/scenes", one="scene"),
    "sceneComponents": Apart(folder="storyboard/components", one="component", names=("type",)),
    "widgetThemes": Apart(folder="storyboard/themes", one="theme"),
    "customDashboards": Apart(folder="dashboards", one="dashboard"),
    "namespaces": Apart(folder="variables/namespaces", one="namespace"),
    "botSentimentEvents": Apart(folder="events/sentiment", one="event"),
    "idpConfigurations": Apart(folder="idp", one="idp"),
    "customTemplates": Apart(folder="templates", one="template"),
}
DIALOG_NAMES: Final = _TASK_NAME
GRAPH_NAMES: Final = ("name", "language")
# Objects with a file for each key: `{"en": {…}}`.
OBJECTS_APART: Final[Mapping[str, str]] = {"localeData": "languages", "botEvents": "events"}
TOP_FOLDERS: Final = tuple(
    sorted(
        {DIALOGS, COMPONENTS, KNOWLEDGE, UTTERANCES, FUNCTIONS, ORDER}
        | {apart.folder.partition("/")[0] for apart in (ENV_VARIABLES, *ARRAYS_APART.values())}
        | set(OBJECTS_APART.values())
    )
)


def order_file(section: str) -> str:
    """Where the order of a section's elements is written."""
    return f"{ORDER}/{section}.txt"
