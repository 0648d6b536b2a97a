"""JSON values as a difference gives them to people: texts decoded, noise left out, secrets hidden."""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote, unquote

from korekit.archive.comparing.noise import is_noise
from korekit.archive.comparing.sides import mapping
from korekit.archive.variables import holds_secret

__all__ = ["HIDDEN", "decoded", "hidden_value", "is_secret", "is_secret_name", "shown", "without_values"]

HIDDEN: Final = "(hidden)"

# What encodeURIComponent leaves as it is, beside what Python does.
_UNESCAPED = "!*'()"
_SECRET_NAME = re.compile(
    r"api[_ -]?key|secret|passw(?:or)?d|passphrase|authorization|credential|private[_ -]?key"
    r"|(?:access|auth|bearer|refresh|verification)[_ -]?token",
    re.IGNORECASE,
)
_NESTED_AT_MOST = 100


def decoded(text: str) -> str:
    """The text behind percent-encoding, where encoding it again gives the same; otherwise as it is.

    Source: contract, export-archive.md, dialogComponents, Encoding.
    """
    if "%" not in text:
        return text
    try:
        plain = unquote(text, errors="strict")
        return plain if quote(plain, safe=_UNESCAPED) == text else text
    except UnicodeError:
        return text


def is_secret_name(name: str) -> bool:
    """Whether what has this name is nobody's business, such as `apiKey`."""
    return bool(_SECRET_NAME.search(name))


def is_secret(name: str, value: object) -> bool:
    """Whether a value must not be shown, by its name or because it holds a key or token of a known form."""
    if not isinstance(value, str) or value == "":
        return False
    return is_secret_name(name) or holds_secret(value) or ("%" in value and holds_secret(unquote(value)))


def shown(value: object, ids: Mapping[str, str], name: str = "", depth: int = 0) -> object:
    """A value for people to read.

    Args:
        value: any JSON value.
        ids: what to give for an `_id`.
        name: the key under which it stands.
        depth: how deep it lies; what lies too deep for anybody to read is left out.
    """
    if isinstance(value, str):
        return HIDDEN if is_secret(name, value) else decoded(ids.get(value, value))
    if depth > _NESTED_AT_MOST:
        return None
    if isinstance(value, list):
        return [shown(one, ids, name, depth + 1) for one in value]
    if isinstance(value, dict):
        hides_value = hidden_value(value)
        return {
            key: HIDDEN if hides_value and key == "value" else shown(one, ids, key, depth + 1)
            for key, one in value.items()
            if one is not None and not is_noise(key)
        }
    return value


def without_values(given: object, depth: int = 0) -> object:
    """A piece of a secured variable with whatever stands under `value` hidden; what lies too deep is left out."""
    if depth > _NESTED_AT_MOST:
        return None
    if isinstance(given, list):
        return [without_values(one, depth + 1) for one in given]
    if isinstance(given, dict):
        return {
            key: HIDDEN if key == "value" and one not in (None, "") else without_values(one, depth + 1)
            for key, one in given.items()
        }
    return given


def hidden_value(given: object) -> bool:
    """Whether the `value` of a name-value pair, such as a header, is secret by its name."""
    parts = mapping(given)
    return isinstance(parts.get("value"), str) and any(
        is_secret_name(name) for key in ("name", "key") if isinstance(name := parts.get(key), str)
    )
