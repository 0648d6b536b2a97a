"""Which parts of one archive are parts of another, and a source under the ids that its target has for them.

Tasks and their parts are the same where the refId is; on import every `_id` of a part is the target's own.

Source: contract, export-archive.md, Content arrays and Identity across import.
"""

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace

from msgspec import Raw

from korekit.archive.bot_archive import Archive, text_in
from korekit.archive.joining import plain
from korekit.archive.json_text import MalformedJSON, in_bytes, items, sections
from korekit.archive.rekeying import own_ids, rekeyed, shaped_like
from korekit.ids import derived_id

__all__ = ["Element", "elements", "under_ids_of"]

# Components come before the sentences that name them.
_WITH_IDS = (
    "dialogs",
    "dialogComponents",
    "actions",
    "alerts",
    "scenes",
    "sceneComponents",
    "widgetThemes",
    "namespaces",
    "traits",
    "advancedNLSettings",
    "customDashboards",
    "sentences",
)
_VARIABLES = ("contentVariables", "envVariables")


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One element of an array, unopened.

    Attributes:
        key: equal for elements of two archives that are the same part of a bot.
        parts: its members; none where it is no object.
        raw: its bytes.
    """

    key: Hashable
    parts: Mapping[str, Raw]
    raw: bytes

    def text(self, key: str) -> str:
        """The text of a member; empty where there is none."""
        return text_in(self.parts.get(key))


def elements(section: str, raw: Raw | bytes | None, ids: Mapping[str, str] | None = None) -> list[Element]:
    """The elements of an array, each with its key.

    Args:
        section: the array's name, `envVariables` for the one of config.json.
        raw: the array; none has no elements.
        ids: what to take for the id of a sentence's component.
    """
    found = []
    for inner in items(raw):
        parts = _members(inner)
        found.append(Element(key=_key(section, parts, inner, ids or {}), parts=parts, raw=bytes(inner)))
    return found


def under_ids_of(target: Archive, source: Archive, *, is_whole: bool = False) -> Archive:
    """The source with the target's `_id` for every part that both have, wherever the source names it.

    A namespace that is another's namesake becomes the same one, refId too. A dialog that the source calls and does not
    hold is called by the target's `_id`. A part that is new to the target and has an `_id` that the target uses for
    another part, such as an utterance that was edited, gets a new one.

    Args:
        target: the bot that has the ids.
        source: what gets them.
        is_whole: the source takes the target's place, so that only the `_id`s of what both have count.

    Raises:
        ArchiveBroken: a member is no JSON object.
    """
    others = {} if is_whole else _namesakes(target, source) | _called_elsewhere(target, source)
    if others:
        source = replace(
            source, definition=_replaced(source.definition, others), config=_replaced(source.config, others)
        )
    ids = _changed_ids(target, source)
    return rekeyed(source, target.bot_id, None, lambda old: ids.get(old, old)) if ids else source


def _key(section: str, parts: Mapping[str, Raw], raw: Raw, ids: Mapping[str, str]) -> Hashable:
    if section in _VARIABLES:
        own = text_in(parts.get("key"))
    elif section == "sentences":
        task = text_in(parts.get("taskId"))
        return ids.get(task, task), text_in(parts.get("language")), text_in(parts.get("sentence"))
    else:
        own = text_in(parts.get("refId")) or text_in(parts.get("_id"))
    try:
        return (own, text_in(parts.get("language"))) if own else plain(raw)
    except MalformedJSON:
        return bytes(raw)


def _namesakes(target: Archive, source: Archive) -> dict[bytes, bytes]:
    """The refIds of the source's namespaces that have another one in the target, by name, and the JSON of that."""
    mine = {text_in(space.get("name")): text_in(space.get("refId")) for space in target.elements("namespaces")}
    changed: dict[bytes, bytes] = {}
    for space in source.elements("namespaces"):
        name, ref_id = text_in(space.get("name")), text_in(space.get("refId"))
        if name and ref_id and mine.get(name) and ref_id not in mine.values():
            changed[ref_id.encode()] = in_bytes(mine[name])
    return changed


def _called_elsewhere(target: Archive, source: Archive) -> dict[bytes, bytes]:
    """The `_id`s by which the source calls dialogs that only the target holds, and the JSON of the target's.

    A call names the dialog twice: the node by its refId, the node's component by its `_id`.
    """
    mine = {text_in(dialog.get("refId")): text_in(dialog.get("_id")) for dialog in target.elements("dialogs")}
    held = {text_in(dialog.get("_id")) for dialog in source.elements("dialogs")}
    calling = {text_in(one.get("_id")): text_in(one.get("dialogId")) for one in source.elements("dialogComponents")}
    changed: dict[bytes, bytes] = {}
    for dialog in source.elements("dialogs"):
        if b'"flowTaskId"' not in bytes(dialog.get("nodes", b"")):
            continue
        for raw in items(dialog.get("nodes")):
            node = _members(raw)
            called = calling.get(text_in(node.get("componentId")), "")
            own = mine.get(text_in(node.get("flowTaskId")), "")
            if called and own and called not in held and called != own:
                changed[called.encode()] = in_bytes(own)
    return changed


def _members(raw: Raw) -> Mapping[str, Raw]:
    try:
        return sections(bytes(raw))
    except MalformedJSON:
        return {}


def _replaced(data: bytes, ref_ids: Mapping[bytes, bytes]) -> bytes:
    pattern = re.compile(rb'(?<!\\)"(' + b"|".join(map(re.escape, ref_ids)) + rb')"')
    return pattern.sub(lambda found: ref_ids[found[1]], data)


def _changed_ids(target: Archive, source: Archive) -> dict[str, str]:
    """The source's `_id`s that the target has others for, and those; inside a part they are matched by their order."""
    mine = {section: elements(section, target.sections.get(section)) for section in _WITH_IDS}
    taken = {element.text("_id") for section in mine.values() for element in section}
    changed: dict[str, str] = {}
    for section, own in mine.items():
        known = {element.key: element for element in own}
        for element in elements(section, source.sections.get(section), changed):
            old, same = element.text("_id"), known.get(element.key)
            new = same.text("_id") if same else ""
            new = new or (_free(old, taken) if old in taken else old)
            if old and new != old:
                changed[old] = new
            if same is not None and element.raw != same.raw:
                changed.update(_inner_ids(same.raw, element.raw, (old, new)))
    return changed


def _inner_ids(own: bytes, given: bytes, outer: tuple[str, str]) -> dict[str, str]:
    ours, theirs = own_ids(own), own_ids(given)
    if len(ours) != len(theirs):
        return {}
    pairs = zip(theirs, ours, strict=True)
    return {old: new for old, new in pairs if old != new and not {old, new} & set(outer)}


def _free(old: str, taken: set[str]) -> str:
    new = old
    while new in taken:
        new = shaped_like(new, derived_id("merging", new))
    taken.add(new)
    return new
