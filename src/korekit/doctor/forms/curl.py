"""curl commands, as POSIX shells, the Windows command prompt or PowerShell take them."""

import re
from typing import Final

from korekit.doctor.answers import answer_in, notes_on_silence
from korekit.doctor.curl.request import curl_request
from korekit.doctor.form import Form
from korekit.doctor.given import GivenRequest
from korekit.doctor.quoting.finding import FoundCall, Program

__all__ = ["FORM"]

_CURL: Final = Program("curl")
_TYPOGRAPHIC: Final = re.compile("[\u2018\u2019\u201c\u201d]")
_TYPOGRAPHIC_NOTE: Final = (
    "Typographic quotes, as text processors make them: for a shell they are letters. Type them anew."
)


def _read(text: str) -> list[GivenRequest]:
    return [_request(call) for call in _CURL.calls(text)]


def _request(call: FoundCall) -> GivenRequest:
    request = curl_request(call.words, standard_input=call.command.standard_input, notes=call.command.notes)
    if any(_TYPOGRAPHIC.search(word) for word in call.words):
        request = request.with_notes([_TYPOGRAPHIC_NOTE])
    return request.answered(answer_in(call.rest)).with_notes(notes_on_silence(call.rest))


FORM: Final = Form("a curl command", 20, _CURL.fits, _read)
