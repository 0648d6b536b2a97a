"""What differs between the dialogs of two sides: themselves, their nodes, and the components that define these.

A component is told with its node where it defines only one, on its own where several use it. A dialog that is new
or gone is one change, with everything in it; so is a new name, which stands in seven places.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from korekit.archive.comparing.changes import Change, Detail, Kind, What
from korekit.archive.comparing.eyes import Context, Eyes
from korekit.archive.comparing.flows import Node, what_of
from korekit.archive.comparing.noise import is_noise
from korekit.archive.comparing.pairing import Pairs, Stage, paired
from korekit.archive.comparing.sides import Entry, mapping
from korekit.archive.comparing.utterances import PATTERN_LISTS, Words
from korekit.archive.problems import path_to

__all__ = ["dialog_changes"]

_NAME_PATH = re.compile(r"\$\.component\.(?:name|localeData(?:\.\w+|\[[^\]]+\])\.(?:name|intent|label))")


@dataclass(slots=True, eq=False)
class _Component:
    """A component that both sides have and that differs."""

    old: Entry
    new: Entry
    details: list[Detail]
    is_told: bool = False

    @property
    def is_renamed(self) -> bool:
        return any(one.path == "$.component.name" for one in self.details)


def dialog_changes(eyes: Eyes, old: Words, new: Words) -> Iterator[Change]:
    """Every change of a dialog, an intent, an entity or another node."""
    yield from _Dialogs(eyes, old, new).changes()


class _Dialogs:
    def __init__(self, eyes: Eyes, old: Words, new: Words) -> None:
        self._eyes = eyes
        self._old_words, self._new_words = old, new
        self._old, self._new = old.flows, new.flows
        stages = (
            Stage[Entry](lambda one: one.text("refId") or None, is_unique=True),
            Stage[Entry](lambda one: (one.text("refId"), one.text("lname") or one.text("name"))),
        )
        self._dialogs = paired(self._old.dialogs, self._new.dialogs, stages)
        self._components = paired(self._old.components, self._new.components, stages)
        self._differing = dict(self._compared())

    def changes(self) -> Iterator[Change]:
        for old, new in self._dialogs.both:
            yield from self._both(old, new)
        for new in self._dialogs.added:
            yield self._whole(Kind.ADDED, self._new_words, new)
        for old in self._dialogs.removed:
            yield self._whole(Kind.REMOVED, self._old_words, old)
        yield from self._lone_components()

    def _compared(self) -> Iterator[tuple[int, _Component]]:
        context = Context(but={"parentId", "localeData"}, has_canvas=True)
        for old, new in self._components.both:
            if self._eyes.are_same_bytes(old, new):
                continue
            details = self._eyes.details(old.whole, new.whole, context, "$.component")
            mine, theirs = (mapping(one.parts.get("localeData")) for one in (old, new))
            for language in dict.fromkeys([*theirs, *mine]):
                if is_noise(language):
                    continue
                path = path_to("$.component.localeData", language)
                # An absent language is one without texts, so that patterns alone make none.
                was, now = ({} if one.get(language) is None else one[language] for one in (mine, theirs))
                details += self._eyes.details(was, now, Context(but=PATTERN_LISTS), path)
            if details:
                yield id(new), _Component(old, new, details)

    def _both(self, old: Entry, new: Entry) -> Iterator[Change]:
        names = self._old.side.name_of(old), self._new.side.name_of(new)
        is_renamed = names[0] != names[1]
        pairs = self._paired_nodes(old, new)
        details: list[Detail] = []
        if not self._eyes.are_same_bytes(old, new):
            context = Context(but={"nodes", "lname"} if is_renamed else {"nodes"})
            details = self._eyes.details(old.whole, new.whole, context)
            if pairs.is_reordered:
                kept = {id(was): was.name for was, _ in pairs.both}
                order = [kept[id(node)] for node in self._old.nodes(old) if id(node) in kept]
                details.append(Detail(path="$.nodes", old=order, new=[node.name for _, node in pairs.both]))
        if is_renamed:
            own = {f"$.localeData.{flow.side.language}.name" for flow in (self._old, self._new)}
            details = [one for one in details if one.path not in own]
        details += self._intent_names(old, new, is_renamed=is_renamed)
        if is_renamed or details:
            yield Change(
                kind=Kind.RENAMED if is_renamed else Kind.CHANGED,
                what=What.DIALOG,
                name=names[1],
                old_name=names[0] if is_renamed else "",
                ref_id=new.text("refId"),
                details=tuple(details),
            )
        yield from self._node_changes(old, new, pairs)

    def _intent_names(self, old: Entry, new: Entry, *, is_renamed: bool) -> list[Detail]:
        """Take the names of a dialog's intent out of the intent's change, and give those that follow from no other."""
        ours, theirs = _names_of(old), _names_of(new)
        if not is_renamed and ours == theirs:
            return []
        left: list[Detail] = []
        for component in self._differing.values():
            if self._new.dialog_of(component.new) is not new or self._old.dialog_of(component.old) is not old:
                continue
            named = [one for one in component.details if _NAME_PATH.fullmatch(one.path)]
            if is_renamed:
                left += [one for one in named if not (one.old in ours and one.new in theirs)]
            else:
                named = [one for one in named if one.old in ours and one.new in theirs]
            component.details = [one for one in component.details if one not in named]
        return left

    def _paired_nodes(self, old: Entry, new: Entry) -> Pairs[Node]:
        stages = (
            Stage[Node](lambda one: one.node_id or None, is_unique=True),
            Stage[Node](lambda one: (one.node_id, one.name)),
            Stage[Node](lambda one: one.node_id),
        )
        return paired(self._old.nodes(old), self._new.nodes(new), stages)

    def _node_changes(self, old: Entry, new: Entry, pairs: Pairs[Node]) -> Iterator[Change]:
        is_equal = self._eyes.are_same_bytes(old, new)
        within = self._new.side.name_of(new)
        context = Context(
            old_nodes=self._old.node_names(old) if not is_equal else {},
            new_nodes=self._new.node_names(new) if not is_equal else {},
            has_canvas=True,
        )
        for was, now in pairs.both:
            details = [] if is_equal else self._eyes.details(was.parts, now.parts, context)
            component = self._differing.get(id(now.component))
            if component and self._new.home(component.new) is now and self._old.home(component.old) is was:
                component.is_told = True
                details += component.details
                if component.is_renamed:
                    yield _renamed(component, details, now.what, within, now)
                    continue
            if details:
                old_name = was.name if was.name != now.name else ""
                yield replace(_of_node(Kind.CHANGED, now, within, details), old_name=old_name)
        for node in pairs.added:
            yield _of_node(Kind.ADDED, node, within, self._words_of(self._new_words, node, Kind.ADDED))
        for node in pairs.removed:
            gone_from = self._old.side.name_of(old)
            yield _of_node(Kind.REMOVED, node, gone_from, self._words_of(self._old_words, node, Kind.REMOVED))

    def _words_of(self, words: Words, node: Node, kind: Kind) -> list[Detail]:
        """The patterns that came or went with an entity."""
        component = node.component
        others = self._old if kind is Kind.ADDED else self._new
        if component is None or node.sort == "intent" or component.text("refId") in others.components_by_ref:
            return []
        return _listed("$.patterns", words.of(component, words.patterns), kind)

    def _whole(self, kind: Kind, words: Words, dialog: Entry) -> Change:
        flows = words.flows
        nodes = flows.nodes(dialog)
        intents = [one for one in flows.components if flows.dialog_of(one) is dialog]
        mine = [component for node in nodes if (component := node.component) and node.sort != "intent"]
        details = _listed("$.nodes", [node.name for node in nodes], kind)
        said = [one for intent in intents for one in words.of(intent, words.utterances)]
        details += _listed("$.utterances", said, kind)
        patterns = [one for owner in dict.fromkeys([*intents, *mine]) for one in words.of(owner, words.patterns)]
        details += _listed("$.patterns", patterns, kind)
        name = flows.side.name_of(dialog)
        return Change(kind=kind, what=What.DIALOG, name=name, ref_id=dialog.text("refId"), details=tuple(details))

    def _lone_components(self) -> Iterator[Change]:
        """Changes of components that no node of their own tells: used by several nodes, by steps, or by none."""
        for component in self._differing.values():
            if component.is_told or not component.details:
                continue
            sort = component.new.text("type")
            within = self._new.within(component.new)
            if component.is_renamed:
                yield _renamed(component, component.details, what_of(sort), within)
                continue
            yield Change(
                kind=Kind.CHANGED,
                what=what_of(sort),
                name=component.new.text("name"),
                within=within,
                ref_id=component.new.text("refId"),
                sort=sort,
                details=tuple(component.details),
            )
        for kind, flows, components in (
            (Kind.ADDED, self._new, self._components.added),
            (Kind.REMOVED, self._old, self._components.removed),
        ):
            for entry in components:
                # Otherwise it is told with the dialog or node that came or went, or that names it now.
                if not flows.users(entry) and flows.dialog_of(entry) is None:
                    sort = entry.text("type")
                    name, ref_id = entry.text("name"), entry.text("refId")
                    yield Change(kind=kind, what=what_of(sort), name=name, ref_id=ref_id, sort=sort)


def _names_of(dialog: Entry) -> set[object]:
    """The names of a dialog in all its languages."""
    return {mapping(texts).get("name") for texts in mapping(dialog.parts.get("localeData")).values()} - {None}


def _of_node(kind: Kind, node: Node, within: str, details: Sequence[Detail]) -> Change:
    return Change(
        kind=kind,
        what=node.what,
        name=node.name,
        within=within,
        ref_id=node.component.text("refId") if node.component else "",
        node_id=node.node_id,
        sort=node.sort,
        details=tuple(details),
    )


def _renamed(
    component: _Component, details: Sequence[Detail], what: What, within: str, node: Node | None = None
) -> Change:
    """A component under a new name; labels that follow it are no matter of their own."""
    old_name, name = component.old.text("name"), component.new.text("name")
    rest = [one for one in details if not (_NAME_PATH.fullmatch(one.path) and (one.old, one.new) == (old_name, name))]
    return Change(
        kind=Kind.RENAMED,
        what=what,
        name=name,
        old_name=old_name,
        within=within,
        ref_id=component.new.text("refId"),
        node_id=node.node_id if node else "",
        sort=component.new.text("type"),
        details=tuple(rest),
    )


def _listed(path: str, names: list[str], kind: Kind) -> list[Detail]:
    if not names:
        return []
    detail = Detail(path=path)
    return [replace(detail, new=names) if kind is Kind.ADDED else replace(detail, old=names)]
