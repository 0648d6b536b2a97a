"""Lines that tell of a call without being one: messages of libraries, tracebacks, access logs, prose.

Only what the line says is known: mostly method, address and status.
"""

import re
from typing import Any, Final

from korekit.doctor.answers import answer_in, notes_on_silence
from korekit.doctor.code.braces.chains import Parser
from korekit.doctor.code.braces.drafts import Draft
from korekit.doctor.code.braces.tokens import tokens_of
from korekit.doctor.code.values import Unknown
from korekit.doctor.form import Form
from korekit.doctor.given import GivenRequest, Unreadable, opened

__all__ = ["FORM"]

_URL: Final = r"https?://[^\s'\"<>()\[\]{},;]{1,500}"
_PATH: Final = r"/api/(?:1\.1/)?public/[^\s'\"<>(){},;]{1,400}"
_MENTION: Final = re.compile(
    rf"""(?P<host>https?://[\w.:-]{{1,100}})\s"(?P<verb1>[A-Z]{{3,7}})\s(?P<path>/\S{{1,400}})
    | \b(?P<verb2>GET|POST|PUT|DELETE|PATCH|HEAD)\b["':]?\s{{1,3}}["']?(?P<url2>{_URL}|{_PATH})
    | (?P<url3>{_URL})
    | (?P<url4>{_PATH})""",
    re.VERBOSE,
)
_API: Final = re.compile(r"/api/|/public/")
# A browser's or a test library's summary: `Request Method: GET`, `Request method:	GET`.
_METHOD: Final = re.compile(
    r"\b(?:Request |HTTP )?method['\"]?(?:\s?[:=]\s{0,4}|\t)['\"]?([A-Za-z]{3,7})\b", re.IGNORECASE
)
_HEADER: Final = re.compile(
    r"^[\s>*-]{0,20}(?:Headers:\s{1,8})?['\"]?(auth|authorization|content-type|x-api-key|token)['\"]?"
    r"(?:[ \t]{0,3}[:=]\s{0,3}|\t)['\"]?([^'\"\n]{1,6000})",
    re.IGNORECASE | re.MULTILINE,
)
# In code of a language or library that is not known here: `"auth" => "…"`, `.WithHeader("auth", $"…")`.
_QUOTED_HEADER: Final = re.compile(
    r"""['"](auth|authorization|content-type|x-api-key)['"]\s{0,9}(?:=>|[:,=])\s{0,9}[$@fb]?(['"])([^'"\n]{1,6000})\2""",
    re.IGNORECASE,
)
_CALL_IN_LINE: Final = re.compile(r"\b(?:requests|httpx|session|client|axios|s)\.(get|post|put|delete|patch)\(")
_POOL: Final = re.compile(
    r"(HTTPS?)ConnectionPool\(host='([\w.-]{1,100})', port=(\d{1,5})\).{0,80}?with url: (/\S{1,400})"
)
_CONFIG: Final = re.compile(r"\bconfig['\"]?\s?:\s{0,3}\{")
_NODE_WORDS: Final = re.compile(
    r"Object(?: <[\w ]{1,60}>)? \[[\w ]{1,40}\] (?=\{)|\[(?:Function|Circular|Array|Object)[^\]\n]{0,80}\]"
)
_TEMPLATE: Final = re.compile(r"\{\{\s{0,5}([\w.]{1,60})\s{0,5}\}\}")
_MAX_CONFIG: Final = 60_000
_TRAILING: Final = ".,:;)'\"`*>"


def _fits(text: str) -> bool:
    return any(_API.search(found[0]) for found in _MENTION.finditer(text)) or _POOL.search(text) is not None


def _read(text: str) -> list[GivenRequest]:
    text = _TEMPLATE.sub(lambda found: opened(found[1]), text)
    dumped = _dumped(text)
    if dumped is not None:
        return [dumped.answered(answer_in(text))]
    pool = _POOL.search(text)
    if pool:
        url = f"{pool[1].lower()}://{pool[2]}{'' if pool[3] in ('80', '443') else ':' + pool[3]}{pool[4]}"
        return [_told(text, None, url).with_notes(notes_on_silence(text))]
    mentions = [found for found in _MENTION.finditer(text) if _API.search(found[0])]
    if not mentions:
        raise Unreadable("the text", "no address of the API in it")
    told: dict[tuple[str | None, str], tuple[int, int]] = {}
    for found in mentions:
        method = found["verb1"] or found["verb2"]
        url = f"{found['host']}{found['path']}" if found["host"] else found["url2"] or found["url3"] or found["url4"]
        url = url.rstrip(_TRAILING).replace(":443/", "/", 1)
        same = next((key for key in told if key[1] == url and (method is None or key[0] in (None, method))), None)
        start, _ = told.pop(same) if same else (found.start(), 0)
        told[method or (same[0] if same else None), url] = (start, found.end())
    if len(told) == 1:
        (method, url), _ = next(iter(told.items()))
        return [_told(text, method, url).answered(answer_in(text))]
    spans = list(told.items())
    ends = [start for _, (start, _) in spans[1:]] + [len(text)]
    return [
        _told(text[start:end], method, url).answered(answer_in(text[start:end]))
        for ((method, url), (start, _)), end in zip(spans, ends, strict=True)
    ]


def _told(text: str, method: str | None, url: str) -> GivenRequest:
    if method is None:
        named = _METHOD.search(text) or _CALL_IN_LINE.search(text)
        method = named[1].upper() if named else None
    headers = tuple((found[1], found[2].strip().rstrip(",")) for found in _HEADER.finditer(text))
    headers = headers or tuple((found[1], found[3]) for found in _QUOTED_HEADER.finditer(text))
    return GivenRequest(
        form="a log", method=method, url=url, headers=headers, are_headers_whole=False, is_body_known=False
    )


def _dumped(text: str) -> GivenRequest | None:
    """The request in what node prints of an axios error."""
    found = _CONFIG.search(text)
    if found is None:
        return None
    dump = _NODE_WORDS.sub("", text[found.end() - 1 : found.end() + _MAX_CONFIG])
    value, _ = Parser(tokens_of(dump), lambda chain: Unknown(chain.path[:60])).value(0)
    if not isinstance(value, dict) or not isinstance(value.get("url"), str):
        return None
    draft = Draft("an axios error")
    kept: dict[str, Any] = {
        name: value[name] for name in ("url", "method", "baseURL", "headers", "params", "data") if name in value
    }
    draft.configure(kept)
    return draft.finished({})


FORM: Final = Form("a line that names the address of the API", 50, _fits, _read)
