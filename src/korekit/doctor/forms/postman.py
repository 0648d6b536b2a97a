"""Postman: collections v2.0 and v2.1, single items and saved answers, with the variables of collection and environment.

A document of an environment may follow the collection in the same text. A variable without a value is unknown.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from korekit.doctor.form import Form
from korekit.doctor.given import Answer, GivenRequest, Part, Unreadable
from korekit.doctor.jsons import dict_at, documents_in, list_at, text_at
from korekit.doctor.masks import notes_on_unfilled, templates_filled

__all__ = ["FORM"]

_FITS: Final = re.compile(r'"(?:item|request|_postman_id|header|collection)"\s*:')
_HTTP: Final = re.compile(r'"(?:url|method)"\s*:')
_MAX_DEPTH: Final = 30
_MAX_ITEMS: Final = 5_000
_SCRIPT_NOTE: Final = "A script before the request adds headers; what it adds is not read."
# `:botId` in the path.
_PATH_VARIABLE: Final = re.compile(r"/:([\w-]{1,60})(?=[/?#]|$)")
_RAW_TYPES: Final = {
    "json": "application/json",
    "xml": "application/xml",
    "text": "text/plain",
    "javascript": "application/javascript",
}


def _fits(text: str) -> bool:
    head = text[:400_000]
    return text[:1] in ("{", "[") and _FITS.search(head) is not None and _HTTP.search(head) is not None


def _read(text: str) -> list[GivenRequest]:
    documents = documents_in(text)
    variables: dict[str, str] = {}
    for document in documents:
        variables.update(_values(document))
    found: list[GivenRequest] = []
    for document in documents:
        top = dict_at(document, "collection") or document
        auth = dict_at(top, "auth")
        for item, inherited, path in _items(top, auth, ()):
            found += _requests(item, variables, inherited, " / ".join(path))
    if not found:
        raise Unreadable("the collection", "no request in it, or the document is cut off")
    return found


def _values(document: Any) -> dict[str, str]:
    """What a collection or an environment says of variables."""
    top = dict_at(document, "collection") or document
    environment = dict_at(document, "environment")
    listed = list_at(top, "variable") + list_at(document, "values") + list_at(environment, "values")
    return {
        text_at(one, "key"): text_at(one, "value")
        for one in listed
        if text_at(one, "key") and text_at(one, "value") and _is_enabled(one)
    }


def _is_enabled(one: Any) -> bool:
    """Whether an entry of Postman's lists counts."""
    return isinstance(one, dict) and one.get("enabled") is not False and one.get("disabled") is not True


def _items(
    node: Any, auth: dict[str, Any], path: tuple[str, ...]
) -> Iterator[tuple[Any, dict[str, Any], tuple[str, ...]]]:
    """Yield each item with a request, the auth that it inherits, and the names of its folders."""
    waiting: list[tuple[Any, dict[str, Any], tuple[str, ...]]] = [(node, auth, path)]
    count = 0
    while waiting and count < _MAX_ITEMS:
        here, inherited, names = waiting.pop()
        count += 1
        if isinstance(here, list):
            waiting += [(one, inherited, names) for one in reversed(here)]
            continue
        if not isinstance(here, dict) or len(names) > _MAX_DEPTH:
            continue
        own = dict_at(here, "auth") or inherited
        if here.get("request") is not None:
            yield here, own, (*names, text_at(here, "name"))
        elif text_at(here, "method") and here.get("url") is not None:
            yield {"request": here}, own, names
        inner = (*names, text_at(here, "name")) if here is not node and text_at(here, "name") else names
        waiting += [(one, own, inner) for one in reversed(list_at(here, "item"))]


def _requests(item: Any, variables: Mapping[str, str], auth: dict[str, Any], label: str) -> list[GivenRequest]:
    """The item's request, or those that were saved with a refusal."""
    refused = [one for one in list_at(item, "response") if _code(one) >= 400 and dict_at(one, "originalRequest")]
    if refused:
        return [
            _request(one["originalRequest"], item, variables, auth, label).answered(_saved_answer(one))
            for one in refused
        ]
    return [_request(item["request"], item, variables, auth, label)]


def _code(response: Any) -> int:
    text = text_at(response, "code")
    return int(text) if text.isdigit() and len(text) == 3 else 0


def _saved_answer(response: Any) -> Answer:
    return Answer(_code(response), text_at(response, "body")[:10_000])


def _request(request: Any, item: Any, variables: Mapping[str, str], auth: dict[str, Any], label: str) -> GivenRequest:
    if isinstance(request, str):
        request = {"url": request, "method": "GET"}
    if not isinstance(request, dict):
        raise Unreadable("the collection", "a request that is no object")

    def filled(text: str) -> str:
        return templates_filled(text, variables)

    headers = [(filled(name), filled(value)) for name, value in _headers(request.get("header"))]
    body, content_type, parts = _body(dict_at(request, "body"))
    url = filled(_url(request.get("url")))
    more, in_query = _auth_headers(dict_at(request, "auth") or auth)
    headers += [(filled(name), filled(value)) for name, value in more]
    if in_query:
        url += ("&" if "?" in url else "?") + "&".join(f"{filled(name)}={filled(value)}" for name, value in in_query)
    if content_type and not any(name.lower() == "content-type" for name, _ in headers):
        headers.append(("Content-Type", content_type))
    has_script = _has_header_script(item)
    return GivenRequest(
        form="Postman",
        method=(text_at(request, "method") or "GET").upper(),
        url=url,
        headers=tuple(headers),
        are_headers_whole=not has_script,
        body=filled(body).encode("utf-8", "replace") if body else None,
        is_body_known=dict_at(request, "body").get("mode") != "file",
        is_form=bool(parts),
        is_boundary_automatic=bool(parts) and _is_type_left_alone(headers),
        parts=parts,
        notes=((_SCRIPT_NOTE,) if has_script else ())
        + notes_on_unfilled([url, *(value for _, value in headers)], "Postman"),
        label=label,
    )


def _is_type_left_alone(headers: list[tuple[str, str]]) -> bool:
    """Whether nobody fixes the content type, so that the tool adds its boundary."""
    return [value for name, value in headers if name.lower() == "content-type"] == ["multipart/form-data"]


def _headers(given: Any) -> list[tuple[str, str]]:
    if isinstance(given, str):
        pairs = [line.partition(":") for line in given.splitlines()[:200]]
        return [(name.strip(), value.strip()) for name, colon, value in pairs if colon]
    if not isinstance(given, list):
        return []
    return [(text_at(one, "key"), text_at(one, "value")) for one in given if _is_enabled(one) and text_at(one, "key")]


def _url(given: Any) -> str:
    if isinstance(given, str):
        return given
    if not isinstance(given, dict):
        return ""
    raw = text_at(given, "raw") or _joined(given)
    values = {text_at(one, "key") or text_at(one, "id"): text_at(one, "value") for one in list_at(given, "variable")}

    def value(found: re.Match[str]) -> str:
        name = found[1]
        return f"/{values[name] or f'{{{{{name}}}}}'}" if name in values else found[0]

    return _PATH_VARIABLE.sub(value, raw)


def _joined(given: dict[str, Any]) -> str:
    """The address from its parts, where the whole is not given."""
    host, path = given.get("host"), given.get("path")
    host_text = ".".join(map(str, host)) if isinstance(host, list) else text_at(given, "host")
    path_text = "/".join(map(str, path)) if isinstance(path, list) else text_at(given, "path").lstrip("/")
    protocol = text_at(given, "protocol")
    pairs = [(text_at(one, "key"), text_at(one, "value")) for one in list_at(given, "query") if _is_enabled(one)]
    query = "?" + "&".join(f"{name}={value}" for name, value in pairs) if pairs else ""
    port = f":{text_at(given, 'port')}" if text_at(given, "port") else ""
    return f"{protocol}://{host_text}{port}/{path_text}{query}" if protocol else f"{host_text}{port}/{path_text}{query}"


def _auth_headers(auth: dict[str, Any]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The headers and query fields that an `auth` entry adds."""
    kind = text_at(auth, "type")
    given = auth.get(kind)
    # v2.1 lists pairs, v2.0 has an object.
    fields = (
        {text_at(one, "key"): text_at(one, "value") for one in given}
        if isinstance(given, list)
        else {name: text_at(given, name) for name in given}
        if isinstance(given, dict)
        else {}
    )
    if kind == "bearer":
        return [("Authorization", f"Bearer {fields.get('token', '')}")], []
    if kind in ("basic", "digest"):
        return [("Authorization", "Basic {{user and password}}")], []
    if kind in ("jwt", "oauth2"):
        return [("Authorization", "Bearer {{token}}")], []
    if kind == "apikey" and fields.get("key"):
        pair = [(fields["key"], fields.get("value", ""))]
        return ([], pair) if fields.get("in") == "query" else (pair, [])
    return [], []


def _body(body: dict[str, Any]) -> tuple[str, str, tuple[Part, ...]]:
    """The text, the content type that Postman adds, and the parts."""
    mode = text_at(body, "mode")
    if mode == "raw":
        language = text_at(dict_at(dict_at(body, "options"), "raw"), "language") or "text"
        raw = text_at(body, "raw")
        return raw, _RAW_TYPES.get(language, "text/plain") if raw else "", ()
    if mode == "urlencoded":
        pairs = [(text_at(one, "key"), text_at(one, "value")) for one in list_at(body, mode) if _is_enabled(one)]
        return urlencode(pairs, safe="{}"), "application/x-www-form-urlencoded", ()
    if mode == "formdata":
        listed = [one for one in list_at(body, mode) if _is_enabled(one)]
        parts = tuple(Part(text_at(one, "key"), text_at(one, "type") == "file") for one in listed)
        return "", "multipart/form-data", parts
    if mode == "graphql":
        return json.dumps(dict_at(body, mode)), "application/json", ()
    return "", "", ()


def _has_header_script(item: Any) -> bool:
    """Whether a script may add headers before the request is sent."""
    for event in list_at(item, "event"):
        if text_at(event, "listen") == "prerequest":
            lines = list_at(dict_at(event, "script"), "exec")
            if any("headers" in str(line) for line in lines):
                return True
    return False


FORM: Final = Form("a Postman collection", 5, _fits, _read, max_characters=10_000_000)
