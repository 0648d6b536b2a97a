"""Dialogs, their nodes, the components that define these, and who uses which, of one side."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from korekit.archive.comparing.changes import What
from korekit.archive.comparing.sides import Entry, Side, listing, mapping, text

__all__ = ["Flows", "Node", "what_of"]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Node:
    """A node of a dialog.

    Attributes:
        dialog: the dialog.
        parts: the node's own members.
        component: what defines it, if that is in the archive.
        is_root: whether it is the intent that opens the dialog.
        step_of: the botAction node inside of which it is a step.
    """

    dialog: Entry = field(repr=False)
    parts: Mapping[str, object] = field(repr=False)
    component: Entry | None = field(repr=False)
    is_root: bool = False
    step_of: str = ""

    @property
    def node_id(self) -> str:
        """Its id inside the dialog."""
        return text(self.parts, "nodeId")

    @property
    def name(self) -> str:
        """What people call it."""
        return (self.component.text("name") if self.component else "") or self.node_id

    @property
    def sort(self) -> str:
        """Its type, such as `message`."""
        return text(self.parts, "type")

    @property
    def what(self) -> What:
        """Which sort of part it is; an intent node that calls another dialog is a node like others."""
        return what_of(self.sort) if self.is_root or self.sort != "intent" else What.NODE


# No slots: `cached_property` keeps its results in the instance.
@dataclass(frozen=True, eq=False)
class Flows:
    """The dialogs of one side."""

    side: Side

    @property
    def dialogs(self) -> tuple[Entry, ...]:
        """All dialogs."""
        return self.side.entries("dialogs")

    @property
    def components(self) -> tuple[Entry, ...]:
        """All components."""
        return self.side.entries("dialogComponents")

    def nodes(self, dialog: Entry) -> tuple[Node, ...]:
        """The nodes of a dialog, without the steps inside of them."""
        return self._nodes.get(id(dialog), ())

    def node_names(self, dialog: Entry) -> dict[str, str]:
        """What people call the nodes of a dialog, by nodeId."""
        return {node.node_id: node.name for node in self.nodes(dialog)}

    def users(self, component: Entry) -> list[Node]:
        """The nodes and steps that a component defines."""
        return self._users.get(component.text("_id"), [])

    def home(self, component: Entry) -> Node | None:
        """The only node that a component defines; of an intent the one that opens its dialog."""
        users = self.users(component)
        if component.text("type") == "intent":
            return next((node for node in users if node.is_root), None)
        return users[0] if len(users) == 1 and not users[0].step_of else None

    def dialog_of(self, component: Entry) -> Entry | None:
        """The dialog that an intent opens; in stubs, which do not say so, its namesake."""
        if own := component.text("dialogId"):
            return self._dialogs_by_id.get(own)
        return self._dialogs_by_name.get(component.text("name")) if component.text("type") == "intent" else None

    def within(self, component: Entry) -> str:
        """Names of the dialogs in which a component is at work."""
        if component.text("type") == "intent" and (dialog := self.dialog_of(component)):
            return self.side.name_of(dialog)
        return ", ".join(dict.fromkeys(self.side.name_of(node.dialog) for node in self.users(component)))

    @cached_property
    def components_by_id(self) -> dict[str, Entry]:
        """Components by `_id`."""
        return {entry.text("_id"): entry for entry in self.components}

    @cached_property
    def components_by_ref(self) -> dict[str, Entry]:
        """Components by refId."""
        return {entry.text("refId"): entry for entry in self.components}

    @cached_property
    def _dialogs_by_id(self) -> dict[str, Entry]:
        return {entry.text("_id"): entry for entry in self.dialogs}

    @cached_property
    def _dialogs_by_name(self) -> dict[str, Entry]:
        return {self.side.name_of(entry): entry for entry in self.dialogs}

    @cached_property
    def _nodes(self) -> dict[int, tuple[Node, ...]]:
        return {id(dialog): tuple(self._found(dialog)) for dialog in self.dialogs}

    def _found(self, dialog: Entry) -> Iterator[Node]:
        for at, whole in enumerate(listing(dialog.parts.get("nodes"))):
            parts = mapping(whole)
            component = self.components_by_id.get(text(parts, "componentId"))
            is_root = (
                at == 0
                and text(parts, "type") == "intent"
                and (component is None or component.text("dialogId") in ("", dialog.text("_id")))
            )
            yield Node(dialog=dialog, parts=parts, component=component, is_root=is_root)

    @cached_property
    def _users(self) -> dict[str, list[Node]]:
        found: dict[str, list[Node]] = {}
        for nodes in self._nodes.values():
            for node in nodes:
                found.setdefault(text(node.parts, "componentId"), []).append(node)
                for parts in map(mapping, listing(node.parts.get("nodes"))):
                    own = text(parts, "componentId")
                    component = self.components_by_id.get(own)
                    step = Node(dialog=node.dialog, parts=parts, component=component, step_of=node.node_id)
                    found.setdefault(own, []).append(step)
        return found


def what_of(sort: str) -> What:
    """Which sort of part a component of a type is."""
    return {"intent": What.INTENT, "entity": What.ENTITY}.get(sort, What.NODE)
