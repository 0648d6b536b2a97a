"""What is remembered of a request: what somebody typed, without what is secret or too long to be worth keeping."""

import re
from collections.abc import Iterable
from typing import Any, Final

import msgspec

from korekit.archive.comparing.shown_values import HIDDEN, hidden_value, is_secret, is_secret_name
from korekit.console.trying.fields import Field

__all__ = ["kept_values"]

_MAX_BYTES: Final = 7000
_DEEPEST: Final = 50
# Wider than what a definition calls secret: here people type tokens and codes as well.
_NAME: Final = re.compile(
    r"token|passw|secret|credential|signature|cookie|(?:access|api|app|private)[_-]?key", re.IGNORECASE
)
# A token or a client secret somewhere in the text, of which each run of letters is gone through once.
_VALUE: Final = re.compile(r"(?<![A-Z0-9_-])(?:(?!ey)[A-Z0-9_-])*+ey[A-Z0-9_-]{10,}+\.|[A-Z0-9+/]{43}=", re.IGNORECASE)
_SECURED: Final = re.compile(r"secured?$", re.IGNORECASE)


def kept_values(fields: Iterable[Field]) -> dict[str, Any]:
    """Texts by the names of parameters; secrets and files are not among them."""
    kept: dict[str, Any] = {}
    for one in fields:
        if one.kind in ("secret", "file") or not one.value:
            continue
        text = _json(one.value) if one.kind == "json" else "" if _is_secret("", one.value) else one.value
        if text and len(msgspec.json.encode({**kept, one.parameter.name: text})) <= _MAX_BYTES:
            kept[one.parameter.name] = text
    return kept


def _json(text: str) -> str:
    try:
        value = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return ""
    return msgspec.json.format(msgspec.json.encode(_open(value, "")), indent=2).decode()


def _open(value: Any, name: str, depth: int = 0) -> Any:
    if depth > _DEEPEST:
        return HIDDEN
    if isinstance(value, dict):
        named = (value.get(key) for key in ("name", "key"))
        hides_value = (
            hidden_value(value)
            or any(isinstance(one, str) and _NAME.search(one) for one in named)
            or any(_SECURED.search(key) and one for key, one in value.items())
        )
        return {
            key: HIDDEN if hides_value and key == "value" else _open(one, key, depth + 1) for key, one in value.items()
        }
    if isinstance(value, list):
        return [_open(one, name, depth + 1) for one in value]
    if isinstance(value, str):
        return HIDDEN if _is_secret(name, value) else value
    return HIDDEN if is_secret_name(name) or _NAME.search(name) else value


def _is_secret(name: str, value: str) -> bool:
    return bool(value) and (is_secret(name, value) or bool(_NAME.search(name)) or bool(_VALUE.search(value)))
