"""What calls of libraries give: HTTP clients, token makers, clocks, text methods. Anything else is unknown."""

import base64
import binascii
from collections.abc import Callable
from typing import Any, Final, Protocol

from korekit.doctor.code.python.sending import is_url, prepared, request_of, sent_request
from korekit.doctor.code.texts import formatted, json_text, text_of
from korekit.doctor.code.values import Decoded, Delta, Prepared, Session, Unknown
from korekit.doctor.given import GivenRequest, opened
from korekit.doctor.making import MadeToken, SinceNow

__all__ = ["call_of_library"]

_VERBS: Final = frozenset({"get", "post", "put", "delete", "patch", "head", "options"})
_LIBRARIES: Final = frozenset({"requests", "httpx", "requests.api", "aiohttp", "urllib3", "grequests"})
_SESSIONS: Final = frozenset(
    {"requests.Session", "requests.session", "httpx.Client", "httpx.AsyncClient", "aiohttp.ClientSession", "Session",
     "requests.sessions.Session", "urllib3.PoolManager", "AsyncClient", "ClientSession"}
)  # fmt: skip
# What a client is made with that may add headers to each request.
_CHANGES_REQUESTS: Final = frozenset({"auth", "event_hooks", "transport", "**"})
_CONNECTIONS: Final = ("HTTPSConnection", "HTTPConnection")
_NOW: Final = ("time.time", "datetime.now", "datetime.utcnow", "datetime.today", "datetime.datetime.now")
_SAME: Final = frozenset(
    {"timestamp", "timetuple", "utctimetuple", "strip", "rstrip", "lstrip", "isoformat", "replace", "encode", "decode",
     "raise_for_status", "astimezone"}
)  # fmt: skip
_PASSED_ON: Final = frozenset(
    {"int", "round", "float", "timegm", "mktime", "floor", "str", "bytes", "quote", "dict", "list"}
)
_KEYS_OF_DELTA: Final = {
    "days": 86_400,
    "hours": 3_600,
    "minutes": 60,
    "seconds": 1,
    "weeks": 604_800,
    "milliseconds": 0.001,
}


class _Walker(Protocol):
    """What keeps the requests and tokens that calls make."""

    def mark(self, token: MadeToken) -> str: ...
    def sent(self, request: GivenRequest) -> None: ...

    @property
    def tokens(self) -> dict[str, MadeToken]: ...


def call_of_library(walker: _Walker, path: str, owner: Any, positional: list[Any], keywords: dict[str, Any]) -> Any:
    """What a call gives; a request that it sends is kept by the walker.

    Args:
        walker: keeps what is found.
        path: the dotted name of what is called, empty where it has none.
        owner: what it is called on, `None` for a plain function.
        positional: its arguments.
        keywords: its named arguments.
    """
    name = path.rpartition(".")[2]
    for attempt in (_sending, _token, _time):
        found = attempt(walker, path, owner, positional, keywords)
        if found is not None:
            return found
    if isinstance(owner, dict | str | bytes | Decoded | SinceNow):
        return _method(owner, name, positional, keywords)
    return _function(path, name, positional, keywords)


def _sending(walker: _Walker, path: str, owner: Any, positional: list[Any], keywords: dict[str, Any]) -> Any:
    base, _, name = path.rpartition(".")
    if path in _SESSIONS:
        headers = keywords.get("headers")
        known = headers if isinstance(headers, dict) else {}
        if (headers is not None and not isinstance(headers, dict)) or _CHANGES_REQUESTS & keywords.keys():
            known = {**known, "**": Unknown("headers")}
        return Session(known, text_of(keywords.get("base_url", "")))
    if name in _CONNECTIONS and positional:
        scheme = "https" if name == "HTTPSConnection" else "http"
        return Session({}, f"{scheme}://{text_of(positional[0])}")
    if name == "Request" and positional and (is_url(positional[0]) or "urllib" in path or len(positional) > 1):
        return prepared(positional, keywords)
    if isinstance(owner, Prepared):
        if name in ("add_header", "add_unredirected_header") and len(positional) == 2:
            owner.headers[text_of(positional[0])] = positional[1]
        return Unknown(name)
    if name == "urlopen" and positional:
        one = positional[0]
        one = one if isinstance(one, Prepared) else prepared(positional, keywords)
        walker.sent(sent_request(one, walker.tokens))
        return Unknown("answer")
    # What a client that comes from elsewhere adds is not known.
    session = owner if isinstance(owner, Session) else Session({} if base in _LIBRARIES else {"**": Unknown("headers")})
    is_client = isinstance(owner, Session) or base in _LIBRARIES
    method, rest = (name, positional) if name in _VERBS else (None, positional)
    if name in ("request", "stream", "build_request") and len(positional) >= 1:
        method, rest = text_of(positional[0]), positional[1:]
        if len(rest) > 1 and isinstance(owner, Session):
            # `http.client` takes body and headers by position.
            keywords = {"data": rest[1], **({"headers": rest[2]} if len(rest) > 2 else {}), **keywords}
    elif name == "request" and "method" in keywords:
        method = text_of(keywords["method"])
    elif "." not in path and name in _VERBS:
        is_client = False
    if method is None:
        return None
    url = rest[0] if rest else keywords.get("url")
    if url is None or not (is_client or "headers" in keywords or (is_url(url) and not isinstance(owner, dict))):
        return None
    if method.lower() in ("post", "put", "patch") and len(rest) > 1 and name in _VERBS:
        keywords = {"data": rest[1], **keywords}
    walker.sent(request_of(method.upper(), url, session, keywords, walker.tokens))
    return Unknown("answer")


def _token(walker: _Walker, path: str, owner: Any, positional: list[Any], keywords: dict[str, Any]) -> Any:
    base, _, name = path.rpartition(".")
    if name != "encode" or not base.lower().endswith(("jwt", "jws", "jsonwebtoken")):
        return None
    header: Any = keywords.get("headers", keywords.get("header"))
    claims = positional[0] if positional else keywords.get("payload", keywords.get("claims"))
    key = positional[1] if len(positional) > 1 else keywords.get("key", keywords.get("secret"))
    algorithm = positional[2] if len(positional) > 2 else keywords.get("algorithm", "HS256")
    if len(positional) > 2 and isinstance(claims, dict) and "alg" in claims:
        # Another library takes header, claims and key in this order.
        header, claims, key, algorithm = positional[0], positional[1], positional[2], "HS256"
    if isinstance(header, dict) and "alg" in header:
        algorithm = header["alg"]
    is_whole = isinstance(claims, dict) and "**" not in claims
    return walker.mark(
        MadeToken(
            algorithm=algorithm if isinstance(algorithm, str) else "none" if algorithm is None else None,
            claims=_claims(claims) if isinstance(claims, dict) else None,
            are_claims_whole=is_whole,
            key=_key(key),
            is_key_decoded=isinstance(key, Decoded),
        )
    )


def _claims(given: dict[Any, Any]) -> dict[str, Any]:
    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return _claims(value)
        if isinstance(value, list | tuple):
            return [plain(one) for one in value]
        is_plain = isinstance(value, str | int | float | SinceNow) or value is None
        return value if is_plain else text_of(value)

    return {str(name): plain(value) for name, value in given.items() if name != "**"}


def _key(key: Any) -> bytes | None:
    if isinstance(key, Decoded):
        return key.value
    if isinstance(key, bytes):
        return key
    return key.encode("utf-8", "replace") if isinstance(key, str) and "\ue000" not in key else None


def _time(walker: _Walker, path: str, owner: Any, positional: list[Any], keywords: dict[str, Any]) -> Any:
    del walker, owner
    if path.endswith(_NOW) or path in ("time", "now", "utcnow"):
        return SinceNow(0)
    if path.endswith("time_ns"):
        return Unknown("time")
    if path.rpartition(".")[2] == "timedelta":
        seconds = sum(
            factor * keywords[unit]
            for unit, factor in _KEYS_OF_DELTA.items()
            if isinstance(keywords.get(unit), int | float)
        )
        if positional and isinstance(positional[0], int | float):
            seconds += 86_400 * positional[0]
        is_known = all(isinstance(value, int | float) for value in (*positional, *keywords.values()))
        return Delta(seconds) if is_known else Unknown("time")
    return None


def _method(owner: Any, name: str, positional: list[Any], keywords: dict[str, Any]) -> Any:
    """A method of a text, of bytes, a dict or a moment."""
    if isinstance(owner, dict):
        return _dict_method(owner, name, positional, keywords)
    if isinstance(owner, str):
        if name == "format":
            return formatted(owner, positional, keywords)
        if name == "join" and positional and isinstance(positional[0], list):
            return owner.join(map(text_of, positional[0]))[:200_000]
        if name == "replace" and len(positional) == 2 and all(isinstance(one, str) and one for one in positional):
            return owner.replace(*positional)[:200_000]
        stripped: dict[str, Callable[[], Any]] = {
            "strip": owner.strip,
            "rstrip": owner.rstrip,
            "lstrip": owner.lstrip,
            "lower": owner.lower,
            "upper": owner.upper,
        }
        if name in stripped and not positional:
            return stripped[name]()
    return owner if name in _SAME else Unknown(name)


def _dict_method(owner: dict[Any, Any], name: str, positional: list[Any], keywords: dict[str, Any]) -> Any:
    if name == "update":
        for one in (*positional, keywords):
            owner.update(one if isinstance(one, dict) else {"**": Unknown("more")})
        return None
    if name == "copy":
        return dict(owner)
    key = positional[0] if positional else None
    if name in ("get", "pop") and isinstance(key, str | int):
        return owner.get(key, positional[1] if len(positional) > 1 else None)
    if name == "setdefault" and isinstance(key, str) and len(positional) > 1:
        return owner.setdefault(key, positional[1])
    return Unknown(name)


def _function(path: str, name: str, positional: list[Any], keywords: dict[str, Any]) -> Any:
    first = positional[0] if positional else None
    if name in ("b64decode", "urlsafe_b64decode", "base64url_decode", "decodebytes"):
        return _decoded(first)
    if name in ("getenv", "environ.get") or path.endswith(("environ.get", "getenv")):
        return Unknown(f"${text_of(first)}") if first is not None else Unknown(name)
    if path.endswith("json.dumps") or name == "dumps":
        return json_text(first)
    if name == "dict" and not positional:
        return dict(keywords)
    if name == "str" and isinstance(first, SinceNow):
        return opened("time")
    if name == "str" and first is not None:
        return text_of(first)
    if name == "urlencode" and isinstance(first, dict):
        return "&".join(f"{key}={text_of(value)}" for key, value in first.items())
    if name == "urljoin" and len(positional) == 2:
        return f"{text_of(first).rstrip('/')}/{text_of(positional[1]).lstrip('/')}"
    if name in _PASSED_ON and first is not None:
        return first
    shown = path if len(path) <= 60 else name
    return Unknown(f"{shown}()")


def _decoded(value: Any) -> Any:
    if isinstance(value, str | bytes):
        text = value if isinstance(value, bytes) else value.encode("utf-8", "replace")
        try:
            return Decoded("b64decode", base64.b64decode(text + b"=" * (-len(text) % 4)))
        except (binascii.Error, ValueError):
            return Decoded("b64decode")
    return Decoded(value.name if isinstance(value, Unknown) else "b64decode")
