"""Texts that code puts together: what is unknown in them is an open part."""

import json
import re
from collections.abc import Sequence
from typing import Any, Final

from korekit.doctor.code.values import Decoded, Unknown
from korekit.doctor.given import opened

__all__ = ["formatted", "joined", "json_text", "percent_formatted", "text_of"]

_MAX_TEXT: Final = 200_000
_MAX_DEPTH: Final = 20
_NOT_NAME: Final = re.compile(r"[^\w.()$\[\]'\" -]+")
_FIELD: Final = re.compile(r"\{(\w*)(?:![rsa])?(?::[^{}]*)?\}")
_PERCENT: Final = re.compile(r"%(?:\((\w+)\))?[-+ 0#]*\d{0,3}(?:\.\d{1,3})?[sdrif]")


def text_of(value: Any) -> str:
    """The value as a text; what is unknown is an open part."""
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, bool | int | float) or value is None:
        return str(value)
    name = value.name if isinstance(value, Unknown | Decoded) else "…"
    return opened(_NOT_NAME.sub("", name)[:60])


def joined(parts: Sequence[Any]) -> str:
    """An f-string's text."""
    return "".join(map(text_of, parts))[:_MAX_TEXT]


def formatted(template: str, positional: Sequence[Any], keywords: dict[str, Any]) -> str:
    """What `str.format` gives."""
    counter = iter(range(len(positional)))

    def field(found: re.Match[str]) -> str:
        name = found[1]
        if name.isdigit() or not name:
            index = int(name) if name else next(counter, len(positional))
            return text_of(positional[index]) if index < len(positional) else opened("…")
        return text_of(keywords.get(name, Unknown(name)))

    return _FIELD.sub(field, template[:_MAX_TEXT])[:_MAX_TEXT]


def percent_formatted(template: str, values: Any) -> str:
    """What `%` gives."""
    listed = list(values) if isinstance(values, list | tuple) else [values]
    waiting = iter(listed)

    def field(found: re.Match[str]) -> str:
        if found[1] is not None:
            return text_of(values.get(found[1], Unknown(found[1])) if isinstance(values, dict) else Unknown(found[1]))
        return text_of(next(waiting, Unknown("…")))

    return _PERCENT.sub(field, template[:_MAX_TEXT])[:_MAX_TEXT]


def json_text(value: Any) -> str:
    """What `json.dumps` gives; what is unknown is an open part."""
    if isinstance(value, Unknown):
        return text_of(value)
    if isinstance(value, dict) and "**" in value:
        # Further fields, of which nothing is known.
        return opened("…")
    try:
        return json.dumps(_plain(value), ensure_ascii=False)
    except (ValueError, RecursionError):
        return opened("…")


def _plain(value: Any, depth: int = 0) -> Any:
    if depth > _MAX_DEPTH:
        return opened("…")
    if isinstance(value, dict):
        return {str(name): _plain(inner, depth + 1) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner, depth + 1) for inner in value]
    return value if value is None or isinstance(value, str | int | float) else text_of(value)
