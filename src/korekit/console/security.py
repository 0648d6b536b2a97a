"""What keeps strangers out of pages: the headers of every answer, and the mark that each form carries."""

import hashlib
import hmac
from functools import lru_cache
from typing import Final

from korekit.console.request import Request
from korekit.errors.console import ConsoleRefusal
from korekit.errors.wire import WireError

__all__ = ["FormForged", "FormTooSlow", "check_form", "check_origin", "form_mark", "page_headers"]


def _policy(sends_to: str) -> bytes:
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        f"connect-src {sends_to}; form-action {sends_to}; frame-ancestors 'none'; base-uri 'none'; worker-src 'none'"
    ).encode()


_ALWAYS: Final = (
    (b"content-type", b"text/html; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    # Not `no-referrer`: under that, browsers hide from us as well that a form is our own.
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)
_ONLINE: Final = (*_ALWAYS, (b"content-security-policy", _policy("'self'")))
_OFFLINE: Final = (*_ALWAYS, (b"content-security-policy", _policy("'none'")))


class FormForged(ConsoleRefusal):
    """A form that no page of ours gave to this visitor."""

    wire = WireError(
        403, 403, "This form is too old, or it does not come from here. Go back, reload the page, try again."
    )


class FormTooSlow(ConsoleRefusal):
    """A form that did not come within a minute."""

    wire = WireError(408, 408, "The form did not arrive within a minute. Send it again.")


def page_headers(*, is_offline: bool) -> list[tuple[bytes, bytes]]:
    """The headers of a page. `is_offline`: its scripts may connect to nothing, and no form of it is sent."""
    return list(_OFFLINE if is_offline else _ONLINE)


@lru_cache(maxsize=1024)
def form_mark(key: str) -> str:
    """What every form of a visit carries: only who holds the visit's key can make it."""
    return hmac.new(key.encode(), b"korekit form", hashlib.sha256).hexdigest()[:40]


def check_origin(request: Request) -> None:
    """Judge a change by where it comes from, before its body is read.

    Raises:
        FormForged: from another site.
    """
    if not request.is_from_here:
        raise FormForged()


def check_form(request: Request, key: str) -> None:
    """Judge a change.

    Args:
        request: with its form read.
        key: the visit's; empty where the visitor never saw a page of ours.

    Raises:
        FormForged: it comes from another site, or lacks the visit's mark.
    """
    check_origin(request)
    given = request.form.text("csrf")
    if not key or not hmac.compare_digest(given.encode(), form_mark(key).encode()):
        raise FormForged()
