"""What is sent for a call: an operation and its arguments become one request. Pure.

Source: contract, platform.md 3.5 and 4.1.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote, urlencode

import msgspec

from korekit._version import __version__
from korekit.catalog.operation import Operation
from korekit.catalog.operations import find_operation
from korekit.catalog.parameters import Place, Upload
from korekit.client.errors import InvalidArgument

__all__ = ["Invocation", "Request", "build", "invoke"]

_HEADERS: Final = {"accept": "application/json", "user-agent": f"korekit/{__version__}"}


@dataclass(frozen=True, slots=True)
class Invocation:
    """An operation with its arguments by Python name, and fields of the body that the catalogue does not know."""

    operation: Operation[Any, Any]
    arguments: Mapping[str, Any]
    extra: Mapping[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"Invocation({self.operation.id!r})"

    def __reduce__(self) -> Any:
        # An operation is a declaration and no data: another process finds its own by the id.
        return _restored, (self.operation.id, dict(self.arguments), dict(self.extra))

    def in_path(self) -> dict[str, Any]:
        """The arguments that stand in the path."""
        names = {parameter.name for parameter in self.operation.parameters_in(Place.PATH)}
        return {name: value for name, value in self.arguments.items() if name in names}


def _restored(operation_id: str, arguments: dict[str, Any], extra: dict[str, Any]) -> Invocation:
    operation = find_operation(operation_id)
    if operation is None:
        raise InvalidArgument(f"There is no operation {operation_id}.")
    return Invocation(operation, arguments, extra)


def invoke(operation: Operation[Any, Any], /, *args: Any, **kwargs: Any) -> Invocation:
    """Arguments as a caller gives them, bound to the operation's parameters, with its defaults.

    Raises:
        TypeError: as calling a function with these arguments would.
    """
    try:
        bound = operation.signature.bind(*args, **kwargs)
    except TypeError as error:
        raise TypeError(f"{operation.name}: {error}") from None
    bound.apply_defaults()
    return Invocation(operation, bound.arguments)


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request. `content` is a body; `form` and `files` are the parts of a multipart body instead."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = None
    form: tuple[tuple[str, str], ...] = ()
    files: tuple[tuple[str, Upload], ...] = ()

    def __repr__(self) -> str:
        # The query may hold a download's key, the headers a token.
        return f"Request({self.method!r}, {self.url.partition('?')[0]!r})"

    def with_headers(self, headers: Mapping[str, str]) -> "Request":
        """The same request with further headers."""
        return Request(self.method, self.url, {**self.headers, **headers}, self.content, self.form, self.files)


def build(invocation: Invocation, base: str) -> Request:
    """The request of a call, without what identifies the caller.

    An argument that is `None` is left out.

    Args:
        invocation: the operation and its arguments.
        base: the host's address, as `hosts.base_url` gives it.

    Raises:
        InvalidArgument: a value that cannot stand where it belongs.
    """
    operation = invocation.operation
    path = operation.path
    query: list[tuple[str, str]] = []
    body: Any = {}
    for parameter in operation.parameters:
        value = invocation.arguments.get(parameter.name)
        if parameter.place is Place.PATH:
            path = path.replace(f"{{{parameter.name}}}", _segment(parameter.name, value))
        elif value is None:
            continue
        elif parameter.place is Place.QUERY:
            values = value if isinstance(value, list | tuple) else [value]
            query += [(parameter.wire, _text(parameter.name, one)) for one in values]
        elif parameter.is_whole_body:
            body = value
        else:
            body[parameter.wire] = value
    if invocation.extra:
        body = _with_extra(operation, body, invocation.extra)
    url = base + path + (f"?{urlencode(query, quote_via=quote)}" if query else "")
    if operation.facts.body == "multipart":
        return _multipart(operation.method, url, body)
    if not body and (operation.facts.body == "none" or operation.method in ("GET", "DELETE")):
        return Request(operation.method, url, _HEADERS)
    try:
        content = msgspec.json.encode(body)
    except (TypeError, ValueError) as error:
        raise InvalidArgument(f"{operation.id}: an argument cannot be written as JSON.") from error
    return Request(operation.method, url, {**_HEADERS, "content-type": "application/json"}, content)


def _with_extra(operation: Operation[Any, Any], body: Any, extra: Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise InvalidArgument(f"{operation.id}: its body takes no further fields.")
    return {**body, **extra}


def _segment(name: str, value: Any) -> str:
    text = _text(name, value)
    # Dots alone would be resolved on the way and name another path.
    if text in ("", ".", ".."):
        raise InvalidArgument(f"`{name}` is empty or stands for no name.")
    return quote(text, safe="")


def _text(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str | int | float):
        raise InvalidArgument(f"`{name}` is neither text nor number.")
    text = str(value)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise InvalidArgument(f"`{name}` holds half a character.") from None
    return text


def _multipart(method: str, url: str, fields: Mapping[str, Any]) -> Request:
    form = [(name, _text(name, value)) for name, value in fields.items() if not isinstance(value, Upload)]
    files = [(name, value) for name, value in fields.items() if isinstance(value, Upload)]
    if not files:
        raise InvalidArgument("A file is sent as an `Upload`.")
    return Request(method, url, _HEADERS, form=tuple(form), files=tuple(files))
