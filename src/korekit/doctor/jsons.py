"""JSON that nobody vouches for: read without exceptions other than ours, taken apart without surprises."""

import json
from typing import Any, Final

__all__ = ["dict_at", "documents_in", "list_at", "text_at"]

_DECODER: Final = json.JSONDecoder()
_MAX_DOCUMENTS: Final = 20


def documents_in(text: str) -> list[Any]:
    """The JSON documents that stand in a text one after the other; what follows a broken one is left."""
    found: list[Any] = []
    at = 0
    while at < len(text) and len(found) < _MAX_DOCUMENTS:
        if text[at] in " \t\r\n,;.":
            at += 1
            continue
        try:
            document, at = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        found.append(document)
    return found


def dict_at(value: Any, name: str) -> dict[str, Any]:
    """The object under a name, empty where there is none."""
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def list_at(value: Any, name: str) -> list[Any]:
    """The list under a name, empty where there is none."""
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, list) else []


def text_at(value: Any, name: str) -> str:
    """The text under a name, empty where there is none; numbers as texts."""
    found = value.get(name) if isinstance(value, dict) else None
    if isinstance(found, bool) or found is None:
        return ""
    return str(found) if isinstance(found, str | int | float) else ""
