"""The requests in a text of code with braces, with the answer that stands behind it or in its comments."""

from dataclasses import replace

from korekit.doctor.answers import answer_in, notes_on_silence
from korekit.doctor.code.braces.reading import Reader
from korekit.doctor.code.braces.tokens import comments_of, tokens_of
from korekit.doctor.given import GivenRequest, Unreadable, opened

__all__ = ["requests_in"]

_TAIL: int = 4_000


def requests_in(text: str, form: str) -> list[GivenRequest]:
    """The requests that the code sends; where it sends none, the token that it makes.

    Args:
        text: the code, perhaps with an answer behind it.
        form: the language's name.

    Raises:
        Unreadable: neither is found.
    """
    reader = Reader(tokens_of(text), form)
    found = reader.requests()
    answer = answer_in(_behind_code(text)) or answer_in(comments_of(text))
    if found:
        return [*found[:-1], replace(found[-1], answer=answer).with_notes(notes_on_silence(text))]
    if not reader.tokens:
        raise Unreadable(f"the {form} code", "no call of an HTTP library in it")
    mark, made = next(reversed(reader.tokens.items()))
    alone = GivenRequest(
        form="token", headers=(("auth", opened(mark)),), are_headers_whole=False, is_body_known=False, made=made
    )
    return [alone.answered(answer)]


def _behind_code(text: str) -> str:
    """What stands behind the last line that ends as code does."""
    lines = text[-_TAIL:].rstrip().split("\n")
    last = max((index for index, line in enumerate(lines) if line.rstrip().endswith((";", "})", ");"))), default=-1)
    return "\n".join(lines[last + 1 :])
