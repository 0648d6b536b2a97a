"""A request as it travels, or as `.http` files write it: request line, headers, blank line, body.

Lines of `curl -v` (`> `, `< `, `* `) are such a request too.
"""

import re
from typing import Final

from korekit.doctor.answers import answer_in
from korekit.doctor.form import Form
from korekit.doctor.given import GivenRequest, Part, Unreadable

__all__ = ["FORM"]

_REQUEST_LINE: Final = re.compile(
    r"^(?:> )?(GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS|[A-Z]{3,10}|get|post|put|delete)[ \t]+"
    r"((?:https?://|/)\S*)(?:[ \t]+HTTP/\d(?:\.\d)?)?[ \t]*\r?$",
    re.MULTILINE,
)
_HEADER: Final = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+)([ \t]*):[ \t]*(.*)", re.DOTALL)
_ANSWER: Final = re.compile(r"^(?:< )?HTTP/\d", re.MULTILINE)
_PART: Final = re.compile(r'^Content-Disposition:[^\n]*?;\s*name="([^"\n]*)"[^\n]*', re.MULTILINE | re.IGNORECASE)
# The next request of an `.http` file.
_SEPARATOR: Final = re.compile(r"^###", re.MULTILINE)
_MAX_HEADERS: Final = 1_000
_NO_HOST: Final = "No `Host` header: the host is not known."


def _fits(text: str) -> bool:
    return _REQUEST_LINE.search(text) is not None


def _read(text: str) -> GivenRequest:
    found = _REQUEST_LINE.search(text)
    if found is None:
        raise Unreadable("the text", "no request line")
    is_transcript = found[0].startswith("> ")
    rest = text[found.end() :].replace("\r\n", "\n").removeprefix("\n")
    separator = _SEPARATOR.search(rest)
    rest = rest[: separator.start()] if separator else rest
    answered = _ANSWER.search(rest)
    sent = rest[: answered.start()] if answered else rest
    if is_transcript:
        sent = "\n".join(line[2:] for line in sent.split("\n") if line.startswith("> ") or line == ">")
    head, _, body = sent.partition("\n\n")
    headers = _headers(head)
    url = found[2]
    notes: list[str] = []
    if url.startswith("/"):
        hosts = [value for name, value in headers if name.lower() == "host"]
        url = f"https://{hosts[0].strip()}{url}" if hosts else url
        notes += [] if hosts else [_NO_HOST]
    body = body.strip("\n")
    return GivenRequest(
        form="HTTP text",
        method=found[1],
        url=url,
        headers=tuple(headers),
        # A line like `GET https://…` alone says nothing about headers.
        are_headers_whole=bool(headers),
        body=body.encode("utf-8", "replace") if body else None,
        is_body_known=bool(headers) and not (is_transcript and found[1] != "GET"),
        is_form=_is_multipart(headers),
        parts=_parts(body) if _is_multipart(headers) else (),
        notes=tuple(notes),
        answer=answer_in(rest[answered.start() :] if answered else ""),
    )


def _headers(head: str) -> list[tuple[str, str]]:
    headers: list[tuple[str, str]] = []
    for line in head.split("\n")[:_MAX_HEADERS]:
        found = _HEADER.fullmatch(line)
        if found:
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
