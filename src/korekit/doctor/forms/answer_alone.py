"""An answer without its call: the error envelope, or a sentence with it."""

from typing import Final

from korekit.doctor.answers import answer_in
from korekit.doctor.form import Form
from korekit.doctor.given import GivenRequest

__all__ = ["FORM"]

_NOTE: Final = "Only the answer is known; with the call, more can be said."


def _fits(text: str) -> bool:
    answer = answer_in(text)
    return answer is not None and bool(answer.body or answer.trace_id)


def _read(text: str) -> list[GivenRequest]:
    alone = GivenRequest(form="an answer", are_headers_whole=False, is_body_known=False, notes=(_NOTE,))
    return [alone.answered(answer_in(text))]


FORM: Final = Form("an answer", 60, _fits, _read)
