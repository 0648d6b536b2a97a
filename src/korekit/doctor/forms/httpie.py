"""HTTPie commands (`http`, `https`, `xh`): method, address, and items by their separators."""

import json
import re
from typing import Any, Final

from korekit.doctor.answers import answer_in
from korekit.doctor.form import Form
from korekit.doctor.given import GivenRequest, Part, is_open, json_with_open, opened
from korekit.doctor.quoting.finding import FoundCall, Program

__all__ = ["FORM"]

_HTTPIE: Final = Program("https?|xhs?", is_argument=re.compile(r"://|/api/|^:\d*/|^localhost\b|\.\w{2,}/"))
_METHOD: Final = re.compile(r"[A-Za-z]{3,7}")
# The separator that comes first decides; the longer of two at one place.
_ITEM: Final = re.compile(r"([^:=@\\]*)(:=@|:=|=@|==|=|@|:|;)(.*)", re.DOTALL)
_WITH_VALUE: Final = frozenset({"-a", "--auth", "-A", "--auth-type", "-o", "--output", "-p", "--print", "--timeout",
                                "--proxy", "--verify", "--cert", "--session", "-s", "--style", "--raw"})  # fmt: skip


def _read(text: str) -> list[GivenRequest]:
    return [_request(call).answered(answer_in(call.rest)) for call in _HTTPIE.calls(text)]


def _request(call: FoundCall) -> GivenRequest:
    words, flags, raw, headers = _split(call.words)
    method = words.pop(0).upper() if len(words) > 1 and _METHOD.fullmatch(words[0]) else ""
    url = words.pop(0) if words else ""
    query: list[str] = []
    fields: dict[str, Any] = {}
    parts: list[Part] = []
    is_body_known = True
    for word in words:
        found = _ITEM.fullmatch(word)
        if found is None:
            continue
        name, separator, value = found.groups()
        if separator in (":", ";"):
            headers.append((name, value))
        elif separator == "==":
            query.append(f"{name}={value}")
        elif separator == "@":
            parts.append(Part(name, is_file=True))
        elif separator in ("=@", ":=@"):
            is_body_known = False
        else:
            fields[name] = value if separator == "=" else _json(value)
    is_multipart = bool(parts) or "--multipart" in flags
    is_form = bool({"-f", "--form"} & flags) and not is_multipart
    if is_multipart:
        parts += [Part(name, is_file=False) for name in fields]
    body = _body(fields, raw, call.command.standard_input, is_form=is_form) if not is_multipart else None
    is_type_given = any(name.lower() == "content-type" for name, _ in headers)
    if not is_type_given and (body is not None or is_multipart or not is_body_known):
        kind = "multipart/form-data" if is_multipart else "application/json"
        headers.append(("Content-Type", "application/x-www-form-urlencoded" if is_form else kind))
    has_body = body is not None or is_multipart or not is_body_known
    return GivenRequest(
        form="HTTPie",
        method=method or ("POST" if has_body else "GET"),
        url=_address(url, query),
        headers=tuple(headers),
        body=body.encode("utf-8", "replace") if body is not None else None,
        is_body_known=is_body_known,
        is_form=is_multipart,
        is_boundary_automatic=is_multipart and not is_type_given,
        parts=tuple(parts),
        notes=tuple(call.command.notes),
    )


def _split(given: list[str]) -> tuple[list[str], set[str], str | None, list[tuple[str, str]]]:
    """The words that are no options, the flags, a raw body, the header of a user."""
    words: list[str] = []
    flags: set[str] = set()
    headers: list[tuple[str, str]] = []
    raw: str | None = None
    kind = ""
    waiting = iter(given)
    for word in waiting:
        if not word.startswith("-") or word == "-":
            words.append(word)
            continue
        name, equals, value = word.partition("=")
        value = value if equals else next(waiting, "") if name in _WITH_VALUE else ""
        flags.add(name)
        if name == "--raw":
            raw = value
        elif name in ("-A", "--auth-type"):
            kind = value
        elif name in ("-a", "--auth"):
            headers.append(("Authorization", value))
    scheme = "Bearer " if kind == "bearer" else "Basic "
    return (
        words,
        flags,
        raw,
        [(name, scheme + (value if kind == "bearer" else opened("-a"))) for name, value in headers],
    )


def _json(text: str) -> Any:
    try:
        return json.loads(json_with_open(text))
    except (ValueError, RecursionError):
        return opened("…")


def _body(fields: dict[str, Any], raw: str | None, standard_input: str | None, *, is_form: bool) -> str | None:
    if raw is not None or standard_input is not None:
        return raw if raw is not None else standard_input
    if not fields:
        return None
    return (
        "&".join(f"{name}={value}" for name, value in fields.items())
        if is_form
        else json.dumps(fields, ensure_ascii=False)
    )


def _address(url: str, query: list[str]) -> str:
    if url.startswith(":"):
        rest = url[1:]
        url = f"http://localhost:{rest}" if rest[:1].isdigit() else f"http://localhost{rest}"
    elif "://" not in url and not is_open(url[:1]):
        url = f"http://{url}"
    return url + (("&" if "?" in url else "?") + "&".join(query) if query else "")


FORM: Final = Form("an HTTPie command", 24, _HTTPIE.fits, _read)
