"""Example values, made from the types, the names and the notes of parameters."""

import re
import typing
from collections.abc import Iterable
from typing import Any, Final

import msgspec

from korekit.catalog.parameters import Date, Parameter
from korekit.exporters.collections.variables import bare, id_variable, reference

__all__ = ["example_of", "full_example_of", "listed_values"]

# `latest or published`, `rtm, ivr, msteams or slack`: a note that lists the values.
_LISTED: Final = re.compile(r"(\w+(?:, \w+)*) or (\w+)(?=[.;,]|$)")
_ONLY: Final = re.compile(r"(\w+)\.$")
# What a text looks like, by a word of its name.
_TEXTS: Final = {
    "filename": "example.js",
    "email": "somebody@example.com",
    "baselanguage": "en",
    "language": "fr",
    "url": "https://example.com/",
    "domain": "example.com",
    "comment": "Sent from a collection",
    "color": "#009dab",
}
_PLAIN: Final = (str, bool, int, float)
_DEEPEST: Final = 4


def example_of(parameter: Parameter) -> Any:
    """A value for a parameter as JSON, with what is required in it."""
    if parameter.default is not None:
        return msgspec.to_builtins(parameter.default)
    return _value(parameter.kind, parameter.wire, parameter.note, is_full=False)


def full_example_of(parameters: Iterable[Parameter]) -> dict[str, Any]:
    """Every parameter with every field that its type has, as JSON."""
    return {one.wire: _value(one.kind, one.wire, one.note, is_full=True) for one in parameters}


def listed_values(note: str) -> tuple[str, ...]:
    """The values that a note begins with, as in `latest or published`."""
    found = _LISTED.match(note)
    return (*found[1].split(", "), found[2]) if found else ()


def _value(kind: Any, name: str, note: str, *, is_full: bool, depth: int = 0) -> Any:
    variable = id_variable(kind, name)
    plain = bare(kind)
    if variable is not None:
        one: Any = reference(variable)
    elif plain is Date:
        one = "2026-01-31"
    elif typing.get_origin(plain) is typing.Literal:
        one = typing.get_args(plain)[0]
    elif isinstance(plain, type) and issubclass(plain, msgspec.Struct):
        one = _fields(plain, is_full=is_full, depth=depth)
    else:
        one = _single(plain, name, note)
    if not _is_list(kind):
        return one
    # A list of texts without an id in it is shown, and else sent empty: there are no values that fit everywhere.
    return [one] if is_full or variable is not None or isinstance(one, dict) else []


def _fields(kind: type[msgspec.Struct], *, is_full: bool, depth: int) -> dict[str, Any]:
    if depth >= _DEEPEST:
        return {}
    hints = typing.get_type_hints(kind, include_extras=True)
    note = kind.__doc__ or ""
    fields = msgspec.structs.fields(kind)
    # Where nothing is required, an empty object would show nothing: what is plain is shown instead.
    shown = [one for one in fields if one.required] or [one for one in fields if bare(one.type) in _PLAIN]
    return {
        one.encode_name: _value(
            hints[one.name], one.encode_name, _note_of(note, one.name), is_full=is_full, depth=depth + 1
        )
        for one in (fields if is_full else shown)
    }


def _note_of(docstring: str, name: str) -> str:
    """What a struct's docstring says of a field."""
    return docstring.partition(f"`{name}`: ")[2]


def _single(kind: Any, name: str, note: str) -> Any:
    if isinstance(kind, typing.NewType):
        kind = kind.__supertype__
    if kind is bool:
        return True
    if kind in (int, float):
        return 1
    if kind is not str:
        return {}
    if listed := listed_values(note):
        return listed[0]
    if only := _ONLY.match(note):
        return only[1]
    return next((text for word, text in _TEXTS.items() if word in name.lower()), "Example")


def _is_list(kind: Any) -> bool:
    while True:
        origin = typing.get_origin(kind)
        if origin is list:
            return True
        if origin is None or origin is dict:
            return False
        kind = next((one for one in typing.get_args(kind) if one is not type(None)), None)
