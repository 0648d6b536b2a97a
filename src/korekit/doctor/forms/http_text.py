"""Requests as they travel, or as `.http` files write them: request line, headers, blank line, body.

Lines of `curl -v` (`> `, `< `, `* `) are such a request too. In a file, `@name = value` fills `{{name}}`.
"""

import re
from typing import Final

from korekit.doctor.answers import answer_in
from korekit.doctor.form import Form
from korekit.doctor.given import GivenRequest, Part, Unreadable
from korekit.doctor.masks import templates_filled

__all__ = ["FORM"]

_REQUEST_LINE: Final = re.compile(
    r"^(?:> )?(GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS|get|post|put|delete|[A-Z]{3,10}(?=[ \t]+\S+[ \t]+HTTP/))[ \t]+"
    r"((?:https?://|/|\{\{)\S*)(?:[ \t]+(HTTP/\d(?:\.\d)?))?[ \t]*\r?$",
    re.MULTILINE,
)
_HEADER: Final = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+)([ \t]*):[ \t]*(.*)", re.DOTALL)
_ANSWER: Final = re.compile(r"^(?:< )?HTTP/\d", re.MULTILINE)
_PART: Final = re.compile(r'^Content-Disposition:[^\n]*?;\s*name="([^"\n]*)"[^\n]*', re.MULTILINE | re.IGNORECASE)
# The next request of an `.http` file, and what names it.
_SEPARATOR: Final = re.compile(r"^###[ \t]*([^\n]*)", re.MULTILINE)
_VARIABLE: Final = re.compile(r"^@([\w.-]{1,60})[ \t]*=[ \t]*([^\n]*?)[ \t]*\r?$", re.MULTILINE)
_MAX_HEADERS: Final = 1_000
_MAX_REQUESTS: Final = 200
_NO_HOST: Final = "No `Host` header: the host is not known."


def _fits(text: str) -> bool:
    return _REQUEST_LINE.search(text) is not None


def _read(text: str) -> list[GivenRequest]:
    variables = {found[1]: found[2] for found in _VARIABLE.finditer(text)}
    lines = [line for line, _ in zip(_REQUEST_LINE.finditer(text), range(_MAX_REQUESTS), strict=False)]
    if not lines:
        raise Unreadable("the text", "no request line")
    ends = [line.start() for line in lines[1:]] + [len(text)]
    is_file = bool(variables) or _SEPARATOR.search(text) is not None
    found = []
    for line, end in zip(lines, ends, strict=True):
        rest = text[line.end() : end].replace("\r\n", "\n").removeprefix("\n")
        # In a request as it travels, braces are what was sent.
        if is_file or line[3] is None:
            line_url, rest = templates_filled(line[2], variables), templates_filled(rest, variables)
        else:
            line_url = line[2]
        found.append(_request(line, line_url, rest))
    return found


def _request(line: re.Match[str], url: str, rest: str) -> GivenRequest:
    is_transcript = line[0].startswith("> ")
    separator = _SEPARATOR.search(rest)
    rest = rest[: separator.start()] if separator else rest
    answered = _ANSWER.search(rest)
    sent = rest[: answered.start()] if answered else rest
    if is_transcript:
        sent = "\n".join(one[2:] for one in sent.split("\n") if one.startswith("> ") or one == ">")
    head, _, body = sent.partition("\n\n")
    headers = _headers(head)
    notes: list[str] = []
    if url.startswith("/"):
        hosts = [value for name, value in headers if name.lower() == "host"]
        url = f"https://{hosts[0].strip()}{url}" if hosts else url
        notes += [] if hosts else [_NO_HOST]
    body = body.strip("\n")
    return GivenRequest(
        form="HTTP text",
        method=line[1],
        url=url,
        headers=tuple(headers),
        # A line like `GET https://…` alone says nothing about headers.
        are_headers_whole=bool(headers),
        body=body.encode("utf-8", "replace") if body else None,
        is_body_known=bool(headers) and not (is_transcript and line[1] != "GET"),
        is_form=_is_multipart(headers),
        parts=_parts(body) if _is_multipart(headers) else (),
        notes=tuple(notes),
        answer=answer_in(rest[answered.start() :] if answered else ""),
    )


def _headers(head: str) -> list[tuple[str, str]]:
    headers: list[tuple[str, str]] = []
    for line in head.split("\n")[:_MAX_HEADERS]:
        found = _HEADER.fullmatch(line)
        if found and not line.startswith(("#", "//")):
            headers.append((found[1] + found[2], found[3].rstrip("\r")))
        elif line[:1] in (" ", "\t") and headers:
            # A header's value may go on in an indented line; as a header it is broken all the same.
            name, value = headers[-1]
            headers[-1] = (name, f"{value}\n{line.strip()}")
    return headers


def _is_multipart(headers: list[tuple[str, str]]) -> bool:
    return any(name.lower() == "content-type" and "multipart/" in value.lower() for name, value in headers)


def _parts(body: str) -> tuple[Part, ...]:
    return tuple(Part(found[1], is_file="filename" in found[0].lower()) for found in _PART.finditer(body))


FORM: Final = Form("the text of an HTTP request", 10, _fits, _read)
