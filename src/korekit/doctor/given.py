"""The request as somebody gave it, in one form for every way of writing it.

A part that a shell or a tool would fill in later (`$TOKEN`, `%TOKEN%`, `$(…)`) is *open*: it stands in the text between
two marks, so that what surrounds it can still be judged.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from korekit.doctor.making import MadeToken
from korekit.errors.refusal import KorekitError

__all__ = [
    "Answer",
    "GivenRequest",
    "Part",
    "Unreadable",
    "is_open",
    "json_with_open",
    "open_names",
    "opened",
    "shown_open",
    "with_open_as",
]

# Private-use characters: no request that means anything holds them, and the readers take them out of their input.
_OPEN_START: Final = "\ue000"
_OPEN_END: Final = "\ue001"
_OPEN: Final = re.compile(f"{_OPEN_START}([^{_OPEN_START}{_OPEN_END}]*){_OPEN_END}")
_TEXT_OR_OPEN: Final = re.compile(rf'"(?:[^"\\]|\\.)*+"|{_OPEN.pattern}', re.DOTALL)


class Unreadable(KorekitError):
    """The text is no request that the doctor can read.

    `where` and `why` never quote the text, because it may be a secret.
    """

    hint = "Give the failed call as you have it: a curl command, code, a HAR file, a log, a token or an address."

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where}: {why}")
        self.where = where
        self.why = why


@dataclass(frozen=True, slots=True)
class Answer:
    """What the host answered: the HTTP status where it is known, the body as text.

    `trace_id`: what a korekit platform gives with a refusal, empty where there is none. `at_s`: the host's clock when
    it answered, seconds since the epoch, where the answer says so.
    """

    status: int | None
    body: str = ""
    trace_id: str = ""
    at_s: float | None = None

    def __repr__(self) -> str:
        return f"Answer(status={self.status}, {len(self.body)} characters)"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a multipart body. `is_file`: it carries a file; the file itself is never read."""

    name: str
    is_file: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenRequest:
    """A request as far as it was given.

    `method` and `url` are `None` where the form does not tell them. `headers` keep order and repetitions.
    `are_headers_whole`: no further header may have been sent. `body` is `None` where none is sent, or where
    `is_body_known` is false. `is_form`: multipart, with its `parts`. `is_boundary_automatic`: the tool adds the
    boundary. `notes`: what the reader noticed; they hold no secret. `label`: how the text names
    it. `sent_at_s`: when it was sent, seconds since the epoch, where the text says so. `made`: the token that the code
    around it makes.
    """

    form: str
    method: str | None = None
    url: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    are_headers_whole: bool = True
    body: bytes | None = None
    is_body_known: bool = True
    is_form: bool = False
    is_boundary_automatic: bool = False
    parts: tuple[Part, ...] = ()
    notes: tuple[str, ...] = ()
    answer: Answer | None = None
    label: str = ""
    sent_at_s: float | None = None
    made: MadeToken | None = None

    def __repr__(self) -> str:
        return f"GivenRequest({self.form!r}, {len(self.headers)} headers)"

    def values(self, name: str) -> list[str]:
        """The values of every header with this name, whatever its case."""
        wanted = name.lower()
        return [value for header, value in self.headers if header.lower() == wanted]

    def answered(self, answer: Answer | None) -> "GivenRequest":
        """The same request with what is known of its answer; `None` changes nothing."""
        return self if answer is None else replace(self, answer=answer)

    def with_notes(self, notes: Sequence[str]) -> "GivenRequest":
        """The same request with further notes."""
        return replace(self, notes=(*self.notes, *notes))


def opened(name: str) -> str:
    """The mark of a part that is filled in later; `name` is how the text calls it."""
    return f"{_OPEN_START}{name}{_OPEN_END}"


def is_open(text: str) -> bool:
    """Whether a part of the text is filled in later."""
    return _OPEN_START in text


def open_names(text: str) -> list[str]:
    """What the text calls its parts that are filled in later, in order."""
    return [found[1] for found in _OPEN.finditer(text)]


def with_open_as(text: str, stand_in: str) -> str:
    """The text with something in place of what is filled in later."""
    return _OPEN.sub(lambda _: stand_in, text)


def json_with_open(text: str) -> str:
    """JSON in which what is filled in later stands inside texts, so that it can be parsed."""
    return _TEXT_OR_OPEN.sub(lambda found: found[0] if found[0][0] == '"' else f'"{found[0]}"', text)


def shown_open(text: str) -> str:
    """The text as its author wrote it."""
    return _OPEN.sub(lambda found: found[1], text)
