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
from korekit.exporters.collections.documentation import need_of
from korekit.exporters.collections.examples import example_of, full_example_of, listed_values
from korekit.exporters.collections.variables import bare, is_secret

__all__ = ["PREFIX", "Field", "Kind", "Typed", "fields_of", "hidden", "read_fields"]

# Before the parameter's name, so that no parameter meets a field of the form's own.
PREFIX: Final = "p."
_HIDDEN: Final = "…"
_MAX_DIGITS: Final = 18

Kind = Literal["text", "secret", "number", "date", "choice", "flag", "texts", "file", "json"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `value`: as typed; `suggestions`: values with what they stand for; `full`: JSON with every key."""

    parameter: Parameter
    kind: Kind
    need: str
    value: str = ""
    error: str = ""
    full: str = ""
    suggestions: tuple[tuple[str, str], ...] = ()

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
        return not any(one.error for one in self.fields)


@cache
def fields_of(operation: Operation[Any, Any]) -> tuple[Field, ...]:
    """The empty form; what is required begins with an example, where there is one that fits everywhere."""
    return tuple(_empty(one) for one in operation.parameters)


def _empty(one: Parameter) -> Field:
    kind = _kind_of(one)
    listed = listed_values(one.note) if kind == "text" else ()
    value = ""
    if one.is_required:
        value = _pretty(_example(one)) if kind == "json" else next(iter(listed), "")
    full = _pretty(_full(one)) if kind == "json" else ""
    return Field(one, kind, need_of(one), value=value, full=full, suggestions=tuple((word, "") for word in listed))


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


def read_fields(
    fields: tuple[Field, ...], text_of: Callable[[str], str], file_of: Callable[[str], Upload | None]
) -> Typed:
    """The arguments that a form gives, and the fields as they were filled.

    Args:
        fields: the form.
        text_of: the text under a field's name; empty where there is none.
        file_of: the file under a field's name.
    """
    seen: list[Field] = []
    arguments: dict[str, Any] = {}
    for one in fields:
        text = text_of(one.name)
        upload = file_of(one.name) if one.kind == "file" else None
        error = ""
        try:
            value = upload if one.kind == "file" else _value(one, text.replace("\r\n", "\n"))
        except ValueError as trouble:
            value, error = None, str(trouble)
        if value is None and not error and one.parameter.is_required:
            error = "Needed."
        if value is not None:
            arguments[one.parameter.name] = value
        # What is secret goes into no page.
        seen.append(replace(one, value="" if one.kind in ("secret", "file") else text, error=error))
    return Typed(tuple(seen), arguments)


def _value(one: Field, text: str) -> Any:
    if text == "":
        return None
    match one.kind:
        case "number":
            return _number(one.parameter, text.strip())
        case "flag":
            return text == "true"
        case "texts":
            return [line for line in text.split("\n") if line] or None
        case "json":
            return _json(text)
        case "choice" if shape_of(one.parameter) == "number":
            return _number(one.parameter, text)
        case _:
            return text


def _number(parameter: Parameter, text: str) -> int | float:
    try:
        if bare(parameter.kind) is float:
            return float(text)
        if len(text) > _MAX_DIGITS:
            raise ValueError
        return int(text)
    except ValueError:
        raise ValueError("This is no number.") from None


def _json(text: str) -> Any:
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError as error:
        raise ValueError(f"This is no JSON: {error}.") from None
    except (UnicodeError, RecursionError):
        raise ValueError("This is no JSON that anybody could read.") from None


def hidden(operation: Operation[Any, Any], arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments for people to look at, secrets as dots; required ones that are missing as dots as well."""
    shown: dict[str, Any] = {}
    for known in fields_of(operation):
        one, value = known.parameter, arguments.get(known.parameter.name)
        if known.kind == "secret" and value is not None:
            shown[one.name] = _HIDDEN
        elif value is not None:
            shown[one.name] = value
        elif one.is_required:
            shown[one.name] = Upload(b"", "file") if one.kind is Upload else _missing(one)
    return shown


def _missing(parameter: Parameter) -> Any:
    return f"{{{parameter.wire}}}" if parameter.place is Place.PATH or shape_of(parameter) == "text" else None
