"""What differs between the knowledge graphs of two sides: their FAQs and nodes.

A FAQ names the nodes above it by their labels, so a node's new label stands in every FAQ below; it is told once.

Source: contract, export-archive.md, knowledgeTasks[].
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from korekit.archive.comparing.changes import Change, Detail, Kind, What
from korekit.archive.comparing.eyes import Context, Eyes
from korekit.archive.comparing.pairing import Stage, paired
from korekit.archive.comparing.shown_values import shown
from korekit.archive.comparing.sides import Entry, Side, listing, mapping, text
from korekit.archive.json_text import in_bytes

__all__ = ["knowledge_changes"]

_Labels = Collection[tuple[str, str]]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class _GraphNode:
    """A node of a taxonomy, with the labels from the root down to it."""

    parts: Mapping[str, object] = field(repr=False)
    path: tuple[str, ...]

    @property
    def label(self) -> str:
        return text(self.parts, "label")


def knowledge_changes(eyes: Eyes) -> Iterator[Change]:
    """Every change of a knowledge graph, a node in it, or a FAQ."""
    old, new = eyes.old.entries("knowledgeTasks"), eyes.new.entries("knowledgeTasks")
    stages = (
        Stage[Entry](lambda one: (one.text("refId"), one.text("language")), is_unique=True),
        Stage[Entry](lambda one: (one.text("name"), one.text("language"))),
    )
    for was, now in paired(old, new, stages):
        if was is not None and now is not None:
            if not eyes.are_same_bytes(was, now):
                yield from _both(eyes, was, now)
        elif now is not None:
            yield _of_graph(eyes.new, Kind.ADDED, now, _content(now, Kind.ADDED))
        elif was is not None:
            yield _of_graph(eyes.old, Kind.REMOVED, was, _content(was, Kind.REMOVED))


def _both(eyes: Eyes, old: Entry, new: Entry) -> Iterator[Change]:
    names = eyes.old.name_of(old), eyes.new.name_of(new)
    is_renamed = names[0] != names[1]
    details = eyes.details(old.whole, new.whole, Context(but={"taxonomy", "faqs", *(("name",) if is_renamed else ())}))
    mine, theirs = dict(mapping(old.parts.get("faqs"))), dict(mapping(new.parts.get("faqs")))
    follows = _follows_taxonomy(old) and _follows_taxonomy(new)
    details += eyes.details(mine, theirs, Context(but={"faqs", *(("nodes",) if follows else ())}), "$.faqs")
    if is_renamed or details:
        change = _of_graph(eyes.new, Kind.RENAMED if is_renamed else Kind.CHANGED, new, details)
        yield change if not is_renamed else replace(change, old_name=names[0])
    labels: set[tuple[str, str]] = set()
    yield from _node_changes(eyes, old, new, labels, has_more=follows)
    yield from _faq_changes(eyes, old, new, labels)


def _node_changes(
    eyes: Eyes, old: Entry, new: Entry, labels: set[tuple[str, str]], *, has_more: bool
) -> Iterator[Change]:
    """Changes of the taxonomy's nodes.

    Args:
        eyes: what compares.
        old: a knowledge task.
        new: the same one.
        labels: gets old and new label of every node whose terms may differ.
        has_more: whether what stands beside the FAQs is about these nodes.
    """
    mine, theirs = _taxonomy(old), _taxonomy(new)
    stages = (
        Stage[_GraphNode](lambda one: one.path, is_unique=True),
        Stage[_GraphNode](lambda one: (one.path, text(one.parts, "nodeId"))),
        Stage[_GraphNode](lambda one: one.path),
        Stage[_GraphNode](lambda one: text(one.parts, "nodeId") or None, is_unique=True),
    )
    both = paired(mine, theirs, stages)
    followers = {now.path: was.path for was, now in both.both}
    old_nodes, new_nodes = (_nodes_of_faqs(one) if has_more else {} for one in (old, new))
    within = eyes.new.name_of(new)
    for was, now in both:
        if was is not None and now is not None:
            details = eyes.details(was.parts, now.parts, Context(but={"nodeId", "parent", "label"}))
            if followers.get(now.path[:-1], now.path[:-1]) != was.path[:-1]:
                details.append(Detail(path="$.parent", old=" > ".join(was.path[:-1]), new=" > ".join(now.path[:-1])))
            if was.label != now.label or details:
                labels.add((was.label, now.label))
            extra = eyes.details(old_nodes.get(was.path), new_nodes.get(now.path), Context(but={"terms"}))
            known = {one.path for one in details}
            details += [one for one in extra if one.path not in known]
            if was.label != now.label:
                yield _of_node(Kind.RENAMED, now, within, details, was.label)
            elif details:
                yield _of_node(Kind.CHANGED, now, within, details)
        elif now is not None:
            yield _of_node(Kind.ADDED, now, within, _parent(now, Kind.ADDED))
        elif was is not None:
            yield _of_node(Kind.REMOVED, was, eyes.old.name_of(old), _parent(was, Kind.REMOVED))


def _faq_changes(eyes: Eyes, old: Entry, new: Entry, labels: _Labels) -> Iterator[Change]:
    mine, theirs = (
        [mapping(one) for one in listing(mapping(task.parts.get("faqs")).get("faqs"))] for task in (old, new)
    )
    stages = (
        # What is equal in all comes first, since one refId and one question may serve several FAQs.
        Stage[Mapping[str, object]](lambda one: in_bytes(one)),
        Stage[Mapping[str, object]](lambda one: text(one, "refId") or None, is_unique=True),
        Stage[Mapping[str, object]](lambda one: (text(one, "refId"), text(one, "question"))),
        Stage[Mapping[str, object]](lambda one: text(one, "question") or None),
        Stage[Mapping[str, object]](lambda one: in_bytes([one.get("refId"), one.get("answer"), one.get("terms")])),
        Stage[Mapping[str, object]](lambda one: text(one, "refId") or None, is_unique=True),
    )
    sides = {True: eyes.new.name_of(new), False: eyes.old.name_of(old)}
    for was, now in paired(mine, theirs, stages):
        if was is not None and now is not None:
            but = {"terms"} if _are_terms_same(was.get("terms"), now.get("terms"), labels) else set()
            details = eyes.details(was, now, Context(but=but))
            if details:
                change = _of_faq(Kind.CHANGED, now, sides[True], new, details)
                old_name = text(was, "question")
                yield replace(change, old_name=old_name) if old_name != change.name else change
        elif now is not None:
            yield _of_faq(Kind.ADDED, now, sides[True], new, _answer(eyes.new, now, Kind.ADDED))
        elif was is not None:
            yield _of_faq(Kind.REMOVED, was, sides[False], old, _answer(eyes.old, was, Kind.REMOVED))


def _are_terms_same(old: object, new: object, labels: _Labels) -> bool:
    """Whether the nodes above a FAQ are the same, under whatever labels and synonyms they have now."""
    mine, theirs = listing(old), listing(new)
    if not labels or len(mine) != len(theirs):
        return False
    pairs = ((was, now) for was, now in zip(mine, theirs, strict=True) if was != now)
    return all(
        isinstance(was, str) and isinstance(now, str) and (_label(was), _label(now)) in labels for was, now in pairs
    )


def _label(term: str) -> str:
    """The label in a term, which may have a mark before and synonyms behind it."""
    return term.removeprefix("!!").partition("/")[0].partition("||")[0].strip()


def _taxonomy(task: Entry) -> list[_GraphNode]:
    nodes = [mapping(one) for one in listing(task.parts.get("taxonomy"))]
    by_id = {text(node, "nodeId"): node for node in nodes}
    return [_GraphNode(parts=node, path=tuple(_path(node, by_id))) for node in nodes]


def _path(node: Mapping[str, object], by_id: Mapping[str, Mapping[str, object]]) -> list[str]:
    path: list[str] = []
    seen: set[str] = set()
    at: Mapping[str, object] | None = node
    while at is not None and text(at, "nodeId") not in seen:
        seen.add(text(at, "nodeId"))
        path.append(text(at, "label"))
        parents = [one for one in listing(at.get("parent")) if isinstance(one, str)]
        at = by_id.get(parents[0]) if parents else None
    return path[::-1]


def _nodes_of_faqs(task: Entry) -> dict[tuple[str, ...], Mapping[str, object]]:
    """What stands beside the FAQs about the same nodes, by their labels from the root down."""
    nodes = (mapping(one) for one in listing(mapping(task.parts.get("faqs")).get("nodes")))
    return {tuple(_label(str(term)) for term in reversed(listing(node.get("terms")))): node for node in nodes}


def _follows_taxonomy(task: Entry) -> bool:
    """Whether what stands beside the FAQs is about the taxonomy's nodes, each once, so that it is told with these."""
    paths = {node.path for node in _taxonomy(task)}
    nodes = _nodes_of_faqs(task)
    return len(nodes) == len(listing(mapping(task.parts.get("faqs")).get("nodes"))) and paths.issuperset(nodes)


def _of_graph(side: Side, kind: Kind, task: Entry, details: Sequence[Detail]) -> Change:
    return Change(
        kind=kind,
        what=What.KNOWLEDGE_GRAPH,
        name=side.name_of(task),
        language=task.text("language"),
        ref_id=task.text("refId"),
        details=tuple(details),
    )


def _of_node(kind: Kind, node: _GraphNode, within: str, details: Sequence[Detail], old_name: str = "") -> Change:
    return Change(
        kind=kind,
        what=What.KNOWLEDGE_NODE,
        name=node.label,
        old_name=old_name,
        within=within,
        node_id=text(node.parts, "nodeId"),
        details=tuple(details),
    )


def _of_faq(kind: Kind, faq: Mapping[str, object], within: str, task: Entry, details: Sequence[Detail]) -> Change:
    return Change(
        kind=kind,
        what=What.FAQ,
        name=text(faq, "question"),
        within=within,
        language=task.text("language"),
        ref_id=text(faq, "refId"),
        details=tuple(details),
    )


def _one_sided(path: str, value: object, kind: Kind) -> list[Detail]:
    if not value:
        return []
    value = shown(value, {})
    return [Detail(path=path, new=value) if kind is Kind.ADDED else Detail(path=path, old=value)]


def _parent(node: _GraphNode, kind: Kind) -> list[Detail]:
    return _one_sided("$.parent", " > ".join(node.path[:-1]), kind)


def _answer(side: Side, faq: Mapping[str, object], kind: Kind) -> list[Detail]:
    answers = [text(mapping(one), "text") for one in listing(faq.get("answer"))]
    if answers:
        return _one_sided("$.answer", answers[0] if len(answers) == 1 else answers, kind)
    dialog = text(faq, "dialogRefId")
    return _one_sided("$.dialogRefId", side.names.get(dialog, dialog), kind)


def _content(task: Entry, kind: Kind) -> list[Detail]:
    faqs = [text(mapping(one), "question") for one in listing(mapping(task.parts.get("faqs")).get("faqs"))]
    labels = [node.label for node in _taxonomy(task)]
    return [*_one_sided("$.faqs", faqs, kind), *_one_sided("$.taxonomy", labels, kind)]
