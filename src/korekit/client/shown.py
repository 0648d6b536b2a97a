"""A call as it may be shown: nothing in it lets anybody call, and enough is left for the doctor.

A signature is replaced by zeros, of an encrypted token only the header stays; a session, a password, a key and the text
of a body are gone. What stays are methods, paths, ids, names of fields, numbers, single words and the token's claims.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit

import msgspec

from korekit.catalog.operation import Operation
from korekit.catalog.planes import Caller
from korekit.client.answers import Received
from korekit.client.credentials import APP_HEADER
from korekit.client.decoding import Undecodable, parse
from korekit.client.requests import Request
from korekit.errors.wire import TRACE_HEADER

__all__ = ["ShownAnswer", "ShownRequest", "shown_answer", "shown_request", "without_query"]

_HIDDEN: Final = "…"
_SIGNED_PARTS: Final = 3
_ID: Final = re.compile(r"(?:[a-z]{1,5}-)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{24}", re.IGNORECASE)
_PLAIN: Final = re.compile(r"[a-z]{1,16}|\d{1,9}|\d{4}-\d\d-\d\d(?:T[\d:.]{5,12}Z?)?", re.IGNORECASE)
_SECRET_NAME: Final = re.compile(r"key|secret|token|passw|auth|signature|credential", re.IGNORECASE)
_PLAIN_HEADERS: Final = frozenset({"accept", "content-type", "content-length", "user-agent", "accountid"})
_PLAIN_ANSWER_HEADERS: Final = frozenset(
    {"content-type", "content-length", "date", "retry-after", "server", "allow", TRACE_HEADER}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRequest:
    """A request as it may be shown. `sent_at_s`: seconds since the epoch. `attempt`: from 1.

    `url`: an address without keys. `headers`: names in lower case. `body`: JSON in which texts are `…`, `None` where
    there is none or nothing of it may be shown. `parts`: a multipart body's fields, and whether each is a file.
    """

    operation_id: str
    method: str
    url: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    parts: tuple[tuple[str, bool], ...] = ()
    is_body_known: bool = True
    attempt: int = 1
    sent_at_s: float = 0.0

    def __repr__(self) -> str:
        return f"ShownRequest({self.operation_id!r}, {self.method!r}, {self.url!r})"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownAnswer:
    """An answer as it may be shown, without its body. `status`: 0 where none came, and `error` names what happened."""

    request: ShownRequest
    status: int
    headers: Mapping[str, str]
    size_bytes: int
    elapsed_s: float
    error: str = ""

    def __repr__(self) -> str:
        return f"ShownAnswer({self.request.operation_id!r}, {self.status})"

    @property
    def trace_id(self) -> str:
        """The trace's id; empty where the host gave none."""
        return self.headers.get(TRACE_HEADER, "")


def shown_request(
    request: Request, operation: Operation[Any, Any] | None, *, attempt: int, sent_at_s: float
) -> ShownRequest:
    """A request without what may not be shown.

    Args:
        request: as it is sent.
        operation: what is called; `None` for a download.
        attempt: which try it is, from 1.
        sent_at_s: seconds since the epoch.
    """
    # What a user sends may be his own password; what an app sends is looked through.
    is_app = operation is not None and operation.facts.caller is Caller.APP
    files = [(name, True) for name, _ in request.files]
    has_body = request.content is not None
    return ShownRequest(
        operation_id=operation.id if operation is not None else "download",
        method=request.method,
        url=_url(request.url) if operation is not None else without_query(request.url),
        headers=tuple((name.lower(), _header(name.lower(), value)) for name, value in request.headers.items()),
        body=_body(request.content or b"") if has_body and is_app else None,
        parts=(*((name, False) for name, _ in request.form), *files),
        is_body_known=is_app or not has_body,
        attempt=attempt,
        sent_at_s=sent_at_s,
    )


def shown_answer(request: ShownRequest, received: Received, elapsed_s: float) -> ShownAnswer:
    """An answer without its body and without headers that may hold a key."""
    headers = {name: value if name in _PLAIN_ANSWER_HEADERS else _HIDDEN for name, value in received.headers.items()}
    return ShownAnswer(
        request=request,
        status=received.status,
        headers=headers,
        size_bytes=len(received.body),
        elapsed_s=elapsed_s,
    )


def without_query(url: str) -> str:
    """An address up to its query."""
    return url.partition("?")[0].partition("#")[0]


def _url(url: str) -> str:
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    query = "&".join(f"{quote(name)}={quote(_text(name, value))}" for name, value in pairs)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def _header(name: str, value: str) -> str:
    if name == APP_HEADER:
        return _token(value)
    return value if name in _PLAIN_HEADERS else _HIDDEN


def _token(token: str) -> str:
    first, *others = token.split(".")
    if len(others) + 1 == _SIGNED_PARTS:
        return f"{first}.{others[0]}.{'A' * len(others[1])}"
    return ".".join([first, *("A" * len(part) for part in others)])


def _body(content: bytes) -> bytes | None:
    try:
        return msgspec.json.encode(_value("", parse(content)))
    except Undecodable:
        return None


def _value(name: str, value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _value(key, one) for key, one in value.items()}
    if isinstance(value, list):
        return [_value(name, one) for one in value]
    return _text(name, value) if isinstance(value, str) else value


def _text(name: str, value: str) -> str:
    is_secret = _SECRET_NAME.search(name) is not None
    return value if not is_secret and (_ID.fullmatch(value) or _PLAIN.fullmatch(value)) else _HIDDEN
