"""Stands around the platform and tells what was called: `/metrics` for machines that ask, a line of JSON for logs.

Neither holds a header, a body, a query or a path; operations are named by their ids.
"""

import hashlib
import hmac
import os
import secrets
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec

from korekit.clock import iso_time
from korekit.errors.wire import TRACE_HEADER
from korekit.jobs.queue import OPEN_JOBS
from korekit.server.answers import Answer, send_answer
from korekit.server.dispatch import CAUSE, OPERATION
from korekit.server.metrics import CONTENT_TYPE, Metrics
from korekit.server.platform import Platform
from korekit.server.requests import Application, Message, Receive, Send, header

__all__ = ["MIN_TOKEN_LENGTH", "Observed", "TokenTooShort", "metrics_token", "to_stderr"]

MIN_TOKEN_LENGTH: Final = 16
_PATH: Final = "/metrics"
_TRACE: Final = TRACE_HEADER.encode("ascii")
_encode: Final = msgspec.json.Encoder().encode


class TokenTooShort(ValueError):
    """The file holds no token, or one that can be guessed."""


def metrics_token(path: Path) -> str:
    """The token that `/metrics` is asked with, from a file that is made with a new one where there is none.

    Raises:
        TokenTooShort: the file holds less than 16 characters.
        OSError: the file can be neither read nor made.
    """
    try:
        with open(path, "x", encoding="ascii", opener=_private) as file:
            token = secrets.token_urlsafe(32)
            file.write(token + "\n")
    except FileExistsError:
        token = path.read_text("utf-8").strip()
    if len(token) < MIN_TOKEN_LENGTH:
        raise TokenTooShort(f"{path} holds no token of at least {MIN_TOKEN_LENGTH} characters")
    return token


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


@dataclass(slots=True)
class _Seen:
    """What is known of an answer once it begins."""

    status: int = 0
    trace_id: str = ""
    at_s: float = 0.0


class Observed:
    """An ASGI callable around another one.

    `token`: opens `/metrics`; without one there is no such path. `write`: takes a line of JSON for each request.
    """

    def __init__(
        self, platform: Platform, asgi: Application, *, token: str = "", write: Callable[[str], Any] | None = None
    ) -> None:
        self._platform = platform
        self._asgi = asgi
        # Compared by hash, so that not even its length shows in the time.
        self._token = hashlib.sha256(token.encode()).digest() if token else b""
        self._metrics = Metrics()
        self._write = write

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one request, or the process's life."""
        if scope["type"] != "http":
            await self._asgi(scope, receive, send)
        elif scope["path"] == _PATH and self._token:
            await send_answer(await self._tell(scope), send)
        else:
            await self._observe(scope, receive, send)

    async def _observe(self, scope: Message, receive: Receive, send: Send) -> None:
        seen, begun_s = _Seen(), time.perf_counter()

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen.status, seen.at_s = message["status"], time.perf_counter()
                seen.trace_id = next((value.decode() for name, value in message["headers"] if name == _TRACE), "")
            await send(message)

        try:
            await self._asgi(scope, receive, sending)
        finally:
            # Whoever went away before he was answered is not counted.
            if seen.status:
                self._note(scope, seen, seen.at_s - begun_s)

    def _note(self, scope: Message, seen: _Seen, duration_s: float) -> None:
        operation, cause = scope.get(OPERATION, ""), scope.get(CAUSE, "")
        self._metrics.add(operation, seen.status, cause, duration_s)
        if self._write is None:
            return
        told = {
            "time": iso_time(self._platform.services.clock.now_ms()),
            "method": scope["method"][:20],
            "operation": operation,
            "status": seen.status,
            "durationMs": round(duration_s * 1000, 3),
        }
        if seen.trace_id:
            told |= {"traceId": seen.trace_id, "cause": cause}
        self._write(_encode(told).decode() + "\n")

    async def _tell(self, scope: Message) -> Answer:
        word, _, token = (header(scope["headers"], b"authorization") or "").partition(" ")
        given = hashlib.sha256(token.strip().encode("utf-8", "replace")).digest()
        if word.lower() != "bearer" or not hmac.compare_digest(given, self._token):
            return Answer(401, [(b"www-authenticate", b"Bearer"), (b"content-length", b"0")])
        if scope["method"] not in ("GET", "HEAD"):
            return Answer(405, [(b"allow", b"GET"), (b"content-length", b"0")])
        jobs = await self._platform.services.database.all(OPEN_JOBS)
        body = self._metrics.text((kind, state, count) for kind, state, count in jobs).encode()
        headers = [(b"content-type", CONTENT_TYPE), (b"content-length", b"%d" % len(body))]
        return Answer(200, [*headers, (b"cache-control", b"no-store")], body)


def to_stderr(line: str) -> None:
    """Write a line where logs are expected."""
    sys.stderr.write(line)
    sys.stderr.flush()
