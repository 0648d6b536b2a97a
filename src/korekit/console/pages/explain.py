"""Explain a request: whatever somebody pastes, in the doctor's own words. Nothing of it is kept or shown again."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from korekit.catalog.additions import Additions, Trace
from korekit.catalog.planes import Role
from korekit.console.judged_requests import judged_here, trace_of
from korekit.console.mending import Mend, mends_of
from korekit.console.page import Group, Nav, page
from korekit.console.visit import Visit
from korekit.doctor.diagnosis import Diagnosis
from korekit.doctor.given import GivenRequest, Unreadable
from korekit.doctor.inside import explain_trace
from korekit.doctor.outside.judge import judge
from korekit.doctor.outside.scene import KnownSecret
from korekit.doctor.reading import read_requests
from korekit.doctor.redaction import safe_label, shown_request
from korekit.errors.console import NotFound
from korekit.ids import TraceId
from korekit.server.answers import Answer

__all__ = ["Explained", "explain", "explain_form"]

_TRACE_ID: Final = re.compile(r"(?<![0-9a-z])[0-9a-f]{32}(?![0-9a-z])", re.IGNORECASE)
_MAX_SHOWN: Final = 5
_MAX_WORDS: Final = 2_000
_NO_TRACE: Final = "No refused call of your accounts has this trace id."
_ANSWER_ALONE: Final = (
    "This is the answer alone. Paste the request that got it, or the trace id from its `x-korekit-trace` header."
)
_NO_REQUEST: Final = (
    "There is no request in this text. Paste a curl command, code, a raw request, a token or a trace id."
)


@dataclass(frozen=True, slots=True)
class Explained:
    """One call with what is wrong with it.

    `lines`: the call as it may be shown; `trace`: where the platform knows; `words`: the verdict, where the usual one
    says less.
    """

    diagnosis: Diagnosis
    lines: list[str]
    notes: tuple[str, ...] = ()
    label: str = ""
    trace: Trace | None = None
    mends: tuple[Mend, ...] = ()
    words: str = ""


@page("GET", "/{account_id}/explain", role=Role.DEVELOPER, nav=Nav(Group.SECURITY, "Explain a request", 40, "search"))
async def explain_form(visit: Visit) -> Answer:
    """The form."""
    return _shown(visit)


@page("POST", "/{account_id}/explain", role=Role.DEVELOPER)
async def explain(visit: Visit) -> Answer:
    """What is wrong with each call in the text; a trace id is looked up."""
    form = visit.request.form
    text, secret = form.text("text"), form.text("secret").strip()
    secrets = (KnownSecret(secret.encode("utf-8", "replace")),) if secret else ()
    try:
        # Long texts take their time, and other visitors shall not wait for it.
        requests = await asyncio.to_thread(read_requests, text)
    except Unreadable as trouble:
        return await _looked_up(visit, text, _said(trouble))
    if _is_answer_alone(requests):
        return await _looked_up(visit, text, _ANSWER_ALONE)
    now_s = visit.site.platform.services.clock.now_ms() / 1000
    explained = [await _explained(visit, one, now_s, secrets) for one in requests[:_MAX_SHOWN]]
    return _shown(visit, explained=explained, total=len(requests))


async def _looked_up(visit: Visit, text: str, error: str) -> Answer:
    """The call whose trace id stands in a text that is no request; otherwise what is missing."""
    trace_id = _TRACE_ID.search(text[:_MAX_WORDS])
    if trace_id is None:
        return _shown(visit, status=422, error=error)
    found = await _traced(visit, trace_id[0].lower())
    if found is None:
        return _shown(visit, status=422, error=_NO_TRACE)
    return _shown(visit, explained=[found])


def _said(trouble: Unreadable) -> str:
    # Of a text that has no known form there is nothing to say but what would help.
    if trouble.why == "empty" or trouble.why.startswith("no form"):
        return _NO_REQUEST
    if trouble.where == "the text":
        return f"This is not a request that can be read: {trouble.why}."
    told = str(trouble)
    return f"This is not a request that can be read. {told[:1].upper()}{told[1:]}."


def _is_answer_alone(requests: Sequence[GivenRequest]) -> bool:
    return all(one.method is None and one.url is None and not one.headers and one.made is None for one in requests)


async def _explained(visit: Visit, request: GivenRequest, now_s: float, secrets: tuple[KnownSecret, ...]) -> Explained:
    traced = await _traced(visit, request.answer.trace_id) if request.answer and request.answer.trace_id else None
    lines, label = list(shown_request(request)), safe_label(request.label) if request.label else ""
    if traced is not None:
        return Explained(traced.diagnosis, lines, request.notes, label, traced.trace, traced.mends)
    outside = await asyncio.to_thread(judge, request, now_s=now_s, secrets=secrets)
    judged = await judged_here(visit, request, outside, has_secret=bool(secrets))
    known = judged.trace or trace_of(request, judged.diagnosis)
    mends = tuple(await mends_of(visit, known)) if known is not None else ()
    notes = (*judged.notes, *request.notes)
    return Explained(judged.diagnosis, lines, notes, label, judged.trace, mends, judged.words)


async def _traced(visit: Visit, trace_id: str) -> Explained | None:
    try:
        trace = await visit.call(Additions.get_trace, TraceId(trace_id))
    except NotFound:
        return None
    lines = [f"{trace.method} {trace.path}"]
    return Explained(explain_trace(trace), lines, trace=trace, mends=tuple(await mends_of(visit, trace)))


def _shown(visit: Visit, *, status: int = 200, **values: Any) -> Answer:
    return visit.render("explain.html", status=status, **{"error": "", "explained": [], "total": 0, **values})
