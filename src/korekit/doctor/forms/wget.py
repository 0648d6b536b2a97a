"""wget commands, as POSIX shells take them."""

from typing import Final

from korekit.doctor.answers import answer_in
from korekit.doctor.form import Form
from korekit.doctor.given import GivenRequest, opened
from korekit.doctor.quoting.finding import FoundCall, Program

__all__ = ["FORM"]

_WGET: Final = Program("wget")
_FORM_TYPE: Final = "application/x-www-form-urlencoded"
_WITH_VALUE: Final = frozenset(
    {"O", "o", "a", "i", "t", "T", "w", "P", "U", "e", "output-document", "output-file", "tries", "timeout",
     "user-agent", "ca-certificate", "certificate", "referer", "wait", "load-cookies", "execute"}
)  # fmt: skip
_ADDS_HEADER: Final = {"U": "User-Agent", "user-agent": "User-Agent", "referer": "Referer"}


def _read(text: str) -> list[GivenRequest]:
    return [_request(call).answered(answer_in(call.rest)) for call in _WGET.calls(text)]


def _request(call: FoundCall) -> GivenRequest:
    method, url, body, is_body_known = "", "", None, True
    headers: list[tuple[str, str]] = []
    for name, value in _options(call.words):
        if name == "url":
            url = url or value
        elif name == "header":
            header, colon, content = value.partition(":")
            headers += [(header, content.strip(" \t"))] if colon else []
        elif name == "method":
            method = value
        elif name in ("post-data", "body-data"):
            body = value
            method = method or ("POST" if name == "post-data" else "")
        elif name in ("post-file", "body-file"):
            is_body_known = False
            method = method or ("POST" if name == "post-file" else "")
        elif name in _ADDS_HEADER:
            headers.append((_ADDS_HEADER[name], value))
        elif name in ("user", "http-user"):
            headers.append(("Authorization", "Basic " + opened(f"--{name}")))
    has_body = body is not None or not is_body_known
    if has_body and not any(name.strip().lower() == "content-type" for name, _ in headers):
        headers.append(("Content-Type", _FORM_TYPE))
    return GivenRequest(
        form="wget",
        method=method or "GET",
        url=url if "://" in url or not url or url.startswith("\ue000") else f"http://{url}",
        headers=tuple(headers),
        body=body.encode("utf-8", "replace") if body is not None else None,
        is_body_known=is_body_known,
        notes=tuple(call.command.notes),
    )


def _options(words: list[str]) -> list[tuple[str, str]]:
    """Each option by its name with its value; an address as `url`."""
    found: list[tuple[str, str]] = []
    waiting = iter(words)
    for word in waiting:
        if word.startswith("--"):
            name, equals, value = word[2:].partition("=")
            is_taking = name in _WITH_VALUE or name.endswith(("data", "file", "header", "method", "user", "password"))
            found.append((name, value if equals else next(waiting, "") if is_taking else ""))
        elif word.startswith("-") and len(word) > 1:
            letter = word[-1] if not word[1:2].isupper() or len(word) == 2 else word[1]
            has_value = letter in _WITH_VALUE
            inside = word[2:] if has_value and letter == word[1] else ""
            found.append((letter, (inside or next(waiting, "")) if has_value else ""))
        else:
            found.append(("url", word))
    return found


FORM: Final = Form("a wget command", 22, _WGET.fits, _read)
