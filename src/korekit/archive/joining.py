"""JSON put into other JSON: members of an object, elements of an array; what is not touched stays to the byte.

All of it is text as `readable` gives it.
"""

import re
from collections.abc import Collection, Iterable

from msgspec import Raw

from korekit.archive.json_text import children, in_bytes, items, sections, spans, spliced, value

__all__ = ["Draft", "array_like", "plain", "united"]

_LEAD = re.compile(rb"[\[{](\s*)")
_BLANKS = b"    "


class Draft:
    """A JSON object under change.

    Members that it has keep their places; new ones come after the others, in the order in which they were put.
    """

    __slots__ = ("_added", "_changed", "_data", "_last", "_places", "_start")

    def __init__(self, data: bytes, last: Collection[str] = ()) -> None:
        """Open the object.

        Args:
            data: the JSON of an object.
            last: keys that stay behind new members.

        Raises:
            MalformedJSON: a key stands twice.
        """
        span = next(spans(data, ()))
        self._data = data
        self._start = span[0]
        self._places = dict(children(data, span))
        self._last = frozenset(last)
        self._changed: dict[str, bytes] = {}
        self._added: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        """The value of a member as it is now; None where there is none."""
        if key in self._changed or key in self._added:
            return self._changed.get(key, self._added.get(key))
        place = self._places.get(key)
        return None if place is None else self._data[slice(*place)]

    def put(self, key: str, raw: bytes) -> None:
        """Give a member a value."""
        (self._changed if key in self._places else self._added)[key] = raw

    @property
    def gap(self) -> bytes:
        """The blanks in front of each member."""
        return _blanks(_LEAD, self._data, self._start)

    def finished(self) -> bytes:
        """The object with all changes."""
        edits = [(self._places[key], raw) for key, raw in self._changed.items()]
        if self._added:
            colon = b": " if self.gap else b":"
            members = (b"," + self.gap + in_bytes(key) + colon + raw for key, raw in self._added.items())
            text = b"".join(members)
            ends = [end for key, (_, end) in self._places.items() if key not in self._last]
            at = max(ends or [end for _, end in self._places.values()], default=self._start + 1)
            edits.append(((at, at), text if self._places else text.removeprefix(b",")))
        return spliced(self._data, edits)


def array_like(own: bytes, elements: Iterable[bytes | Raw], gap: bytes = b"") -> bytes:
    """The array with these elements instead of its own, in its layout; the same bytes where they are the same.

    Args:
        own: the array as it is.
        elements: what it shall hold.
        gap: the blanks in front of the array's own line, for an array that is empty so far.
    """
    wanted = [bytes(raw) for raw in elements]
    mine = [bytes(raw) for raw in items(own)]
    if wanted == mine:
        return own
    if not wanted:
        return b"[]"
    lead, tail = (_blanks(_LEAD, own, 0), _blanks_before_end(own)) if mine else (gap and gap + _BLANKS, gap)
    return b"[" + lead + (b"," + lead).join(wanted) + tail + b"]"


def united(own: bytes, given: bytes) -> bytes:
    """Both together: objects by key, arrays with the elements that are new behind the old; else what is given.

    Raises:
        MalformedJSON: a key stands twice in an object.
    """
    kinds = own[:1] + given[:1]
    if kinds == b"{{":
        draft = Draft(own)
        for key, raw in sections(given).items():
            inner = draft.get(key)
            draft.put(key, bytes(raw) if inner is None else united(inner, bytes(raw)))
        return draft.finished()
    if kinds == b"[[":
        known = {plain(raw) for raw in items(own)}
        return array_like(own, [*items(own), *(raw for raw in items(given) if plain(raw) not in known)])
    return given


def plain(raw: bytes | Raw) -> bytes:
    """The same JSON without layout and with the shortest escapes, to compare by.

    Raises:
        MalformedJSON: an integer of more than 4300 digits.
    """
    return in_bytes(value(raw))


def _blanks(pattern: re.Pattern[bytes], data: bytes, at: int) -> bytes:
    found = pattern.search(data, at)
    return found[1] if found else b""


def _blanks_before_end(data: bytes) -> bytes:
    """The blanks in front of the last bracket; a pattern would try at every blank of the whole."""
    inner = data[:-1]
    return inner[len(inner.rstrip(b" \t\r\n")) :]
