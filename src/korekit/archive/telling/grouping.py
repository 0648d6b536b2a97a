"""Changes under the headings under which people look for them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from korekit.archive.comparing import Change, Kind, What
from korekit.archive.telling.wording import AREAS, flat

__all__ = ["Area", "areas"]

_IN_DIALOGS = frozenset({What.DIALOG, What.INTENT, What.ENTITY, What.NODE, What.UTTERANCE, What.PATTERN})
_IN_GRAPHS = frozenset({What.KNOWLEDGE_GRAPH, What.KNOWLEDGE_NODE, What.FAQ})
_SHARED = "Used by several dialogs"
_WHOLE = {Kind.ADDED: "New dialogs", Kind.REMOVED: "Removed dialogs"}


@dataclass(slots=True)
class Area:
    """A heading with its changes. `was`: the name before, of what is renamed. `is_shared`: whether they say where."""

    title: str
    was: str = ""
    is_shared: bool = False
    changes: list[Change] = field(default_factory=list)


def areas(changes: Iterable[Change]) -> list[Area]:
    """Each dialog, each knowledge graph, and each other sort of part under a heading of its own."""
    whole = list(changes)
    found: dict[str, Area] = {}
    for change in sorted(whole, key=lambda one: _rank(one)):
        title, is_shared = _title(change)
        area = found.setdefault(title, Area(title, is_shared=is_shared))
        if change.what is What.DIALOG and change.kind is Kind.RENAMED:
            area.was = flat(change.old_name)
        area.changes.append(change)
    return list(found.values())


def _rank(change: Change) -> int:
    """The bot and its languages first, then dialogs, new ones before all; settings and variables last."""
    if change.what in (What.BOT, What.LANGUAGE):
        return 0
    if change.what in _IN_DIALOGS:
        return {Kind.ADDED: 1, Kind.REMOVED: 2}.get(change.kind, 3) if change.what is What.DIALOG else 3
    return 4


def _title(change: Change) -> tuple[str, bool]:
    """The heading of a change, and whether it stands over the parts of several places."""
    if change.what in _IN_DIALOGS:
        if change.what is What.DIALOG:
            return _WHOLE.get(change.kind, f"Dialog {flat(change.name)}"), False
        if not change.within:
            return "In no dialog", False
        return (_SHARED, True) if ", " in change.within else (f"Dialog {flat(change.within)}", False)
    if change.what in _IN_GRAPHS:
        return f"Knowledge graph {flat(change.within or change.name)}", False
    return AREAS[change.what], False
