"""HAR files of a browser or a proxy: the calls of the API in them, the refused ones if there are any.

Each is judged as of the time at which it was made.
"""

import base64
import binascii
import re
from datetime import datetime
from typing import Any, Final

from korekit.doctor.form import Form
from korekit.doctor.given import Answer, GivenRequest, Part, Unreadable
from korekit.doctor.jsons import dict_at, documents_in, list_at, text_at
from korekit.errors.wire import TRACE_HEADER

__all__ = ["FORM"]

_FITS: Final = re.compile(r'"entries"\s*:\s*\[|"startedDateTime"\s*:')
_API: Final = re.compile(r"/api/(?:1\.1/)?(?:public|korekit|oauth|users|organization|builder)\b", re.IGNORECASE)
_MAX_BODY: Final = 10_000
_BODILESS_STATUS: Final = 0
_MULTIPART: Final = "multipart/"
_PART: Final = re.compile(r'Content-Disposition:[^\n]*?;\s*name="([^"\n]*)"([^\n]*)', re.IGNORECASE)
_NO_ANSWER: Final = (
    "The browser shows no answer: it may have blocked the call itself (CORS), or the host was not reached."
)


def _fits(text: str) -> bool:
    return text[:1] in ("{", "[") and _FITS.search(text, 0, 200_000) is not None


def _read(text: str) -> list[GivenRequest]:
    entries: list[Any] = []
    for document in documents_in(text):
        log = dict_at(document, "log") or (document if isinstance(document, dict) else {})
        entries += list_at(log, "entries")
        if dict_at(document, "request"):
            entries.append(document)
        if isinstance(document, list):
            entries += document
    entries = [entry for entry in entries if text_at(dict_at(entry, "request"), "url")]
    if not entries:
        raise Unreadable("the HAR file", "no entry with a request, or the file is cut off")
    calls = [entry for entry in entries if _API.search(text_at(entry["request"], "url"))] or entries
    refused = [entry for entry in calls if not 200 <= _status(entry) < 400]
    return [_request(entry) for entry in refused or calls]


def _status(entry: Any) -> int:
    text = text_at(dict_at(entry, "response"), "status")
    return int(text) if text.isdigit() and len(text) < 4 else _BODILESS_STATUS


def _request(entry: Any) -> GivenRequest:
    request = dict_at(entry, "request")
    headers = tuple(
        (text_at(one, "name"), text_at(one, "value"))
        for one in list_at(request, "headers")
        # HTTP/2 writes the parts of the address as headers, too.
        if text_at(one, "name") and not text_at(one, "name").startswith(":")
    )
    data = dict_at(request, "postData")
    body = text_at(data, "text")
    content_type = next((value for name, value in headers if name.lower() == "content-type"), text_at(data, "mimeType"))
    is_form = content_type.lower().startswith(_MULTIPART)
    method = text_at(request, "method") or None
    answer = _answer(dict_at(entry, "response"))
    return GivenRequest(
        form="HAR",
        method=method,
        url=text_at(request, "url"),
        headers=headers,
        are_headers_whole=bool(headers),
        body=body.encode("utf-8", "replace") if body else None,
        # A recorder may leave bodies out.
        is_body_known=bool(body) or method in ("GET", "DELETE"),
        is_form=is_form,
        parts=_parts(data, body) if is_form else (),
        notes=() if answer is not None else (_NO_ANSWER,),
        answer=answer,
        sent_at_s=_time(text_at(entry, "startedDateTime")),
    )


def _parts(data: dict[str, Any], body: str) -> tuple[Part, ...]:
    listed = [Part(text_at(one, "name"), bool(text_at(one, "fileName"))) for one in list_at(data, "params")]
    return tuple(listed or [Part(found[1], "filename" in found[2].lower()) for found in _PART.finditer(body)])


def _answer(response: dict[str, Any]) -> Answer | None:
    status = text_at(response, "status")
    if not status.isdigit() or not 100 <= int(status[:4]) <= 599:
        return None
    content = dict_at(response, "content")
    body = text_at(content, "text")
    if text_at(content, "encoding") == "base64":
        try:
            body = base64.b64decode(body[: _MAX_BODY * 2], validate=True).decode("utf-8", "replace")
        except (binascii.Error, ValueError):
            body = ""
    headers = {text_at(one, "name").lower(): text_at(one, "value") for one in list_at(response, "headers")}
    return Answer(int(status), body[:_MAX_BODY], headers.get(TRACE_HEADER, ""))


def _time(text: str) -> float | None:
    try:
        found = datetime.fromisoformat(text)
        return found.timestamp() if found.tzinfo is not None else None
    except (ValueError, OverflowError, OSError):
        return None


FORM: Final = Form("a HAR file", 4, _fits, _read, max_characters=10_000_000)
