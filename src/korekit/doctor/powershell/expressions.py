"""Values of PowerShell as people write them: texts, hashtables, here-strings, variables; anything else is open."""

import re
from typing import Any, Final

from korekit.doctor.given import opened

__all__ = ["Expressions", "Json", "shown"]

_BLANK: Final = re.compile(r"(?:[ \t\r\n]|`\r?\n|#[^\n]*|<#.*?#>)+", re.DOTALL)
_LINE_BLANK: Final = re.compile(r"(?:[ \t]|`\r?\n)+")
_VARIABLE: Final = re.compile(r"\$(?:\{([^}\n]{1,80})\}|(env:\w+|(?:script:|global:)?\w+))", re.IGNORECASE)
_IN_TEXT: Final = re.compile(
    r"\$(?:\(([^()\n]{0,200})\)|\{([^}\n]{1,80})\}|(env:\w+|\w+))|`(.)", re.IGNORECASE | re.DOTALL
)
_HERE: Final = re.compile(r"@(['\"])[ \t]*\r?\n(.*?)\r?\n\1@", re.DOTALL)
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?\b")
_BARE: Final = re.compile(r"[^\s;,)}|'\"`]+")
_KEY: Final = re.compile(r"'([^'\n]*)'|\"([^\"\n]*)\"|([\w-]+)")
_PROPERTY: Final = re.compile(r"\.(\w+)(?!\()")
_CONSTANTS: Final[dict[str, Any]] = {"true": True, "false": False, "null": None}
_ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t", "0": ""}
_MAX_DEPTH: Final = 20


class Expressions:
    """Reads values at positions of a text; `variables` by their names in lower case."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.variables: dict[str, Any] = {}
        self._depth = 0

    def value(self, at: int) -> tuple[Any, int]:
        """The value that begins at a position, and where it ends."""
        self._depth += 1
        try:
            if self._depth > _MAX_DEPTH:
                return opened("…"), len(self.text)
            found, at = self._single(self.blank(at))
            while True:
                next_at = self.blank(at, is_line=True)
                if self.text[next_at : next_at + 1] != "+":
                    return found, at
                more, at = self._single(self.blank(next_at + 1))
                found = f"{shown(found)}{shown(more)}"
        finally:
            self._depth -= 1

    def blank(self, at: int, *, is_line: bool = False) -> int:
        """The position behind blanks and comments; within the line if asked."""
        found = (_LINE_BLANK if is_line else _BLANK).match(self.text, at)
        return found.end() if found else at

    def _single(self, at: int) -> tuple[Any, int]:
        text = self.text
        here = _HERE.match(text, at)
        if here:
            return here[2] if here[1] == "'" else self.filled(here[2]), here.end()
        if text.startswith(("@{", "[ordered]@{", "[pscustomobject]@{"), at):
            return self._hashtable(text.index("{", at) + 1)
        if text.startswith("@(", at):
            return self._listed(at + 2)
        first = text[at : at + 1]
        if first == "'":
            return self._plain(at)
        if first == '"':
            return self._quoted(at)
        if first == "(":
            return self._grouped(at)
        if first == "$":
            return self._variable(at)
        number = _NUMBER.match(text, at)
        if number:
            return float(number[0]) if "." in number[0] else int(number[0][:15]), number.end()
        bare = _BARE.match(text, at)
        if first == "[" and bare:
            # `[Convert]::…` and casts: what they give is not known, except that a cast keeps its value.
            cast = re.compile(r"\[[\w.\[\],]{1,80}\](?=[$'\"@])").match(text, at)
            return self._single(cast.end()) if cast else (opened("…"), self._end_of_call(bare.end()))
        return (bare[0], bare.end()) if bare else (opened("…"), at + 1)

    def _end_of_call(self, at: int) -> int:
        return self._closing(at) if self.text[at : at + 1] == "(" else at

    def _plain(self, at: int) -> tuple[str, int]:
        pieces: list[str] = []
        at += 1
        while True:
            end = self.text.find("'", at)
            if end < 0:
                return "".join([*pieces, self.text[at:]]), len(self.text)
            pieces.append(self.text[at:end])
            if self.text[end + 1 : end + 2] != "'":
                return "".join(pieces), end + 1
            pieces.append("'")
            at = end + 2

    def _quoted(self, at: int) -> tuple[str, int]:
        end = at + 1
        while end < len(self.text) and self.text[end] != '"':
            end += 2 if self.text[end] == "`" or self.text.startswith('""', end) else 1
            if self.text.startswith('""', end):
                end += 2
        return self.filled(self.text[at + 1 : end].replace('""', '"')), min(end + 1, len(self.text))

    def filled(self, text: str) -> str:
        """A text in double quotes with its variables filled in."""

        def value(found: re.Match[str]) -> str:
            if found[4] is not None:
                return _ESCAPES.get(found[4], found[4])
            name = (found[2] or found[3] or "").lower()
            inner = _VARIABLE.fullmatch(found[1].strip()) if found[1] else None
            if inner:
                name = (inner[1] or inner[2]).lower()
            if name in self.variables:
                return shown(self.variables[name])
            return opened(f"${name}" if name else "$(…)")

        return _IN_TEXT.sub(value, text)

    def _variable(self, at: int) -> tuple[Any, int]:
        found = _VARIABLE.match(self.text, at)
        if found is None:
            end = self._closing(at + 1) if self.text.startswith("$(", at) else at + 1
            return opened("$(…)"), end
        name = (found[1] or found[2]).lower()
        value: Any = _CONSTANTS[name] if name in _CONSTANTS else self.variables.get(name, opened(f"${name}"))
        at = found.end()
        while prop := _PROPERTY.match(self.text, at):
            value = (
                value.get(prop[1].lower(), opened(f"${name}.{prop[1]}"))
                if isinstance(value, dict)
                else opened(f"${name}.{prop[1]}")
            )
            at = prop.end()
        return value, at

    def _grouped(self, at: int) -> tuple[Any, int]:
        """What stands in parentheses; piped into `ConvertTo-Json` it stays what it is."""
        end = self._closing(at)
        value, stop = self.value(at + 1)
        rest = self.text[stop : end - 1].strip()
        if rest and not rest.lower().startswith("| convertto-json"):
            return opened("(…)"), end
        return (Json(value) if rest else value), end

    def _closing(self, at: int) -> int:
        """The position behind the parenthesis that closes the one at a position."""
        depth, end = 0, at
        while end < len(self.text):
            here = self.text[end]
            if here == "'":
                end = self._plain(end)[1]
                continue
            depth += {"(": 1, ")": -1}.get(here, 0)
            end += 1
            if depth == 0:
                return end
        return len(self.text)

    def _hashtable(self, at: int) -> tuple[dict[str, Any], int]:
        made: dict[str, Any] = {}
        while at < len(self.text):
            at = self.blank(at)
            if self.text[at : at + 1] == "}":
                return made, at + 1
            key = _KEY.match(self.text, at)
            if key is None:
                at += 1
                continue
            at = self.blank(key.end())
            if self.text[at : at + 1] == "=":
                value, at = self.value(at + 1)
                made[key[1] or key[2] or key[3] or ""] = value
        return made, at

    def _listed(self, at: int) -> tuple[list[Any], int]:
        made: list[Any] = []
        while at < len(self.text) and len(made) < 1_000:
            at = self.blank(at)
            here = self.text[at : at + 1]
            if here == ")":
                return made, at + 1
            if here in (",", ";"):
                at += 1
                continue
            value, at = self.value(at)
            made.append(value)
        return made, at


class Json:
    """A value that `ConvertTo-Json` makes a text of."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __repr__(self) -> str:
        return "Json()"


def shown(value: Any) -> str:
    """A value inside a text."""
    return value if isinstance(value, str) else str(value) if isinstance(value, int | float) else opened("…")
