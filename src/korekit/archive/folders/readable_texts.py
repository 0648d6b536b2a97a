r"""Texts of a definition as people read them, where exactly the same bytes come back from it.

An object with one of these keys alone stands in the place of a text:

- `{"$lines": ["a", "b"]}`: a text of several lines, so that a changed line is a changed line of the file too;
- `{"$uri": "I am"}`, or an array of lines: a text that the definition holds percent-encoded, `I%20am`;
- `{"$js": "greet.js"}`, `{"$uri-js": "greet.js"}`: the same two, the text being the file of this name, without the
  line feed at its end.

A key of the definition itself that looks like one of these gets one more `$`.
"""

import json
import re
from collections.abc import Callable
from urllib.parse import quote, unquote

__all__ = ["MalformedText", "as_readable", "as_stored", "conflict_in"]

_KINDS = rb"(?:uri-js|uri|lines|js)"
_STRING = rb'"(?:[^"\\\n]|\\.)*+"'
_KEY_LIKE_OURS = re.compile(rb'^( *"\$+)(' + _KINDS + rb'": )', re.MULTILINE)
_KEY_WITH_ONE_MORE = re.compile(rb'^( *"\$*)\$(\$' + _KINDS + rb'": )', re.MULTILINE)
# Only these can be worth another form: a percent-encoded sign, or a line feed.
_CANDIDATE = re.compile(
    rb'^( *)("(?:[^"\\\n]|\\.)*+": )?("(?=[^\n]*(?:%[0-9A-F]{2}|\\n))(?:[^"\\\n]|\\.)*+")(,?)$', re.MULTILINE
)
_MARKED = re.compile(rb'\{\n *"\$(' + _KINDS + rb')": (' + _STRING + rb"|\[\n(?: *" + _STRING + rb",?\n)++ *\])\n *\}")
_STRAY = re.compile(rb'^ *"\$' + _KINDS + rb'": ', re.MULTILINE)
_STRINGS = re.compile(_STRING)
_ENCODED = re.compile(r"%[0-9A-F]{2}")
_SURROGATE = re.compile("[\ud800-\udfff]")
_CONFLICT = re.compile(rb"^(?:<<<<<<<|>>>>>>>|\|\|\|\|\|\|\|)(?: .*)?\r?$", re.MULTILINE)
_UNRESERVED = "!~*'()"  # besides what `quote` never encodes: as encodeURIComponent


class MalformedText(Exception):
    """A readable text that cannot be turned back: where, as a line of the laid out file, and why."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(why)
        self.line = line
        self.why = why


def as_readable(laid_out: bytes, script: tuple[str, int, str] | None = None) -> tuple[bytes, bytes | None]:
    """The same JSON with texts in their readable forms, and the file of its script; None where it has none.

    Args:
        laid_out: JSON in the layout of `pretty`.
        script: which text is to be a file: its key, how deep the object that has it lies (1: the outermost), and
            the file's name.
    """
    if b'"$' in laid_out:
        laid_out = _KEY_LIKE_OURS.sub(rb"\1$\2", laid_out)
    content = None
    if script is not None:
        laid_out, content = _taken_out(laid_out, *script)
    return _CANDIDATE.sub(_readable, laid_out), content


def as_stored(laid_out: bytes, script: Callable[[str], str]) -> bytes:
    """What `as_readable` was given.

    Args:
        laid_out: JSON in the layout of `pretty`.
        script: the text of the file of a name; raises `MalformedText` with line 0 where there is none.

    Raises:
        MalformedText: an object that stands for a text is not of the documented form.
    """
    if b'"$' not in laid_out:
        return laid_out

    def stored(found: re.Match[bytes]) -> bytes:
        line = laid_out.count(b"\n", 0, found.start()) + 1
        try:
            return _spelled(_meant(found[1].decode(), found[2], script)).encode()
        except MalformedText as wrong:
            raise MalformedText(line, wrong.why) from None
        except UnicodeEncodeError:
            raise MalformedText(line, "it holds half a surrogate pair, which cannot be percent-encoded") from None

    restored = _MARKED.sub(stored, laid_out)
    if (stray := _STRAY.search(restored)) is not None:
        line = restored.count(b"\n", 0, stray.start()) + 1
        key = restored[stray.start() : stray.end()].strip().rstrip(b": ").decode()
        raise MalformedText(line, f"{key} stands alone in its object, with a text or lines that are texts")
    return _KEY_WITH_ONE_MORE.sub(rb"\1\2", restored)


def conflict_in(content: bytes) -> int | None:
    """The line at which git marked a conflict; None where it did not."""
    found = _CONFLICT.search(content)
    return None if found is None else content.count(b"\n", 0, found.start()) + 1


def _taken_out(laid_out: bytes, key: str, depth: int, name: str) -> tuple[bytes, bytes | None]:
    """The JSON with the file's name in the place of a text, and the text as the content of that file."""
    blanks = b" " * 4 * depth
    pattern = rb'^%s"%s": (%s)(?=,?$)' % (blanks, re.escape(key.encode()), _STRING)
    found = re.search(pattern, laid_out, re.MULTILINE)
    text = _text_of(found[1]) if found else None
    if found is None or not text:
        return laid_out, None
    decoded = _decoded(text)
    kind = b"js" if decoded is None else b"uri-js"
    marker = b'{\n%s    "$%s": %s\n%s}' % (blanks, kind, json.dumps(name).encode(), blanks)
    content = (text if decoded is None else decoded).encode() + b"\n"
    if conflict_in(content) is not None:
        return laid_out, None
    return laid_out[: found.start(1)] + marker + laid_out[found.end(1) :], content


def _readable(found: re.Match[bytes]) -> bytes:
    blanks, key, literal, comma = found[1], found[2] or b"", found[3], found[4]
    text = _text_of(literal)
    if text is None:
        return found[0]
    decoded = _decoded(text)
    lines = (text if decoded is None else decoded).split("\n")
    if decoded is None and len(lines) == 1:
        return found[0]
    kind = b"lines" if decoded is None else b"uri"
    inner = blanks + b"    "
    if len(lines) == 1:
        shown = _spelled(lines[0]).encode()
    else:
        rows = (inner + b"    " + _spelled(line).encode() for line in lines)
        shown = b"[\n" + b",\n".join(rows) + b"\n" + inner + b"]"
    return b'%s%s{\n%s"$%s": %s\n%s}%s' % (blanks, key, inner, kind, shown, blanks, comma)


def _meant(kind: str, shown: bytes, script: Callable[[str], str]) -> str:
    if kind in ("js", "uri-js"):
        if shown.startswith(b"["):
            raise MalformedText(0, f'"${kind}" names one file')
        text = script(json.loads(shown))
    else:
        if kind == "lines" and not shown.startswith(b"["):
            raise MalformedText(0, '"$lines" is an array of texts')
        text = "\n".join(json.loads(literal) for literal in _STRINGS.findall(shown))
    return quote(text, safe=_UNRESERVED) if kind.startswith("uri") else text


def _text_of(literal: bytes) -> str | None:
    """What a string says, if JSON.stringify would spell it so and UTF-8 has all of it."""
    text: str = json.loads(literal)
    if _SURROGATE.search(text) or json.dumps(text, ensure_ascii=False).encode() != literal:
        return None
    return text


def _decoded(text: str) -> str | None:
    """The text behind a percent-encoded one, if encodeURIComponent gives exactly that back."""
    if not _ENCODED.search(text):
        return None
    try:
        decoded = unquote(text, errors="strict")
    except UnicodeDecodeError:
        return None
    return decoded if decoded != text and quote(decoded, safe=_UNRESERVED) == text else None


def _spelled(text: str) -> str:
    """The string as JSON.stringify spells it."""
    return _SURROGATE.sub(lambda half: f"\\u{ord(half[0]):04x}", json.dumps(text, ensure_ascii=False))
