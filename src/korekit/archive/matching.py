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
from korekit.archive.rekeying import rekeyed, shaped_like
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
        try:
            parts = sections(bytes(inner))
        except MalformedJSON:
            parts = {}
        found.append(Element(key=_key(section, parts, inner, ids or {}), parts=parts, raw=bytes(inner)))
    return found


def under_ids_of(target: Archive, source: Archive) -> Archive:
    """The source with the target's `_id` for every part that both have, wherever the source names it.

    A namespace that is another's namesake becomes the same one, refId too. A part that is new to the target and
    has an `_id` that the target uses for another part, such as an utterance that was edited, gets a new one.

    Raises:
        ArchiveBroken: a member is no JSON object.
    """
    ref_ids = _namesakes(target, source)
    if ref_ids:
        source = replace(
            source, definition=_replaced(source.definition, ref_ids), config=_replaced(source.config, ref_ids)
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


def _replaced(data: bytes, ref_ids: Mapping[bytes, bytes]) -> bytes:
    pattern = re.compile(rb'(?<!\\)"(' + b"|".join(map(re.escape, ref_ids)) + rb')"')
    return pattern.sub(lambda found: ref_ids[found[1]], data)


def _changed_ids(target: Archive, source: Archive) -> dict[str, str]:
    """The source's `_id`s that the target has others for, and those."""
    mine = {section: elements(section, target.sections.get(section)) for section in _WITH_IDS}
    taken = {element.text("_id") for section in mine.values() for element in section}
    changed: dict[str, str] = {}
    for section, own in mine.items():
        own_ids = {element.key: element.text("_id") for element in own}
        for element in elements(section, source.sections.get(section), changed):
            old = element.text("_id")
            new = own_ids.get(element.key) or (_free(old, taken) if old in taken else old)
            if old and new != old:
                changed[old] = new
    return changed


def _free(old: str, taken: set[str]) -> str:
    new = old
    while new in taken:
        new = shaped_like(new, derived_id("merging", new))
    taken.add(new)
    return new
