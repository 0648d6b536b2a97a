"""The request that a call of an HTTP library sends, by the library's own rules for bodies and types."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote_plus

from korekit.doctor.code.texts import json_text, text_of
from korekit.doctor.code.values import Prepared, Session
from korekit.doctor.given import GivenRequest, Part, is_open, open_names, opened, with_open_as
from korekit.doctor.making import MadeToken

__all__ = ["is_url", "prepared", "request_of", "sent_request"]

_FORM_TYPE: Final = "application/x-www-form-urlencoded"
_JSON_TYPE: Final = "application/json"
_MULTIPART_TYPE: Final = "multipart/form-data"
_MORE: Final = "**"


def is_url(value: Any) -> bool:
    """Whether a value looks like an address of an API."""
    return isinstance(value, str) and ("://" in value or "/api/" in value)


def prepared(positional: list[Any], keywords: dict[str, Any]) -> Prepared:
    """What `urllib.request.Request(url, data, headers, method=…)` is; other libraries name the method first."""
    if len(positional) > 1 and isinstance(positional[0], str) and positional[0].isupper():
        return Prepared(positional[0], positional[1], _dict(keywords.get("headers")), keywords.get("data"))
    data = positional[1] if len(positional) > 1 else keywords.get("data")
    headers = positional[2] if len(positional) > 2 else keywords.get("headers")
    method = text_of(keywords["method"]) if "method" in keywords else None
    url = positional[0] if positional else keywords.get("url")
    return Prepared(method or ("POST" if data is not None else "GET"), url, _dict(headers), data)


def sent_request(one: Prepared, tokens: Mapping[str, MadeToken]) -> GivenRequest:
    """The request that was made before."""
    return request_of(one.method, one.url, Session(), {"headers": one.headers, "data": one.data}, tokens)


def _dict(value: Any) -> dict[str, Any]:
    if isinstance(value, dict):
        return dict(value)
    return {} if value is None else {_MORE: value}


def request_of(
    method: str | None, url: Any, session: Session, keywords: Mapping[str, Any], tokens: Mapping[str, MadeToken]
) -> GivenRequest:
    """The request.

    Args:
        method: in capitals.
        url: as given; relative to the session's base where it has one.
        session: whose headers are added.
        keywords: `headers`, `params`, `json`, `data`, `content`, `files`, `auth`, as the libraries name them.
        tokens: what the marks in headers stand for.
    """
    given = {**session.headers, **_dict(keywords.get("headers"))}
    headers = [(str(name), text_of(value)) for name, value in given.items() if name != _MORE and value is not None]
    own_auth = keywords.get("auth")
    if isinstance(own_auth, list):
        headers.append(("Authorization", f"Basic {opened('auth=')}"))
    body, is_known, content_type, parts = _body(keywords)
    is_type_given = any(name.lower() == "content-type" for name, _ in headers)
    if content_type and not is_type_given:
        headers.append(("Content-Type", content_type))
    marks = [name for name, value in headers for name in open_names(value)]
    return GivenRequest(
        form="Python",
        method=method,
        url=_address(url, session, keywords.get("params")),
        headers=tuple(headers),
        # Another kind of `auth=` may add any header.
        are_headers_whole=_MORE not in given and _MORE not in keywords and isinstance(own_auth, list | None),
        body=body.encode("utf-8", "replace") if body is not None else None,
        is_body_known=is_known,
        is_form=bool(parts),
        is_boundary_automatic=bool(parts) and not is_type_given,
        parts=parts,
        made=next((tokens[mark] for mark in marks if mark in tokens), None),
    )


def _address(url: Any, session: Session, params: Any) -> str:
    text = text_of(url)
    if session.base_url and "://" not in text and not is_open(text[:1]):
        text = f"{session.base_url.rstrip('/')}/{text.lstrip('/')}"
    if isinstance(params, dict):
        pairs = [f"{name}={_in_query(value)}" for name, value in params.items() if value is not None and name != _MORE]
        text += ("&" if "?" in text else "?") + "&".join(pairs) if pairs else ""
    return text


def _in_query(value: Any) -> str:
    text = text_of(value)
    return text if is_open(text) else quote_plus(text, errors="replace")


def _body(keywords: Mapping[str, Any]) -> tuple[str | None, bool, str, tuple[Part, ...]]:
    """The body, whether it is known, the content type that the library adds, the parts."""
    from_files = keywords.get("files")
    data = keywords.get("data", keywords.get("content", keywords.get("body")))
    if from_files is not None:
        fields = [Part(str(name), is_file=False) for name in data] if isinstance(data, dict) else []
        files = [Part(str(name), is_file=True) for name in from_files] if isinstance(from_files, dict) else []
        if isinstance(from_files, list):
            files = [Part(text_of(one[0]), is_file=True) for one in from_files if isinstance(one, list) and one]
        return None, False, _MULTIPART_TYPE, tuple(files + fields) or (Part("", is_file=True),)
    if "json" in keywords:
        value = keywords["json"]
        text = json_text(value)
        return text, bool(with_open_as(text, "")), _JSON_TYPE, ()
    if data is None:
        return None, True, "", ()
    if isinstance(data, dict):
        pairs = "&".join(f"{name}={_in_query(value)}" for name, value in data.items() if name != _MORE)
        return pairs, _MORE not in data, _FORM_TYPE, ()
    if isinstance(data, str | bytes):
        return text_of(data), True, "", ()
    return None, False, "", ()
