"""A sentence with a token in it, and nothing else that could be read: a question in a chat."""

import re
from typing import Final

from korekit.doctor.answers import answer_in
from korekit.doctor.form import Form
from korekit.doctor.given import GivenRequest

__all__ = ["FORM"]

_TOKEN: Final = re.compile(r"(?<![\w.-])eyJ[\w-]{8,4000}\.[\w-]{1,8000}(?:\.[\w-]{0,8000}){1,3}")


def _tokens(text: str) -> list[str]:
    return list(dict.fromkeys(found[0] for found in _TOKEN.finditer(text)))


def _fits(text: str) -> bool:
    return bool(_tokens(text))


def _read(text: str) -> list[GivenRequest]:
    answer = answer_in(text)
    # As with a bare token, it is not said which header it goes into.
    return [
        GivenRequest(form="token", headers=(("auth", token),), are_headers_whole=False, is_body_known=False).answered(
            answer
        )
        for token in _tokens(text)
    ]


FORM: Final = Form("a sentence with a token", 55, _fits, _read)
