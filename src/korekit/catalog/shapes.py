"""How people give a parameter where there are only texts: on a command line, in a form."""

import types
import typing
from typing import Any, Final

from korekit.catalog.parameters import Parameter, Upload

__all__ = ["Shape", "bare_type", "option_of", "shape_of"]

_PLAIN: Final[dict[Any, str]] = {str: "text", int: "number", float: "number", bool: "flag", Upload: "file"}
# Options of `korekit call` itself; a parameter of such a name gets a prefix.
_TAKEN: Final = frozenset({"body", "wait", "output", "profile", "host", "ca-bundle", "timeout", "json", "help"})

Shape = typing.Literal["text", "number", "flag", "file", "texts", "json"]


def shape_of(parameter: Parameter) -> Shape:
    """How a parameter is given: as a text, a number, yes or no, a file, several texts, or JSON."""
    kind = bare_type(parameter.kind)
    if typing.get_origin(kind) is list and bare_type(typing.get_args(kind)[0]) is str:
        return "texts"
    plain = _PLAIN.get(kind, "json")
    return typing.cast(Shape, plain)


def bare_type(kind: Any) -> Any:
    """A type without `| None`, its `NewType`'s name or its `Annotated` extras; a choice as the type of its values."""
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        members = [member for member in typing.get_args(kind) if member is not type(None)]
        return bare_type(members[0]) if len(members) == 1 else Any
    if typing.get_origin(kind) is typing.Annotated:
        return bare_type(typing.get_args(kind)[0])
    if isinstance(kind, typing.NewType):
        return bare_type(kind.__supertype__)
    if typing.get_origin(kind) is typing.Literal:
        return type(typing.get_args(kind)[0])
    return kind


def option_of(parameter: Parameter) -> str:
    """The option of `korekit call` for a parameter: `--bot-id`."""
    name = parameter.name.replace("_", "-")
    return f"--param-{name}" if name in _TAKEN else f"--{name}"
