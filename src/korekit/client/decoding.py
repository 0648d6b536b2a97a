"""Answers as the catalogue's types, leniently: hosts differ, and one odd field must not cost the whole answer.

Unknown keys are ignored. A field whose value does not fit gets its default, except that a number is taken where a text
is documented. The raw answer stays beside the result.
"""

import types
import typing
from typing import Any

import msgspec

__all__ = ["Undecodable", "decode", "parse"]


class Undecodable(ValueError):
    """Bytes that are no JSON, or JSON of another shape than wanted."""


def parse(body: bytes) -> Any:
    """The JSON in `body`.

    Raises:
        Undecodable: it is none.
    """
    try:
        return msgspec.json.decode(body)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise Undecodable("not JSON") from error


def decode(body: bytes, kind: Any) -> Any:
    """The JSON in `body` as `kind`; an empty body is an empty object or list.

    Args:
        body: what the host answered.
        kind: an operation's result: a Struct, a list of them, a dict, `bytes` for the body as it is.

    Raises:
        Undecodable: no JSON, or nothing that fits even leniently.
    """
    if kind is bytes:
        return body
    if kind is type(None):
        return None
    if kind is str:
        return _text(body)
    if not body.strip():
        return _fit([] if typing.get_origin(kind) is list else {}, kind)
    try:
        return msgspec.json.decode(body, type=kind, strict=False)
    except msgspec.ValidationError:
        return _fit(parse(body), kind)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise Undecodable("not JSON") from error


def _text(body: bytes) -> str:
    # One answer comes as a JSON string from some hosts and bare from others.
    try:
        return str(msgspec.json.decode(body, type=str))
    except (msgspec.MsgspecError, ValueError):
        return body.decode("utf-8", "replace")


def _fit(value: Any, kind: Any) -> Any:
    try:
        return msgspec.convert(value, kind, strict=False)
    except msgspec.ValidationError:
        pass
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return _fit_struct(value, kind)
    origin = typing.get_origin(kind)
    if origin is list and isinstance(value, list):
        return [_fit(one, typing.get_args(kind)[0]) for one in value]
    if origin in (typing.Union, types.UnionType):
        for member in typing.get_args(kind):
            try:
                return _fit(value, member)
            except Undecodable:
                continue
    if kind is str and isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise Undecodable("another shape than documented")


def _fit_struct(value: Any, kind: type[msgspec.Struct]) -> msgspec.Struct:
    if not isinstance(value, dict):
        raise Undecodable("another shape than documented")
    kept: dict[str, Any] = {}
    for member in msgspec.structs.fields(kind):
        if member.encode_name not in value:
            continue
        try:
            kept[member.name] = _fit(value[member.encode_name], member.type)
        except Undecodable:
            if member.required:
                raise
    try:
        return kind(**kept)
    except TypeError as error:
        raise Undecodable("a required field is missing") from error
