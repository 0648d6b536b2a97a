"""What may be shown or kept of an answer: its status, and its message as far as it is the API's own."""

import json
from typing import Any, Final

from korekit.doctor.answers import known_message
from korekit.doctor.given import Answer
from korekit.doctor.redaction import safe_word

__all__ = ["safe_answer"]

_MAX_WORDS: Final = 40
_PAGE: Final = "<…>"


def safe_answer(answer: Answer | None) -> Answer | None:
    """The answer without anything that may be a secret; it still leaves the same causes."""
    return None if answer is None else Answer(answer.status, _body(answer.body), answer.trace_id, answer.at_s)


def _body(body: str) -> str:
    if body.lstrip()[:1] == "<":
        return _PAGE
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    errors = document.get("errors") if isinstance(document, dict) else None
    first = errors[0] if isinstance(errors, list) and errors else document
    if not isinstance(first, dict):
        return ""
    kept: dict[str, Any] = {}
    for name in ("msg", "message"):
        if isinstance(first.get(name), str):
            kept["msg"] = _message(first[name])
            break
    if isinstance(first.get("code"), int | str):
        kept["code"] = first["code"] if isinstance(first["code"], int) else safe_word(first["code"])
    return json.dumps({"errors": [kept]}, ensure_ascii=False) if kept else ""


def _message(text: str) -> str:
    """The message itself where it is one of the API's; otherwise its words, those hidden that may be secrets."""
    known = known_message(text)
    return known if known else " ".join(safe_word(word) for word in text.split()[:_MAX_WORDS])
