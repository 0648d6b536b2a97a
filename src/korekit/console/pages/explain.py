"""Explain a request: whatever somebody pastes, in the doctor's own words. Nothing of it is kept or shown again."""

import asyncio
import re
from dataclasses import dataclass
from typing import Any, Final

from korekit.catalog.additions import Additions, Trace
from korekit.catalog.planes import Role
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

_TRACE_ID: Final = re.compile(r"(?:x-korekit-trace:\s*)?([0-9a-f]{32})", re.IGNORECASE)
_MAX_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Explained:
    """One call with what is wrong with it. `lines`: the call as it may be shown; `trace`: where the platform knows."""

    diagnosis: Diagnosis
    lines: list[str]
    notes: tuple[str, ...] = ()
    label: str = ""
    trace: Trace | None = None
    mends: tuple[Mend, ...] = ()


@page("GET", "/{account_id}/explain", role=Role.DEVELOPER, nav=Nav(Group.SECURITY, "Explain a request", 40, "search"))
async def explain_form(visit: Visit) -> Answer:
    """The form."""
    return _shown(visit)


@page("POST", "/{account_id}/explain", role=Role.DEVELOPER)
async def explain(visit: Visit) -> Answer:
    """What is wrong with each call in the text; a trace id is looked up."""
    form = visit.request.form
    text, secret = form.text("text"), form.text("secret").strip()
    trace_id = _TRACE_ID.fullmatch(text.strip())
    if trace_id is not None:
        found = await _traced(visit, trace_id[1].lower())
        if found is None:
            return _shown(visit, status=422, error="No refused call that you may read has this trace id.")
        return _shown(visit, explained=[found])
    secrets = (KnownSecret(secret.encode("utf-8", "replace")),) if secret else ()
    try:
        # Long texts take their time, and other visitors shall not wait for it.
        requests = await asyncio.to_thread(read_requests, text)
    except Unreadable as trouble:
        return _shown(visit, status=422, error=f"This cannot be read as a call. {str(trouble).capitalize()}.")
    now_s = visit.site.platform.services.clock.now_ms() / 1000
    explained = [await _explained(visit, one, now_s, secrets) for one in requests[:_MAX_SHOWN]]
    return _shown(visit, explained=explained, total=len(requests))


async def _explained(visit: Visit, request: GivenRequest, now_s: float, secrets: tuple[KnownSecret, ...]) -> Explained:
    traced = await _traced(visit, request.answer.trace_id) if request.answer and request.answer.trace_id else None
    lines, label = list(shown_request(request)), safe_label(request.label) if request.label else ""
    if traced is not None:
        return Explained(traced.diagnosis, lines, request.notes, label, traced.trace, traced.mends)
    diagnosis = await asyncio.to_thread(judge, request, now_s=now_s, secrets=secrets)
    return Explained(diagnosis, lines, request.notes, label)


async def _traced(visit: Visit, trace_id: str) -> Explained | None:
    try:
        trace = await visit.call(Additions.get_trace, TraceId(trace_id))
    except NotFound:
        return None
    lines = [f"{trace.method} {trace.path}"]
    return Explained(explain_trace(trace), lines, trace=trace, mends=tuple(await mends_of(visit, trace)))


def _shown(visit: Visit, *, status: int = 200, **values: Any) -> Answer:
    return visit.render("explain.html", status=status, **{"error": "", "explained": [], "total": 0, **values})
