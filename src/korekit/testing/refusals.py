"""Asserting that a call was refused, and for which cause.

A platform tells the cause by its trace, for certain. A host that keeps no trace is known by its answer alone, which
several causes share: then the answer must be the one that this cause has.
"""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from korekit.doctor.diagnosis import Diagnosis, cause_of
from korekit.doctor.inside import explain_trace
from korekit.doctor.report import Tone, report
from korekit.errors.refusal import Check, Refusal
from korekit.errors.wire import TRACE_HEADER
from korekit.flaws.every_flaw import find_flaw

if TYPE_CHECKING:
    from korekit.testing.platforms import Platform

__all__ = ["assert_refused"]


@dataclass(frozen=True, slots=True)
class _Seen:
    """What an answer shows of a refusal, whichever library brought it."""

    status: int
    trace_id: str
    body: bytes

    def first_error(self) -> tuple[object, object]:
        try:
            (first, *_) = json.loads(self.body)["errors"]
            return first["code"], first["msg"]
        except (ValueError, LookupError, TypeError):
            return None, None


def assert_refused(outcome: Any, cause: str, *, platform: "Platform") -> Diagnosis:
    """Check that a call was refused for this cause and no other.

    Args:
        outcome: the answer, of whichever HTTP library, or the error that was raised for it; or a function that makes
            the call and returns the one or raises the other.
        cause: its public name, such as `scope-not-saved`.
        platform: where the call went.

    Returns:
        What the doctor says of it: the cause with what was expected and found, the checks with their states.

    Raises:
        AssertionError: it was not refused, or for another cause; the message holds the whole list of checks.
        FlawUnknown: no cause has this name.
    """
    __tracebackhide__ = True
    wanted = find_flaw(cause).kind
    seen = _seen(_made(outcome))
    if seen is None or seen.status < 400:
        what = f"with status {seen.status}" if seen is not None else "without an error"
        raise AssertionError(f"Expected a refusal for {cause}, but the call came back {what}.")
    if not seen.trace_id:
        return _judged_by_answer(wanted, seen)
    trace = platform.trace(seen.trace_id)
    if trace is None:
        raise AssertionError(f"Expected a refusal for {cause}; {platform.url} does not tell this user why it refused.")
    diagnosis = explain_trace(trace)
    if trace.cause != cause:
        told = "\n".join(report(diagnosis, _as_it_is, request=[f"{trace.method} {trace.path}"]))
        raise AssertionError(f"Expected a refusal for {cause}, but the cause was {trace.cause}.\n\n{told}")
    return diagnosis


def _as_it_is(text: str, tone: Tone) -> str:
    return text


def _made(outcome: Any) -> Any:
    """What came of the call, made now if it was not yet."""
    __tracebackhide__ = True
    if not callable(outcome) or _status(outcome) is not None:
        return outcome
    try:
        return outcome()
    except Exception as error:
        # Whichever library raised it: what shows no answer is no refusal, and goes on to whoever asked.
        if _seen(error) is None:
            raise
        return error


def _seen(outcome: Any) -> _Seen | None:
    response = getattr(outcome, "response", None)
    source = outcome if response is None else response
    status = _status(source)
    headers = getattr(source, "headers", None)
    if status is None or headers is None:
        return None
    pairs = headers.items() if hasattr(headers, "items") else headers
    found = {str(name).lower(): str(value) for name, value in pairs}
    return _Seen(status, found.get(TRACE_HEADER, ""), _body(source))


def _status(source: Any) -> int | None:
    for name in ("status_code", "status", "code"):
        value = getattr(source, name, None)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
    return None


def _body(source: Any) -> bytes:
    for name in ("content", "body"):
        value = getattr(source, name, None)
        if isinstance(value, bytes):
            return value
    return b""


def _judged_by_answer(wanted: type[Refusal], seen: _Seen) -> Diagnosis:
    __tracebackhide__ = True
    code, msg = seen.first_error()
    wire = wanted.wire
    # What is wrong with a body has another message for each operation.
    is_same = seen.status == wire.status and (wanted.check is Check.BODY or msg == wire.msg)
    if not is_same:
        raise AssertionError(
            f"Expected a refusal for {wanted.cause}, which is answered {wire.status} {wire.code} {wire.msg!r}; "
            f"the answer was {seen.status} {code} {msg!r}. This host tells no cause."
        )
    return Diagnosis("refused", (cause_of(wanted(), is_certain=False),), ())
