"""A bot's archive under new ids, as an import as a new bot stores it.

On import every `_id` is new while refIds, nodeIds of dialogs, names and texts stay. Small talk and the taxonomy of a
knowledge graph are the exceptions: there refId, nodeId and groupId are new as well. The definition is edited as bytes,
so that whatever is no id stays to the byte.

Left as they are: nodeIds of a taxonomy that are no uuid, such as `idPrefix7`, because they count within one graph;
the refIds of namespaces, on elements too; and ids that stand inside longer texts such as scripts.

Source: contract, export-archive.md, Identity across import.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from msgspec import Raw

from korekit.archive.bot_archive import Archive
from korekit.archive.definition_keys import ARRAYS
from korekit.archive.json_text import MalformedJSON, Span, children, in_bytes, readable, spans, spliced, value
from korekit.archive.members import CONFIG, DEFINITION
from korekit.archive.problems import ArchiveBroken

__all__ = ["own_ids", "rekeyed", "shaped_like"]

_UUID = rb"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
# The ids of other things than parts of a bot: bots, users, accounts, apps.
_PREFIXED = re.compile(rb"(?!(?:st|u|o|cs)-)[a-z]{1,6}-" + _UUID)
_HEX_24 = re.compile(rb"[0-9a-f]{24}")
_MADE_HERE = re.compile(rb"(?!(?:st|u|o|cs)-)(?:[a-z]{1,6}-)?" + _UUID + rb"|[0-9a-f]{24}")
# A quote after a backslash is no end of a string: inside it stands a text that quotes JSON.
_OWN_ID = re.compile(rb'"_id"(?<!\\"_id")\s*:\s*"([^"\\]{24,64})"')
_REF_ID = re.compile(rb'"refId"(?<!\\"refId")\s*:\s*"([^"\\]{24,64})"')
_NODE_ID = re.compile(rb'"nodeId"(?<!\\"nodeId")\s*:\s*"([^"\\]{24,64})"')
_TALK_ID = re.compile(rb'(?<!\\)"(?:refId|nodeId|groupId)"\s*:\s*"([^"\\]{24,64})"')
_STREAM_ID = re.compile(rb'"streamId"(?<!\\"streamId")\s*:\s*("(?:[^"\\]|\\.)*+")')
_CREATED_BY = re.compile(rb'"createdBy"(?<!\\"createdBy")\s*:\s*("u-' + _UUID + rb'")')
_WHOLE_ID = re.compile(rb'"(?<!\\")([0-9A-Za-z-]{24,64})"')
_ESCAPED_ID = re.compile(rb'"(?<!\\")((?:[0-9A-Za-z-]|\\u00[2-7][0-9a-fA-F]){24,64})"')
_HEX_24_TEXT = re.compile(r"[0-9a-f]{24}")


def rekeyed(
    archive: Archive, bot_id: str, name: str | None, make_id: Callable[[str], str], *, user_id: str | None = None
) -> Archive:
    """The same bot as bot `bot_id`, with a new id for everything that has an `_id`.

    Ids defined in the content arrays (dialogs, components, sentences, namespaces, scenes …) change wherever they
    stand as a whole text or key, in the definition and in config.json; ids that are only named and defined
    nowhere stay. Those of small talk and taxonomies change within their section. Every `streamId` becomes the bot's id.

    Args:
        archive: one that `check` found sound.
        bot_id: the new bot's `st-` id.
        name: the new bot's name, for config.json and for every language; None keeps the names.
        make_id: gives the new id for an old one, always the same and in the same form; see `shaped_like`.
        user_id: who every `createdBy` names then; None keeps them.

    Raises:
        ArchiveBroken: a member is no JSON object, or has a key twice at its top level.
    """
    new_ids = {old.encode(): in_bytes(make_id(old)) for old in _defined_ids(archive)}
    new_bot_id = in_bytes(bot_id)
    old_bot_id = archive.bot_id.encode()
    if old_bot_id.startswith(b"st-"):
        new_ids[old_bot_id] = new_bot_id
    edits = _places_of_section_ids(archive.definition, make_id)
    edits |= _places_of_ids(archive.definition, new_ids)
    edits |= {found.span(1): new_bot_id for found in _STREAM_ID.finditer(archive.definition)}
    if user_id is not None:
        edits |= {found.span(1): in_bytes(user_id) for found in _CREATED_BY.finditer(archive.definition)}
    edits |= _places_of_texts(DEFINITION, archive.definition, ("_id",), new_bot_id)
    config_edits = _places_of_ids(archive.config, new_ids)
    if name is not None:
        new_name = in_bytes(name)
        edits |= _places_of_texts(DEFINITION, archive.definition, ("localeData", "*", "name"), new_name)
        config_edits |= _places_of_texts(CONFIG, archive.config, ("name",), new_name)
    return replace(
        archive,
        definition=spliced(archive.definition, edits.items()),
        config=spliced(archive.config, config_edits.items()),
    )


def shaped_like(old_id: str, uuid: str) -> str:
    """An id in the form of the old one: its prefix and the uuid, or 24 hex digits of the uuid.

    Args:
        old_id: `dg-<uuid>`, a bare uuid, or 24 hex digits.
        uuid: a uuid in text form.
    """
    if _HEX_24_TEXT.fullmatch(old_id):
        return uuid.replace("-", "")[:24]
    prefix, dash, rest = old_id.partition("-")
    return f"{prefix}-{uuid}" if dash and rest.count("-") == 4 else uuid


def own_ids(raw: bytes | memoryview | Raw) -> list[str]:
    """Every `_id` of the platform's making inside a piece of a definition, in order."""
    found = _OWN_ID.findall(memoryview(raw))
    return [own.decode() for own in found if _PREFIXED.fullmatch(own) or _HEX_24.fullmatch(own)]


def _defined_ids(archive: Archive) -> set[str]:
    """Those of the content arrays; none that is a refId too, because refIds stay."""
    sections = (archive.sections.get(section) for section in ARRAYS)
    defined = {own for raw in sections if raw is not None for own in own_ids(raw)}
    return defined.difference(map(bytes.decode, _REF_ID.findall(archive.definition)))


def _places_of_section_ids(definition: bytes, make_id: Callable[[str], str]) -> dict[Span, bytes]:
    """Where ids stand that are new within one section alone, and what is to stand there."""
    try:
        text = readable(definition)
        places = {key: place for whole in spans(text, ()) for key, place in children(text, whole)}
    except MalformedJSON as error:
        raise ArchiveBroken.because(DEFINITION, str(error), "$") from None
    found: dict[Span, bytes] = {}
    for section, pattern in (("smallTalk", _TALK_ID), ("knowledgeTasks", _NODE_ID)):
        start, end = places.get(section, (0, 0))
        data = definition[start:end]
        kept = () if section == "smallTalk" else _REF_ID.findall(data)
        made_here = set(filter(_is_made_here, pattern.findall(data))).difference(kept)
        inside = _places_of_ids(data, {own: in_bytes(make_id(own.decode())) for own in made_here})
        found |= {(first + start, last + start): new for (first, last), new in inside.items()}
    return found


def _is_made_here(own: bytes) -> bool:
    return _MADE_HERE.fullmatch(own) is not None


def _places_of_ids(data: bytes, new_ids: Mapping[bytes, bytes]) -> dict[Span, bytes]:
    """Where ids stand as whole texts, and what is to stand there."""
    places = {found.span(): new_ids[found[1]] for found in _WHOLE_ID.finditer(data) if found[1] in new_ids}
    if b"\\u00" in data:  # rare: JSON.stringify writes no escapes for the characters of an id
        spelled = ((found.span(), str(value(found[0])).encode()) for found in _ESCAPED_ID.finditer(data))
        places |= {span: new_ids[name] for span, name in spelled if name in new_ids}
    return places


def _places_of_texts(member: str, data: bytes, steps: tuple[str, ...], new: bytes) -> dict[Span, bytes]:
    """Where a path leads to a text, and what is to stand there; what is no text stays."""
    try:
        text = readable(data)
        return {span: new for span in spans(text, steps) if text[span[0] : span[0] + 1] == b'"'}
    except MalformedJSON as error:
        raise ArchiveBroken.because(member, str(error), "$") from None
