"""Client secrets in a text: by their form, and by what stands around them.

A secret is the base64 text of 32 bytes. So are the keys and digests of many tools: what counts is a name before it that
means a client secret, or a client id near it. Source: contract, platform.md 2.
"""

import re
from base64 import b64decode
from bisect import bisect_left
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

from korekit.scanning.leaks.sighting import Certainty, Kind, Sighting
from korekit.scanning.leaks.tokens import CLIENT_ID
from korekit.tokens.suspects import PLACEHOLDER_SECRETS

__all__ = ["client_secrets_in", "may_hold_client_secret"]

_CLIENT_ID_BYTES: Final = re.compile(rb"cs-[0-9a-f]{8}-[0-9a-f]{4}-")
# The text as it is, or as JSON, HTML-safe JSON and addresses write its signs.
_PLAIN: Final = re.compile(r"(?<![\w+/-])[A-Za-z0-9+/]{43}=(?![\w+/=-])", re.ASCII)
_ESCAPED: Final = re.compile(
    r"(?<![\w+/%\\-])(?:[A-Za-z0-9+/]|\\/|%2[BbFf]|\\u002[bBfF]){43}(?:=|%3[Dd]|\\u003[dD])(?![\w+/=-])", re.ASCII
)
_ESCAPES: Final = re.compile(r"\\/|\\u00[0-9A-Fa-f]{2}|%[0-9A-Fa-f]{2}")
# As Kubernetes keeps it: base64 once more, perhaps with a line's end behind it.
_TWICE: Final = re.compile(r"(?<![\w+/-])[A-Za-z0-9+/]{59}[A-Za-z0-9+/=](?![\w+/=-])", re.ASCII)
_WHOLE: Final = re.compile(r"[A-Za-z0-9+/]{43}=")
_NAME: Final = re.compile(r"(?:client|app|kore|bot|jwt|sdk)[\w.-]{0,16}[ _-]?secret", re.IGNORECASE)
_OUR_NAME: Final = re.compile(r"kore", re.IGNORECASE)
# `"value": "…", "key": "clientSecret"`: some tools sort the name behind.
_NAME_BEHIND: Final = re.compile(r"[^{}\n]{0,80}?[\"'](?:key|name)[\"']\s?:\s?[\"']([^\"'\n]{1,60})[\"']")
_OTHER_NAMED: Final = re.compile(
    r"(?:sha\d{1,3}|digest|integrity|checksum|hash|thumbprint|x5t\S{0,6}|fingerprint|nonce|etag)[\"']?[-:= \"']{1,4}$",
    re.IGNORECASE,
)
_ASSIGNED: Final = re.compile(
    r"(?:client|kore)[\w.-]{0,16}secret[\"']?[ \t]{0,4}(?::|=>?|,)[ \t]{0,4}[\"']?"
    r"([A-Za-z0-9+/=_.~!-]{16,128})(?![\w+/=-])",
    re.IGNORECASE,
)
_STAND_IN: Final = re.compile(
    r"example|your|x{4}|place|change|dummy|sample|secret|todo|env|config|\.get|none|null|undefined|1234567",
    re.IGNORECASE,
)
_NAME_WITHIN: Final = 200
_NAME_LINES: Final = 2
_ID_WITHIN: Final = 1_500
_ID_LINES: Final = 12
_LEAST_SIGNS: Final = 16
_LEAST_SIGNS_OF_OTHERS: Final = 8
_ONE_LINE: Final = 120


def may_hold_client_secret(data: bytes) -> bool:
    """Whether it is worth looking for client secrets: quick, and never wrong about text that has one."""
    return b"ecret" in data or b"ECRET" in data or _CLIENT_ID_BYTES.search(data) is not None


def client_secrets_in(text: str, name: str = "") -> Iterator[Sighting]:
    """The client secrets in a text.

    Args:
        text: of a file.
        name: the file's own; that of a file which holds nothing else says what it is.
    """
    ids = [(found.start(), found[0]) for found in CLIENT_ID.finditer(text)]
    taken: set[int] = set()
    for start, end, secret in _formed(text):
        found = _judged(text, (start, end), secret, ids, name)
        if found is not None:
            taken.add(start)
            yield found
    if not ids:
        return
    for assigned in _ASSIGNED.finditer(text):
        secret, start = assigned[1], assigned.start(1)
        client_id = _near_id(text, start, ids)
        if client_id and start not in taken and _may_be_secret(secret):
            yield _sighting(secret, start, Certainty.POSSIBLE, client_id)


def _formed(text: str) -> Iterator[tuple[int, int, str]]:
    """What has the form of a client secret: where, up to where, and the secret itself."""
    for found in _PLAIN.finditer(text):
        if len(set(found[0])) >= _LEAST_SIGNS:
            yield found.start(), found.end(), found[0]
    if _ESCAPES.search(text):
        for found in _ESCAPED.finditer(text):
            plain = _ESCAPES.sub(_unescaped, found[0])
            if plain != found[0] and _WHOLE.fullmatch(plain) and len(set(plain)) >= _LEAST_SIGNS:
                yield found.start(), found.end(), plain
    for found in _TWICE.finditer(text):
        inner = b64decode(found[0]).decode("latin-1").rstrip("\r\n")
        if _WHOLE.fullmatch(inner):
            yield found.start(), found.end(), inner


def _unescaped(found: re.Match[str]) -> str:
    sign = found[0]
    return "/" if sign == "\\/" else chr(int(sign[-2:], 16)) if sign[0] == "\\" else unquote(sign)


def _judged(
    text: str, span: tuple[int, int], secret: str, ids: list[tuple[int, str]], file_name: str
) -> Sighting | None:
    start, end = span
    before = text[max(0, start - _NAME_WITHIN) : start]
    name = _name_before(before) or _name_behind(text[end : end + _ONE_LINE])
    if not name and text.strip() == text[start:end]:
        name = file_name if "secret" in file_name.lower() or _OUR_NAME.search(file_name) else ""
    if not name and _OTHER_NAMED.search(before[-32:]):
        return None
    client_id = _near_id(text, start, ids)
    if not name and not client_id:
        return None
    is_sure = bool(name and (client_id or _OUR_NAME.search(name)))
    return _sighting(secret, start, Certainty.CERTAIN if is_sure else Certainty.LIKELY, client_id)


def _sighting(secret: str, at: int, certainty: Certainty, client_id: str) -> Sighting:
    return Sighting(kind=Kind.CLIENT_SECRET, secret=secret, at=at, certainty=certainty, client_id=client_id)


def _name_before(before: str) -> str:
    """The name of a client secret that stands before a value, with no other value between them."""
    names = list(_NAME.finditer(before))
    if not names:
        return ""
    between = before[names[-1].end() :]
    return "" if between.count("\n") > _NAME_LINES or _PLAIN.search(between) else names[-1][0]


def _name_behind(behind: str) -> str:
    found = _NAME_BEHIND.match(behind)
    return found[1] if found and _NAME.search(found[1]) else ""


def _near_id(text: str, at: int, ids: list[tuple[int, str]]) -> str:
    """The client id that stands nearest to a place, before it or behind it; empty where none is near."""
    index = bisect_left(ids, (at, ""))
    near = [one for one in ids[max(0, index - 1) : index + 1] if abs(one[0] - at) <= _ID_WITHIN]
    near = [one for one in near if text.count("\n", min(one[0], at), max(one[0], at)) <= _ID_LINES]
    return min(near, key=lambda one: abs(one[0] - at))[1] if near else ""


def _may_be_secret(value: str) -> bool:
    """Whether a value of another form may be a secret, and no name for one or word about one."""
    has_both = any(map(str.isdigit, value)) and any(map(str.isalpha, value))
    is_known = value.encode() in PLACEHOLDER_SECRETS
    is_id = CLIENT_ID.fullmatch(value) is not None
    is_varied = len(set(value)) >= _LEAST_SIGNS_OF_OTHERS
    return has_both and is_varied and not is_known and not is_id and not _STAND_IN.search(value)
