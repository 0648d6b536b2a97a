"""A call made here for the visitor: sent with a token of the chosen app, kept in his history, explained if refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from korekit.catalog.additions import Additions, Trace
from korekit.catalog.operation import Operation
from korekit.catalog.planes import Caller
from korekit.catalog.trying import SentRequest, Trying
from korekit.client.answers import Answer as StartAnswer
from korekit.client.errors import InvalidArgument
from korekit.client.jobs import watch
from korekit.client.requests import Request, build, invoke
from korekit.console.mending import Mend, mends_of
from korekit.console.trying.drafts import Draft
from korekit.console.trying.fields import PREFIX, Typed
from korekit.console.trying.mistakes import find_mistake, mistakes_of, with_mistake
from korekit.console.trying.redacting import kept_values
from korekit.console.trying.sending import Sent, send
from korekit.console.visit import Visit
from korekit.doctor.diagnosis import Diagnosis
from korekit.doctor.inside import explain_trace
from korekit.errors.console import NotFound
from korekit.flaws.every_flaw import Flaw, Place
from korekit.flaws.signer import AUTH, FlawImpossible
from korekit.ids import ClientId, TraceId

__all__ = ["Answered", "Following", "answered", "headers_of"]

_LIFETIME_S: Final = 60


@dataclass(frozen=True, slots=True)
class Following:
    """How the job goes on that a call began. `query`: what its live part is asked with."""

    operation: Operation[Any, Any]
    query: str


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer with what the platform says of it. `kept`: as the history has it; `flaw`: made wrong on purpose."""

    sent: Sent
    kept: SentRequest
    trace: Trace | None = None
    diagnosis: Diagnosis | None = None
    mends: tuple[Mend, ...] = ()
    following: Following | None = None
    flaw: Flaw | None = None


async def answered(visit: Visit, draft: Draft, found: Typed) -> Answered:
    """Send what was typed, with the mistake that was chosen.

    Raises:
        InvalidArgument: a value that cannot stand where it belongs.
        FlawImpossible, InputInvalid: the mistake cannot be made in this call.
        TimeoutError: no answer within a minute.
        RoleTooLow, NotFound: an app that the visitor's role does not reach.
    """
    operation = draft.operation
    flaw = _mistake(draft)
    call, origin = invoke(operation, **found.arguments), visit.request.origin
    if flaw is None or flaw.place is not Place.REQUEST:
        request = build(call, origin)
    else:
        request = await with_mistake(flaw, call, origin)
    if flaw is None or flaw.place is Place.REQUEST:
        headers = await headers_of(visit, operation, draft.client_id)
    else:
        headers = await _flawed_headers(visit, draft.client_id, flaw, request)
    sent = await send(visit.site.asgi, request, headers, visit.request.peer)
    kept = await visit.call(
        Trying.keep_sent_request,
        operation.id,
        client_id=draft.client_id,
        values=kept_values(found.fields),
        status=sent.status,
        duration_ms=round(sent.duration_ms),
        trace_id=sent.trace_id,
        flaw=flaw.cause if flaw else "",
    )
    following = _following(draft, found.arguments, sent)
    trace = await _trace(visit, sent.trace_id)
    if trace is None:
        return Answered(sent, kept, following=following, flaw=flaw)
    mends = tuple(await mends_of(visit, trace, draft.chosen))
    return Answered(sent, kept, trace, explain_trace(trace), mends, following, flaw)


def _mistake(draft: Draft) -> Flaw | None:
    if not draft.mistake:
        return None
    if draft.chosen is None:
        raise FlawImpossible("Choose an app to send this request with a mistake.")
    found = find_mistake(mistakes_of(draft.operation, draft.chosen, draft.apps), draft.mistake)
    if found is None:
        raise FlawImpossible("This mistake cannot be made with this app and operation. Choose another one.")
    return found


async def _flawed_headers(visit: Visit, client_id: str, flaw: Flaw, request: Request) -> dict[str, str]:
    """What carries a flawed token of the app, once the platform let through what must have come before."""
    made = await visit.call(Trying.create_app_token, ClientId(client_id), lifetime_seconds=_LIFETIME_S, flaw=flaw.cause)
    if made.first:
        await send(visit.site.asgi, request, {AUTH: made.first}, visit.request.peer)
    return {made.header: made.token} if made.token else {}


async def headers_of(
    visit: Visit, operation: Operation[Any, Any], client_id: str, *, lifetime_s: int = _LIFETIME_S
) -> dict[str, str]:
    """What says who calls: a new token of the app, or the visitor's own session; nothing where no app is chosen."""
    if operation.facts.caller is Caller.USER:
        return {"authorization": f"bearer {visit.jar.session}", "accountid": visit.account.account_id}
    if operation.facts.caller is not Caller.APP or not client_id:
        return {}
    made = await visit.call(Trying.create_app_token, ClientId(client_id), lifetime_seconds=lifetime_s)
    return {AUTH: made.token}


async def _trace(visit: Visit, trace_id: str) -> Trace | None:
    if not trace_id:
        return None
    try:
        return await visit.call(Additions.get_trace, TraceId(trace_id))
    except NotFound:
        return None


def _following(draft: Draft, arguments: Mapping[str, Any], sent: Sent) -> Following | None:
    operation = draft.operation
    if operation.facts.job is None or not sent.is_good:
        return None
    invocation = invoke(operation, **arguments)
    try:
        found = watch(operation, StartAnswer(invocation, sent.status, {}, sent.body, sent.document))
    except InvalidArgument:
        return None
    given = {PREFIX + name: str(value) for name, value in found.question.in_path().items()}
    query = {"app": draft.client_id, "job": found.job_id, "started": found.started, **given}
    return Following(found.question.operation, urlencode(query))
