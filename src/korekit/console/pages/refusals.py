"""Refused calls: the list as it grows, and why one call was refused, check by check."""

import re
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from korekit.catalog.additions import Additions, Trace
from korekit.catalog.operations import all_operations
from korekit.catalog.planes import Caller, Role
from korekit.console.bot_apps import app_names, apps_by_id
from korekit.console.live import live
from korekit.console.mending import mends_of
from korekit.console.moments import exact_moment
from korekit.console.page import Group, Nav, Stream, page
from korekit.console.visit import Visit
from korekit.doctor.inside import explain_trace
from korekit.errors import causes
from korekit.errors.console import NotFound
from korekit.ids import TraceId
from korekit.server.answers import Answer

__all__ = ["Filters", "refusal", "refusals", "refusals_live"]

_ON_PAGE: Final = 25
_NAMES: Final = ("app", "operation", "cause")
_TRACE_ID: Final = re.compile(r"[0-9a-f]{32}", re.IGNORECASE)
_NO_TRACE_ID: Final = "A trace id has 32 characters from 0 to 9 and a to f."
_NO_TRACE: Final = "No refused call of your accounts has this trace id."


@dataclass(frozen=True, slots=True)
class Filters:
    """What is looked for; empty for everything. `page_number`: from 0."""

    app: str
    operation: str
    cause: str
    page_number: int

    @classmethod
    def of(cls, visit: Visit) -> "Filters":
        """As they stand in the address."""
        query = visit.request.query
        app, operation, cause = (query.text(name)[:200] for name in _NAMES)
        return cls(app, operation, cause, query.number("page", 0, least=0, most=1000))

    @property
    def is_any(self) -> bool:
        """Whether anything is looked for."""
        return bool(self.app or self.operation or self.cause)

    def query(self, page_number: int) -> str:
        """The address's end that asks for a page of the same."""
        given = {name: getattr(self, name) for name in _NAMES}
        if page_number:
            given["page"] = str(page_number)
        return urlencode({name: value for name, value in given.items() if value})


@page("GET", "/{account_id}/refusals", role=Role.DEVELOPER, nav=Nav(Group.SECURITY, "Refused calls", 30, "shield"))
async def refusals(visit: Visit) -> Answer:
    """The refused calls of the account's apps, newest first; the first page follows along. `trace` finds one."""
    wanted = visit.request.query.text("trace").strip()[:100]
    error = await _trouble_with(visit, wanted) if wanted else ""
    if wanted and not error:
        return visit.redirect(visit.link("refusals", wanted.lower()))
    apps = await visit.call(Additions.list_apps)
    operations = [one.id for one in all_operations() if one.facts.caller is Caller.APP]
    return visit.render(
        "refusals.html",
        status=422 if error else 200,
        error=error,
        apps=app_names((one.client_id, one.app_name) for one in apps),
        operations=operations,
        causes=list(causes()),
        **await _values(visit),
    )


async def _trouble_with(visit: Visit, trace_id: str) -> str:
    """Why a trace id finds no call; empty where it does."""
    if not _TRACE_ID.fullmatch(trace_id):
        return _NO_TRACE_ID
    try:
        await visit.call(Additions.get_trace, TraceId(trace_id.lower()))
    except NotFound:
        return _NO_TRACE
    return ""


@page("GET", "/{account_id}/live/refusals", role=Role.DEVELOPER)
async def refusals_live(visit: Visit) -> Stream:
    """The same list, as it grows."""

    async def render() -> str:
        return visit.fragment("refusals_live.html", **await _values(visit))

    return live(visit, render)


async def _values(visit: Visit) -> dict[str, Any]:
    filters = Filters.of(visit)
    found: list[Trace] = await visit.call(
        Additions.list_traces,
        limit=_ON_PAGE,
        offset=filters.page_number,
        client_id=filters.app,
        operation=filters.operation,
        cause=filters.cause,
    )
    return {
        "found": found,
        "filters": filters,
        "has_more": len(found) == _ON_PAGE,
        "seen": await apps_by_id(visit, (one.client_id for one in found)),
        "exact": exact_moment,
    }


@page("GET", "/{account_id}/refusals/{trace_id}", role=Role.DEVELOPER)
async def refusal(visit: Visit) -> Answer:
    """One refused call: what was checked, what was expected and found, what mends it."""
    trace = await visit.call(Additions.get_trace, TraceId(visit.values["trace_id"]))
    return visit.render(
        "refusal.html",
        trace=trace,
        seen=(await apps_by_id(visit, [trace.client_id])).get(trace.client_id),
        diagnosis=explain_trace(trace),
        mends=await mends_of(visit, trace),
        exact=exact_moment,
        in_words=_in_words(trace),
    )


def _in_words(trace: Trace) -> str:
    """The explanation as a text to send to somebody; a trace holds neither token nor secret."""
    app = f"{trace.app_name} ({trace.client_id})" if trace.app_name else trace.client_id or "not named"
    unproven = ", by the word of an unverified token" if trace.app_name and trace.is_app_proven is False else ""
    lines = [
        f"Refused: {trace.cause}",
        trace.meaning,
        f"Call: {trace.method} {trace.path}" + (f" ({trace.operation})" if trace.operation else ""),
        f"When: {trace.refused_on}",
        f"App: {app}{unproven}",
        f"Answer: {trace.status} {trace.msg}",
        f"At: {trace.at}" if trace.at else "",
        f"Expected: {trace.expected}" if trace.expected else "",
        f"Found: {trace.found}" if trace.found else "",
        f"Fix: {trace.hint}",
        f"Trace id: {trace.id}",
    ]
    return "\n".join(line for line in lines if line)
