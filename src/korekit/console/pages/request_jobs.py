"""How a job goes on that was begun from a request: its status, asked again and again with tokens of the same app."""

from korekit.catalog.operations import find_operation
from korekit.catalog.planes import Role
from korekit.client.errors import InvalidArgument
from korekit.client.jobs import JobState, Watch
from korekit.client.requests import build, invoke
from korekit.console.live import live
from korekit.console.page import Stream, page
from korekit.console.trying.answering import headers_of
from korekit.console.trying.fields import PREFIX
from korekit.console.trying.sending import Sent, send
from korekit.console.visit import Visit
from korekit.errors.console import NotFound

__all__ = ["follow_job"]

# Status operations have rate limits too: this leaves room for others who ask.
_EVERY_S = 1.5


@page("GET", "/{account_id}/live/requests/{operation_id}", role=Role.DEVELOPER)
async def follow_job(visit: Visit) -> Stream:
    """The status of the job, until it has ended or the status is refused."""
    query, watched = visit.request.query, _watched(visit)
    ended = ""

    async def render() -> str:
        nonlocal ended
        if not ended:
            sent = await _asked(visit, watched, query.text("app"))
            state = watched.state_of(sent.document) if sent.is_good else JobState.FAILED
            shown = visit.fragment(
                "request_job.html", sent=sent, state=state, status=watched.question.operation, job=watched.job
            )
            if state is JobState.RUNNING:
                return shown
            ended = shown
        return ended

    return live(visit, render, every_s=_EVERY_S)


def _watched(visit: Visit) -> Watch:
    """The job that the address names.

    Raises:
        NotFound: it names none.
    """
    query = visit.request.query
    begun = find_operation(visit.values["operation_id"])
    job = begun.facts.job if begun else None
    status = find_operation(job.status_operation) if job else None
    if job is None or status is None:
        raise NotFound()
    names = [one.name for one in status.parameters if one.is_required]
    arguments = {name: query.text(PREFIX + name) for name in names}
    return Watch(job, invoke(status, **arguments), query.text("job"), query.text("started"))


async def _asked(visit: Visit, watched: Watch, client_id: str) -> Sent:
    try:
        request = build(watched.question, visit.request.origin)
    except InvalidArgument:
        raise NotFound() from None
    headers = await headers_of(visit, watched.question.operation, client_id)
    return await send(visit.site.asgi, request, headers, visit.request.peer)
