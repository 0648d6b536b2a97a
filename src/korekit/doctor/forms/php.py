"""PHP with its curl functions: the options that are set, by name."""

import re
from typing import Final

from korekit.doctor.answers import answer_in
from korekit.doctor.form import Form
from korekit.doctor.given import GivenRequest, opened

__all__ = ["FORM"]

_FITS: Final = re.compile(r"\bCURLOPT_URL\b|\bcurl_init\(['\"]")
_START: Final = re.compile(r"\bcurl_init\(")
_TEXT: Final = r"(?:'(?P<single>(?:[^'\\]|\\.){0,20000})'|\"(?P<double>(?:[^\"\\]|\\.){0,20000})\")"
_URL: Final = re.compile(rf"(?:CURLOPT_URL\s*(?:=>|,)|curl_init\()\s*{_TEXT}")
_METHOD: Final = re.compile(rf"CURLOPT_CUSTOMREQUEST\s*(?:=>|,)\s*{_TEXT}")
_IS_POST: Final = re.compile(r"CURLOPT_POST\s*(?:=>|,)\s*(?:true|1)", re.IGNORECASE)
_BODY: Final = re.compile(rf"CURLOPT_POSTFIELDS\s*(?:=>|,)\s*(?:{_TEXT})?")
_HEADERS: Final = re.compile(r"CURLOPT_HTTPHEADER\s*(?:=>|,)\s*(?:array\(|\[)(?P<list>[^\])]{0,30000})")
_ONE: Final = re.compile(_TEXT + r"(?P<more>\s*\.\s*\$\w+)?")
_VARIABLE: Final = re.compile(r"\{?\$(\w+)\}?")
_FORM_TYPE: Final = "application/x-www-form-urlencoded"


def _fits(text: str) -> bool:
    return _FITS.search(text) is not None


def _read(text: str) -> list[GivenRequest]:
    starts = [found.start() for found in _START.finditer(text)][:50] or [0]
    pieces = [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    return [_request(piece) for piece in pieces]


def _plain(found: re.Match[str] | None) -> str | None:
    """What a text says; in double quotes, variables stay open."""
    if found is None:
        return None
    if found["single"] is not None:
        return found["single"].replace("\\'", "'").replace("\\\\", "\\")
    if found["double"] is None:
        return None
    inner = found["double"].replace('\\"', '"').replace("\\n", "\n").replace("\\\\", "\\")
    return _VARIABLE.sub(lambda name: opened(f"${name[1]}"), inner)


def _request(text: str) -> GivenRequest:
    given = _BODY.search(text)
    body = _plain(given)
    listed = _HEADERS.search(text)
    headers: list[tuple[str, str]] = []
    for one in _ONE.finditer(listed["list"]) if listed else ():
        more = opened(one["more"].strip(" .\n\t")) if one["more"] else ""
        name, colon, value = ((_plain(one) or "") + more).partition(":")
        headers += [(name.strip(), value.strip())] if colon else []
    is_literal = listed is not None or "CURLOPT_HTTPHEADER" not in text
    if given is not None and not any(name.lower() == "content-type" for name, _ in headers):
        headers.append(("Content-Type", _FORM_TYPE))
    is_post = given is not None or _IS_POST.search(text) is not None
    return GivenRequest(
        form="PHP",
        method=_plain(_METHOD.search(text)) or ("POST" if is_post else "GET"),
        url=_plain(_URL.search(text)),
        headers=tuple(headers),
        are_headers_whole=is_literal,
        body=body.encode("utf-8", "replace") if body is not None else None,
        is_body_known=given is None or body is not None,
        answer=answer_in(text),
    )


FORM: Final = Form("PHP code", 11, _fits, _read, is_masked=False)
