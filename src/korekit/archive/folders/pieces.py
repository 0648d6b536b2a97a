"""Pieces of JSON taken out of objects and arrays and put together again, each with its own bytes."""

import json
import re
from collections.abc import Iterable

from korekit.archive.json_text import children, items, readable, sections, uncovered

__all__ = ["array_from", "elements_of", "is_object", "key_in_json", "members_of", "object_from"]

_SURROGATE = re.compile("[\ud800-\udfff]")
_COVERED = re.compile("\x7f([0-9a-fA-F]{4})\x7f")


def members_of(data: bytes) -> dict[str, bytes]:
    """The keys of an object and the JSON of their values, in order.

    Raises:
        MalformedJSON: no object, or a key stands twice in it.
    """
    text = readable(data)
    end = len(text.rstrip())
    for _ in children(text, (len(text) - len(text.lstrip()), end)):
        pass  # raises where a key stands twice
    found = {key: bytes(raw) for key, raw in sections(text).items()}
    if text is data:
        return found
    return {_COVERED.sub(lambda half: chr(int(half[1], 16)), key): uncovered(raw) for key, raw in found.items()}


def elements_of(data: bytes) -> list[bytes] | None:
    """The JSON of an array's elements; None for what is no array.

    Raises:
        MalformedJSON: it is no JSON.
    """
    if data.lstrip()[:1] != b"[":
        return None
    wrapped = b'{"":' + data + b"}"
    text = readable(wrapped)
    found = [bytes(raw) for raw in items(sections(text)[""])]
    return [uncovered(raw) for raw in found] if text is not wrapped else found


def object_from(members: Iterable[tuple[str, bytes]]) -> bytes:
    """An object of keys and the JSON of their values, in no particular layout."""
    return b"{" + b",".join(key_in_json(key) + b":" + raw for key, raw in members) + b"}"


def array_from(elements: Iterable[bytes]) -> bytes:
    """An array of the JSON of its elements, in no particular layout."""
    return b"[" + b",".join(elements) + b"]"


def key_in_json(key: str) -> bytes:
    """A key as JSON.stringify spells it."""
    spelled = json.dumps(key, ensure_ascii=False)
    return _SURROGATE.sub(lambda half: f"\\u{ord(half[0]):04x}", spelled).encode()


def is_object(data: bytes) -> bool:
    """Whether this JSON is an object."""
    return data.lstrip()[:1] == b"{"
