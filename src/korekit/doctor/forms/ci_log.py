"""Logs of CI runs: a call in any other form, with times, markers, colours around its lines.

Each call is judged as of the time of its line.
"""

from dataclasses import replace
from typing import Final

from korekit.doctor.form import Form
from korekit.doctor.given import GivenRequest, open_names, shown_open
from korekit.doctor.logs import PlainLog, is_log, plain_log
from korekit.doctor.reading import known_forms, read_plain

__all__ = ["FORM"]

_RANK: Final = 2
_LOOKED_FOR: Final = 60


def _read(text: str) -> list[GivenRequest]:
    log = plain_log(text)
    found = read_plain(log.text, [form for form in known_forms() if form.rank != _RANK])
    return [replace(request, sent_at_s=request.sent_at_s or _time(request, log)) for request in found]


def _time(request: GivenRequest, log: PlainLog) -> float | None:
    """When a call was made, by the line in which its address stands."""
    url = request.url or ""
    # Behind a variable that was filled in, the address is written differently.
    piece = shown_open(url) if not open_names(url) else url.rpartition("\ue001")[2]
    at = log.text.find(piece[:_LOOKED_FOR]) if len(piece) > 5 else -1
    return log.time_at(max(at, 0))


FORM: Final = Form("a log of a CI run", _RANK, is_log, _read)
