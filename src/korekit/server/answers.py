"""Answers as bytes: one place that encodes, one that writes refused bodies."""

import asyncio
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from korekit.calls.handlers import Encoded, FileBody, PlainText
from korekit.errors.wire import TRACE_HEADER, WireError, wire_body
from korekit.server.requests import Send

__all__ = ["Answer", "encoded_answer", "error_answer", "file_answer", "send_answer"]

_CHUNK: Final = 256 << 10

_TRACE_HEADER: Final = TRACE_HEADER.encode("ascii")
_JSON: Final = (b"content-type", b"application/json; charset=utf-8")
_TEXT: Final = (b"content-type", b"text/plain; charset=utf-8")
_FIXED: Final = (_JSON, (b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff"))
_encoder: Final = msgspec.json.Encoder()

_Headers = list[tuple[bytes, bytes]]


class Answer(NamedTuple):
    """What goes out. `file`: sent instead of `body`; `is_temporary`: deleted then."""

    status: int
    headers: _Headers
    body: bytes = b""
    file: Path | None = None
    is_temporary: bool = False


def encoded_answer(value: Any) -> Answer:
    """A handler's answer."""
    if type(value) is Encoded:
        body = value.body
    elif isinstance(value, FileBody):
        return file_answer(value)
    elif isinstance(value, PlainText):
        body = value.text.encode()
        return Answer(200, [_TEXT, *_FIXED[1:], (b"content-length", b"%d" % len(body))], body)
    else:
        body = _encoder.encode(value)
    return Answer(200, [*_FIXED, (b"content-length", b"%d" % len(body))], body)


def file_answer(value: FileBody) -> Answer:
    """A file as a handler's answer, which a browser saves."""
    safe_name = "".join(letter if letter.isalnum() or letter in "-_. " else "_" for letter in value.name)
    ascii_name = safe_name.encode("ascii", "replace").replace(b"?", b"_")
    headers = [
        (b"content-type", value.content_type.encode("latin-1")),
        (b"content-disposition", b'attachment; filename="' + ascii_name + b'"'),
        (b"content-length", b"%d" % value.path.stat().st_size),
        (b"x-content-type-options", b"nosniff"),
        (b"cache-control", b"private, no-store"),
    ]
    return Answer(200, headers, file=value.path, is_temporary=value.is_temporary)


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


async def send_answer(answer: Answer, send: Send) -> None:
    """Send an answer over ASGI."""
    try:
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        if answer.file is None:
            await send({"type": "http.response.body", "body": answer.body})
            return
        with answer.file.open("rb") as file:
            while chunk := await asyncio.to_thread(file.read, _CHUNK):
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    finally:
        if answer.is_temporary and answer.file is not None:
            answer.file.unlink(missing_ok=True)
