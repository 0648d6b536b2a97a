"""An operation as a form: a field for each parameter, by its type, and what was typed as arguments again."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Final, Literal

import msgspec

from korekit.catalog.operation import Operation
from korekit.catalog.parameters import Date, Parameter, Place, Upload
from korekit.catalog.shapes import shape_of
from korekit.console.trying.parts import Part, Texts, has_parts, part_texts, read_part, without_errors, without_missing
from korekit.console.trying.typed_texts import number_in, parsed_json
from korekit.exporters.collections.documentation import need_of
from korekit.exporters.collections.examples import example_of, full_example_of, listed_values
from korekit.exporters.collections.variables import bare, is_secret
from korekit.ids import FileId

__all__ = [
    "AS_FORM",
    "MODE",
    "PREFIX",
    "Field",
    "Kind",
    "Typed",
    "fields_of",
    "filled",
    "hidden",
    "read_fields",
    "without_troubles",
]

# Before the parameter's name, so that no parameter meets a field of the form's own.
PREFIX: Final = "p."
# Before a field's name: how a JSON parameter was filled, as a form or as JSON.
MODE: Final = "mode."
AS_FORM: Final = "form"
_HIDDEN: Final = "…"

Kind = Literal["text", "secret", "number", "date", "choice", "flag", "texts", "file", "json"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field.

    `value`: as typed, of a JSON parameter always as JSON; `suggestions`: values with what they stand for; `full`: JSON
    with every key. `part`: what is inside a JSON parameter, where it is filled as a form. `is_file_id`: it names an
    uploaded file; `is_picked`: the suggestions are all that there is to choose from.
    """

    parameter: Parameter
    kind: Kind
    need: str
    value: str = ""
    error: str = ""
    full: str = ""
    suggestions: tuple[tuple[str, str], ...] = ()
    part: Part | None = None
    is_file_id: bool = False
    is_picked: bool = False

    @property
    def has_parts(self) -> bool:
        """Whether it can be filled as a form as well as in JSON."""
        return self.kind == "json" and has_parts(self.parameter.kind)

    @property
    def may_be_empty(self) -> bool:
        """Whether it is sent, and may be sent empty."""
        is_text = self.kind == "text" and self.parameter.place is not Place.PATH
        return is_text and self.parameter.is_required and "may be empty" in self.parameter.note

    @property
    def is_wrong(self) -> bool:
        """Whether it, or anything in it, is wrong."""
        return bool(self.error) or (self.part is not None and self.part.is_wrong)

    @property
    def is_first(self) -> bool:
        """Whether it stands among those that everybody fills."""
        return self.parameter.is_required or bool(self.value) or self.is_wrong

    @property
    def name(self) -> str:
        """Its name in the form."""
        return PREFIX + self.parameter.name


@dataclass(frozen=True, slots=True)
class Typed:
    """What came of a form. `arguments`: by Python names, of fields that were filled; `fields`: with their errors."""

    fields: tuple[Field, ...]
    arguments: dict[str, Any] = field(repr=False)

    @property
    def is_whole(self) -> bool:
        """Whether no field is wrong."""
        return not any(one.is_wrong for one in self.fields)


@cache
def fields_of(operation: Operation[Any, Any]) -> tuple[Field, ...]:
    """The empty form; what is required begins with an example, where there is one that fits everywhere."""
    return tuple(_empty(one) for one in operation.parameters)


def _empty(one: Parameter) -> Field:
    kind = _kind_of(one)
    listed = listed_values(one.note) if kind == "text" else ()
    value = ""
    if one.is_required and not has_parts(one.kind):
        value = _pretty(_example(one)) if kind == "json" else next(iter(listed), "")
    full = _pretty(_full(one)) if kind == "json" else ""
    return Field(
        one,
        kind,
        need_of(one),
        value=value,
        full=full,
        suggestions=tuple((word, "") for word in listed),
        is_file_id=bare(one.kind) is FileId,
    )


def _kind_of(parameter: Parameter) -> Kind:
    """What the field for a parameter looks like."""
    shape = shape_of(parameter)
    if parameter.choices:
        return "choice"
    if shape != "text":
        return shape
    if bare(parameter.kind) is Date:
        return "date"
    return "secret" if is_secret(parameter.wire) else "text"


def _example(parameter: Parameter) -> Any:
    found = example_of(parameter)
    return found if found not in ({}, []) else _full(parameter)


def _full(parameter: Parameter) -> Any:
    return full_example_of([parameter])[parameter.wire]


def _pretty(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def filled(one: Field) -> Field:
    """A JSON parameter as a form, where its value has a place in one; otherwise as it is."""
    if not one.has_parts or one.error:
        return one
    texts: dict[str, str] | None = {}
    if one.value:
        try:
            texts = part_texts(one.parameter.kind, one.name, parsed_json(one.value))
        except ValueError:
            texts = None
    if texts is None:
        return one
    known = texts
    part, _ = _read_part(one, lambda name: known.get(name, ""))
    # Nobody has typed anything yet that could be wrong.
    return replace(one, part=without_errors(part))


def without_troubles(one: Field) -> Field:
    """The same, with nothing told to be missing; what was typed and is no value stays told."""
    if one.part is not None:
        return replace(one, part=without_missing(one.part))
    return replace(one, error="") if one.value == "" else one


def read_fields(fields: tuple[Field, ...], text_of: Texts, file_of: Callable[[str], Upload | None]) -> Typed:
    """The arguments that a form gives, and the fields as they were filled.

    Args:
        fields: the form.
        text_of: the text under a field's name; empty where there is none.
        file_of: the file under a field's name.
    """
    seen: list[Field] = []
    arguments: dict[str, Any] = {}
    for one in fields:
        if one.has_parts and text_of(MODE + one.name) == AS_FORM:
            shown, value = _read_form(one, text_of)
        else:
            shown, value = _read_text(one, text_of, file_of)
        if value is not None:
            arguments[one.parameter.name] = value
        seen.append(shown)
    return Typed(tuple(seen), arguments)


def _read_form(one: Field, text_of: Texts) -> tuple[Field, Any]:
    part, value = _read_part(one, text_of)
    secrets = {inner.name for inner in part.walk() if inner.kind == "secret"}
    shown = value
    if secrets:
        _, shown = _read_part(one, lambda name: "" if name in secrets else text_of(name))
    is_given = value is not msgspec.UNSET and not (value == {} and not one.parameter.is_required)
    text = _pretty(shown) if is_given and shown is not msgspec.UNSET else ""
    return replace(one, value=text, part=part), value if is_given else None


def _read_part(one: Field, text_of: Texts) -> tuple[Part, Any]:
    parameter = one.parameter
    return read_part(parameter.kind, one.name, parameter.wire, text_of, is_required=parameter.is_required)


def _read_text(one: Field, text_of: Texts, file_of: Callable[[str], Upload | None]) -> tuple[Field, Any]:
    text, value, error = text_of(one.name), None, ""
    upload = file_of(one.name) if one.kind == "file" else None
    try:
        value = upload if one.kind == "file" else _value(one, text.replace("\r\n", "\n"))
    except ValueError as trouble:
        error = str(trouble)
    if value is None and not error and one.may_be_empty:
        value = ""
    if value is None and not error and one.parameter.is_required:
        error = "Choose a file." if one.kind == "file" else "Required."
    # What is secret goes into no page.
    return replace(one, value="" if one.kind in ("secret", "file") else text, error=error), value


def _value(one: Field, text: str) -> Any:
    if text == "":
        return None
    match one.kind:
        case "number":
            return _number(one.parameter, text)
        case "flag":
            return text == "true"
        case "texts":
            return [line for line in text.split("\n") if line] or None
        case "json":
            return parsed_json(text)
        case "choice" if shape_of(one.parameter) == "number":
            return _number(one.parameter, text)
        case _:
            return text


def _number(parameter: Parameter, text: str) -> int | float:
    return number_in(text, is_whole=bare(parameter.kind) is not float)


def hidden(operation: Operation[Any, Any], arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments for people to look at, secrets as dots; required ones that are missing as dots as well."""
    shown: dict[str, Any] = {}
    for known in fields_of(operation):
        one, value = known.parameter, arguments.get(known.parameter.name)
        if known.kind == "secret" and value is not None:
            shown[one.name] = _HIDDEN
        elif value is not None:
            shown[one.name] = _dotted(value) if known.kind == "json" else value
        elif one.is_required:
            shown[one.name] = Upload(b"", "file") if one.kind is Upload else _missing(one)
    return shown


def _missing(parameter: Parameter) -> Any:
    return f"{{{parameter.wire}}}" if parameter.place is Place.PATH or shape_of(parameter) == "text" else None


def _dotted(value: Any) -> Any:
    """JSON with dots for what its keys call secret. `key` alone is the name of a variable."""
    if isinstance(value, list):
        return [_dotted(one) for one in value]
    if isinstance(value, dict):
        return {
            key: _HIDDEN if isinstance(one, str) and key != "key" and is_secret(key) else _dotted(one)
            for key, one in value.items()
        }
    return value
