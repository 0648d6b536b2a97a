"""What the host answered, found in the text that people paste together with the call.

Status lines, transcripts, what HTTP libraries say of a status in their messages, and the error envelope as JSON or as
Python and JavaScript print it.
"""

import json
import re
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Final

from korekit.doctor.given import Answer
from korekit.errors import causes
from korekit.errors.wire import TRACE_HEADER

__all__ = ["answer_in", "known_message", "notes_on_silence"]

# `HTTP/1.1 401`, also behind the words of a library: `"HTTP/1.1 401 Unauthorized"`, `HTTP/1.1" 401`.
_STATUS_LINE: Final = re.compile(r"^HTTP/\d(?:\.\d)? +(\d{3})\b", re.MULTILINE)
# What `curl -v` puts before each line of an answer's head.
_TRANSCRIPT: Final = re.compile(r"^< ?", re.MULTILINE)
_SAID: Final = re.compile(
    r"""HTTP/\d(?:\.\d)?"?\s(\d{3})\b
    | \b([45]\d\d)\ (?:Client|Server)\ Error
    | returned\ error:\ (\d{3})\b
    | status\ code:?\s?=?\s?\[?(\d{3})\b
    | HTTP\ response\ code:?\s(\d{3})\b
    | \((\d{3})\)\ [A-Z][a-z]+
    | ["']?\bstatus(?:_?code)?["']?\s?[:=]\s?["']?([1-5]\d\d)\b
    | <Response\ \[(\d{3})\]>
    | awaiting\ response\.\.\.\ (\d{3})\b
    | \bERROR\ ([45]\d\d):
    | \bHTTP\ (?:Error\ |status\ |code\ )?([45]\d\d)\b
    | \b(?:gets?|got|getting|gives?|returns?|with|an?|says|is|it's)
      \ (?:me\ )?(?:an?\ )?(?:error\ )?([45]\d\d)\b(?![.\d])
    | \b([45]\d\d)
      \ (?:Unauthorized|Forbidden|Not\ Found|Method\ Not|Bad\ Request|Precondition|Too\ Many|Internal\ Server)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ENVELOPE: Final = re.compile(r'\{\s*"errors"\s*:')
_LOOSE_ENVELOPE: Final = re.compile(
    r"""errors["']?\s?:\s{0,9}\[\s{0,9}\{\s{0,9}
    (?:["']?code["']?\s?:\s?["']?(?P<code1>\w{1,40})["']?,\s{0,9})?
    ["']?msg["']?\s?:\s?(?P<quote>["'])(?P<msg>[^"'\n]{1,300})(?P=quote)
    (?:\s{0,9},\s{0,9}["']?code["']?\s?:\s?["']?(?P<code2>\w{1,40}))?""",
    re.VERBOSE,
)
_TRACE: Final = re.compile(rf"\b{re.escape(TRACE_HEADER)}\b[\"']?: *[\"']?([0-9a-f]{{32}})\b", re.IGNORECASE)
_DATE: Final = re.compile(
    r"^date: *([A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} [\d:]{8} GMT)", re.MULTILINE | re.IGNORECASE
)
_SILENCE: Final = re.compile(
    r"Max retries exceeded|SSLError|CERTIFICATE_VERIFY_FAILED|ECONNREFUSED|ENOTFOUND|ETIMEDOUT|getaddrinfo"
    r"|ConnectError\b"
    r"|Could not resolve host|curl: \((?:5|6|7|28|35|60)\)|UnknownHostException|SSLHandshakeException|ConnectException"
    r"|The remote name could not be resolved|Failed to connect to"
)
_NOT_REACHED: Final = "The host was not reached at all: no refusal, but a matter of names, networks or certificates."
# What any host says of anything.
_TOO_COMMON: Final = frozenset({"Not Found", "Method Not Allowed", "Internal Server Error"})
_MAX_BODY: Final = 10_000
_MAX_TEXT: Final = 200_000


def answer_in(text: str) -> Answer | None:
    """The answer in a text that follows a request: a status line with headers and body, or an error envelope alone.

    Of several status lines (a redirect, `100 Continue`) the last one counts.
    """
    text = _TRANSCRIPT.sub("", text[:_MAX_TEXT].replace("\r\n", "\n"))
    lines = list(_STATUS_LINE.finditer(text))
    body = _envelope(text, lines[-1].end() if lines else 0)
    if lines:
        head, _, rest = text[lines[-1].end() :].partition("\n\n")
        return Answer(int(lines[-1][1]), body or rest[:_MAX_BODY].strip(), _trace(head), _date(head))
    said = list(_SAID.finditer(text))
    if not said and not body:
        return None
    status = int(next(group for group in said[-1].groups() if group)) if said else None
    return Answer(status, body, _trace(text)) if status is None or 100 <= status <= 599 else None


def _trace(text: str) -> str:
    found = _TRACE.search(text)
    return found[1] if found else ""


def _date(head: str) -> float | None:
    found = _DATE.search(head)
    try:
        return parsedate_to_datetime(found[1]).timestamp() if found else None
    except (ValueError, OverflowError):
        return None


@cache
def _known_messages() -> re.Pattern[str]:
    """The public API's own sentences, as people quote them."""
    messages = {kind.wire.msg for kind in causes().values()}
    told = sorted((one for one in messages if one not in _TOO_COMMON), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, told)), re.IGNORECASE)


def notes_on_silence(text: str) -> tuple[str, ...]:
    """What to say where a text shows that no answer came at all."""
    return (_NOT_REACHED,) if _SILENCE.search(text[-_MAX_TEXT:]) else ()


def known_message(text: str) -> str:
    """The message where it is one that the public API gives, empty otherwise."""
    plain = " ".join(text.split())
    return plain if any(kind.wire.msg.lower() == plain.lower() for kind in causes().values()) else ""


def _envelope(text: str, start: int) -> str:
    """The error envelope as JSON, however it was printed; empty where there is none."""
    plain = _ENVELOPE.search(text, start)
    if plain:
        kept = text[plain.start() :][:_MAX_BODY].strip()
        try:
            _, end = json.JSONDecoder().raw_decode(kept)
            return kept[:end]
        except (ValueError, RecursionError):
            return kept
    loose = _LOOSE_ENVELOPE.search(text, start)
    if loose is None:
        said = _known_messages().search(text, start)
        return json.dumps({"errors": [{"msg": said[0]}]}) if said else ""
    code = loose["code1"] or loose["code2"] or ""
    error: dict[str, str | int] = {"msg": loose["msg"]}
    if code:
        error["code"] = int(code) if code.isdigit() and len(code) < 9 else code
    return json.dumps({"errors": [error]})
