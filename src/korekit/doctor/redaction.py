"""What may be shown of a call: names and ids as they are, values that may be secrets only by their length.

A token begins with `ey` and is long, a client secret has 44 characters, an id has at most 40: so what is longer than an
id, looks like the beginning of a token, or like a piece of random text, is never shown.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from korekit.doctor.given import GivenRequest, is_open, open_names, shown_open, with_open_as
from korekit.doctor.outside.address import Address, read_address
from korekit.errors.refusal import Refusal

__all__ = [
    "safe_claims",
    "safe_header",
    "safe_host",
    "safe_label",
    "safe_name",
    "safe_path",
    "safe_refusal",
    "safe_type",
    "safe_url",
    "safe_word",
    "shown_request",
]

_MAX_SHOWN: Final = 40
_MAX_CLAIMS: Final = 50
_MAX_DEPTH: Final = 3
_CONTENT_TYPE: Final = re.compile(r"[a-z]{1,12}/[a-z0-9.+-]{1,40}", re.IGNORECASE)
_NAME: Final = re.compile(r"[A-Za-z_$][\w$.\-\[\] ]*")
_ID: Final = re.compile(r"(?:[a-z]{1,5}-)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{24}", re.IGNORECASE)
_HOST: Final = re.compile(r"[a-z0-9-]{1,40}(?:\.[a-z0-9-]{1,40})*|\[[0-9a-f:.]{2,45}\]")
# Words have their digits at an end and few capitals inside; random text has not.
_RANDOM: Final = re.compile(r"[A-Za-z]\d+[A-Za-z]|[+/=]|(?:[a-z]+[A-Z]+){4}")
_RANDOM_PART: Final = re.compile(r"[A-Za-z]\d+[A-Za-z]|(?:[a-z]+[A-Z]+){2}")
_QUOTED: Final = re.compile(r"`([^`]*)`")
_SCHEME_WORD: Final = re.compile(r"(?:(?:bearer|jwt|token)\s*)?", re.IGNORECASE)
_SHORT_WORD: Final = 8
_PLAIN_VALUE: Final = re.compile(r"\d{1,6}|\d{4}-\d\d-\d\d(?:T[\d:.]+Z?)?|true|false|[a-z]{1,16}")
# Headers whose values say nothing about anybody.
_PUBLIC_HEADERS: Final = frozenset(
    {"content-type", "accept", "x-http-method-override", "bot-language", "content-length"}
)


def _hidden(text: str) -> str:
    """A value by its length alone."""
    return f"…({len(text)} characters)"


def safe_word(text: str) -> str:
    """A word as it is, if it cannot be a secret."""
    shown = shown_open(text)
    if _ID.fullmatch(shown):
        return shown
    is_odd = shown.lower().startswith("ey") or "@" in shown or not shown.isprintable()
    # Only what is short is searched: a long text of letters would take long.
    is_random = _SHORT_WORD <= len(shown) <= _MAX_SHOWN and _RANDOM.search(shown) is not None
    return _hidden(shown) if len(shown) > _MAX_SHOWN or is_odd or is_random else shown


def safe_host(host: str) -> str:
    """A host's name as it is, if it is one."""
    return shown_open(host) if is_open(host) or _HOST.fullmatch(host) else _hidden(host)


def safe_name(text: str) -> str:
    """The name of a field or header as it is, if it is one."""
    return safe_word(text) if _NAME.fullmatch(shown_open(text)) else _hidden(shown_open(text))


def safe_label(text: str) -> str:
    """A name that somebody gave to a call, word by word."""
    return " ".join(safe_word(word) for word in text.split()[:20])


def safe_type(text: str) -> str:
    """A content type as it is, if it is one."""
    return text if _CONTENT_TYPE.fullmatch(text) and not _RANDOM_PART.search(text) else _hidden(shown_open(text))


def safe_refusal(refusal: Refusal) -> Refusal:
    """A refusal of a token whose words name claims: the names as they are, if they are names."""
    kind = type(refusal)
    found = _QUOTED.sub(lambda name: f"`{safe_name(name[1])}`", refusal.found)
    return refusal if found == refusal.found else kind(expected=refusal.expected, found=found, at=refusal.at)


def safe_path(address: Address) -> str:
    """A path, segment by segment."""
    return "/" + "/".join(safe_word(segment) for segment in address.segments)


def _safe_query(pairs: Iterable[tuple[str, str]]) -> str:
    """A query with its plain values: numbers, dates, short words."""
    shown = [
        f"{safe_name(name)}={value if _PLAIN_VALUE.fullmatch(value) and 'key' not in name.lower() else _hidden(value)}"
        for name, value in pairs
    ]
    return f"?{'&'.join(shown)}" if shown else ""


def safe_url(url: str) -> str:
    """An address without user, password and what its query may hide."""
    address = read_address(url)
    host = safe_host(address.host)
    port = f":{address.port}" if address.port.isdigit() else ""
    scheme = f"{address.scheme}://" if address.scheme else ""
    start = f"{scheme}{host}{port}" if address.host else ""
    return f"{start}{safe_path(address)}{_safe_query(address.query)}"


def safe_header(name: str, value: str) -> str:
    """A header with its value, if it is known to be harmless."""
    if name.lower() in _PUBLIC_HEADERS and len(value) <= _MAX_SHOWN and not value.lower().startswith("ey"):
        return f"{safe_name(name)}: {shown_open(value)}"
    if is_open(value) and _SCHEME_WORD.fullmatch(with_open_as(value, "")):
        # The name of a variable, which says where to look.
        word = with_open_as(value, "").strip()
        return f"{safe_name(name)}: {word} {' '.join(map(safe_word, open_names(value)))}".replace("  ", " ")
    return f"{safe_name(name)}: {_hidden(shown_open(value))}"


def safe_claims(claims: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Header or claims of a token: numbers as they are, texts where they cannot be a secret or name a person."""
    if claims is None:
        return None
    return {safe_name(str(name)): _safe_claim(value) for name, value in list(claims.items())[:_MAX_CLAIMS]}


def _safe_claim(value: Any, depth: int = 0) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return safe_word(value)
    if isinstance(value, list) and depth < _MAX_DEPTH:
        return [_safe_claim(one, depth + 1) for one in value[:_MAX_CLAIMS]]
    if isinstance(value, dict) and depth < _MAX_DEPTH:
        return {safe_name(str(name)): _safe_claim(one, depth + 1) for name, one in list(value.items())[:_MAX_CLAIMS]}
    return "…"


def shown_request(request: GivenRequest) -> list[str]:
    """The request for people, line by line, without a secret."""
    method = safe_word(request.method) if request.method else ""
    first = " ".join(part for part in (method, safe_url(request.url) if request.url else "") if part)
    lines = [first] if first else []
    lines += [safe_header(name, value) for name, value in request.headers]
    if request.parts:
        lines.append("parts: " + ", ".join(safe_name(part.name) for part in request.parts))
    elif request.body is not None:
        lines.append(f"body: {len(request.body)} bytes")
    return lines
