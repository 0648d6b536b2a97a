"""What an answer leaves possible: the causes that the public API answers in this way.

An answer's message is the vendor's, and several causes share one. Where the message is not known, the status decides.
Source: the `wire` of each cause; platform.md 6.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from korekit.doctor.given import Answer
from korekit.errors import Check, Refusal, causes
from korekit.errors.app_causes import RateLimitedHour, RateLimitedMinute
from korekit.errors.request_causes import BodyFieldInvalid, FileUnknown, HostWrong, PathUnknown, ResourceUnknown
from korekit.errors.wire import INVALID_CREDENTIALS, INVALID_TOKEN, VALIDATION, WireError

__all__ = ["Family", "family_of", "is_success"]

# Which checks answer with a status, where the message says no more.
_CHECKS_BY_STATUS: Final = {
    400: (Check.BOT, Check.BODY),
    401: (Check.HEADER, Check.TOKEN, Check.ALGORITHM, Check.APP, Check.SIGNATURE, Check.TIME, Check.JTI, Check.JWE,
          Check.ACCOUNT, Check.PLANE, Check.BOT, Check.SCOPE),
    403: (Check.BODY,),
    # Many gateways answer an unknown method as an unknown path.
    404: (Check.PATH, Check.METHOD),
    405: (Check.METHOD,),
    411: (Check.BODY,),
    412: (Check.BODY,),
    413: (Check.BODY,),
    415: (Check.BODY,),
    422: (Check.BODY,),
    429: (Check.RATE,),
    500: (Check.BODY,),
}  # fmt: skip
# Messages of one check, whose words differ from cause to cause and from host to host.
_TOKEN_CHECKS: Final = (Check.HEADER, Check.TOKEN)
# What is not found by an id of its own kind. Source: platform.md 6.5.
_NOT_FOUND: Final = ("not found", "invalid request id", "invalid widget", "invalid dashboard")


@dataclass(frozen=True, slots=True)
class Family:
    """The kinds of refusal that an answer leaves. `is_proof`: the host refused the call for one of them."""

    kinds: frozenset[type[Refusal]]
    is_proof: bool

    def has(self, refusal: Refusal | type[Refusal]) -> bool:
        """Whether a refusal is among them."""
        return any(kind.cause == refusal.cause for kind in self.kinds)

    @property
    def span(self) -> tuple[Check, Check]:
        """The first and the last of their checks."""
        order = list(Check)
        indices = [order.index(kind.check) for kind in self.kinds]
        return order[min(indices)], order[max(indices)]


def is_success(answer: Answer) -> bool:
    """Whether the host did what was asked: 2xx, and no page in place of data."""
    return answer.status is not None and 200 <= answer.status < 300 and not _is_page(answer)


def _is_page(answer: Answer) -> bool:
    return answer.body.lstrip()[:1] == "<"


def family_of(answer: Answer) -> Family | None:
    """The causes that an answer leaves possible; `None` where it says nothing about them."""
    status, message = answer.status, _message(answer.body)
    if status is not None and (status < 400 or status > 599):
        is_elsewhere = status >= 300 or _is_page(answer)
        return Family(frozenset({PathUnknown, HostWrong}), is_proof=False) if is_elsewhere else None
    kinds = _by_message(message, status) if message else set()
    if not kinds and status is not None:
        kinds = {kind for kind in causes().values() if kind.check in _CHECKS_BY_STATUS.get(status, ())}
    if not kinds:
        return None
    return Family(frozenset(kinds), is_proof=status is None or status < 500)


def _message(body: str) -> str:
    """The message of the envelope, or of one that is almost the envelope."""
    try:
        document = json.loads(body)
        errors = document.get("errors") if isinstance(document, dict) else None
        first = errors[0] if isinstance(errors, list) and errors else document
        found = (first.get("msg") or first.get("message")) if isinstance(first, dict) else None
    except (ValueError, RecursionError):
        return ""
    return " ".join(found.split()) if isinstance(found, str) else ""


def _by_message(message: str, status: int | None) -> set[type[Refusal]]:
    known = causes().values()
    text = message.lower()
    if text == INVALID_CREDENTIALS.msg.lower():
        # A damaged token gets this text as well as its own. Source: observed-errors.md 4.2.
        checks = {Check.HEADER, Check.TOKEN}
        return {kind for kind in known if kind.check in checks or _wire(kind) == INVALID_CREDENTIALS}
    if text == INVALID_TOKEN.msg.lower():
        return {kind for kind in known if kind.check in _TOKEN_CHECKS}
    if text == VALIDATION.msg.lower():
        return {kind for kind in known if _wire(kind) == VALIDATION}
    exact = {kind for kind in known if _wire(kind).msg.lower() == text}
    if exact:
        return exact
    if "rate limit" in text:
        return {RateLimitedMinute, RateLimitedHour}
    if any(words in text for words in _NOT_FOUND):
        return {ResourceUnknown, FileUnknown} if "file" in text else {ResourceUnknown}
    if status in (400, 403, 412, 422):
        # Some other sentence about what was sent.
        return {BodyFieldInvalid, *_of_check(known, Check.BODY)}
    return set()


def _wire(kind: type[Refusal]) -> WireError:
    return kind.wire


def _of_check(kinds: Iterable[type[Refusal]], check: Check) -> set[type[Refusal]]:
    return {kind for kind in kinds if kind.check is check}
