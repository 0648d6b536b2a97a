"""Flaws of the request around a good token: path, method, body, and ids in them. Pure.

A good request of an operation goes in, the same with one thing wrong comes out.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from korekit.catalog.operation import Operation
from korekit.catalog.parameters import Parameter, Place
from korekit.client.requests import Invocation, Request, build
from korekit.doctor.hosts import OTHER_PRODUCTS
from korekit.errors import request_causes as causes
from korekit.errors.app_causes import BotUnknown
from korekit.errors.refusal import Refusal
from korekit.flaws.signer import FlawImpossible
from korekit.ids import FileId

__all__ = ["REQUEST_FLAWS", "RequestFlaw"]

RequestFlaw = Callable[[Invocation, str], Request]

_NO_PATH: Final = "/no-such-path"
# No operation has it.
_NO_METHOD: Final = "PATCH"
_NOBODYS_UUID: Final = "00000000-0000-5000-8000-000000000000"
_NO_FILE: Final = "0" * 24
_BOUNDARY: Final = "korekit-boundary"
# Nothing that an operation declares is a list of an empty list.
_NO_VALUE: Final[list[Any]] = [[]]
_BOT_ID: Final = "bot_id"


def _with_path(request: Request, change: Callable[[str], str]) -> Request:
    path, mark, query = request.url.partition("?")
    return replace(request, url=f"{change(path)}{mark}{query}")


def _unknown_path(call: Invocation, base: str) -> Request:
    return _with_path(build(call, base), lambda path: path + _NO_PATH)


def _other_product(call: Invocation, base: str) -> Request:
    # What arrives when another product's name leads to this host.
    return _unknown_path(call, base).with_headers({"host": min(OTHER_PRODUCTS)})


def _wrong_method(call: Invocation, base: str) -> Request:
    return replace(build(call, base), method=_NO_METHOD)


def _wrong_type(call: Invocation, base: str) -> Request:
    request = build(call, base)
    if request.files:
        return replace(_with_content(request, "application/json", b"{}"), form=(), files=())
    _body_of(call, request)
    return request.with_headers({"content-type": f"multipart/form-data; boundary={_BOUNDARY}"})


def _without_boundary(call: Invocation, base: str) -> Request:
    request = build(call, base)
    if not request.files:
        raise FlawImpossible(f"{call.operation.id} takes no multipart body.")
    return replace(_with_content(request, "multipart/form-data", _multipart(request)), form=(), files=())


def _multipart(request: Request) -> bytes:
    pieces: list[bytes] = []
    for name, text in request.form:
        pieces.append(f'Content-Disposition: form-data; name="{name}"\r\n\r\n{text}'.encode())
    for name, file in request.files:
        content = file.source.read_bytes() if isinstance(file.source, Path) else file.source
        head = f'Content-Disposition: form-data; name="{name}"; filename="{file.name}"\r\n\r\n'
        pieces.append(head.encode() + content)
    return (
        b"".join(f"--{_BOUNDARY}\r\n".encode() + piece + b"\r\n" for piece in pieces) + f"--{_BOUNDARY}--\r\n".encode()
    )


def _with_content(request: Request, content_type: str, content: bytes) -> Request:
    return replace(request, headers={**request.headers, "content-type": content_type}, content=content)


def _cut_body(call: Invocation, base: str) -> Request:
    request = build(call, base)
    return replace(request, content=_body_of(call, request)[:-1])


def _body_of(call: Invocation, request: Request) -> bytes:
    if request.content is None:
        raise FlawImpossible(f"{call.operation.id} takes no JSON body.")
    return request.content


def _bent(change: Callable[[Operation[Any, Any], dict[str, Any]], None]) -> RequestFlaw:
    """A flaw of the fields of a JSON body."""

    def make(call: Invocation, base: str) -> Request:
        request = build(call, base)
        fields = json.loads(_body_of(call, request))
        if not isinstance(fields, dict):
            raise FlawImpossible(f"The body of {call.operation.id} has no fields.")
        change(call.operation, fields)
        return replace(request, content=json.dumps(fields).encode())

    return make


def _required(operation: Operation[Any, Any]) -> Parameter:
    for parameter in operation.parameters_in(Place.BODY):
        if parameter.is_required:
            return parameter
    raise FlawImpossible(f"{operation.id} requires no field.")


def _left_out(operation: Operation[Any, Any], fields: dict[str, Any]) -> None:
    del fields[_required(operation).wire]


def _mistyped(operation: Operation[Any, Any], fields: dict[str, Any]) -> None:
    wire = _required(operation).wire
    fields[f"{wire}_"] = fields.pop(wire)


def _of_no_type(operation: Operation[Any, Any], fields: dict[str, Any]) -> None:
    fields[_required(operation).wire] = _NO_VALUE


def _nobodys_file(operation: Operation[Any, Any], fields: dict[str, Any]) -> None:
    for parameter in operation.parameters_in(Place.BODY):
        if parameter.kind in (FileId, FileId | None) and parameter.wire in fields:
            fields[parameter.wire] = _NO_FILE
            return
    raise FlawImpossible(f"{operation.id} takes no file.")


def _nobodys_bot(call: Invocation, base: str) -> Request:
    if _BOT_ID not in call.in_path():
        raise FlawImpossible(f"The path of {call.operation.id} names no bot.")
    return build(replace(call, arguments={**call.arguments, _BOT_ID: f"st-{_NOBODYS_UUID}"}), base)


def _nothing(call: Invocation, base: str) -> Request:
    names = [name for name in call.in_path() if name != _BOT_ID]
    if not names:
        raise FlawImpossible(f"The path of {call.operation.id} names nothing but a bot.")
    prefix, mark, _ = str(call.arguments[names[-1]]).partition("-")
    unknown = f"{prefix}-{_NOBODYS_UUID}" if mark else _NOBODYS_UUID
    return build(replace(call, arguments={**call.arguments, names[-1]: unknown}), base)


REQUEST_FLAWS: Final[Mapping[type[Refusal], RequestFlaw]] = {
    causes.PathUnknown: _unknown_path,
    causes.HostWrong: _other_product,
    causes.MethodNotAllowed: _wrong_method,
    BotUnknown: _nobodys_bot,
    causes.ContentTypeWrong: _wrong_type,
    causes.MultipartBroken: _without_boundary,
    causes.BodyMalformed: _cut_body,
    causes.BodyFieldMissing: _bent(_left_out),
    causes.BodyFieldMisspelled: _bent(_mistyped),
    causes.BodyFieldInvalid: _bent(_of_no_type),
    causes.FileUnknown: _bent(_nobodys_file),
    causes.ResourceUnknown: _nothing,
}
