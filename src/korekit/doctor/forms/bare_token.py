"""A token by itself, or a header with it."""

import re
from typing import Final

from korekit.doctor.form import Form
from korekit.doctor.given import GivenRequest

__all__ = ["FORM"]

_TOKEN: Final = re.compile(
    r"[\"'`<{\[(]*(?:bearer\s+|jwt\s+)?[\"'`]?ey[A-Za-z0-9_\-\s.=…*]+[\"'`>}\])]*[,;]?", re.IGNORECASE
)
_HEADER_LINE: Final = re.compile(r"([A-Za-z][A-Za-z0-9-]*)[ \t]*:[ \t]*(?!//)(\S.*)", re.DOTALL)


def _header(text: str) -> re.Match[str] | None:
    found = _HEADER_LINE.fullmatch(text)
    return found if found and _TOKEN.fullmatch(found[2].strip()) else None


def _fits(text: str) -> bool:
    return _TOKEN.fullmatch(text) is not None or _header(text) is not None


def _read(text: str) -> list[GivenRequest]:
    header = _header(text)
    name, value = (header[1], header[2].strip()) if header else ("auth", text)
    # Which header a bare token goes into is not said, so nothing about headers is known for sure.
    return [GivenRequest(form="token", headers=((name, value),), are_headers_whole=False, is_body_known=False)]


FORM: Final = Form("a token", 30, _fits, _read)
