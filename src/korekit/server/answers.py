"""Answers as bytes: one place that encodes, one that writes refused bodies."""

from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from korekit.calls.handlers import Encoded, FileBody
from korekit.errors.wire import TRACE_HEADER, WireError, wire_body

__all__ = ["Answer", "encoded_answer", "error_answer"]

_TRACE_HEADER: Final = TRACE_HEADER.encode("ascii")
_JSON: Final = (b"content-type", b"application/json; charset=utf-8")
_FIXED: Final = (_JSON, (b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff"))
_encoder: Final = msgspec.json.Encoder()

_Headers = list[tuple[bytes, bytes]]


class Answer(NamedTuple):
    """What goes out. `file`: sent instead of `body`."""

    status: int
    headers: _Headers
    body: bytes = b""
    file: Path | None = None


def encoded_answer(value: Any) -> Answer:
    """A handler's answer."""
    if type(value) is Encoded:
        body = value.body
    elif isinstance(value, FileBody):
        return _file_answer(value)
    else:
        body = _encoder.encode(value)
    return Answer(200, [*_FIXED, (b"content-length", b"%d" % len(body))], body)


def _file_answer(value: FileBody) -> Answer:
    safe_name = "".join(letter if letter.isalnum() or letter in "-_. " else "_" for letter in value.name)
    ascii_name = safe_name.encode("ascii", "replace").replace(b"?", b"_")
    headers = [
        (b"content-type", value.content_type.encode("latin-1")),
        (b"content-disposition", b'attachment; filename="' + ascii_name + b'"'),
        (b"content-length", b"%d" % value.path.stat().st_size),
        (b"x-content-type-options", b"nosniff"),
        (b"cache-control", b"private, no-store"),
    ]
    return Answer(200, headers, file=value.path)


def error_answer(wire: WireError, *, trace_id: str = "", retry_after_s: int | None = None) -> Answer:
    """A refused call's answer, in the one envelope."""
    body = wire_body(wire)
    headers: _Headers = [*_FIXED, (b"content-length", b"%d" % len(body))]
    if trace_id:
        headers.append((_TRACE_HEADER, trace_id.encode("ascii")))
    if retry_after_s is not None:
        headers.append((b"retry-after", b"%d" % retry_after_s))
    if wire.status == 413:
        # The rest of the body is not read.
        headers.append((b"connection", b"close"))
    return Answer(wire.status, headers, body)
