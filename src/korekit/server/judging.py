"""What a call would come to now: the checks of a real one, for somebody who asks; nothing runs, nothing is counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from korekit.access.decision import Granted, Refused, State, ordered_checks
from korekit.access.facts import App, Facts
from korekit.calls.judging import GivenCall, Judgement
from korekit.catalog.additions import Trace, TraceCheck
from korekit.catalog.operation import Operation
from korekit.catalog.operations import all_operations
from korekit.catalog.planes import Caller, Plane
from korekit.clock import Clock, iso_time
from korekit.errors.refusal import Check, Refusal
from korekit.ids import TraceId
from korekit.server.admission import Admission
from korekit.server.binding import Binder
from korekit.server.bodies import body_arguments
from korekit.server.requests import Message, header
from korekit.server.router import Match, Router
from korekit.server.trace_log import RefusedCall, TraceLog, claimed_in

__all__ = ["CallJudge"]

_KEPT_PATH: Final = 300
# What depends on the operation; of a token alone nothing is known of these.
_OF_THE_OPERATION: Final = frozenset(
    {Check.PATH, Check.METHOD, Check.PLANE, Check.BOT, Check.SCOPE, Check.RATE, Check.BODY}
)
# They speak of a connection or of a body that was sent.
_LEFT_OUT: Final = frozenset({b"content-length", b"transfer-encoding", b"connection", b"host"})


@dataclass(slots=True, kw_only=True)
class _Call:
    method: str
    path: str
    query: bytes
    headers: list[tuple[bytes, bytes]]
    body: bytes | None
    now_ms: int

    async def receive(self) -> Message:
        return {"type": "http.request", "body": self.body or b"", "more_body": False}


class CallJudge:
    """Judges calls that nobody makes, by what decides about real ones."""

    def __init__(
        self,
        router: Router,
        binders: Mapping[Operation[Any, Any], Binder],
        admission: Admission,
        traces: TraceLog,
        clock: Clock,
    ) -> None:
        self._router = router
        self._binders = binders
        self._admission = admission
        self._traces = traces
        self._clock = clock

    async def judge(self, given: GivenCall) -> Judgement | None:
        """What the platform would say to a call now; `None` for one that is no app's to make."""
        call = _read(given, self._clock.now_ms())
        if not given.method and not given.target:
            return await self._judge_token(call)
        override = header(call.headers, b"x-http-method-override") if call.method == "POST" else None
        try:
            match = self._router.find(call.method, call.path, override)
        except Refusal as refusal:
            return await self._refused(call, Refused(refusal.check, refusal), None)
        if match.operation.facts.caller is not Caller.APP:
            return None
        verdict = await self._admission.judge(
            match.operation, match.values, call.headers, call.now_ms, query=call.query
        )
        if isinstance(verdict.decision, Refused):
            return await self._refused(call, verdict.decision, verdict.facts)
        try:
            is_body_known = await self._check_arguments(call, match)
        except Refusal as refusal:
            refused = Refused(refusal.check, refusal, verdict.decision.app, is_signature_good=True)
            return await self._refused(call, refused, verdict.facts)
        unknown = frozenset() if is_body_known else frozenset({Check.BODY})
        return _accepted(call, verdict.decision.app, verdict.facts, unknown)

    async def _judge_token(self, call: _Call) -> Judgement:
        # Which operation stands in is all the same, since nothing of what depends on it is told.
        stand_in = next(one for one in all_operations() if {Plane.BOT, Plane.ADMIN} <= one.facts.scopes.keys())
        verdict = await self._admission.judge(stand_in, {}, call.headers, call.now_ms)
        decision, facts = verdict.decision, verdict.facts
        if isinstance(decision, Granted):
            return _accepted(call, decision.app, facts, _OF_THE_OPERATION)
        if decision.app is not None and decision.check in _OF_THE_OPERATION:
            return _accepted(call, decision.app, facts, _OF_THE_OPERATION)
        return await self._refused(call, decision, facts, _OF_THE_OPERATION)

    async def _refused(
        self, call: _Call, refused: Refused, facts: Facts | None, unknown: frozenset[Check] = frozenset()
    ) -> Judgement:
        trace, app = await self._traces.explained(
            RefusedCall(
                id=TraceId(""),
                at_ms=call.now_ms,
                method=call.method,
                path=call.path[:_KEPT_PATH],
                refused=refused,
                facts=facts,
                claimed=claimed_in(call.headers, call.query) if refused.app is None else (),
            )
        )
        if unknown:
            trace.operation = ""
            for one in trace.checks or ():
                if one.check in unknown:
                    one.state = "unknown"
        return Judgement(is_accepted=False, trace=trace, app=app, other_account=refused.error.other_account)

    async def _check_arguments(self, call: _Call, match: Match) -> bool:
        """Whether everything that the call gives could be looked at, all of which has its documented form."""
        binder = self._binders[match.operation]
        binder.from_path(match.values)
        binder.from_query(call.query)
        if not binder.takes_body:
            return True
        if call.body is None or match.operation.facts.body == "multipart":
            return False
        await body_arguments(call.receive, call.headers, match.operation, binder)
        return True


def _read(given: GivenCall, now_ms: int) -> _Call:
    path, _, query = given.target.partition("?")
    headers = [
        (name.strip().lower().encode("latin-1", "replace"), value.encode("latin-1", "replace"))
        for name, value in given.headers
    ]
    return _Call(
        method=given.method[:20],
        path=path,
        query=query.encode("latin-1", "replace"),
        headers=[one for one in headers if one[0] not in _LEFT_OUT],
        body=given.body,
        now_ms=now_ms,
    )


def _accepted(call: _Call, app: App, facts: Facts, unknown: frozenset[Check]) -> Judgement:
    states: list[tuple[Check, State]] = [
        (check, "unknown" if check in unknown else "passed") for check in ordered_checks(app.plane)
    ]
    trace = Trace(
        account_id=app.account_id,
        refused_on=iso_time(call.now_ms),
        operation="" if Check.PATH in unknown else facts.operation.id,
        method=call.method,
        path=call.path[:_KEPT_PATH],
        client_id=app.client_id,
        app_name=app.name,
        is_app_proven=True,
        bot_id=(facts.bot_id or "")[:100],
        checks=[TraceCheck(check=check, state=state) for check, state in states],
    )
    return Judgement(is_accepted=True, trace=trace, app=app)
