"""Expressions as values: a chain of names and calls such as `given().header("auth", token).get(url)` is one value.

A chain is kept as it is written; what it means is decided by whoever knows the libraries.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from korekit.doctor.code.braces.tokens import Token, tokens_of
from korekit.doctor.code.texts import joined
from korekit.doctor.code.values import Unknown
from korekit.doctor.making import SinceNow

__all__ = ["Chain", "Link", "Parser"]

_MAX_DEPTH: Final = 60
_MAX_STEPS: Final = 50_000
_OPENING: Final = {"(": ")", "[": "]", "{": "}"}
_SKIPPED: Final = frozenset(
    {"new", "await", "async", "throw", "return", "yield", "const", "let", "var", "final", "typeof"}
)
_CONSTANTS: Final[dict[str, Any]] = {"true": True, "false": False, "null": None, "undefined": None, "nil": None}


@dataclass(frozen=True, slots=True)
class Link:
    """One name of a chain; `arguments` where it is called."""

    name: str
    arguments: tuple[Any, ...] | None = None


@dataclass(frozen=True, slots=True)
class Chain:
    """Names with dots between them, some of them called. `start`: the index of its first token, -1 inside a text."""

    links: tuple[Link, ...]
    start: int
    receiver: Any = field(default=None)

    @property
    def path(self) -> str:
        """The names alone."""
        return ".".join(link.name for link in self.links)


class Parser:
    """Reads values from tokens. `meaning`: turns a chain into what it is worth."""

    def __init__(self, tokens: list[Token], meaning: Callable[[Chain], Any], *, is_inner: bool = False) -> None:
        self.tokens = tokens
        self._is_inner = is_inner
        self._meaning = meaning
        self._steps = 0
        self._depth = 0

    def sign(self, at: int) -> str:
        """The sign or name at an index; empty for a text, and behind the end."""
        token = self.tokens[at] if at < len(self.tokens) else None
        return token.value if token is not None and token.kind in ("sign", "name") else ""

    def value(self, at: int) -> tuple[Any, int]:
        """The value that begins at an index, and the index behind it."""
        self._steps += 1
        self._depth += 1
        try:
            if self._depth > _MAX_DEPTH or self._steps > _MAX_STEPS:
                return Unknown("…"), len(self.tokens)
            return self._operators(*self._term(at))
        finally:
            self._depth -= 1

    def _term(self, at: int) -> tuple[Any, int]:
        """A value with what it is multiplied by."""
        found, at = self._single(at)
        while (sign := self.sign(at)) in ("*", "/"):
            more, at = self._single(at + 1)
            found = _calculated(sign, found, more)
        return found, at

    def _operators(self, found: Any, at: int) -> tuple[Any, int]:
        while True:
            sign = self.sign(at)
            if sign in ("+", "-"):
                more, at = self._term(at + 1)
                found = _calculated(sign, found, more)
            elif sign in ("||", "??", "&&", "==", "===", "!=", "!==", "<", ">"):
                _, at = self._single(at + 1)
            elif sign == "?":
                found, at = self.value(at + 1)
                if self.sign(at) == ":":
                    _, at = self.value(at + 1)
            elif sign == "as":
                at += 2
            else:
                return found, at

    def _single(self, at: int) -> tuple[Any, int]:
        token = self.tokens[at] if at < len(self.tokens) else None
        if token is None:
            return Unknown("…"), at
        if token.kind == "number":
            return (float(token.value) if "." in token.value else int(token.value[:15])), at + 1
        if token.kind == "name":
            return self._named(at)
        if token.kind in ("text", "template"):
            text = token.value if token.kind == "text" else self._template(token.value)
            return self._chain(at + 1, at, text) if self.sign(at + 1) in (".", "?.") else (text, at + 1)
        if token.value == "{":
            return self._object(at)
        if token.value == "[":
            return self._items(at + 1, "]")
        if token.value == "(":
            return self._grouped(at)
        if token.value in ("!", "-", "+", "&", "*", "..."):
            value, end = self._single(at + 1)
            return (-value if token.value == "-" and isinstance(value, int | float) else value), end
        return Unknown("…"), at + 1

    def _named(self, at: int) -> tuple[Any, int]:
        name = self.tokens[at].value
        if name in _SKIPPED and self.sign(at + 1) not in (".", ",", ")"):
            return self.value(at + 1)
        if name in _CONSTANTS:
            return _CONSTANTS[name], at + 1
        if name == "function" or self.sign(at + 1) in ("=>", "->"):
            return self._function(at)
        if name in ("map", "Map") and self.sign(at + 1) == "[":
            # Go: `map[string]string{…}`.
            end = self.closing(at + 1)
            while self.sign(end) not in ("{", "") and self.tokens[end].kind == "name":
                end += 1
            return self._object(end) if self.sign(end) == "{" else (Unknown("map"), end)
        return self._chain(at, at, None)

    def _function(self, at: int) -> tuple[Any, int]:
        """Something that is run later; what it does is read on its own."""
        while at < len(self.tokens) and self.sign(at) not in ("{", "=>", "->", ")"):
            at = self.closing(at) if self.sign(at) == "(" else at + 1
        at += 1 if self.sign(at) in ("=>", "->") else 0
        return Unknown("function"), self.closing(at) if self.sign(at) in _OPENING else at + 1

    def closing(self, at: int) -> int:
        """The index behind the bracket that closes the one at an index."""
        depth = 0
        while at < len(self.tokens):
            self._steps += 1
            sign = self.tokens[at].value if self.tokens[at].kind == "sign" else ""
            depth += 1 if sign in _OPENING else -1 if sign in _OPENING.values() else 0
            at += 1
            if depth <= 0 or self._steps > _MAX_STEPS:
                return at
        return at

    def _chain(self, at: int, start: int, receiver: Any) -> tuple[Any, int]:
        links: list[Link] = []
        if receiver is None:
            at = self._link(at, links)
        while self.sign(at) in (".", "?.", "::") and at + 1 < len(self.tokens) and self.tokens[at + 1].kind == "name":
            at = self._link(at + 1, links)
        while self.sign(at) == "[" and self._steps < _MAX_STEPS:
            key, at = self.value(at + 1)
            at += 1
            links.append(Link(key if isinstance(key, str) else "[]"))
            while self.sign(at) in (".", "?.") and at + 1 < len(self.tokens) and self.tokens[at + 1].kind == "name":
                at = self._link(at + 1, links)
        return self._meaning(Chain(tuple(links), -1 if self._is_inner else start, receiver)), at

    def _link(self, at: int, links: list[Link]) -> int:
        self._steps += 1
        name = self.tokens[at].value
        at += 1
        if self.sign(at) == "<":
            at = _behind_types(self.tokens, at)
        if self.sign(at) == "(":
            arguments, at = self._items(at + 1, ")")
            links.append(Link(name, tuple(arguments)))
            # `new Builder() {{ … }}` and Java's bodies of anonymous classes are left out.
        else:
            links.append(Link(name))
        return at

    def _items(self, at: int, closing: str) -> tuple[list[Any], int]:
        made: list[Any] = []
        while at < len(self.tokens) and self._steps < _MAX_STEPS:
            sign = self.sign(at)
            if sign == closing:
                return made, at + 1
            if sign in (",", ";"):
                at += 1
                continue
            if sign == "(" and self.sign(self.closing(at)) in ("=>", "->"):
                value, at = self._function(self.closing(at))
            else:
                before = at
                value, at = self.value(at)
                at = max(at, before + 1)
            # `name: value` and `name = value` of named arguments.
            if self.sign(at) in (":", "=") and isinstance(value, Unknown):
                value, at = self.value(at + 1)
            made.append(value)
        return made, at

    def _grouped(self, at: int) -> tuple[Any, int]:
        end = self.closing(at)
        if self.sign(end) in ("=>", "->"):
            return self._function(end)
        following = self.tokens[end] if end < len(self.tokens) else None
        is_cast = end - at <= 8 and all(
            self.tokens[one].kind == "name" or self.sign(one) in ".<>,[]" for one in range(at + 1, end - 1)
        )
        if is_cast and following is not None and (following.kind != "sign" or following.value == "("):
            return self._single(end)
        value, stop = self.value(at + 1)
        if stop < end - 1:
            value = Unknown("…")
        return self._chain(end, at, value) if self.sign(end) in (".", "?.") else (value, end)

    def _object(self, at: int) -> tuple[dict[str, Any], int]:
        made: dict[str, Any] = {}
        at += 1
        while at < len(self.tokens) and self._steps < _MAX_STEPS:
            self._steps += 1
            sign = self.sign(at)
            if sign == "}":
                return made, at + 1
            if sign == "...":
                value, at = self.value(at + 1)
                made.update(value if isinstance(value, dict) else {"**": value})
                continue
            token = self.tokens[at]
            if sign == "[":
                at = self.closing(at)
                key = "**"
            elif token.kind in ("text", "template", "name", "number"):
                key, at = token.value, at + 1
            else:
                at += 1
                continue
            if self.sign(at) in (":", "=", "=>"):
                value, at = self.value(at + 1)
                made[key] = value
            elif self.sign(at) in (",", "}") and token.kind == "name":
                made[key] = self._meaning(Chain((Link(key),), at - 1))
            elif self.sign(at) == "(":
                # A method of an object: `then(answer) { … }`.
                at = self.closing(at)
                at = self.closing(at) if self.sign(at) == "{" else at
        return made, at

    def _template(self, text: str) -> str:
        pieces: list[Any] = []
        at = 0
        while True:
            start = text.find("${", at)
            end = text.find("}", start)
            if start < 0 or end < 0 or len(pieces) > 200:
                return joined([*pieces, text[at:]])
            inner = Parser(tokens_of(text[start + 2 : end][:2_000]), self._meaning, is_inner=True)
            inner._depth = self._depth + 1
            pieces += [text[at:start], inner.value(0)[0]]
            at = end + 1


def _behind_types(tokens: list[Token], at: int) -> int:
    """The index behind `<String, Object>`, if it is that."""

    def sign(index: int) -> str:
        return tokens[index].value if index < len(tokens) and tokens[index].kind in ("sign", "name") else ""

    end, depth = at, 0
    while end < min(len(tokens), at + 30):
        here = sign(end)
        depth += 1 if here == "<" else -1 if here == ">" else 0
        end += 1
        if depth == 0:
            return end if sign(end) in ("(", "{", ">", ".") else at
        if tokens[end - 1].kind in ("text", "number") or here in ("(", ";", "="):
            return at
    return at


def _calculated(sign: str, left: Any, right: Any) -> Any:
    if sign == "+" and (isinstance(left, str) or isinstance(right, str)):
        return joined([left, right])
    if isinstance(left, SinceNow) and isinstance(right, int | float):
        if sign in ("+", "-"):
            seconds = right / 1000 if left.is_milliseconds else right
            return SinceNow(left.seconds + (seconds if sign == "+" else -seconds), left.is_milliseconds)
        if (sign, right) == ("/", 1000) and left.is_milliseconds:
            return SinceNow(left.seconds)
        return Unknown("time")
    if isinstance(left, int | float) and isinstance(right, int | float) and max(abs(left), abs(right)) < 1e15:
        if sign == "/":
            return left / right if right else Unknown("…")
        return {"+": left + right, "-": left - right, "*": left * right}[sign]
    return Unknown("…")
