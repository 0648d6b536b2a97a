"""Values as people type them: text, `@file` for a file's content, `@-` for standard input, JSON where it nests."""

import sys
import types
import typing
from pathlib import Path
from typing import Any, Final

import click
import msgspec

from korekit.catalog.parameters import Parameter, Upload

__all__ = ["Shape", "json_value", "shape_of", "text_value", "upload_value"]

_PLAIN: Final[dict[Any, str]] = {str: "text", int: "number", float: "number", bool: "flag", Upload: "file"}

Shape = typing.Literal["text", "number", "flag", "file", "texts", "json"]


def shape_of(parameter: Parameter) -> Shape:
    """How a parameter is typed on a command line."""
    kind = _bare(parameter.kind)
    if typing.get_origin(kind) is list and _bare(typing.get_args(kind)[0]) is str:
        return "texts"
    plain = _PLAIN.get(kind, "json")
    return typing.cast(Shape, plain)


def _bare(kind: Any) -> Any:
    """A type without `| None`, its `NewType`'s name or its `Annotated` extras."""
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        members = [member for member in typing.get_args(kind) if member is not type(None)]
        return _bare(members[0]) if len(members) == 1 else Any
    if typing.get_origin(kind) is typing.Annotated:
        return _bare(typing.get_args(kind)[0])
    if isinstance(kind, typing.NewType):
        return _bare(kind.__supertype__)
    if typing.get_origin(kind) is typing.Literal:
        return type(typing.get_args(kind)[0])
    return kind


def text_value(text: str) -> str:
    """The text, or the content of the file it names with `@`; `@@` begins a text that begins with `@`.

    Raises:
        click.UsageError: the file cannot be read.
    """
    if not text.startswith("@"):
        return text
    if text.startswith("@@"):
        return text[1:]
    try:
        return _content(text[1:]).decode().removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        raise click.UsageError(f"{text[1:]} is not UTF-8 text.") from None


def json_value(text: str, what: str) -> Any:
    """JSON as typed, or from the file it names with `@`.

    Raises:
        click.UsageError: it is no JSON.
    """
    raw = _content(text[1:]) if text.startswith("@") else text.encode("utf-8", "surrogateescape")
    try:
        return msgspec.json.decode(raw)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        reason = str(error) if isinstance(error, msgspec.MsgspecError) else "not UTF-8, or nested too deep"
        raise click.UsageError(f"{what} is no JSON: {reason}.") from None


def upload_value(text: str) -> Upload:
    """The file to send, its name with or without `@`.

    Raises:
        click.UsageError: there is no such file.
    """
    path = Path(text.removeprefix("@"))
    if not path.is_file():
        raise click.UsageError(f"{path} is no file.")
    return Upload(path, path.name)


def _content(name: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise click.UsageError(f"{name}: {error.strerror}.") from None
