"""A request in the making, as builders and connections of many libraries put it together, one call after the other."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from korekit.doctor.code.texts import json_text, text_of
from korekit.doctor.code.values import Unknown
from korekit.doctor.given import GivenRequest, Part, is_open, open_names, opened
from korekit.doctor.making import MadeToken

__all__ = ["METHODS", "Body", "Draft", "FormParts"]

METHODS: Final = frozenset({"get", "post", "put", "delete", "patch", "head", "options"})
_HEADER_SETTERS: Final = frozenset(
    {"header", "addheader", "setheader", "setrequestproperty", "addrequestproperty", "setrequestheader", "set", "add",
     "append", "appendheader", "addorupdateheader", "addwithoutvalidation", "tryaddwithoutvalidation", "withheader"}
)  # fmt: skip
_BODY_SETTERS: Final = frozenset(
    {"body", "send", "setentity", "bodystring", "bodyvalue", "write", "writebytes", "setbody", "data", "addbody",
     "addjsonbody", "addstringbody", "json", "content", "entity", "end", "setoutput"}
)  # fmt: skip
_URL_SETTERS: Final = frozenset({"url", "uri", "seturi", "requesturi", "target", "baseuri", "path", "resource"})
_QUERY_SETTERS: Final = frozenset({"queryparam", "querystring", "query", "addqueryparameter", "param", "addparameter"})
_TYPE_SETTERS: Final = frozenset({"contenttype", "type", "setcontenttype", "accept"})
_JSON_TYPE: Final = "application/json"
_MORE: Final = "**"
_MISPLACED: Final = "The headers stand where axios takes the body: it takes the options as the third argument."
_METHOD: Final = re.compile(r"(?:.*\.)?([A-Za-z]{3,7})")


@dataclass(frozen=True, slots=True)
class Body:
    """A body with the type that is said with it."""

    value: Any
    kind: str = ""


@dataclass(slots=True)
class FormParts:
    """Parts of a multipart body."""

    parts: list[Part] = field(default_factory=list)

    def add(self, arguments: tuple[Any, ...]) -> None:
        """Take in what `append` is given."""
        value = arguments[1] if len(arguments) > 1 else None
        is_text = isinstance(value, str) and not is_open(value) and len(arguments) < 3
        self.parts.append(Part(text_of(arguments[0]), is_file=not is_text))


@dataclass(slots=True)
class Draft:
    """What is known of a request so far. `default_type`: what the library sends with a text that has no type."""

    form: str
    method: str | None = None
    url: Any = None
    base: str = ""
    headers: dict[str, Any] = field(default_factory=dict)
    body: Any = None
    has_body: bool = False
    query: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    default_type: str = ""
    is_boundary_kept: bool = False
    are_headers_misplaced: bool = False

    def __repr__(self) -> str:
        return f"Draft({self.method!r})"

    def take(self, name: str, arguments: tuple[Any, ...]) -> bool:
        """Take in one call of a builder; whether it says something of the request."""
        kind = name.lower()
        if kind in METHODS or kind == "del":
            self.method = "DELETE" if kind == "del" else kind.upper()
            if arguments and _is_address(arguments[0]) and self.url is None:
                self.url = arguments[0]
                arguments = arguments[1:]
            elif arguments and self.url is None and isinstance(arguments[0], Unknown):
                self.url = arguments[0]
            elif arguments:
                self._set_body(arguments[0])
        elif kind in ("method", "setrequestmethod", "setmethod") and arguments:
            self.set_method(arguments[0])
            if len(arguments) > 1:
                self._set_body(arguments[1])
        elif kind == "open" and len(arguments) > 1:
            self.set_method(arguments[0])
            self.url = arguments[1]
        elif kind in _HEADER_SETTERS and len(arguments) >= 2:
            self.headers[text_of(arguments[0])] = arguments[1]
        elif kind in ("headers", "set", "setheaders", "addheaders") and arguments:
            self.add_headers(arguments)
        else:
            return self._take_more(kind, arguments)
        return True

    def _take_more(self, kind: str, arguments: tuple[Any, ...]) -> bool:
        if kind in _URL_SETTERS and arguments:
            if kind == "baseuri":
                self.base = text_of(arguments[0])
            else:
                self.url = arguments[0]
        elif kind in _TYPE_SETTERS and arguments:
            if kind != "accept":
                self.headers["Content-Type"] = _type_of(arguments[0])
        elif kind in _QUERY_SETTERS and arguments:
            self._add_query(arguments)
        elif kind in ("field", "attach", "multipart", "addfile", "addbinarybody", "addtextbody") and arguments:
            is_file = kind in ("attach", "multipart", "addfile", "addbinarybody") or not isinstance(arguments[-1], str)
            self.parts.append(Part(text_of(arguments[0]) if len(arguments) > 1 else "file", is_file))
            self.has_body = True
        elif kind in ("oauth2", "bearer", "setbearerauth", "bearertoken") and arguments:
            self.headers["Authorization"] = f"Bearer {text_of(arguments[0])}"
        elif kind in ("basic", "setbasicauth", "basicauth"):
            self.headers["Authorization"] = "Basic " + opened("user")
        elif kind == "setdooutput":
            self.method = self.method or "POST"
        elif kind in _BODY_SETTERS and arguments:
            self._set_body(arguments[0])
        else:
            return False
        return True

    def set_method(self, value: Any) -> None:
        """Take a method as a text or as a constant's name."""
        found = _METHOD.fullmatch(value.name if isinstance(value, Unknown) else text_of(value))
        if found and (not isinstance(value, Unknown) or found[1].lower() in METHODS):
            self.method = found[1].upper()

    def add_headers(self, arguments: tuple[Any, ...]) -> None:
        """Take headers as a dict, or as names and values in turn."""
        first = arguments[0]
        if isinstance(first, dict):
            self.headers.update(first)
        elif len(arguments) > 1 and len(arguments) % 2 == 0:
            self.headers.update(
                {text_of(name): value for name, value in zip(arguments[::2], arguments[1::2], strict=True)}
            )
        elif isinstance(first, Unknown):
            self.headers[_MORE] = first

    def _add_query(self, arguments: tuple[Any, ...]) -> None:
        if isinstance(arguments[0], dict):
            self.query += [f"{name}={text_of(value)}" for name, value in arguments[0].items() if name != _MORE]
        elif len(arguments) > 1:
            self.query.append(f"{text_of(arguments[0])}={text_of(arguments[1])}")

    def _set_body(self, value: Any) -> None:
        if value is None:
            return
        self.has_body = True
        if isinstance(value, Body):
            self.body = value.value
            if value.kind:
                self.headers.setdefault("Content-Type", value.kind)
        elif isinstance(value, FormParts):
            self.parts = value.parts
        else:
            self.body = value

    def configure(self, options: Mapping[str, Any]) -> None:
        """Take the options of `fetch`, axios, jQuery, `https.request` and their kin."""
        for name, value in options.items():
            kind = name.lower()
            if kind in ("method", "type") and value is not None:
                self.set_method(value)
            elif kind in ("url", "uri") and value is not None:
                self.url = value
            elif kind in ("baseurl", "prefixurl") and value is not None:
                self.base = text_of(value)
            elif kind == "headers":
                self.add_headers((value if isinstance(value, dict) else Unknown("headers"),))
            elif kind in ("params", "qs", "searchparams", "query") and isinstance(value, dict):
                self._add_query((value,))
            elif kind in ("data", "body"):
                self._set_body(value)
            elif kind == "json" and isinstance(value, dict):
                self._set_body(Body(json_text(value), _JSON_TYPE))
            elif kind == "contenttype" and isinstance(value, str):
                self.headers["Content-Type"] = value
            elif name == _MORE:
                self.headers[_MORE] = Unknown("more")
        self._take_host(options)

    def _take_host(self, options: Mapping[str, Any]) -> None:
        host = options.get("hostname", options.get("host"))
        if host is not None and self.url is None:
            protocol = text_of(options.get("protocol", "https:"))
            port = f":{text_of(options['port'])}" if options.get("port") not in (None, 443, "443") else ""
            self.url = f"{protocol}//{text_of(host)}{port}{text_of(options.get('path', ''))}"

    def finished(self, tokens: Mapping[str, MadeToken]) -> GivenRequest | None:
        """The request, if an address is known."""
        url = text_of(self.url) if self.url is not None else ""
        if self.base and "://" not in url:
            url = f"{self.base.rstrip('/')}/{url.lstrip('/')}"
        if not url:
            return None
        url += ("&" if "?" in url else "?") + "&".join(self.query) if self.query else ""
        headers = [
            (str(name), text_of(value)) for name, value in self.headers.items() if name != _MORE and value is not None
        ]
        is_type_given = any(name.lower() == "content-type" for name, _ in headers)
        body, is_known, kind = self._body()
        if kind and not is_type_given:
            headers.append(("Content-Type", kind))
        marks = [mark for _, value in headers for mark in open_names(value)]
        return GivenRequest(
            form=self.form,
            method=self.method or "GET",
            url=url,
            headers=tuple(headers),
            are_headers_whole=_MORE not in self.headers and (bool(self.headers) or self.are_headers_misplaced),
            body=body.encode("utf-8", "replace") if body is not None else None,
            is_body_known=is_known,
            is_form=bool(self.parts),
            is_boundary_automatic=bool(self.parts) and (self.is_boundary_kept or not is_type_given),
            parts=tuple(self.parts),
            notes=(_MISPLACED,) if self.are_headers_misplaced else (),
            made=next((tokens[mark] for mark in marks if mark in tokens), None),
        )

    def _body(self) -> tuple[str | None, bool, str]:
        """The body, whether it is known, and the type that the library adds."""
        if self.parts:
            return None, False, "multipart/form-data"
        if not self.has_body:
            return None, True, ""
        if isinstance(self.body, dict | list):
            return json_text(self.body), True, _JSON_TYPE
        if isinstance(self.body, str):
            return self.body, True, self.default_type
        return None, False, self.default_type


def _is_address(value: Any) -> bool:
    return isinstance(value, str) and (
        "://" in value or value.startswith("/") or "/api/" in value or is_open(value[:1])
    )


def _type_of(value: Any) -> str:
    name = value.name if isinstance(value, Unknown) else text_of(value)
    # Constants: `ContentType.JSON`, `MediaType.APPLICATION_JSON`.
    return _JSON_TYPE if isinstance(value, Unknown) and "json" in name.lower() else text_of(value)
