"""What is inside a JSON parameter, as fields: groups of fields, rows that can be added, and values at their ends.

All of it is made from the parameter's type. What the type leaves open is a field of JSON.
"""

import types
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final, Literal

import msgspec

from korekit.catalog.shapes import bare_type
from korekit.console.trying.typed_texts import checked_text, number_in, parsed_json
from korekit.exporters.collections.examples import listed_values
from korekit.exporters.collections.variables import is_secret
from korekit.ids import FileId

__all__ = [
    "MAX_ROWS",
    "ROWS",
    "Part",
    "PartKind",
    "Texts",
    "any_misfit",
    "has_parts",
    "part_texts",
    "read_part",
    "without_errors",
    "without_missing",
]

MAX_ROWS: Final = 50
# How many rows a list has, beside them.
ROWS: Final = ".rows"
_DEEPEST: Final = 6

PartKind = Literal["text", "secret", "number", "flag", "choice", "texts", "json", "group", "rows"]
# What stands under a field's name in a form; empty where there is none.
Texts = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One value inside a parameter. `name`: in the form; `wire`: its key; `parts`: of a group, or the rows of a list.

    `is_file_id`: it names an uploaded file. `choices`: the only values, or those that are known.
    """

    name: str
    wire: str
    kind: PartKind
    note: str = ""
    is_required: bool = False
    is_file_id: bool = False
    choices: tuple[str, ...] = ()
    value: str = ""
    error: str = ""
    parts: tuple["Part", ...] = ()

    def walk(self) -> Iterator["Part"]:
        """It, and everything in it."""
        yield self
        for one in self.parts:
            yield from one.walk()

    @property
    def is_wrong(self) -> bool:
        """Whether it, or anything in it, is wrong."""
        return bool(self.error) or any(one.is_wrong for one in self.parts)

    @property
    def is_filled(self) -> bool:
        """Whether it, or anything in it, has a value."""
        return bool(self.value) or any(one.is_filled for one in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """A value that is asked for."""

    kind: Any
    name: str
    wire: str
    note: str = ""
    is_required: bool = False

    def with_rows_name(self, number: int) -> "_Wanted":
        """One row of a list."""
        return _Wanted(
            kind=_row_kind(self.kind), name=f"{self.name}.{number}", wire=f"{self.wire} {number + 1}", is_required=True
        )


def has_parts(kind: Any) -> bool:
    """Whether a type says what is inside it."""
    return _shape(kind) in ("group", "rows")


def read_part(kind: Any, name: str, wire: str, text_of: Texts, *, is_required: bool) -> tuple[Part, Any]:
    """A parameter as it was filled, and its value; `UNSET` where nothing was.

    Args:
        kind: the parameter's type.
        name: in the form.
        wire: its key.
        text_of: what was typed.
        is_required: whether it must be given.
    """
    return _read(_Wanted(kind=kind, name=name, wire=wire, is_required=is_required), text_of)


def part_texts(kind: Any, name: str, value: Any) -> dict[str, str] | None:
    """The texts of the form that give a value back; `None` where the type has no place for all of it."""
    try:
        texts = dict(_texts_of(kind, name, value))
    except _NoPlace:
        return None
    return texts


def without_errors(part: Part) -> Part:
    """The same with nothing told to be wrong."""
    return replace(part, error="", parts=tuple(without_errors(one) for one in part.parts))


def without_missing(part: Part) -> Part:
    """The same with nothing told to be missing; what was typed and is no value stays told."""
    error = part.error if part.value else ""
    return replace(part, error=error, parts=tuple(without_missing(one) for one in part.parts))


def any_misfit(part: Part) -> bool:
    """Whether anything was typed that is no value."""
    return (part.value != "" and part.error != "") or any(any_misfit(one) for one in part.parts)


class _NoPlace(Exception):
    """A value that no field of the form could hold."""


def _read(wanted: _Wanted, text_of: Texts, depth: int = 0) -> tuple[Part, Any]:
    shape = "json" if depth > _DEEPEST else _shape(wanted.kind)
    if shape == "text" and _is_hidden(wanted.wire):
        shape = "secret"
    if shape == "group":
        return _read_group(wanted, text_of, depth)
    if shape == "rows":
        return _read_rows(wanted, text_of, depth)
    return _read_value(wanted, shape, text_of(wanted.name).replace("\r\n", "\n"))


def _read_group(wanted: _Wanted, text_of: Texts, depth: int) -> tuple[Part, Any]:
    found = [_read(one, text_of, depth + 1) for one in _members(wanted)]
    given = {part.wire: value for part, value in found if value is not msgspec.UNSET}
    is_there = bool(given) or wanted.is_required or any(part.is_wrong for part, _ in found if not part.is_required)
    # Of what is left out altogether nothing is missing.
    parts = tuple(part if is_there or not part.is_required else without_errors(part) for part, _ in found)
    part = _part(wanted, "group", parts=parts)
    return part, given if is_there else msgspec.UNSET


def _read_rows(wanted: _Wanted, text_of: Texts, depth: int) -> tuple[Part, Any]:
    counted = text_of(wanted.name + ROWS)
    count = min(int(counted[:4]), MAX_ROWS) if counted.isascii() and counted.isdigit() else int(wanted.is_required)
    found = [_read(wanted.with_rows_name(number), text_of, depth + 1) for number in range(count)]
    # A row that nothing was typed into is as good as none.
    values = [value for _, value in found if value not in (msgspec.UNSET, {})]
    error = "Fill in at least one." if wanted.is_required and not values else ""
    part = _part(wanted, "rows", parts=tuple(part for part, _ in found), error=error)
    return part, values if found else msgspec.UNSET


def _read_value(wanted: _Wanted, shape: PartKind, text: str) -> tuple[Part, Any]:
    value: Any = msgspec.UNSET
    error = ""
    try:
        value = _value(wanted.kind, shape, text)
    except ValueError as trouble:
        error = str(trouble)
    if value is msgspec.UNSET and not error and wanted.is_required:
        error = "Required."
    # What is secret goes into no page.
    return _part(wanted, shape, value="" if shape == "secret" else text, error=error), value


def _value(kind: Any, shape: PartKind, text: str) -> Any:
    if text == "":
        return msgspec.UNSET
    match shape:
        case "number":
            return number_in(text, is_whole=bare_type(kind) is not float)
        case "flag":
            return text == "true"
        case "texts":
            return [line for line in text.split("\n") if line] or msgspec.UNSET
        case "json":
            return parsed_json(text)
        case _:
            return checked_text(text)


def _part(wanted: _Wanted, shape: PartKind, *, value: str = "", error: str = "", parts: tuple[Part, ...] = ()) -> Part:
    return Part(
        name=wanted.name,
        wire=wanted.wire,
        kind=shape,
        note=wanted.note,
        is_required=wanted.is_required,
        is_file_id=_is_file_id(wanted.kind),
        choices=_choices(wanted.kind) or (listed_values(wanted.note) if shape == "text" else ()),
        value=value,
        error=error,
        parts=parts,
    )


def _texts_of(kind: Any, name: str, value: Any, depth: int = 0) -> Iterator[tuple[str, str]]:
    shape = "json" if depth > _DEEPEST else _shape(kind)
    if shape == "group":
        members = {one.wire: one for one in _members(_Wanted(kind=kind, name=name, wire=""))}
        if not isinstance(value, Mapping) or not set(value) <= set(members):
            raise _NoPlace
        for wire, inner in value.items():
            yield from _texts_of(members[wire].kind, members[wire].name, inner, depth + 1)
    elif shape == "rows":
        if not isinstance(value, list) or len(value) > MAX_ROWS:
            raise _NoPlace
        yield name + ROWS, str(len(value))
        for number, inner in enumerate(value):
            yield from _texts_of(_row_kind(kind), f"{name}.{number}", inner, depth + 1)
    else:
        yield name, _text_of(shape, value)


def _text_of(shape: PartKind, value: Any) -> str:
    if shape == "flag" and isinstance(value, bool):
        return "true" if value else "false"
    if shape == "number" and isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if shape == "texts" and isinstance(value, list) and value and all(_is_line(one) for one in value):
        return "\n".join(value)
    if shape == "json":
        return msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
    if shape in ("text", "choice") and isinstance(value, str) and _is_line(value):
        return value
    raise _NoPlace


def _is_line(value: Any) -> bool:
    return isinstance(value, str) and value != "" and "\n" not in value and "\r" not in value


def _shape(kind: Any) -> PartKind:
    plain = _plain(kind)
    if isinstance(plain, type) and issubclass(plain, msgspec.Struct):
        return "group"
    if typing.get_origin(plain) is list:
        row = _plain(_row_kind(plain))
        if isinstance(row, type) and issubclass(row, msgspec.Struct):
            return "rows"
        return "texts" if bare_type(row) is str else "json"
    if _choices(plain):
        return "choice"
    return {str: "text", bool: "flag", int: "number", float: "number"}.get(bare_type(plain), "json")  # type: ignore[return-value]  # its values are kinds


def _plain(kind: Any) -> Any:
    """A type without `None` and `Annotated`; of several types the first, others are written as JSON."""
    while True:
        if typing.get_origin(kind) in (typing.Union, types.UnionType):
            kind = next(one for one in typing.get_args(kind) if one is not type(None))
        elif typing.get_origin(kind) is typing.Annotated:
            kind = typing.get_args(kind)[0]
        else:
            return kind


def _row_kind(kind: Any) -> Any:
    return (typing.get_args(_plain(kind)) or (Any,))[0]


def _is_file_id(kind: Any) -> bool:
    return _plain(kind) is FileId


def _is_hidden(wire: str) -> bool:
    # `key` alone is a variable's name.
    return wire != "key" and is_secret(wire)


def _choices(kind: Any) -> tuple[str, ...]:
    plain = _plain(kind)
    return tuple(str(one) for one in typing.get_args(plain)) if typing.get_origin(plain) is typing.Literal else ()


def _members(wanted: _Wanted) -> list[_Wanted]:
    """The fields of a struct, required ones first."""
    found = [
        _Wanted(kind=kind, name=f"{wanted.name}.{wire}", wire=wire, note=note, is_required=is_required)
        for wire, kind, note, is_required in _fields(_plain(wanted.kind))
    ]
    return sorted(found, key=lambda one: not one.is_required)


@cache
def _fields(struct: type[msgspec.Struct]) -> tuple[tuple[str, Any, str, bool], ...]:
    hints = typing.get_type_hints(struct, include_extras=True)
    return tuple(
        (one.encode_name, hints[one.name], _note_of(struct.__doc__ or "", one.name), one.required)
        for one in msgspec.structs.fields(struct)
    )


def _note_of(docstring: str, name: str) -> str:
    """What a struct's docstring says of a field, to the end of the part of the sentence."""
    text = " ".join(docstring.partition(f"`{name}`: ")[2].split())
    ends = [place for place in (text.find(". "), text.find("; ")) if place >= 0]
    return text[: min(ends)] + "." if ends else text
