"""A pasted text as one value, whatever form it has.

Source of the forms: the files of `forms`.
"""

import importlib
import pkgutil
from functools import cache
from typing import Final

from korekit.doctor import forms
from korekit.doctor.form import Form
from korekit.doctor.given import GivenRequest, Unreadable

__all__ = ["MAX_TEXT_CHARACTERS", "known_forms", "read_request"]

MAX_TEXT_CHARACTERS: Final = 1_000_000
# The marks of open parts, and what terminals and editors leave in copied text.
_CLEANED: Final = {0xE000: "\ufffd", 0xE001: "\ufffd", 0xFEFF: None, 0x200B: None, 0x00A0: " ", 0: "\ufffd"}


@cache
def known_forms() -> tuple[Form, ...]:
    """Every form, in the order in which they are tried."""
    found = [
        importlib.import_module(f"{forms.__name__}.{one.name}").FORM for one in pkgutil.iter_modules(forms.__path__)
    ]
    return tuple(sorted(found, key=lambda form: form.rank))


def read_request(text: str) -> GivenRequest:
    """The request in a text; nothing in it is executed, and no file that it names is read.

    Args:
        text: what somebody pasted, at most 1,000,000 characters.

    Raises:
        Unreadable: no known form, or one that is broken; says where and why.
    """
    if len(text) > MAX_TEXT_CHARACTERS:
        raise Unreadable("the text", f"longer than {MAX_TEXT_CHARACTERS} characters")
    cleaned = text.translate(_CLEANED).strip()
    if not cleaned:
        raise Unreadable("the text", "empty")
    for form in known_forms():
        if form.fits(cleaned):
            return form.read(cleaned)
    names = ", ".join(form.name for form in known_forms())
    raise Unreadable("the text", f"no form that is known here: {names}")
