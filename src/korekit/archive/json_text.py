r"""JSON as the bytes it is written in: opened section by section, edited in place, laid out anew.

No value is ever written again from what was parsed, so numbers, escapes, key order and unknown keys stay as
they are. Two leniencies of JavaScript are shared: a key may stand twice inside an object (the last counts),
and a string may hold half of a surrogate pair as an escape (`\ud83d`), which JSON.stringify writes for a text
cut inside an emoji.
"""

import codecs
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

import msgspec
from msgspec import Raw

__all__ = [
    "MalformedJSON",
    "Span",
    "array_of",
    "children",
    "in_bytes",
    "items",
    "object_of",
    "pretty",
    "readable",
    "sections",
    "spans",
    "spliced",
    "uncovered",
    "value",
]

Span = tuple[int, int]
_T = TypeVar("_T")

_CHUNK_BYTES = 1 << 20
_INDENT = 4  # as JSON.stringify(x, null, 4)
_ANY = msgspec.json.Decoder(float_hook=float)  # so that 1e400 is infinite, as in JavaScript, and no error
_OBJECT = msgspec.json.Decoder(dict[str, Raw])
_ARRAY = msgspec.json.Decoder(list[Raw])
_GAP = re.compile(rb"[\s,]*")
_KEY = re.compile(rb'[\s,]*("(?:[^"\\]+|\\.)*+")\s*:\s*')
_BYTE = re.compile(r" \(byte (\d+)\)$")
_LONE_SURROGATE = re.compile(
    rb"(?<!\\)((?:\\\\)*+)\\u("
    rb"[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F][0-9a-fA-F]{2})"
    rb"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2}\\u)[dD][c-fC-F][0-9a-fA-F]{2})"
)
_VEIL = b"\x7f"  # DEL may stand in a JSON string as it is; no real text holds it
_VEILED = re.compile(rb"\x7f([0-9a-fA-F]{4})\x7f")
_LONE_SURROGATES_AT_MOST = 10_000


class MalformedJSON(Exception):
    """These bytes cannot be read as the JSON that is expected; the text says why and where, never what they hold."""


def sections(data: bytes) -> dict[str, Raw]:
    """The top level of a JSON object: its keys in order, each with the untouched bytes of its value.

    Costs about 0.5 ms a megabyte, because values are skipped, not made.

    Raises:
        MalformedJSON: not UTF-8, not JSON, not an object, or nested beyond the parser's depth (about a thousand).
    """
    return _parsed(data, _OBJECT.decode)[0]


def value(raw: bytes | memoryview | Raw) -> object:
    """What a piece of JSON says, as dict, list, str, int, float, bool and None.

    Raises:
        MalformedJSON: as `sections`, or an integer of more than 4300 digits.
    """
    return _decoded(raw, _ANY.decode)


def items(raw: bytes | Raw | None) -> list[Raw]:
    """The elements of an array, unopened; `[]` where there is no array."""
    try:
        return _decoded(raw, _ARRAY.decode) if raw is not None else []
    except MalformedJSON:
        return []


def readable(data: bytes) -> bytes:
    """The same bytes if they are a JSON object, or bytes of the same length with half surrogate pairs covered.

    Raises:
        MalformedJSON: as `sections`.
    """
    return _parsed(data, _OBJECT.decode)[1]


def pretty(data: bytes) -> bytes:
    """The same JSON in the layout of an export: 4 blanks, one value a line, no newline at the end.

    Every scalar and key keeps its exact bytes; data in this layout comes back equal.

    Raises:
        MalformedJSON: as `sections`, but any JSON value will do.
    """
    laid_out, parsed = _parsed(data, lambda text: msgspec.json.format(text, indent=_INDENT))
    return laid_out if parsed is data else uncovered(laid_out)


def uncovered(data: bytes) -> bytes:
    """The data with the half surrogate pairs that `readable` or `sections` covered."""
    return _VEILED.sub(rb"\\u\1", data)


def children(data: bytes, span: Span) -> Iterator[tuple[str | int, Span]]:
    """Key or index and place of every value directly inside the object or array at a place; nothing for a scalar.

    Args:
        data: as `readable` gave it.
        span: first byte and the byte after the last, without surrounding blanks.

    Raises:
        MalformedJSON: a key of this object stands twice, so that it is unclear which one counts.
    """
    start, end = span
    view = memoryview(data)[start:end]
    if data[start : start + 1] == b"[":
        at = start + 1
        for index, raw in enumerate(_decoded(view, _ARRAY.decode)):
            at = _end_of(_GAP, data, at)
            yield index, (at, at + memoryview(raw).nbytes)
            at += memoryview(raw).nbytes
    elif data[start : start + 1] == b"{":
        at = start + 1
        for key, raw in _decoded(view, _OBJECT.decode).items():
            found = _KEY.match(data, at, end)
            size = memoryview(raw).nbytes
            # The bytes are compared too: a crafted value could otherwise hide a second key of the same name.
            if found is None or value(found[1]) != key or not data.startswith(memoryview(raw), found.end()):
                raise MalformedJSON(f"a key stands twice in one object, at {_line_and_column(data, at)}")
            yield key, (found.end(), found.end() + size)
            at = found.end() + size
        if _end_of(_GAP, data, at) != end - 1:
            raise MalformedJSON(f"a key stands twice in one object, at {_line_and_column(data, at)}")


def spans(data: bytes, steps: Sequence[str], span: Span | None = None) -> Iterator[Span]:
    """Places of all values that a path leads to, in order.

    Args:
        data: as `readable` gave it.
        steps: keys of objects; `*` for every element of an array and every value of an object. What does not
            fit the path is passed over.
        span: where the path starts; by default the whole.

    Raises:
        MalformedJSON: as `children`.
    """
    if span is None:
        span = (_end_of(_GAP, data, 0), len(data.rstrip(b" \t\r\n")))
    if not steps:
        yield span
        return
    for key, inner in children(data, span):
        if steps[0] in ("*", key):
            yield from spans(data, steps[1:], inner)


def spliced(data: bytes, edits: Iterable[tuple[Span, bytes]]) -> bytes:
    """The data with the bytes at some places replaced.

    Args:
        data: any bytes.
        edits: places, which may not overlap, and what stands there afterwards.
    """
    view = memoryview(data)
    parts: list[bytes | memoryview] = []
    at = 0
    for (start, end), new in sorted(edits):
        parts += (view[at:start], new)
        at = end
    return b"".join((*parts, view[at:])) if parts else data


def in_bytes(given: object) -> bytes:
    """The JSON of a small new value, for `spliced` and `object_of`."""
    return msgspec.json.encode(given)


def object_of(members: Iterable[tuple[str, bytes | Raw]]) -> bytes:
    """An object of keys and the JSON of their values, in no particular layout."""
    return b"{" + b",".join(in_bytes(key) + b":" + bytes(raw) for key, raw in members) + b"}"


def array_of(elements: Iterable[bytes | Raw]) -> bytes:
    """An array of elements given as JSON, in no particular layout."""
    return b"[" + b",".join(bytes(raw) for raw in elements) + b"]"


def _parsed(data: bytes, decode: Callable[[bytes], _T]) -> tuple[_T, bytes]:
    """What `decode` makes of the data, and the bytes it was made of."""
    if data.startswith(codecs.BOM_UTF8):
        raise MalformedJSON("it starts with a byte order mark")
    _refuse_other_encodings(data)
    try:
        return _decoded(data, decode), data
    except MalformedJSON:
        veiled = _LONE_SURROGATE.sub(rb"\1" + _VEIL + rb"\2" + _VEIL, data, count=_LONE_SURROGATES_AT_MOST)
        if veiled == data or _VEIL in data:
            raise
    return _decoded(veiled, decode), veiled


def _decoded(data: bytes | memoryview | Raw, decode: Callable[..., _T]) -> _T:
    try:
        return decode(data)
    except RecursionError:
        raise MalformedJSON("it is nested too deep") from None
    except msgspec.ValidationError as error:
        raise MalformedJSON(str(error).partition(" - at ")[0].replace("Expected", "expected", 1)) from None
    except msgspec.DecodeError as error:
        raise MalformedJSON(_explained(str(error), bytes(data))) from None
    except UnicodeDecodeError:
        raise MalformedJSON("it is not UTF-8") from None


def _explained(message: str, data: bytes) -> str:
    if (at := _BYTE.search(message)) is None:
        return "it is not JSON: it ends too early" if "truncated" in message else f"it is not JSON: {message}"
    why = message[: at.start()].removeprefix("JSON is malformed: ")
    return f"it is not JSON: {why}, at {_line_and_column(data, int(at[1]))}"


def _refuse_other_encodings(data: bytes) -> None:
    """Checked by hand, because the parser passes over strings it is not asked for; in chunks, to spare memory."""
    if data.isascii():
        return
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(data)
    for start in range(0, len(data), _CHUNK_BYTES):
        pending = len(decoder.getstate()[0])
        try:
            decoder.decode(view[start : start + _CHUNK_BYTES], start + _CHUNK_BYTES >= len(data))
        except UnicodeDecodeError as error:
            place = _line_and_column(data, start - pending + error.start)
            raise MalformedJSON(f"it is not UTF-8, at {place}") from None


def _line_and_column(data: bytes, at: int) -> str:
    line = data.count(b"\n", 0, at) + 1
    column = at - data.rfind(b"\n", 0, at)
    return f"line {line}, column {column}"


def _end_of(pattern: re.Pattern[bytes], data: bytes, at: int) -> int:
    found = pattern.match(data, at)
    return found.end() if found else at
