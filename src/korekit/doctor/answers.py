"""What the host answered, found in the text that people paste together with the call."""

import re
from typing import Final

from korekit.doctor.given import Answer
from korekit.errors.wire import TRACE_HEADER

__all__ = ["answer_in"]

_STATUS_LINE: Final = re.compile(r"^HTTP/\d(?:\.\d)? +(\d{3})\b", re.MULTILINE)
# What `curl -v` puts before each line of an answer's head.
_TRANSCRIPT: Final = re.compile(r"^< ?", re.MULTILINE)
_ENVELOPE: Final = re.compile(r'\{\s*"errors"\s*:')
_TRACE: Final = re.compile(rf"^{re.escape(TRACE_HEADER)}: *([0-9a-f]{{32}})\s*$", re.MULTILINE | re.IGNORECASE)
_MAX_BODY: Final = 10_000


def answer_in(text: str) -> Answer | None:
    """The answer in a text that follows a request: a status line with headers and body, or an error envelope alone.

    Of several status lines (a redirect, `100 Continue`) the last one counts.
    """
    text = _TRANSCRIPT.sub("", text.replace("\r\n", "\n"))
    lines = list(_STATUS_LINE.finditer(text))
    envelope = _ENVELOPE.search(text, lines[-1].end() if lines else 0)
    body = text[envelope.start() :][:_MAX_BODY].strip() if envelope else ""
    if lines:
        head, _, rest = text[lines[-1].end() :].partition("\n\n")
        trace = _TRACE.search(head)
        return Answer(int(lines[-1][1]), body or rest[:_MAX_BODY].strip(), trace[1] if trace else "")
    return Answer(None, body) if body else None
