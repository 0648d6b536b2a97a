"""The words for changes: what changed, where, from what to what."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from korekit.archive.comparing import Change, Detail, Kind, What
from korekit.plain_text import plain

__all__ = [
    "AREAS",
    "ORDER_PATH",
    "counts",
    "flat",
    "kind_words",
    "noun",
    "place",
    "summary",
    "told_details",
    "value_words",
]

_NOUNS: Final = {
    What.FAQ: "FAQ",
    What.SMALL_TALK: "small talk",
    What.ENTITY: "entity",
    What.OTHER: "other part",
    What.SETTING: "setting",
}
_PLURALS: Final = {What.ENTITY: "entities", What.SMALL_TALK: "small talk"}
_SORTS: Final = {"dialogAct": "confirmation", "agentTransfer": "agent transfer", "botAction": "bot action"}
# Under which heading a part is told that lives in no dialog.
AREAS: Final = {
    What.BOT: "The bot",
    What.LANGUAGE: "Languages",
    What.TRAIT: "Traits",
    What.SYNONYM: "Synonyms",
    What.SMALL_TALK: "Small talk",
    What.STANDARD_RESPONSE: "Standard responses",
    What.EVENT: "Events",
    What.FORM: "Forms",
    What.ACTION: "Actions",
    What.ALERT: "Alerts",
    What.WIDGET: "Widgets",
    What.PANEL: "Panels",
    What.SCENE: "Storyboard",
    What.DASHBOARD: "Dashboards",
    What.ENVIRONMENT_VARIABLE: "Environment variables",
    What.CONTENT_VARIABLE: "Content variables",
    What.NAMESPACE: "Namespaces",
    What.SETTING: "Settings",
    What.FUNCTION: "Bot functions",
    What.ICON: "Icon",
    What.OTHER: "Other parts",
}
ORDER_PATH: Final = "$.nodes"

_STEP: Final = re.compile(r"\.(\w+)|\[(\d+)\]|\[(\"(?:[^\"\\]|\\.)*\")\]")
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
# What says nothing to people who read what changed.
_SILENT: Final = frozenset({"component", "localeData", "nodeOptions", "text", "botUXMap", "channelUXMaps"})
_STEPS: Final = {"componentId": "definition", "dialogRefId": "dialog", "flowTaskId": "dialog", "uXMap": "text"}


def noun(what: What, sort: str = "", count: int = 1) -> str:
    """The word for a sort of part, in the plural where there are several."""
    word = _NOUNS.get(what, what.replace("-", " "))
    if count != 1:
        word = _PLURALS.get(what, f"{word}s")
    if what is What.NODE and sort:
        return f"{_SORTS.get(sort, sort)} {word}"
    return f"negative {word}" if sort == "negative" else word


def counts(changes: Iterable[Change]) -> list[tuple[str, dict[Kind, int]]]:
    """How many of each sort of part were added, removed, renamed and changed, in the order of sorts."""
    found: dict[What, Counter[Kind]] = {}
    for change in changes:
        found.setdefault(change.what, Counter())[change.kind] += 1
    return [
        (noun(what, count=sum(found[what].values())), {kind: found[what][kind] for kind in Kind if found[what][kind]})
        for what in What
        if what in found
    ]


def kind_words(kinds: dict[Kind, int]) -> str:
    """For example `2 added, 1 changed`."""
    return ", ".join(f"{count} {kind}" for kind, count in kinds.items())


def flat(text: str) -> str:
    """The text on one line, harmless to a terminal."""
    return plain(" ↵ ".join(part.strip() for part in text.strip().splitlines() if part.strip()))


def place(detail: Detail) -> str:
    """Where inside a part something differs, in words; empty for the part itself."""
    if detail.path == ORDER_PATH and isinstance(detail.old, list) and isinstance(detail.new, list):
        return "order of nodes"
    words: list[str] = []
    for key, index, quoted in _STEP.findall(detail.path):
        name = json.loads(quoted) if quoted else key
        if index and not words:
            continue
        if index:
            last = words.pop()
            words.append(f"{last.removesuffix('s')} {int(index) + 1}")
        elif name not in _SILENT:
            words.append(_STEPS.get(name) or (name if name.isupper() else _HUMP.sub(" ", name).lower()))
    return "" if words == ["value"] else plain(", ".join(words))


def value_words(value: object, name: str = "") -> str:
    """A value in words: the name of what it refers to, a text as it is, lists by their elements."""
    if name:
        return flat(name)
    if value is None:
        return "nothing"
    if isinstance(value, str):
        return flat(value) or "(empty)"
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ", ".join(map(flat, value)) or "(empty)"
    if value in ({}, []):
        return "(empty)"
    if isinstance(value, dict) and (words := _transition_words(value)):
        return words
    return flat(json.dumps(value, ensure_ascii=False))


def _transition_words(value: Mapping[str, Any]) -> str:
    """Where a transition leads and when; empty for any other object."""
    if isinstance(target := value.get("default"), str):
        return f"otherwise to {flat(target) or 'nowhere'}"
    target, condition = value.get("then"), value.get("if")
    if not isinstance(target, str) or not isinstance(condition, dict):
        return ""
    keys = ("field", "context", "op", "value", "dialogAct", "intent")
    words = " ".join(flat(one) for key in keys if isinstance(one := condition.get(key), str) and one)
    return f"if {words or 'something holds'}, to {flat(target) or 'nowhere'}"


def told_details(change: Change) -> tuple[Detail, ...]:
    """The details that its name, its old name and its summary do not tell already."""
    if change.kind in (Kind.ADDED, Kind.REMOVED) and summary(change.details):
        return ()
    if not change.old_name:
        return change.details
    return tuple(one for one in change.details if (one.old, one.new) != (change.old_name, change.name))


def summary(details: Sequence[Detail]) -> str:
    """What came or went with a part, for example `9 nodes, 4 utterances`; empty where nothing says."""
    found = []
    for detail in details:
        names = detail.new if detail.old is None else detail.old
        if isinstance(names, list) and detail.path in ("$.nodes", "$.utterances", "$.patterns", "$.faqs"):
            word = "FAQ" if detail.path == "$.faqs" else detail.path[2:-1]
            found.append(f"{len(names)} {word}{'' if len(names) == 1 else 's'}")
    return ", ".join(found)
