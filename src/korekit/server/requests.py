"""Reading a request: its headers, its body within limits, a form's fields, a file on its way to the disk.

A NUL in a text becomes U+FFFD here, since no database column takes it: an id with one is an unknown id.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from korekit.errors.request_causes import BodyFieldInvalid, BodyMalformed
from korekit.errors.wire import WireError

__all__ = [
    "MAX_FORM_BYTES",
    "MAX_JSON_BYTES",
    "Application",
    "ConnectionLost",
    "Message",
    "Receive",
    "Send",
    "declared_length",
    "header",
    "next_chunk",
    "origin_of",
    "parse_form",
    "read_body",
    "refuse_length",
    "shown_size",
    "too_large",
    "without_nul",
    "without_nul_escapes",
]

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
# What an ASGI server calls.
Application = Callable[[Message, Receive, Send], Awaitable[None]]

MAX_JSON_BYTES: Final = 4 << 20
# Decoding a percent-encoded form costs up to half a second a megabyte, in which nobody else is answered.
MAX_FORM_BYTES: Final = 256 << 10
_MAX_FORM_FIELDS: Final = 200
_CHUNK_WITHIN_S: Final = 60
_TOO_SLOW: Final = WireError(408, 408, "Request Timeout")
_TOO_LARGE: Final = WireError(413, 413, "Request Entity Too Large")
_HOST: Final = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?")
_LENGTH: Final = re.compile(r"[0-9]{1,18}")


def too_large(limit: int, size: int | None = None) -> BodyFieldInvalid:
    """A body larger than this platform takes: 413. `size`: in bytes, where it is known."""
    found = "more" if size is None else shown_size(size, is_rounded_up=True)
    return BodyFieldInvalid(
        words="What was sent is too large.", expected=f"at most {shown_size(limit)}", found=found, wire=_TOO_LARGE
    )


def shown_size(size: int, *, is_rounded_up: bool = False) -> str:
    """A size as people read it: `256 kB`, `4 MB`, 1,024 bytes to the kB."""
    for unit, name in ((1 << 20, "MB"), (1 << 10, "kB")):
        if size >= unit:
            return f"{-(-size // unit) if is_rounded_up else size // unit} {name}"
    return f"{size} bytes"


class ConnectionLost(Exception):
    """The caller went away while sending."""


def header(headers: list[tuple[bytes, bytes]], name: bytes) -> str | None:
    """The first header of this name, which is in lower case."""
    for given, value in headers:
        if given == name:
            return value.decode("latin-1")
    return None


def without_nul(text: str) -> str:
    """The text as a database can keep it."""
    return text.replace("\0", "\ufffd")


def without_nul_escapes(body: bytes) -> bytes:
    """JSON whose texts a database can keep; with bare NUL bytes it is no JSON anyway."""
    if b"\\u0000" not in body or b"\0" in body:
        return body
    # Escaped backslashes stand aside for a moment: what follows one is no escape.
    aside = body.replace(b"\\\\", b"\0\0").replace(b"\\u0000", b"\\ufffd")
    return aside.replace(b"\0\0", b"\\\\")


def origin_of(scope: Message) -> str:
    """How the caller reached this host, by his own word: `http://127.0.0.1:8070`."""
    # Whatever a caller writes there comes back to himself only; nonsense is replaced, not refused.
    host = header(scope["headers"], b"host") or ""
    if not _is_host(host):
        address, port = scope.get("server") or ("127.0.0.1", 80)
        host = f"{address}:{port}"
    return f"{scope.get('scheme', 'http')}://{host}"


def _is_host(text: str) -> bool:
    """Whether a text is a host with or without a port, as addresses are made of."""
    if not _HOST.fullmatch(text):
        return False
    try:
        parts = urlsplit(f"//{text}")
        return parts.port is None or parts.port > 0
    except ValueError:
        # A port of no machine, or brackets around what is no address.
        return False


def declared_length(headers: list[tuple[bytes, bytes]]) -> int | None:
    """The body's length, if the request says it."""
    text = header(headers, b"content-length")
    return int(text) if text is not None and _LENGTH.fullmatch(text) else None


def refuse_length(headers: list[tuple[bytes, bytes]], limit: int) -> None:
    """Refuse a body by its declared length, before a byte of it is read.

    Raises:
        BodyFieldInvalid: it is over the limit.
    """
    length = declared_length(headers)
    if length is not None and length > limit:
        raise too_large(limit, length)


async def next_chunk(receive: Receive) -> tuple[bytes, bool]:
    """A part of the body, with whether more follows.

    Raises:
        ConnectionLost: the caller went away.
        BodyMalformed: nothing came for a minute.
    """
    try:
        async with asyncio.timeout(_CHUNK_WITHIN_S):
            message = await receive()
    except TimeoutError:
        raise BodyMalformed(expected="a body that goes on", found="silence", wire=_TOO_SLOW) from None
    if message["type"] == "http.disconnect":
        raise ConnectionLost
    return message.get("body", b""), message.get("more_body", False)


async def read_body(receive: Receive, headers: list[tuple[bytes, bytes]], limit: int = MAX_JSON_BYTES) -> bytes:
    """The whole body.

    Raises:
        BodyFieldInvalid: over `limit` bytes; what follows is not read.
        ConnectionLost: the caller went away.
    """
    refuse_length(headers, limit)
    chunks: list[bytes] = []
    size = 0
    is_more = True
    while is_more:
        chunk, is_more = await next_chunk(receive)
        size += len(chunk)
        if size > limit:
            raise too_large(limit)
        chunks.append(chunk)
    return b"".join(chunks)


def parse_form(body: bytes) -> list[tuple[str, str]]:
    """The fields of a form-encoded body, in order.

    Raises:
        BodyMalformed: not UTF-8.
        BodyFieldInvalid: more fields than any caller means.
    """
    try:
        pairs = parse_qsl(
            body.decode("utf-8"), keep_blank_values=True, max_num_fields=_MAX_FORM_FIELDS, errors="strict"
        )
    except UnicodeDecodeError:
        raise BodyMalformed(expected="UTF-8", found="another encoding") from None
    except ValueError:
        raise BodyFieldInvalid(expected=f"at most {_MAX_FORM_FIELDS} fields", found="more") from None
    return [(without_nul(wire), without_nul(value)) for wire, value in pairs]
