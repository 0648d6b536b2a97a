"""What changes between two exports of a bot that nobody changed: counts, hashes, who saved what when.

It is kept apart from what people review, in `noise.jsonl`: one line a value, with the file, the way to the object
inside it, the key, and the key before it. A line that fits nothing is passed over, so a merge may keep both sides.

Source: contract, export-archive.md, Diff rules.
"""

import re
from collections.abc import Iterable, Mapping

import msgspec
from msgspec import Raw

from korekit.archive.json_text import (
    MalformedJSON,
    Span,
    array_of,
    children,
    items,
    object_of,
    readable,
    sections,
    uncovered,
)

__all__ = ["NOISY_SECTIONS", "Noise", "noise_lines", "noise_of_line", "with_noise", "without_noise"]

# Whole top-level keys: a hash of the rest, and what the export was asked for.
NOISY_SECTIONS = ("encryptedHash", "exportOptions")
_KEYS = frozenset(
    (
        *("lMod", "lModBy", "lModOn", "lModifiedOn", "lModifiedBy", "lastModified", "lastModifiedOn"),
        *("lastModifiedBy", "createdOn", "createdBy", "__v", "botstoreInfo", "nlMeta"),
    )
)
# Where they stand for this, beside the part itself: deeper, in a widget's data for example, they are content.
_MESSAGES = frozenset(("msg", "message", "errorMessage"))
_COUNTS = "nlMeta"  # of a language, and content everywhere else
_KEY_INSIDE = re.compile(b'"(?:' + "|".join(sorted(_KEYS)).encode() + b')"')
_ON_ONE_LINE = -1  # and without blanks


class Noise(msgspec.Struct, frozen=True, kw_only=True):
    """One value that is kept apart.

    Attributes:
        file: path of the file that it belongs to.
        at: keys and indices that lead to its object; empty for the outermost.
        key: its own.
        after: the key before it, for its place; None where it is the first.
        value: its JSON.
    """

    file: str
    at: list[str | int] = []
    key: str
    after: str | None = None
    value: Raw


_LINE = msgspec.json.Decoder(Noise)


def without_noise(data: bytes, file: str, found: list[Noise], *, depth: int = 0, is_language: bool = False) -> bytes:
    """An element without its noise, which is added to `found`; with it where a key stands twice.

    Args:
        data: a JSON object.
        file: path of the file that it will be.
        found: grows.
        depth: how deep in it the part itself lies: 1 for `{"en": {…}}`.
        is_language: whether the part is that of a language, which has counts.
    """
    if not _KEY_INSIDE.search(data):
        return data
    seeking = _Seeking(file, depth, is_language)
    try:
        text = readable(data)
        quiet = seeking.quiet(text, (0, len(text)), [])
    except MalformedJSON:
        return data
    found += seeking.found
    return data if quiet is None else quiet if text is data else uncovered(quiet)


def with_noise(data: bytes, noise: Iterable[Noise]) -> bytes:
    """An element with the noise of its file, each key in its place; what fits nothing is passed over."""
    lines = list(noise)
    if not lines:
        return data
    text = readable(data)
    loud = _loud(text, [(line.at, line) for line in lines])
    return loud if text is data else uncovered(loud)


def noise_lines(noise: Iterable[Noise]) -> bytes:
    """The content of `noise.jsonl`."""
    lines = []
    for one in noise:
        members: list[tuple[str, bytes | Raw]] = [("file", _json(one.file))]
        if one.at:
            members.append(("at", _json(one.at)))
        members.append(("key", _json(one.key)))
        if one.after is not None:
            members.append(("after", _json(one.after)))
        lines.append(object_of((*members, ("value", _compact(bytes(one.value))))))
    return b"".join(line + b"\n" for line in lines)


def noise_of_line(line: bytes) -> Noise:
    """The value that a line of `noise.jsonl` holds.

    Raises:
        MalformedJSON: it is no JSON object of the documented form.
    """
    text = readable(line)
    try:
        found = _LINE.decode(text)
    except msgspec.DecodeError as error:
        raise MalformedJSON(str(error)) from None
    return found if text is line else msgspec.structs.replace(found, value=Raw(uncovered(bytes(found.value))))


class _Seeking:
    """One element whose noise is looked for."""

    def __init__(self, file: str, depth: int, is_language: bool) -> None:
        self.found: list[Noise] = []
        self._file = file
        self._depth = depth
        self._keys = _KEYS if is_language else _KEYS - {_COUNTS}

    def quiet(self, data: bytes, span: Span, at: list[str | int]) -> bytes | None:
        """The value at a place without its noise; None where there is none in it."""
        if not self._leads_on(at) or not _KEY_INSIDE.search(data, *span):
            return None
        is_object = data[span[0] : span[0] + 1] == b"{"
        is_part = len(at) == self._depth or (is_object and len(at) > self._depth)
        kept: list[tuple[str, bytes]] = []
        before: str | None = None
        is_changed = False
        for key, place in children(data, span):
            if is_object and is_part and key in self._keys:
                raw = Raw(uncovered(data[slice(*place)]))
                self.found.append(Noise(file=self._file, at=at, key=str(key), after=before, value=raw))
                is_changed = True
            else:
                quiet = self.quiet(data, place, [*at, key])
                is_changed = is_changed or quiet is not None
                kept.append((str(key), data[slice(*place)] if quiet is None else quiet))
            before = str(key)
        if not is_changed:
            return None
        return object_of(kept) if is_object else array_of(raw for _, raw in kept)

    def _leads_on(self, at: list[str | int]) -> bool:
        """Whether this is the part itself, on the way to it, or a message of it or the array of these."""
        inside = at[self._depth :]
        return not inside or (len(inside) <= 2 and inside[0] in _MESSAGES)


def _loud(data: bytes, noise: list[tuple[list[str | int], Noise]]) -> bytes:
    """The value with the noise that belongs into it. The way to each is told from here."""
    inner: dict[str | int, list[tuple[list[str | int], Noise]]] = {}
    own: list[Noise] = []
    for way, one in noise:
        if way:
            inner.setdefault(way[0], []).append((way[1:], one))
        else:
            own.append(one)
    if data.startswith(b"["):
        elements = list(map(bytes, items(data)))
        for key, lines in inner.items():
            if isinstance(key, int) and 0 <= key < len(elements):
                elements[key] = _loud(elements[key], lines)
        return array_of(elements)
    if not data.startswith(b"{"):
        return data
    members = {key: bytes(raw) for key, raw in sections(data).items()}
    for key, lines in inner.items():
        if isinstance(key, str) and key in members:
            members[key] = _loud(members[key], lines)
    return object_of(_put(members, own).items())


def _put(members: Mapping[str, bytes], own: Iterable[Noise]) -> Mapping[str, bytes]:
    """The members with further ones, each behind the key that was before it, or at the end where that is gone."""
    order = list(members)
    values = dict(members)
    for one in own:
        if one.key in values:
            continue
        if one.after is None:
            order.insert(0, one.key)
        else:
            order.insert(order.index(one.after) + 1 if one.after in values else len(order), one.key)
        values[one.key] = bytes(one.value)
    return {key: values[key] for key in order}


def _json(given: object) -> bytes:
    return msgspec.json.encode(given)


def _compact(data: bytes) -> bytes:
    """The same JSON on one line."""
    text = readable(b'{"":' + data + b"}")
    return uncovered(msgspec.json.format(text, indent=_ON_ONE_LINE))[len(b'{"":') : -1]
