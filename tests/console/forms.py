"""The form of a request as a page shows it: what can be filled in, and with which values it was filled."""

import itertools
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

__all__ = ["Control", "Form", "expected_arguments", "form_of"]


@dataclass
class Control:
    """A field. `kind`: the type of an input, or the element; `options`: of a select; `hint`: what stands below."""

    name: str
    kind: str
    options: list[str] = field(default_factory=list)
    value: str = ""
    hint_id: str = ""


@dataclass
class Form:
    """What the form holds. `buttons`: the values that they send."""

    controls: list[Control]
    buttons: list[str]
    hints: dict[str, str]

    def hidden(self) -> dict[str, str]:
        """Fields that nobody sees, without the mark."""
        return {one.name: one.value for one in self.controls if one.kind == "hidden" and one.name != "csrf"}

    def sample(self, control: Control) -> tuple[str, Any]:
        """What somebody types into a field, and the value that he means."""
        if control.kind == "select":
            chosen = next(one for one in control.options if one)
            return chosen, {"true": True, "false": False}.get(chosen, chosen)
        if control.kind == "textarea":
            if "One per line." in self.hints[control.hint_id]:
                return "one\r\ntwo", ["one", "two"]
            return '{"deep": [1, null, "é"]}', {"deep": [1, None, "é"]}
        if control.kind == "number":
            return "7", 7
        if control.kind == "date":
            return "2026-01-31", "2026-01-31"
        text = f"{control.name.rpartition('.')[2]} & ü/x"
        return text, text


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.form = Form([], [], {})
        self._is_inside = False
        self._select: Control | None = None
        self._hint = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._is_inside = given.get("id") == "request"
        if not self._is_inside or "form" in given:
            return
        name, hint = given.get("name", ""), given.get("aria-describedby", "")
        if tag == "input" and name:
            self.form.controls.append(
                Control(name, given.get("type", "text"), value=given.get("value", ""), hint_id=hint)
            )
        elif tag in ("select", "textarea"):
            self._select = Control(name, tag, hint_id=hint)
            self.form.controls.append(self._select)
        elif tag == "option" and self._select is not None:
            self._select.options.append(given.get("value", ""))
        elif tag == "button":
            self.form.buttons.append(given.get("value", ""))
        elif tag == "div" and given.get("class") == "hint":
            self._hint = given.get("id", "")

    def handle_data(self, data: str) -> None:
        if self._hint:
            self.form.hints[self._hint] = self.form.hints.get(self._hint, "") + data
        elif self._select is not None and self._select.options[-1:] == [""]:
            told = data.strip()
            # A first option that stands for nothing has a value of its own, which is empty.
            self._select.options[-1] = "" if told in ("Choose…", "Not sent") else told

    def handle_endtag(self, tag: str) -> None:
        if tag in ("select", "textarea"):
            self._select = None
        elif tag == "div":
            self._hint = ""
        elif tag == "form":
            self._is_inside = False


def form_of(page: str) -> Form:
    """The form of a page of the request builder."""
    reader = _Reader()
    reader.feed(page)
    return reader.form


def expected_arguments(values: dict[str, Any]) -> dict[str, Any]:
    """Values by the names of fields, as arguments: `p.a.b` is `b` in `a`, `p.a.0.b` is `b` in the first of `a`."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        inside: Any = found
        keys = name.split(".")[1:]
        for key, following in itertools.pairwise(keys):
            inside = _step(inside, key, [] if following.isdigit() else {})
        _put(inside, keys[-1], value)
    return found


def _step(inside: Any, key: str, empty: Any) -> Any:
    if isinstance(inside, list):
        while len(inside) <= int(key):
            inside.append({})
        return inside[int(key)]
    return inside.setdefault(key, empty)


def _put(inside: Any, key: str, value: Any) -> None:
    inside[key] = value
