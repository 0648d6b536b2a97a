"""What came back: an answer with its result, or the error that its status means. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final, Generic, TypeVar

from korekit.client.decoding import Undecodable, decode, parse
from korekit.client.errors import (
    AnswerUnreadable,
    CallFailed,
    InputRejected,
    NotAllowed,
    NotServed,
    RateLimited,
    Refused,
    ServerFailed,
)
from korekit.client.requests import Invocation
from korekit.errors.wire import TRACE_HEADER

__all__ = ["Answer", "Received", "error_of", "read_answer", "retry_after_s"]

_R = TypeVar("_R", covariant=True)

_BY_STATUS: Final[Mapping[int, type[CallFailed]]] = {
    400: InputRejected,
    401: Refused,
    403: Refused,
    404: NotServed,
    405: NotAllowed,
    412: InputRejected,
    422: InputRejected,
    429: RateLimited,
    501: NotServed,
}


@dataclass(frozen=True, slots=True)
class Received:
    """An HTTP answer as it came. Header names are in lower case."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def __repr__(self) -> str:
        return f"Received({self.status}, {len(self.body)} bytes)"


@dataclass(frozen=True, slots=True)
class Answer(Generic[_R]):
    """The answer to a call.

    `result` has the type of the operation. `body` is what the host sent. Header names are in lower case.
    """

    invocation: Invocation
    status: int
    headers: Mapping[str, str]
    body: bytes
    result: _R

    def __repr__(self) -> str:
        # A body may hold secrets: an app's, a session's.
        return f"Answer({self.invocation.operation.id!r}, {self.status})"

    @property
    def json(self) -> Any:
        """The body as plain dicts and lists, with every key that the host sent.

        Raises:
            AnswerUnreadable: it is no JSON.
        """
        try:
            return parse(self.body)
        except Undecodable as error:
            raise AnswerUnreadable(
                f"{self.invocation.operation.id}: the answer is no JSON.", status=self.status, body=self.body
            ) from error

    @property
    def trace_id(self) -> str:
        """The trace's id; empty where the host gave none."""
        return self.headers.get(TRACE_HEADER, "")


def read_answer(invocation: Invocation, received: Received, now_s: float) -> Answer[Any]:
    """The answer with its result.

    Args:
        invocation: what was called.
        received: what came back.
        now_s: seconds since the epoch, for a `Retry-After` that is a date.

    Raises:
        CallFailed: by the status, anything but 2xx.
        AnswerUnreadable: 2xx with a body that the operation does not answer.
    """
    operation = invocation.operation
    if not 200 <= received.status < 300:
        raise error_of(operation.id, received, now_s)
    try:
        result = decode(received.body, operation.result)
    except Undecodable as error:
        raise AnswerUnreadable(
            f"{operation.id}: the answer is {error}.", status=received.status, body=received.body
        ) from error
    return Answer(invocation, received.status, received.headers, received.body, result)


def error_of(operation_id: str, received: Received, now_s: float) -> CallFailed:
    """The error that a status means, with code and message of the first element of `errors`."""
    kind = _BY_STATUS.get(received.status) or (ServerFailed if received.status >= 500 else CallFailed)
    code, msg = _first_error(received.body)
    if 300 <= received.status < 400:
        # The address may carry a key, and following it would carry the token to another host.
        msg = "the host points to another address; redirects are not followed"
    error = kind(
        operation_id,
        status=received.status,
        code=code,
        msg=msg,
        body=received.body,
        headers=received.headers,
        trace_id=received.headers.get(TRACE_HEADER, ""),
    )
    if isinstance(error, RateLimited):
        error.retry_after_s = retry_after_s(received, now_s)
    return error


def _first_error(body: bytes) -> tuple[int | str, str]:
    try:
        document = parse(body)
    except Undecodable:
        return "", ""
    errors = document.get("errors") if isinstance(document, dict) else None
    first = errors[0] if isinstance(errors, list) and errors else document
    if not isinstance(first, dict):
        return "", ""
    code = first.get("code", "")
    msg = first.get("msg") or first.get("message") or ""
    return (code if isinstance(code, int | str) else ""), (msg if isinstance(msg, str) else "")


def retry_after_s(received: Received, now_s: float) -> float | None:
    """Seconds that the host asks to wait, by `Retry-After` as a number or as a date; `None` if it does not."""
    stated = received.headers.get("retry-after", "").strip()
    if stated.isascii() and stated.isdigit():
        return float(stated)
    try:
        moment = parsedate_to_datetime(stated)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.fromtimestamp(now_s, UTC)).total_seconds())
