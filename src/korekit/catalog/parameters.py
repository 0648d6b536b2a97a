"""Parameters of operations: where each travels, what it is called there, what is allowed.

A name in the path's template travels in the path; the rest in the query of a GET or DELETE and in the body
otherwise, unless `InQuery` or `InBody` says differently. A wire name is the camel case of the Python name, unless
`Wire` gives another.
"""

import inspect
import re
import typing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final

__all__ = [
    "AlwaysSent",
    "Date",
    "InBody",
    "InQuery",
    "Page50",
    "PageNumber",
    "Parameter",
    "Place",
    "UpTo",
    "Upload",
    "WholeBody",
    "Wire",
    "camel",
    "parameters_of",
]


class Place(StrEnum):
    """Where a parameter travels."""

    PATH = "path"
    QUERY = "query"
    BODY = "body"


@dataclass(frozen=True, slots=True, init=False)
class Wire:
    """The parameter's name on the wire, where camel case is not it, and spellings that are taken as well."""

    name: str
    also: tuple[str, ...]

    def __init__(self, name: str, *also: str) -> None:
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "also", also)


@dataclass(frozen=True, slots=True)
class UpTo:
    """The greatest allowed number; a greater one counts as this one."""

    maximum: int


@dataclass(frozen=True, slots=True)
class InQuery:
    """Travels in the query though the method has a body."""


@dataclass(frozen=True, slots=True)
class InBody:
    """Travels in the body though the method is GET or DELETE."""


@dataclass(frozen=True, slots=True)
class WholeBody:
    """Is the body itself, not a field of it."""


@dataclass(frozen=True, slots=True)
class AlwaysSent:
    """Required on the wire; a caller who leaves it out sends the default."""


PageNumber = Annotated[int, UpTo(2**53)]
Page50 = Annotated[int, UpTo(50)]
# An ISO date, or date and time, as text.
Date = typing.NewType("Date", str)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to send, or one that was received.

    `source` is its path, or its bytes. `name` is the file's name as the form carries it.
    """

    source: Path | bytes
    name: str = "file"
    content_type: str = "application/octet-stream"

    def __repr__(self) -> str:
        return f"Upload({self.name!r})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter of an operation, as every surface reads it.

    `also`: further names that the wire takes for it. `is_required`: a caller must give it. `is_always_sent`: the wire
    requires it, and a caller may leave it to the default. `is_whole_body`: it is the body, not a field of it.
    """

    name: str
    wire: str
    place: Place
    kind: Any
    is_required: bool
    default: Any
    maximum: int | None
    note: str
    also: tuple[str, ...] = ()
    is_always_sent: bool = False
    is_whole_body: bool = False

    @property
    def choices(self) -> tuple[str, ...]:
        """The documented values, if the list is closed."""
        for part in (self.kind, *typing.get_args(self.kind)):
            if typing.get_origin(part) is typing.Literal:
                return tuple(str(value) for value in typing.get_args(part))
        return ()


_TEMPLATE_NAME: Final = re.compile(r"{(\w+)}")
_ARGUMENT: Final = re.compile(r"^ {4}(\w+): (.+(?:\n {8,}.+)*)", re.MULTILINE)


def camel(name: str) -> str:
    """`bot_definition` as `botDefinition`."""
    first, *rest = name.split("_")
    return first + "".join(part[:1].upper() + part[1:] for part in rest)


def parameters_of(function: Any, method: str, path: str) -> tuple[Parameter, ...]:
    """Read the parameters off a declaration: types from its hints, notes from `Args` of its docstring."""
    hints = typing.get_type_hints(function, include_extras=True)
    in_path = set(_TEMPLATE_NAME.findall(path))
    default_place = Place.QUERY if method in ("GET", "DELETE") else Place.BODY
    notes = _notes(function.__doc__ or "")
    found: list[Parameter] = []
    for given in list(inspect.signature(function).parameters.values())[1:]:
        hint = hints[given.name]
        extras = getattr(hint, "__metadata__", ())
        places = {InQuery: Place.QUERY, InBody: Place.BODY}
        stated = [places[type(extra)] for extra in extras if type(extra) in places]
        place = Place.PATH if given.name in in_path else (stated or [default_place])[0]
        wires = [extra for extra in extras if isinstance(extra, Wire)]
        maxima = [extra.maximum for extra in extras if isinstance(extra, UpTo)]
        is_required = given.default is inspect.Parameter.empty
        found.append(
            Parameter(
                name=given.name,
                wire=wires[0].name if wires else camel(given.name),
                place=place,
                kind=typing.get_args(hint)[0] if extras else hint,
                is_required=is_required,
                default=None if is_required else given.default,
                maximum=maxima[0] if maxima else None,
                note=notes.get(given.name, ""),
                also=wires[0].also if wires else (),
                is_always_sent=any(isinstance(extra, AlwaysSent) for extra in extras),
                is_whole_body=any(isinstance(extra, WholeBody) for extra in extras),
            )
        )
    unknown = in_path - {parameter.name for parameter in found}
    if unknown:
        raise TypeError(f"{function.__name__}: the path names {sorted(unknown)}, the signature does not")
    return tuple(found)


def _notes(docstring: str) -> dict[str, str]:
    _, _, arguments = inspect.cleandoc(docstring).partition("Args:")
    return {name: " ".join(note.split()) for name, note in _ARGUMENT.findall(arguments)}
