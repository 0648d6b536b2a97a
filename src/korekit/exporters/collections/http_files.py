"""Requests as a `.http` file, which editors can send: variables above, then one request after another.

Such files run no scripts that could mint a token, so tokens are variables to fill: `korekit token mint` prints one.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote

from korekit.exporters.collections.requests import Body, Pair, Request
from korekit.exporters.collections.run_order import Folder, variables_of
from korekit.exporters.collections.variables import ACCESS_TOKEN, BASE_URL, names_in, reference

__all__ = ["http_file"]

_BOUNDARY = "korekit-boundary"


def http_file(folders: Sequence[Folder], base_url: str) -> str:
    """The file's text.

    Args:
        folders: the collection.
        base_url: the host that it calls.
    """
    requests = [one for folder in folders for one in folder.requests]
    tokens = dict.fromkeys(
        name
        for request in requests
        for pair in request.headers
        if pair.is_enabled
        for name in sorted(names_in(pair.value))
    )
    lines = ["# Kore.ai public APIs, made by korekit.", ""]
    for token in tokens:
        how = "the session of a user" if token == ACCESS_TOKEN else "print one with `korekit token mint`"
        lines += [f"# A token: {how}.", f"@{token} ="]
    used = {name for request in requests for name in _names(request)}
    for variable in variables_of(folders, base_url):
        if variable.name == BASE_URL or variable.name in used - set(tokens):
            lines += [f"# {variable.note}", f"@{variable.name} = {variable.value}".rstrip()]
    for request in requests:
        lines += ["", *_request(request)]
    return "\n".join(lines) + "\n"


def _request(request: Request) -> Iterator[str]:
    yield f"### {request.name}"
    yield f"# {request.operation.summary}"
    path = request.path
    for one in request.in_path:
        path = path.replace(f"{{{one.name}}}", _in_url(one.value))
    query = "&".join(f"{quote(one.name)}={_in_url(one.value)}" for one in request.query if one.is_enabled)
    yield f"{request.operation.method} {reference(BASE_URL)}{path}{f'?{query}' if query else ''}"
    yield from (f"{one.name}: {_line(one.value)}" for one in request.headers if one.is_enabled)
    if request.body is not None:
        yield from _body(request.body)


def _body(body: Body) -> Iterator[str]:
    if body.form == "json":
        yield "Content-Type: application/json"
        yield ""
        yield json.dumps(body.value, indent=2, ensure_ascii=False)
        return
    enabled = [one for one in body.pairs if one.is_enabled]
    if body.form == "urlencoded":
        yield "Content-Type: application/x-www-form-urlencoded"
        yield ""
        yield "&".join(f"{quote(one.name)}={_in_url(one.value)}" for one in enabled)
        return
    yield f"Content-Type: multipart/form-data; boundary={_BOUNDARY}"
    yield ""
    for one in enabled:
        yield f"--{_BOUNDARY}"
        yield from _part(one)
    yield f"--{_BOUNDARY}--"


def _part(pair: Pair) -> Iterator[str]:
    disposition = f'Content-Disposition: form-data; name="{pair.name}"'
    if pair.is_file:
        name = _line(pair.value).rpartition("/")[2].replace('"', "%22")
        yield f'{disposition}; filename="{name}"'
        yield ""
        yield f"< {_line(pair.value)}"
    else:
        yield disposition
        yield ""
        yield pair.value


def _in_url(value: str) -> str:
    """A value as an address takes it; what refers to a variable stays."""
    return quote(value, safe="{}")


def _line(text: str) -> str:
    return " ".join(text.splitlines())


def _names(request: Request) -> Iterable[str]:
    texts = [one.value for one in (*request.in_path, *request.query)]
    if request.body is not None:
        texts += [json.dumps(request.body.value), *(one.value for one in request.body.pairs)]
    return (name for text in texts for name in names_in(text))
