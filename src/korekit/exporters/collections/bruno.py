"""A Bruno folder: one `.bru` file for each request, the scripts in `collection.bru`, an environment.

A `.bru` file is blocks in braces; a line that begins with `}` ends one, so everything in a block is indented.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from korekit.exporters.collections.requests import Body, Pair, Request
from korekit.exporters.collections.run_order import Folder, variables_of
from korekit.exporters.collections.scripting import answer_lines, facts_of, leave_out_lines, script
from korekit.exporters.collections.variables import BASE_URL, reference

__all__ = ["bruno_files"]

_NAME: Final = "Kore.ai public APIs"
_ENVIRONMENT: Final = "korekit"
_NOT_IN_NAMES: Final = re.compile(r"[^\w.-]+")
_BODY_NAMES: Final = {"json": "json", "urlencoded": "formUrlEncoded", "multipart": "multipartForm"}
_BLOCK_NAMES: Final = {"urlencoded": "body:form-urlencoded", "multipart": "body:multipart-form"}


def bruno_files(folders: Sequence[Folder], base_url: str) -> dict[str, str]:
    """The files of the folder, by their paths in it.

    Args:
        folders: the collection.
        base_url: the host that the environment names.
    """
    facts = facts_of(one for folder in folders for one in folder.requests)
    files = {
        "bruno.json": json.dumps({"version": "1", "name": _NAME, "type": "collection"}, indent=2) + "\n",
        "collection.bru": _blocks(
            [
                _text("script:pre-request", _alone(script("tokens, bruno-before", facts=facts))),
                _text("tests", _alone(script("bruno-after", facts={"tokenRefused": facts["tokenRefused"]}))),
            ]
        ),
        f"environments/{_ENVIRONMENT}.bru": _environment(folders, base_url),
    }
    for place, folder in enumerate(folders, start=1):
        name = _file_name(folder.title)
        about = [_dictionary("meta", [("name", folder.title), ("seq", str(place))]), _text("docs", [folder.about])]
        files[f"{name}/folder.bru"] = _blocks(about)
        for number, request in enumerate(folder.requests, start=1):
            files[f"{name}/{_file_name(request.name)}.bru"] = _blocks(_request(request, number, facts))
    return files


def _request(request: Request, number: int, facts: dict[str, Any]) -> Iterator[str]:
    yield _dictionary("meta", [("name", request.name), ("type", "http"), ("seq", str(number))])
    query = "&".join(f"{one.name}={one.value}" for one in request.query if one.is_enabled)
    url = reference(BASE_URL) + re.sub(r"{(\w+)}", r":\1", request.path) + (f"?{query}" if query else "")
    body = "none" if request.body is None else _BODY_NAMES[request.body.form]
    yield _dictionary(request.operation.method.lower(), [("url", url), ("body", body), ("auth", "none")])
    yield _pairs("params:query", request.query)
    yield _pairs("params:path", request.in_path)
    yield _pairs("headers", request.headers)
    if request.body is not None:
        yield _body(request.body)
    yield _text("script:pre-request", _alone(leave_out_lines("bruno", request)))
    yield _text("tests", _alone(answer_lines("bruno", request, facts)))
    yield _text("docs", request.documentation.splitlines())


def _body(body: Body) -> str:
    if body.form == "json":
        return _text("body:json", json.dumps(body.value, indent=2, ensure_ascii=False).splitlines())
    return _pairs(_BLOCK_NAMES[body.form], body.pairs)


def _environment(folders: Sequence[Folder], base_url: str) -> str:
    variables = variables_of(folders, base_url)
    plain = [(one.name, one.value) for one in variables if not one.is_secret]
    secret = ",\n".join(f"  {one.name}" for one in variables if one.is_secret)
    return _dictionary("vars", plain) + (f"vars:secret [\n{secret}\n]\n" if secret else "")


def _alone(lines: list[str]) -> list[str]:
    """Lines in a function of their own, because the collection's scripts and a request's share their names."""
    return ["await (async () => {", *lines, "})();"] if lines else []


def _blocks(blocks: Iterable[str]) -> str:
    return "\n".join(block for block in blocks if block)


def _pairs(block: str, pairs: Iterable[Pair]) -> str:
    return _dictionary(
        block,
        [
            (f"{'' if one.is_enabled else '~'}{_key(one.name)}", f"@file({one.value})" if one.is_file else one.value)
            for one in pairs
        ],
    )


def _dictionary(block: str, pairs: Sequence[tuple[str, str]]) -> str:
    lines = [f"  {name}: {value}".rstrip() for name, value in pairs]
    return "\n".join([f"{block} {{", *lines, "}", ""]) if lines else ""


def _text(block: str, lines: Sequence[str]) -> str:
    return "\n".join([f"{block} {{", *(f"  {line}".rstrip() for line in lines), "}", ""]) if lines else ""


def _key(name: str) -> str:
    return f'"{name}"' if _NOT_IN_NAMES.search(name) else name


def _file_name(name: str) -> str:
    return _NOT_IN_NAMES.sub(" ", name).strip()
