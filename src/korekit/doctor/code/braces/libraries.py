"""What calls of libraries mean in code with braces: HTTP clients, clocks, codecs. Anything else is unknown."""

import re
from typing import Any, Final

from korekit.doctor.code.braces.drafts import METHODS, Body, Draft, FormParts
from korekit.doctor.code.braces.jwts import AlgorithmWithKey, JwtBuilder, decoded, signed_by_options
from korekit.doctor.code.texts import joined, json_text, percent_formatted, text_of
from korekit.doctor.code.values import Session, Unknown
from korekit.doctor.given import is_open
from korekit.doctor.making import MadeToken, SinceNow

__all__ = ["by_client", "by_verb", "called", "configured", "constant", "method_of_value"]

_PASSED_ON: Final = frozenset(
    {"URL", "URI", "Uri", "create", "floor", "round", "trunc", "ceil", "parseInt", "Number", "String",
     "valueOf", "from", "encodeURIComponent", "encodeURI", "encode", "StringEntity", "ofString", "NewReader",
     "NewBufferString", "NewBuffer", "hmacShaKeyFor", "SecretKeySpec", "createSecretKey", "GetBytes", "byte",
     "parse", "get", "toString", "requireNonNull", "toUtf8Bytes", "utf8", "NewString", "ofEpochSecond",
     "Int64", "Date", "SymmetricSecurityKey"}
)  # fmt: skip
_MAPS: Final = frozenset(
    {"Headers", "HttpHeaders", "HashMap", "LinkedHashMap", "TreeMap", "Dictionary", "JSONObject", "ObjectNode",
     "LinkedMultiValueMap", "createObjectNode", "Object", "WebHeaderCollection"}
)  # fmt: skip
_BUILDERS: Final = frozenset(
    {"given", "newBuilder", "Builder", "XMLHttpRequest", "HttpRequestMessage", "RequestSpecBuilder"}
)
_CLIENT_CALLS: Final = frozenset(
    {"GetAsync", "PostAsync", "PutAsync", "DeleteAsync", "exchange", "getForEntity", "postForEntity"}
)
_MADE_BY_METHOD: Final = re.compile(r"Http(Get|Post|Put|Delete|Patch)")
# Ruby: `Net::HTTP::Get.new(url)`.
_MADE_BY_CLASS: Final = re.compile(r"Net\.HTTP\.(Get|Post|Put|Delete|Patch)\.new")
_CONFIGURED: Final = frozenset(
    {"fetch", "axios", "ajax", "request", "got", "ky", "needle", "rp", "$fetch", "fetchJson"}
)
_DECODERS: Final = frozenset(
    {"atob", "parseBase64Binary", "decodeBase64", "FromBase64String", "DecodeString", "b64decode"}
)
_NOW: Final = frozenset(
    {"Date.now", "System.currentTimeMillis", "Instant.now", "Date", "DateTime.now", "time.Now", "moment",
     "DateTimeOffset.UtcNow", "DateTime.UtcNow"}
)  # fmt: skip
_HMAC: Final = re.compile(r"HMAC(256|384|512)")
_CONSTANT: Final = re.compile(
    r"(?:HttpMethod|Method|http\.Method|RequestMethod)\.?(Get|Post|Put|Delete|Patch)", re.IGNORECASE
)
_NAMED_HEADER: Final = {"AUTHORIZATION": "Authorization", "CONTENT_TYPE": "Content-Type", "ACCEPT": "Accept"}
_TYPES: Final = {"APPLICATION_JSON": "application/json", "APPLICATION_JSON_VALUE": "application/json"}
_FETCH_TEXT: Final = "text/plain;charset=UTF-8"
_FORM_TYPE: Final = "application/x-www-form-urlencoded"


def constant(path: str) -> Any:
    """What a name without a call stands for."""
    last = path.rpartition(".")[2]
    method = _CONSTANT.fullmatch(path)
    if method:
        return method[1].upper()
    if path in _NOW:
        return SinceNow(0)
    if path.startswith("process.env."):
        return Unknown(f"${last}")
    return _NAMED_HEADER.get(last, _TYPES.get(last, Unknown(path)))


def called(path: str, arguments: tuple[Any, ...], form: str) -> Any:
    """What a call of something by its dotted name gives.

    Args:
        path: the names up to the call.
        arguments: what it is called with.
        form: the language, for the request's own words.
    """
    name = path.rpartition(".")[2]
    for attempt in (_sending, _token, _key, _value):
        found = attempt(path, name, arguments, form)
        if found is not None:
            return found
    return Unknown(f"{path}()" if len(path) <= 60 else "…")


def _sending(path: str, name: str, arguments: tuple[Any, ...], form: str) -> Any:
    base = path.rpartition(".")[0]
    by_method = _MADE_BY_METHOD.fullmatch(name)
    by_class = _MADE_BY_CLASS.fullmatch(path)
    if by_class:
        return Draft(form, method=by_class[1].upper(), url=arguments[0] if arguments else None)
    if by_method:
        return Draft(form, method=by_method[1].upper(), url=arguments[0] if arguments else None)
    if name in ("NewRequest", "NewRequestWithContext", "HttpRequestMessage", "RestRequest"):
        return _made_request(name, arguments, form)
    if name in ("RestClient", "RestClientOptions") and arguments and isinstance(arguments[0], str | Session):
        return arguments[0] if isinstance(arguments[0], Session) else Session({}, arguments[0])
    if path == "HttpClient":
        # C#'s; Java's is made by a method of the class.
        return Session({"**": Unknown("the handler's own")} if arguments else {})
    if name in _BUILDERS:
        draft = Draft(form, default_type=_FETCH_TEXT if name == "XMLHttpRequest" else "")
        if arguments and isinstance(arguments[0], str):
            draft.url = arguments[0]
        return draft
    if path in ("axios.create", "got.extend", "ky.create", "ky.extend"):
        options = arguments[0] if arguments and isinstance(arguments[0], dict) else {}
        headers = options.get("headers")
        return Session(
            headers if isinstance(headers, dict) else {"**": headers} if headers else {},
            text_of(options.get("baseURL", "")),
        )
    if name in _CONFIGURED or (name in METHODS and base.split(".")[-1] in ("https", "http")):
        return configured(name if name in METHODS else "", base, name, arguments, form)
    is_known = base.split(".")[-1].lower() in (
        "axios",
        "superagent",
        "request",
        "unirest",
        "got",
        "ky",
        "needle",
        "requests",
    )
    if name.lower() in METHODS and arguments and (is_known or _is_address(arguments[0])):
        return by_verb(name.lower(), base, arguments, form)
    return by_client(name, arguments, form) if name in _CLIENT_CALLS and arguments else None


def _is_address(value: Any) -> bool:
    return isinstance(value, str) and ("://" in value or "/api/" in value)


def _made_request(name: str, arguments: tuple[Any, ...], form: str) -> Draft:
    draft = Draft(form)
    rest = arguments[1:] if name == "NewRequestWithContext" else arguments
    if name == "RestRequest" and rest and not (isinstance(rest[0], str) and rest[0].lower() in METHODS):
        draft.url = rest[0]
        rest = rest[1:]
    if rest:
        draft.set_method(rest[0])
    if name != "RestRequest" and len(rest) > 1:
        draft.url = rest[1]
        if len(rest) > 2:
            draft.take("body", rest[2:3])
    return draft


def by_client(name: str, arguments: tuple[Any, ...], form: str) -> Draft:
    """What C#'s `client.PostAsync(url, content)` and Spring's `template.exchange(url, method, entity)` send."""
    draft = Draft(form, url=arguments[0])
    method = re.match(r"[A-Za-z][a-z]+", name)
    if name == "exchange" and len(arguments) > 1:
        draft.set_method(arguments[1])
        if len(arguments) > 2 and isinstance(arguments[2], _Entity):
            draft.headers.update(arguments[2].headers)
            draft.take("body", (arguments[2].body,))
    elif method:
        draft.method = method[0].upper()
        if draft.method == "POST" and len(arguments) > 1:
            draft.take("body", arguments[1:2])
    draft.headers.setdefault("**", Unknown("the client's own"))
    return draft


class _Entity:
    """Spring's `HttpEntity`: a body with headers."""

    def __init__(self, arguments: tuple[Any, ...]) -> None:
        self.headers: dict[str, Any] = next((one for one in reversed(arguments) if isinstance(one, dict)), {})
        self.body = arguments[0] if len(arguments) > 1 else None


def configured(verb: str, base: str, name: str, arguments: tuple[Any, ...], form: str) -> Draft:
    """What `fetch(url, options)` and its kin send."""
    draft = Draft(form, default_type=_FETCH_TEXT if name == "fetch" else "")
    is_axios = name == "axios" or base.endswith("axios")
    draft.is_boundary_kept = is_axios
    for one in arguments[:3]:
        if isinstance(one, dict):
            draft.configure(one)
            if name == "fetch" and isinstance(draft.body, dict):
                # What an object is as a text; `fetch` writes no JSON.
                draft.body = "[object Object]"
        elif isinstance(one, Session):
            draft.headers.update(one.headers)
        elif draft.url is None and (isinstance(one, str) or (isinstance(one, Unknown) and one.name != "function")):
            draft.url = one
        elif isinstance(one, Unknown) and one.name != "function":
            draft.headers["**"] = one
    if name == "ajax" or is_axios:
        draft.default_type = _FORM_TYPE
    draft.method = draft.method or (verb.upper() or None)
    return draft


def by_verb(verb: str, base: str, arguments: tuple[Any, ...], form: str) -> Draft:
    """What `axios.post(url, data, options)`, `got.get(url, options)` and `Unirest.post(url)` send."""
    draft = Draft(form, method=verb.upper(), url=arguments[0])
    is_axios = base.split(".")[-1] in ("axios", "http", "client", "api", "instance")
    draft.is_boundary_kept = is_axios
    rest = arguments[1:]
    if verb in ("post", "put", "patch") and is_axios:
        draft.default_type = _FORM_TYPE
        draft.take("body", rest[:1])
        draft.are_headers_misplaced = len(rest) == 1 and isinstance(rest[0], dict) and "headers" in rest[0]
        rest = rest[1:]
    for one in rest[:2]:
        if isinstance(one, dict):
            draft.configure(one)
        elif isinstance(one, Unknown) and one.name != "function":
            draft.headers["**"] = one
    return draft


def _token(path: str, name: str, arguments: tuple[Any, ...], form: str) -> Any:
    del form
    last_two = ".".join(path.split(".")[-2:])
    if name == "sign" and "jws" in path.lower() and len(arguments) >= 4:
        header, claims = arguments[1], arguments[2]
        algorithm = header.get("alg") if isinstance(header, dict) else "HS256"
        return signed_by_options((claims, arguments[3], {"algorithm": algorithm}))
    if name in ("sign", "encode") and re.search(r"jwt|jsonwebtoken", path, re.IGNORECASE):
        return signed_by_options(arguments) or Unknown("token")
    if name == "sign" and path == "sign" and len(arguments) >= 2 and isinstance(arguments[0], dict):
        return signed_by_options(arguments)
    if last_two in ("Jwts.builder", "JWT.create") or name == "SignJWT":
        claims = arguments[0] if arguments and isinstance(arguments[0], dict) else {}
        builder = JwtBuilder()
        if arguments:
            builder.take("claims", (claims if claims else arguments[0],))
        return builder
    return None


def _key(path: str, name: str, arguments: tuple[Any, ...], form: str) -> Any:
    del form
    first = arguments[0] if arguments else None
    hmac = _HMAC.fullmatch(name)
    if hmac and arguments:
        return AlgorithmWithKey(f"HS{hmac[1]}", first)
    if name in _DECODERS or (name == "decode" and "base64" in path.lower()):
        return decoded(first)
    if path.endswith("Buffer.from") and len(arguments) > 1 and text_of(arguments[1]).startswith("base64"):
        return decoded(first)
    if name in ("getenv", "Getenv", "getProperty", "GetEnvironmentVariable", "env") and arguments:
        return Unknown(f"${text_of(first)}")
    return None


def _value(path: str, name: str, arguments: tuple[Any, ...], form: str) -> Any:
    del form
    first = arguments[0] if arguments else None
    if path in _NOW and not arguments:
        return SinceNow(0, is_milliseconds=path in ("Date.now", "System.currentTimeMillis"))
    if name in ("stringify", "writeValueAsString", "toJson", "SerializeObject", "Serialize", "Marshal") and arguments:
        return json_text(first)
    if name in _MAPS or path == "Map.of":
        if path == "Map.of":
            return {text_of(key): value for key, value in zip(arguments[::2], arguments[1::2], strict=False)}
        return dict(first) if isinstance(first, dict) else {}
    if name in ("FormData", "MultipartBody", "MultipartFormDataContent"):
        return FormParts()
    if name == "HttpEntity" and arguments:
        return _Entity(arguments)
    if name in ("RequestBody.create", "StringContent", "json") or path.endswith("RequestBody.create"):
        return _body(arguments, name)
    if name in ("noBody", "NoBody"):
        return Body("")
    if path == "String.format" or name == "Sprintf":
        return percent_formatted(first, list(arguments[1:])) if isinstance(first, str) else None
    if name == "AuthenticationHeaderValue" and len(arguments) == 2:
        return joined([first, " ", arguments[1]])
    return first if name in _PASSED_ON and first is not None else None


def _body(arguments: tuple[Any, ...], name: str) -> Body | None:
    """A body of a text and a type, in either order."""
    texts = [one for one in arguments if isinstance(one, str)]
    types = [one for one in texts if re.fullmatch(r"\w+/[\w.+-]+(?:;.*)?", one)]
    bodies = [one for one in arguments if one not in types and one is not None]
    if not arguments:
        return None
    kind = types[0] if types else "application/json" if name == "json" else ""
    return Body(bodies[0] if bodies else "", kind)


def method_of_value(value: Any, name: str, arguments: tuple[Any, ...], form: str) -> Any:
    """What a method of a known value gives; `None` where it is not known."""
    first = arguments[0] if arguments else None
    if isinstance(value, str):
        return _method_of_text(value, name, arguments, form)
    if isinstance(value, dict):
        if name in ("put", "add", "Add", "append", "set", "setProperty", "addProperty", "Set") and len(arguments) > 1:
            value[text_of(first)] = arguments[1]
            return value
        if name == "setBearerAuth" and arguments:
            value["Authorization"] = f"Bearer {text_of(first)}"
            return value
        if name == "setContentType" and arguments:
            value["Content-Type"] = first if isinstance(first, str) else "application/json"
            return value
        return json_text(value) if name in ("toString", "toJSONString") else value.get(text_of(first), Unknown(name))
    if isinstance(value, FormParts):
        if name in ("append", "addFormDataPart", "Add", "addTextBody", "addBinaryBody") and arguments:
            value.add(arguments)
        return value
    if isinstance(value, SinceNow):
        return _method_of_moment(value, name, first)
    if isinstance(value, Body | bytes | AlgorithmWithKey | MadeToken | _Entity):
        return value
    return None


def _method_of_text(value: str, name: str, arguments: tuple[Any, ...], form: str) -> Any:
    if name == "openConnection":
        return Draft(form, url=value, default_type=_FORM_TYPE)
    if name == "concat" and arguments:
        return value + text_of(arguments[0])
    if name == "formatted":
        return percent_formatted(value, list(arguments))
    if name in ("trim", "strip") and not is_open(value):
        return value.strip()
    if (
        name in ("replace", "replaceAll")
        and len(arguments) == 2
        and all(isinstance(one, str) and one for one in arguments)
    ):
        return value.replace(*arguments)
    kept = (
        "trim",
        "toString",
        "getBytes",
        "strip",
        "encode",
        "toURL",
        "Bytes",
        "toURI",
        "toCharArray",
        "replace",
        "build",
    )
    return value if name in kept else None


def _method_of_moment(value: SinceNow, name: str, first: Any) -> Any:
    is_number = isinstance(first, int | float)
    if name in ("plusSeconds", "plusMillis", "minusSeconds", "AddSeconds", "AddMinutes", "AddHours") and is_number:
        factor = {"plusMillis": 0.001, "minusSeconds": -1, "AddMinutes": 60, "AddHours": 3_600}.get(name, 1)
        return SinceNow(value.seconds + first * factor, value.is_milliseconds)
    if name in ("getTime", "toEpochMilli", "valueOf"):
        return SinceNow(value.seconds, is_milliseconds=True)
    if name in ("getEpochSecond", "unix", "Unix", "ToUnixTimeSeconds", "toInstant", "intValue", "longValue"):
        return SinceNow(value.seconds, value.is_milliseconds if name.endswith("Value") else False)
    return Unknown("time")
