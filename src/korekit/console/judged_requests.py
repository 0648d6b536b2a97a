"""A pasted request, judged by this platform itself where it may: as one of the visitor's apps would send it now."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from korekit.catalog.additions import Additions, Trace
from korekit.console.visit import Visit
from korekit.doctor.diagnosis import Cause, Diagnosis
from korekit.doctor.given import GivenRequest, is_open
from korekit.doctor.hosts import is_this_machine
from korekit.doctor.inside import explain_trace
from korekit.doctor.outside.address import read_address
from korekit.doctor.redaction import safe_host
from korekit.errors.console import InputInvalid
from korekit.errors.refusal import Check
from korekit.errors.request_causes import HostWrong, PathUnknown
from korekit.errors.token_causes import TokenExpired
from korekit.tokens.claimed import claimed_client_ids

__all__ = ["Judged", "judged_here", "trace_of"]

_PORTS: Final = {"http": 80, "https": 443}
_NOT_YOURS: Final = "None of the apps that you manage here has the client id of this token."
_OTHER_SECRET: Final = "The token is signed with the secret you gave, which is not a current secret of this app."
_UNFIT_SECRET: Final = "The token is not signed with the secret you gave, but with another one of this app."
_BODY_UNSEEN: Final = "The body was not checked."
_OF_THE_LINE: Final = (Check.PATH, Check.METHOD)
_TOKEN_ALONE: Final = "Paste the whole request to check the operation, the bot, the scope and the rate limits too."


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict. `words`: it in a sentence, where the usual one says less; `trace`: what the platform found."""

    diagnosis: Diagnosis
    notes: tuple[str, ...] = ()
    words: str = ""
    trace: Trace | None = None


async def judged_here(visit: Visit, request: GivenRequest, outside: Diagnosis, *, has_secret: bool) -> Judged:
    """What the platform says to the request, or what can be told from outside.

    Args:
        visit: whose apps count.
        request: as it was pasted.
        outside: what its text alone tells.
        has_secret: whether a secret was given to check the signature with.
    """
    headers, target = _headers(request), _target(request)
    is_token_alone = request.url is None and request.method is None
    if _decides_alone(outside, {HostWrong.cause}) or target is None or not (is_token_alone or request.method):
        return Judged(outside)
    try:
        told = await visit.call(
            Additions.explain_call, headers or [], method=request.method or "", target=target, content=_content(request)
        )
    except InputInvalid:
        return Judged(outside, _stranger_notes(visit, request))
    trace, is_here = told.call or Trace(), _is_here(visit, request)
    if headers is None and trace.check not in _OF_THE_LINE:
        return Judged(outside)
    if not trace.account_id and not is_here:
        # What is right on this host need not be so on another one.
        return Judged(outside, _stranger_notes(visit, request))
    notes = [_elsewhere(request)] if is_here is False else []
    if has_secret:
        notes += _secret_notes(trace, outside)
    if told.is_accepted:
        return _accepted(request, trace, notes, is_token_alone=is_token_alone)
    if trace.cause == TokenExpired.cause and _was_sent_before(request) and not _decides_alone(outside, {trace.cause}):
        # It was good when it was sent, as the text tells: the refusal had another cause.
        return Judged(outside, tuple(notes))
    diagnosis = explain_trace(trace)
    if _decides_alone(outside, {PathUnknown.cause}) and trace.cause == PathUnknown.cause:
        # The doctor also knows which path was meant.
        diagnosis = Diagnosis("refused", outside.causes[:1], diagnosis.checks)
    words = "This token is refused" if is_token_alone else "This call is refused now"
    return Judged(diagnosis, tuple(notes), words, trace)


def _accepted(request: GivenRequest, trace: Trace, notes: list[str], *, is_token_alone: bool) -> Judged:
    states = {one.check: one.state for one in trace.checks or ()}
    if trace.app_name and not is_token_alone:
        notes.insert(0, f"The app {trace.app_name} makes this call.")
    if is_token_alone:
        notes.append(_TOKEN_ALONE)
    elif states.get(Check.BODY) == "unknown":
        notes.append(_BODY_UNSEEN)
    status = request.answer.status if request.answer is not None else None
    if status is not None and status >= 400:
        notes.append(f"When it was sent the answer was {status}. Something has changed since: send it again.")
    diagnosis = Diagnosis("ok", (), explain_trace(trace).checks)
    return Judged(
        diagnosis, tuple(notes), "This token is accepted now" if is_token_alone else "This call is accepted now", trace
    )


def trace_of(request: GivenRequest, diagnosis: Diagnosis) -> Trace | None:
    """What is certain from outside, as a trace: for what mends it."""
    first = next(iter(diagnosis.causes), None)
    if first is None or not first.certain or request.url is None:
        return None
    path = "" if is_open(request.url) else read_address(request.url).path
    return Trace(method=request.method or "GET", path=path, cause=first.cause, check=first.check)


def _decides_alone(outside: Diagnosis, causes: set[str]) -> bool:
    first: Cause | None = next(iter(outside.causes), None)
    return first is not None and first.certain and first.cause in causes


def _headers(request: GivenRequest) -> list[str] | None:
    """The headers line by line; `None` where the one that counts is not known."""
    if any(is_open(name) or (is_open(value) and name.lower() == "auth") for name, value in request.headers):
        return None
    if not request.are_headers_whole and not request.values("auth"):
        return None
    return [f"{name}: {value}" for name, value in request.headers if not is_open(value)]


def _target(request: GivenRequest) -> str | None:
    if request.url is None:
        return "" if request.method is None else None
    path = read_address(request.url).path
    query = request.url.partition("#")[0].partition("?")[2]
    if is_open(path) or (request.method and is_open(request.method)):
        return None
    return f"{path}?{query}" if query and not is_open(query) else path


def _content(request: GivenRequest) -> str | None:
    if not request.is_body_known or request.is_form:
        return None
    text = (request.body or b"").decode("utf-8", "replace")
    return None if is_open(text) else text


def _stranger_notes(visit: Visit, request: GivenRequest) -> tuple[str, ...]:
    """What to say of a token of no app of the visitor's, unless it is meant for another host."""
    is_named = bool(claimed_client_ids(value.encode("utf-8", "replace") for _, value in request.headers))
    return (_NOT_YOURS,) if is_named and _is_here(visit, request) is not False else ()


def _is_here(visit: Visit, request: GivenRequest) -> bool | None:
    """Whether the request goes to this platform; `None` where it does not say."""
    address = read_address(request.url) if request.url is not None else None
    if address is None or not address.host or address.is_host_open:
        return None
    port = int(address.port) if address.port.isdigit() else _PORTS.get(address.scheme, 80)
    for origin in (visit.request.origin, visit.site.platform.settings.limits.public_url):
        own = urlsplit(origin)
        host = own.hostname or ""
        is_same = host == address.host.strip("[]") or (is_this_machine(host) and is_this_machine(address.host))
        if is_same and (own.port or _PORTS.get(own.scheme, 80)) == port:
            return True
    return False


def _elsewhere(request: GivenRequest) -> str:
    address = read_address(request.url or "")
    shown = safe_host(address.host) + (f":{address.port}" if address.port.isdigit() else "")
    return f"The request goes to `{shown}`. This is what this platform would answer to it."


def _secret_notes(trace: Trace, outside: Diagnosis) -> list[str]:
    state = dict(outside.checks).get(Check.SIGNATURE)
    if state == "passed" and trace.check == Check.SIGNATURE:
        return [_OTHER_SECRET]
    is_good = any(one.check == Check.SIGNATURE and one.state == "passed" for one in trace.checks or ())
    return [_UNFIT_SECRET] if is_good and state != "passed" else []


def _was_sent_before(request: GivenRequest) -> bool:
    return request.sent_at_s is not None or (request.answer is not None and request.answer.at_s is not None)
