"""Bruno: the blocks of a `.bru` file, one request each; what no `vars` block holds is unknown."""

import re
from typing import Final
from urllib.parse import urlencode

from korekit.doctor.form import Form
from korekit.doctor.given import GivenRequest, Part, Unreadable
from korekit.doctor.masks import notes_on_unfilled, templates_filled

__all__ = ["FORM"]

_METHODS: Final = frozenset({"get", "post", "put", "delete", "patch", "head", "options"})
_BLOCK: Final = re.compile(r"^([a-z][a-z:-]{0,40}) ?([{\[])[ \t]*\r?$", re.MULTILINE)
_FITS: Final = re.compile(r"^(?:get|post|put|delete|patch|head|options) \{[ \t]*\r?\n\s{1,20}url:", re.MULTILINE)
_SCRIPT_NOTE: Final = "A script before the request adds headers; what it adds is not read."
_BODY_TYPES: Final = {"body:json": "application/json", "body:xml": "application/xml", "body:text": "text/plain"}
_MAX_BLOCKS: Final = 2_000


def _fits(text: str) -> bool:
    return _FITS.search(text) is not None


def _read(text: str) -> list[GivenRequest]:
    files: list[dict[str, str]] = [{}]
    variables: dict[str, str] = {}
    for name, content in _blocks(text.replace("\r\n", "\n")):
        # Of several files behind each other, each begins with its `meta`.
        if name in files[-1] and name == "meta":
            files.append({})
        files[-1].setdefault(name, content)
        if name in ("vars", "vars:pre-request"):
            variables.update(_pairs(content))
    found = [_request(blocks, variables) for blocks in files if _METHODS & blocks.keys()]
    if not found:
        raise Unreadable("the .bru file", "no block of a request")
    return found


def _blocks(text: str) -> list[tuple[str, str]]:
    """The blocks with their content; each ends with its bracket at the beginning of a line."""
    found: list[tuple[str, str]] = []
    at = 0
    while len(found) < _MAX_BLOCKS and (block := _BLOCK.search(text, at)):
        closing = "\n}" if block[2] == "{" else "\n]"
        end = text.find(closing, block.end())
        end = len(text) if end < 0 else end
        found.append((block[1], text[block.end() : end].strip("\n")))
        at = end + 1
    return found


def _pairs(content: str) -> dict[str, str]:
    """The enabled pairs of a block; `~` puts one out of use."""
    return dict(_listed(content))


def _listed(content: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for line in content.split("\n")[:1_000]:
        name, colon, value = line.strip().partition(":")
        if colon and name and not name.startswith("~"):
            found.append((name.strip(), value.strip()))
    return found


def _request(blocks: dict[str, str], variables: dict[str, str]) -> GivenRequest:
    method = next(name for name in blocks if name in _METHODS)
    line = _pairs(blocks[method])

    def filled(text: str) -> str:
        return templates_filled(text, variables)

    headers = [(filled(name), filled(value)) for name, value in _listed(blocks.get("headers", ""))]
    if "auth:bearer" in blocks and line.get("auth") in ("bearer", None):
        headers.append(("Authorization", "Bearer " + filled(_pairs(blocks["auth:bearer"]).get("token", ""))))
    elif "auth:basic" in blocks and line.get("auth") in ("basic", None):
        headers.append(("Authorization", filled("Basic {{user and password}}")))
    elif "auth:apikey" in blocks and line.get("auth") in ("apikey", None):
        key = _pairs(blocks["auth:apikey"])
        if key.get("placement", "header") == "header" and key.get("key"):
            headers.append((filled(key["key"]), filled(key.get("value", ""))))
    body, content_type, parts = _body(blocks, line.get("body", ""))
    is_type_given = any(name.lower() == "content-type" for name, _ in headers)
    if content_type and not is_type_given:
        headers.append(("Content-Type", content_type))
    has_script = "req.setHeader" in blocks.get("script:pre-request", "")
    # What a file inherits from its folder stands in another file.
    is_inherited = line.get("auth") == "inherit"
    return GivenRequest(
        form="Bruno",
        method=method.upper(),
        url=filled(line.get("url", "")),
        headers=tuple(headers),
        are_headers_whole=not has_script and not is_inherited,
        body=filled(body).encode("utf-8", "replace") if body else None,
        is_form=bool(parts),
        is_boundary_automatic=bool(parts) and not is_type_given,
        parts=parts,
        notes=((_SCRIPT_NOTE,) if has_script else ()) + notes_on_unfilled(map(filled, line.values()), "Bruno"),
        label=_pairs(blocks.get("meta", "")).get("name", ""),
    )


def _body(blocks: dict[str, str], chosen: str) -> tuple[str, str, tuple[Part, ...]]:
    """The text, the content type that Bruno adds, and the parts."""
    if chosen == "none":
        return "", "", ()
    for name, content_type in _BODY_TYPES.items():
        if name in blocks:
            return blocks[name].strip(), content_type, ()
    if "body:form-urlencoded" in blocks:
        pairs = _listed(blocks["body:form-urlencoded"])
        return urlencode(pairs, safe="{}"), "application/x-www-form-urlencoded", ()
    if "body:multipart-form" in blocks:
        pairs = _listed(blocks["body:multipart-form"])
        return "", "multipart/form-data", tuple(Part(name, value.startswith("@file")) for name, value in pairs)
    return "", "", ()


FORM: Final = Form("a Bruno file", 6, _fits, _read)
