"""Single tasks of a bot: which ones somebody named, what they need, and the sections cut down to them.

A task is named by its id, refId or name in any language. What belongs to a task goes with it: a dialog's components,
their utterances and patterns, its storyboard scene, the views that it feeds. What belongs to no task, such as traits,
thresholds and models, stays whole.

Source: contract, export-archive.md, References and Partial export (IncludeDependentTasks); bot-export with its quirks.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from msgspec import Raw

from korekit.archive.bot_archive import text_in
from korekit.archive.json_text import MalformedJSON, array_of, value
from korekit.archive.matching import Element, elements
from korekit.archive.members import DEFINITION
from korekit.archive.problems import ArchiveBroken, quoted

__all__ = ["TASK_KINDS", "Wanted", "only_tasks"]

TASK_KINDS: Final = ("dialogs", "alerts", "actions", "forms", "experienceFlows")
# An id as a whole text. Nothing between two texts looks like one, so that no quote is taken for another.
_ID = re.compile(rb'"(?<!\\")([\w.-]{1,64})"')

_Sections = Mapping[str, bytes | Raw]
_Chosen = dict[str, set[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which tasks are wanted.

    Attributes:
        names: ids, refIds or names by kind, as sent; at least one. Of a kind that is not among them no task is
            wanted, but experience flows are let be then, because their layout is unknown.
        with_dependents: the tasks that these call as well, and what those call: by dialog nodes, IVR retry behaviour,
            sub-intents, interruption settings, storyboard links and the FAQs of a wanted knowledge graph.
        with_forms: the forms of their form nodes as well.
        has_every_form: every form, named or not.
        has_knowledge: the knowledge graph is wanted too.
    """

    names: Mapping[str, tuple[str, ...]]
    with_dependents: bool = False
    with_forms: bool = False
    has_every_form: bool = False
    has_knowledge: bool = False


def only_tasks(sections: _Sections, wanted: Wanted) -> dict[str, bytes | Raw]:
    """The sections with the wanted tasks and what belongs to them; what is kept keeps its bytes.

    Names that fit nothing are passed over, because the platform itself lists two ids for each dialog.

    Raises:
        ArchiveBroken: none of the names fits a task.
    """
    bot = _Bot(sections)
    chosen = {kind: bot.named(kind, wanted.names.get(kind, ())) for kind in TASK_KINDS}
    if not any(chosen.values()):
        names = [name for named in wanted.names.values() for name in named]
        more = f", nor is one of {len(names) - 1} more" if len(names) > 1 else ""
        raise ArchiveBroken.because(DEFINITION, f"{quoted(names[0])} is no task of the bot{more}", "$.dialogs")
    if wanted.has_every_form:
        chosen["forms"] = set(range(len(bot.elements("forms"))))
    _add_needed(bot, chosen, wanted)
    if not wanted.names.get("experienceFlows"):
        del chosen["experienceFlows"]
    kept = {**bot.belonging_to(chosen["dialogs"]), **chosen}
    return {key: bot.cut(key, kept[key]) if key in kept else raw for key, raw in sections.items()}


def _add_needed(bot: "_Bot", chosen: _Chosen, wanted: Wanted) -> None:
    """Add what the chosen tasks need, and what those need, until nothing is new."""
    waiting = [(kind, at) for kind, positions in chosen.items() for at in positions]
    texts = [bytes(bot.sections.get("knowledgeTasks", b""))] if wanted.has_knowledge else []
    while waiting or texts:
        texts += bot.texts_of(*waiting.pop()) if waiting else ()
        for kind, at in {task for text in texts for task in bot.tasks_in(text)}:
            is_wanted = wanted.with_forms if kind == "forms" else wanted.with_dependents
            if is_wanted and at not in chosen[kind]:
                chosen[kind].add(at)
                waiting.append((kind, at))
        texts = []


class _Bot:
    """The sections, opened as far as tasks need it; an element is known by its position."""

    def __init__(self, sections: _Sections) -> None:
        self.sections = sections
        self._opened: dict[str, list[Element]] = {}
        self._tasks = {
            own.encode(): (kind, at)
            for kind in TASK_KINDS
            for at, task in enumerate(self.elements(kind))
            for own in (task.text("_id"), task.text("refId"))
        }
        self._components = {part.text("_id").encode(): at for at, part in enumerate(self.elements("dialogComponents"))}

    def elements(self, section: str) -> list[Element]:
        """The elements of a section."""
        if section not in self._opened:
            self._opened[section] = elements(section, self.sections.get(section))
        return self._opened[section]

    def named(self, kind: str, names: tuple[str, ...]) -> set[int]:
        """The tasks of a kind that one of the names fits; case does not count."""
        words = {name.casefold() for name in names if name}
        tasks = self.elements(kind) if words else []
        return {at for at, task in enumerate(tasks) if not words.isdisjoint(_names(task))}

    def tasks_in(self, text: bytes) -> Iterator[tuple[str, int]]:
        """Kind and position of every task whose id or refId stands in a piece of JSON."""
        return (self._tasks[own] for own in _ID.findall(text) if own in self._tasks)

    def texts_of(self, kind: str, at: int) -> Iterator[bytes]:
        """The JSON of a task and of what belongs to it."""
        yield self.elements(kind)[at].raw
        if kind == "dialogs":
            for section, positions in self._parts_of(at).items():
                yield from (self.elements(section)[own].raw for own in positions)

    def belonging_to(self, dialogs: set[int]) -> _Chosen:
        """By section, what goes with these dialogs."""
        kept: _Chosen = {"dialogComponents": set(), "scenes": set()}
        for at in dialogs:
            for section, positions in self._parts_of(at).items():
                kept[section] |= positions
        parts = [self.elements("dialogComponents")[at] for at in kept["dialogComponents"]]
        scenes = [self.elements("scenes")[at] for at in kept["scenes"]]
        kept["sentences"] = self._naming("sentences", "taskId", {part.text("_id") for part in parts})
        kept["patterns"] = self._naming("patterns", "refId", {part.text("refId") for part in parts})
        kept["sceneComponents"] = self._naming("sceneComponents", "sceneId", {scene.text("_id") for scene in scenes})
        ref_ids = {self.elements("dialogs")[at].text("refId") for at in dialogs}
        kept["widgets"] = {at for at, one in enumerate(self.elements("widgets")) if _feeds(one, ref_ids)}
        views = {self.elements("widgets")[at].text("refId").encode() for at in kept["widgets"]}
        kept["panels"] = {
            at
            for at, panel in enumerate(self.elements("panels"))
            if not panel.parts.get("widgets") or views.intersection(_ID.findall(bytes(panel.parts["widgets"])))
        }
        return kept

    def cut(self, section: str, kept: set[int]) -> bytes | Raw:
        """A section with the elements at these positions alone; its own bytes where that is all of them."""
        whole = self.elements(section)
        if len(kept) == len(whole):
            return self.sections[section]
        return array_of(one.raw for at, one in enumerate(whole) if at in kept)

    def _naming(self, section: str, key: str, names: set[str]) -> set[int]:
        return {at for at, one in enumerate(self.elements(section)) if one.text(key) in names}

    def _parts_of(self, at: int) -> _Chosen:
        """Components and scenes of a dialog."""
        dialog = self.elements("dialogs")[at]
        found: set[int] = set()
        if "nodes" in dialog.parts:
            waiting = self._components_in(dialog.raw)
        else:
            waiting = self._naming("dialogComponents", "dialogId", {dialog.text("_id")})
        while waiting:
            own = waiting.pop()
            found.add(own)
            # A botAction has steps, whose components are of the dialog as well.
            waiting |= self._components_in(self.elements("dialogComponents")[own].raw) - found
        scenes = self._naming("scenes", "dialogRefId", {dialog.text("refId")} - {""})
        scenes |= self._naming("scenes", "refId", {dialog.text("sceneRefId")} - {""})
        return {"dialogComponents": found, "scenes": scenes}

    def _components_in(self, text: bytes) -> set[int]:
        return {self._components[own] for own in _ID.findall(text) if own in self._components}


def _names(task: Element) -> set[str]:
    names = {task.text(key) for key in ("_id", "refId", "lname", "name", "displayName")}
    try:
        languages = value(task.parts["localeData"]) if "localeData" in task.parts else None
    except MalformedJSON:
        languages = None
    texts = languages.values() if isinstance(languages, dict) else ()
    names |= {name for text in texts if isinstance(text, dict) and isinstance(name := text.get("name"), str)}
    return {name.casefold() for name in names}


def _feeds(widget: Element, ref_ids: set[str]) -> bool:
    """Whether a widget shows what one of these dialogs gives, or what no dialog gives."""
    source = widget.parts.get("source")
    return text_in(source, "type") != "dialog" or text_in(source, "resource") in ref_ids
