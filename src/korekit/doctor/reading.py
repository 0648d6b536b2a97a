"""A pasted text as requests, whatever form it has.

Source of the forms: the files of `forms`.
"""

import importlib
import pkgutil
import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from korekit.doctor import forms
from korekit.doctor.form import Form
from korekit.doctor.given import GivenRequest, Unreadable
from korekit.doctor.masks import masks_opened

__all__ = ["MAX_REQUESTS", "MAX_TEXT_CHARACTERS", "known_forms", "read_plain", "read_request", "read_requests"]

MAX_TEXT_CHARACTERS: Final = 10_000_000
# More than this nobody reads; the rest is counted alone.
MAX_REQUESTS: Final = 20
# The marks of open parts, and what terminals and editors leave in copied text.
_CLEANED: Final = {0xE000: "\ufffd", 0xE001: "\ufffd", 0xFEFF: None, 0x200B: None, 0x00A0: " ", 0: "\ufffd"}
# How code is set apart in chats and documents.
_FENCE: Final = re.compile(r"^[ \t]*(?:```|~~~)[ \t]*[\w+-]*[ \t]*\r?$", re.MULTILINE)


@cache
def known_forms() -> tuple[Form, ...]:
    """Every form, in the order in which they are tried."""
    found = [
        importlib.import_module(f"{forms.__name__}.{one.name}").FORM for one in pkgutil.iter_modules(forms.__path__)
    ]
    return tuple(sorted(found, key=lambda form: form.rank))


def read_request(text: str) -> GivenRequest:
    """The first request in a text.

    Raises:
        Unreadable: as `read_requests` does.
    """
    return read_requests(text)[0]


def read_requests(text: str) -> Sequence[GivenRequest]:
    """The requests in a text; nothing in it is executed, and no file that it names is read.

    Args:
        text: what somebody pasted, at most 10,000,000 characters.

    Raises:
        Unreadable: no known form, or one that is broken; says where and why.
    """
    if len(text) > MAX_TEXT_CHARACTERS:
        raise Unreadable("the text", f"longer than {MAX_TEXT_CHARACTERS} characters")
    cleaned = _FENCE.sub("", text.translate(_CLEANED)).strip()
    if not cleaned:
        raise Unreadable("the text", "empty")
    return read_plain(cleaned, known_forms())


def read_plain(text: str, among: Sequence[Form]) -> Sequence[GivenRequest]:
    """The requests in a cleaned text, by the first of some forms that can read it.

    Raises:
        Unreadable: none can.
    """
    masked = masks_opened(text)
    trouble: Unreadable | None = None
    for form in among:
        given = masked if form.is_masked else text
        if len(text) > form.max_characters or not form.fits(given):
            continue
        try:
            return form.read(given)
        except Unreadable as error:
            # What looks like one form may be another; if none reads it, the likeliest says why.
            trouble = trouble or error
    if trouble is not None:
        raise trouble
    if len(text) > min(form.max_characters for form in among):
        raise Unreadable("the text", "too long for what it is; give the part with the call")
    names = ", ".join(form.name for form in known_forms())
    raise Unreadable("the text", f"no form that is known here: {names}")
