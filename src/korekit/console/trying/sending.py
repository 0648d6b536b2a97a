"""A request sent to this platform from inside its process, over the same door as any program's.

Nothing of it is known to the platform but what a program would send too, so it is judged, counted and traced alike.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from time import perf_counter
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import msgspec

from korekit.catalog.parameters import Upload
from korekit.client.requests import Request
from korekit.errors.wire import TRACE_HEADER
from korekit.server.requests import Application, Message

__all__ = ["Sent", "send"]

_SHOWN_BYTES: Final = 256 << 10
_CHUNK_BYTES: Final = 256 << 10
_WITHIN_S: Final = 60
_Body = AsyncIterator[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """An answer. `body`: its first 256 KiB; `size_bytes`: of all of it; `duration_ms`: until its last byte."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    size_bytes: int
    duration_ms: float

    def __repr__(self) -> str:
        return f"Sent(status={self.status})"

    @property
    def reason(self) -> str:
        """The status in words."""
        try:
            return HTTPStatus(self.status).phrase
        except ValueError:
            return ""

    @property
    def is_good(self) -> bool:
        """Whether the call was answered as hoped for."""
        return 200 <= self.status < 300

    @property
    def is_cut(self) -> bool:
        """Whether the body is longer than what is kept of it."""
        return self.size_bytes > len(self.body)

    @property
    def trace_id(self) -> str:
        """Names the refusal."""
        return next((value for name, value in self.headers if name == TRACE_HEADER), "")

    @property
    def document(self) -> Any:
        """The body as JSON; `None` where it is none."""
        try:
            return None if self.is_cut else msgspec.json.decode(self.body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None

    @property
    def text(self) -> str:
        """The body to read: JSON indented; empty where it is no text."""
        if self.document is not None:
            return msgspec.json.format(self.body, indent=2).decode()
        try:
            return self.body.decode()
        except UnicodeDecodeError:
            # A character at the very end may be cut in two.
            text = self.body.decode("utf-8", "ignore")
            return text if self.is_cut and self.body.startswith(text.encode()) and b"\0" not in self.body else ""


async def send(asgi: Application, request: Request, headers: dict[str, str], peer: str) -> Sent:
    """Send a request and wait for its answer.

    Args:
        asgi: the platform.
        request: with the platform's own address.
        headers: of whoever calls.
        peer: from where he called.

    Raises:
        TimeoutError: no whole answer within a minute.
    """
    body, extra = _body_of(request)
    parts = urlsplit(request.url)
    given = {"host": parts.netloc, **request.headers, **headers, **extra}
    scope: Message = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": parts.scheme,
        "path": unquote(parts.path),
        "raw_path": parts.path.encode("ascii"),
        "query_string": parts.query.encode("ascii"),
        "headers": [(name.lower().encode("ascii"), value.encode("latin-1")) for name, value in given.items()],
        "client": (peer, 0),
        "server": (parts.hostname, parts.port),
    }
    answer = _Answer()
    started = perf_counter()
    async with asyncio.timeout(_WITHIN_S):
        await asgi(scope, _receiving(body), answer.take)
    return Sent(
        status=answer.status,
        headers=tuple(answer.headers),
        body=bytes(answer.body),
        size_bytes=answer.size_bytes,
        duration_ms=(perf_counter() - started) * 1000,
    )


class _Answer:
    """Takes an answer's parts and keeps the beginning."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: list[tuple[str, str]] = []
        self.body = bytearray()
        self.size_bytes = 0

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in message["headers"]]
            return
        part = message.get("body", b"")
        self.size_bytes += len(part)
        self.body += part[: max(0, _SHOWN_BYTES - len(self.body))]


def _receiving(body: _Body) -> Any:
    is_over = False

    async def receive() -> Message:
        nonlocal is_over
        if is_over:
            # Whoever waits for the end of the connection waits until the answer is there.
            await asyncio.Event().wait()
        part = await anext(body, None)
        is_over = part is None
        return {"type": "http.request", "body": part or b"", "more_body": not is_over}

    return receive


def _body_of(request: Request) -> tuple[_Body, dict[str, str]]:
    if not request.files:
        return _whole(request.content), {}
    boundary = secrets.token_hex(16)
    return _multipart(request, boundary), {"content-type": f"multipart/form-data; boundary={boundary}"}


async def _whole(content: bytes | None) -> _Body:
    if content:
        yield content


async def _multipart(request: Request, boundary: str) -> _Body:
    for name, value in request.form:
        yield f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
    for name, upload in request.files:
        yield _part_head(boundary, name, upload)
        async for chunk in _content(upload.source):
            yield chunk
        yield b"\r\n"
    yield f"--{boundary}--\r\n".encode()


def _part_head(boundary: str, name: str, upload: Upload) -> bytes:
    # As browsers write what would end the name.
    shown = upload.name.replace("\\", "\\\\").replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
    return (
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{shown}"\r\n'
        f"Content-Type: application/octet-stream\r\n\r\n"
    ).encode()


async def _content(source: Path | bytes) -> _Body:
    if isinstance(source, bytes):
        yield source
        return
    with source.open("rb") as file:
        while chunk := await asyncio.to_thread(file.read, _CHUNK_BYTES):
            yield chunk
