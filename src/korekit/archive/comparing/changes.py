"""What differs between two states of a bot, as values."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

__all__ = ["Change", "Detail", "Difference", "Kind", "What"]


class Kind(StrEnum):
    """What happened to a part of a bot."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    RENAMED = "renamed"

    @property
    def mirrored(self) -> "Kind":
        """What happened, told from the other side."""
        return {Kind.ADDED: Kind.REMOVED, Kind.REMOVED: Kind.ADDED}.get(self, self)


class What(StrEnum):
    """Which sort of part it is, in the order in which people read of them."""

    BOT = "bot"
    LANGUAGE = "language"
    DIALOG = "dialog"
    INTENT = "intent"
    ENTITY = "entity"
    NODE = "node"
    UTTERANCE = "utterance"
    PATTERN = "pattern"
    TRAIT = "trait"
    SYNONYM = "synonym"
    KNOWLEDGE_GRAPH = "knowledge-graph"
    KNOWLEDGE_NODE = "knowledge-node"
    FAQ = "faq"
    SMALL_TALK = "small-talk"
    STANDARD_RESPONSE = "standard-response"
    EVENT = "event"
    FORM = "form"
    ACTION = "action"
    ALERT = "alert"
    WIDGET = "widget"
    PANEL = "panel"
    SCENE = "scene"
    DASHBOARD = "dashboard"
    ENVIRONMENT_VARIABLE = "environment-variable"
    CONTENT_VARIABLE = "content-variable"
    NAMESPACE = "namespace"
    SETTING = "setting"
    FUNCTION = "bot-function"
    ICON = "icon"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """One place inside a part at which the two states differ.

    Attributes:
        path: a JSON path inside the part, `$` for the part itself; in `$.component` lies the definition of a node.
            Indexes are those of the new state, for what is gone those of the old.
        old: the JSON value before, texts decoded, without what is noise; None where there was none. Ids of parts
            are given as refIds.
        new: the same of the value after.
        old_name: what people call the part that `old` refers to; empty where it is no reference.
        new_name: the same of `new`.
        is_hidden: the values are secret, or look it; both are None then.
        is_layout: only where something stands on the canvas.
    """

    path: str
    old: object = field(default=None, repr=False)
    new: object = field(default=None, repr=False)
    old_name: str = ""
    new_name: str = ""
    is_hidden: bool = False
    is_layout: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One part of a bot that was added, removed, renamed or otherwise changed.

    Attributes:
        kind: what happened; a renamed part may have other details as well.
        what: which sort of part.
        name: what people call it: a dialog's name, a FAQ's question, a variable's key. The new one.
        old_name: the name before, where it is another.
        within: the name of what it lives in: a node's dialog, a FAQ's knowledge graph; several joined by `, `.
        language: where it belongs to one language.
        ref_id: its reference id, which imports keep; empty where its sort has none.
        node_id: a node's id inside its dialog.
        sort: the exact sort of a node, such as `message` or `service`.
        details: where it differs. For what was added or removed: its most telling parts.
    """

    kind: Kind
    what: What
    name: str
    old_name: str = ""
    within: str = ""
    language: str = ""
    ref_id: str = ""
    node_id: str = ""
    sort: str = ""
    details: tuple[Detail, ...] = ()

    @property
    def is_layout(self) -> bool:
        """Whether nothing but the canvas differs."""
        return self.kind is Kind.CHANGED and bool(self.details) and all(one.is_layout for one in self.details)


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that differs between two states of a bot.

    Attributes:
        changes: what makes a difference, by sort, in the order of the new state.
        layout: what moved on the canvas and is no difference.
    """

    changes: tuple[Change, ...] = ()
    layout: tuple[Change, ...] = ()

    @classmethod
    def of(cls, found: Iterable[Change]) -> "Difference":
        """The difference that these changes make; each kind of part together, otherwise in the order given."""
        order = {what: number for number, what in enumerate(What)}
        whole = sorted(found, key=lambda change: order[change.what])
        return cls(
            changes=tuple(change for change in whole if not change.is_layout),
            layout=tuple(change for change in whole if change.is_layout),
        )

    def __bool__(self) -> bool:
        """Whether there is any; layout is none."""
        return bool(self.changes)
