"""An address by itself: full, without its scheme, or only its path."""

import re
from typing import Final

from korekit.doctor.form import Form
from korekit.doctor.given import GivenRequest

__all__ = ["FORM"]

_FULL: Final = re.compile(r"https?://\S+", re.IGNORECASE)
_WITHOUT_SCHEME: Final = re.compile(r"[A-Za-z0-9.-]+\.[A-Za-z]{2,}(?::\d+)?/\S*|localhost(?::\d+)?/\S*", re.IGNORECASE)
_PATH: Final = re.compile(r"/[^/\s]\S*")


def _fits(text: str) -> bool:
    return any(form.fullmatch(text) for form in (_FULL, _WITHOUT_SCHEME, _PATH))


def _read(text: str) -> list[GivenRequest]:
    url = text if _FULL.fullmatch(text) or _PATH.fullmatch(text) else f"https://{text}"
    return [GivenRequest(form="address", url=url, are_headers_whole=False, is_body_known=False)]


FORM: Final = Form("an address", 40, _fits, _read)
