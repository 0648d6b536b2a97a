"""The way of a call: route, decide, bind, handle, answer."""

import functools
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from korekit.access.decision import Refused
from korekit.access.facts import Facts
from korekit.calls.call import NOBODY, Call, Caller, Services
from korekit.calls.handlers import Handler
from korekit.catalog.operation import Operation
from korekit.catalog.parameters import Upload
from korekit.catalog.planes import Caller as CallerKind
from korekit.doctor.hosts import OTHER_PRODUCTS
from korekit.errors.console import ConsoleRefusal
from korekit.errors.refusal import Refusal
from korekit.errors.request_causes import BodyFieldMissing, HostWrong, MultipartBroken, PathUnknown
from korekit.errors.wire import WireError
from korekit.server.admission import Admission
from korekit.server.answers import Answer, encoded_answer, error_answer
from korekit.server.binding import Binder
from korekit.server.bodies import body_arguments
from korekit.server.multipart import read_multipart
from korekit.server.requests import (
    ConnectionLost,
    Message,
    Receive,
    header,
    origin_of,
)
from korekit.server.router import Router
from korekit.server.sessions import caller_of
from korekit.server.trace_log import RefusedCall, TraceLog, claimed_in
from korekit.server.usage_log import UsageLog

__all__ = ["CAUSE", "OPERATION", "Dispatch", "ServerLimits"]

# Names in the ASGI scope under which an answered request says what it was and why it was refused.
OPERATION: Final = "korekit.operation"
CAUSE: Final = "korekit.cause"
_INTERNAL: Final = WireError(500, 500, "Internal Server Error")
_KEPT_PATH: Final = 300
_log = logging.getLogger("korekit.server")


@dataclass(frozen=True, slots=True)
class ServerLimits:
    """What a stranger may send. `upload_bytes`: the largest file; `public_url`: how callers reach this platform."""

    upload_bytes: int = 128 << 20
    public_url: str = ""


@dataclass(slots=True)
class _Request:
    method: str
    path: str
    query: bytes
    headers: list[tuple[bytes, bytes]]
    receive: Receive
    scope: Message
    now_ms: int


class Dispatch:
    """Answers requests. `router`, `binders`: for whoever judges calls that nobody makes."""

    def __init__(
        self,
        services: Services,
        operations: tuple[Operation[Any, Any], ...],
        handlers: Mapping[Operation[Any, Any], Handler[Any, Any]],
        *,
        admission: Admission,
        traces: TraceLog,
        usage: UsageLog,
        limits: ServerLimits,
    ) -> None:
        self._services = services
        self.router = Router(operations)
        self._handlers = handlers
        self.binders = {operation: Binder(operation) for operation in operations}
        self._admission = admission
        self._traces = traces
        self._usage = usage
        self._limits = limits

    async def answer(self, scope: Message, receive: Receive) -> Answer:
        """The answer to one HTTP request.

        Raises:
            ConnectionLost: the caller went away; there is nobody to answer.
        """
        raw_path: bytes = scope.get("raw_path") or scope["path"].encode()
        request = _Request(
            method=scope["method"],
            path=raw_path.partition(b"?")[0].decode("latin-1"),
            query=scope["query_string"],
            headers=scope["headers"],
            receive=receive,
            scope=scope,
            now_ms=self._services.clock.now_ms(),
        )
        try:
            return await self._answer(request)
        except ConsoleRefusal as refusal:
            return error_answer(refusal.wire, retry_after_s=refusal.retry_after_s)
        except ConnectionLost:
            raise
        except Exception:
            # The edge of the process: whatever it was, the caller gets the envelope and the log gets the reason.
            _log.exception("%s %s failed", request.method, request.path[:_KEPT_PATH])
            return error_answer(_INTERNAL)

    async def _answer(self, request: _Request) -> Answer:
        override = header(request.headers, b"x-http-method-override") if request.method == "POST" else None
        try:
            match = self.router.find(request.method, request.path, override)
        except PathUnknown as refusal:
            return self._refuse(request, Refused(refusal.check, _of_other_product(request) or refusal), None)
        except Refusal as refusal:
            return self._refuse(request, Refused(refusal.check, refusal), None)
        operation = match.operation
        # For whoever stands around the platform and writes down what was called.
        request.scope[OPERATION] = operation.id
        if operation.facts.caller is not CallerKind.APP:
            return await self._answer_user(request, operation, match.values)
        verdict = await self._admission.decide(
            operation, match.values, request.headers, request.now_ms, query=request.query
        )
        decision, facts = verdict.decision, verdict.facts
        if isinstance(decision, Refused):
            return self._refuse(request, decision, facts)
        try:
            answer = await self._handle(request, operation, match.values, verdict.caller)
        except Refusal as refusal:
            refused = Refused(refusal.check, refusal, decision.app, is_signature_good=True)
            return self._refuse(request, refused, facts)
        self._usage.add(decision.app, operation.id, facts.secret, "", request.now_ms)
        return answer

    async def _answer_user(self, request: _Request, operation: Operation[Any, Any], values: dict[str, str]) -> Answer:
        facts = operation.facts
        caller = NOBODY
        if facts.caller is CallerKind.USER:
            caller = await caller_of(self._services.database, request.headers, facts.role, request.now_ms)
        try:
            return await self._handle(request, operation, values, caller)
        except Refusal as refusal:
            # To a signed-in user the reason itself may be told, but the envelope stays the contract's.
            return error_answer(refusal.wire, retry_after_s=refusal.retry_after_s)

    async def _handle(
        self, request: _Request, operation: Operation[Any, Any], values: dict[str, str], caller: Caller
    ) -> Answer:
        handler = self._handlers.get(operation)
        if handler is None:
            return error_answer(WireError(501, 501, f"{operation.id} is not served yet"))
        binder = self.binders[operation]
        arguments = binder.from_path(values)
        if request.query:
            arguments.update(binder.from_query(request.query))
        peer = (request.scope.get("client") or ("",))[0]
        call = Call(self._services, caller, functools.partial(self._base_url, request), peer)
        if not binder.takes_body:
            return encoded_answer(await handler.function(call, **arguments))
        if operation.facts.body == "multipart":
            return await self._handle_upload(request, handler, binder, call, arguments)
        given, body = await body_arguments(request.receive, request.headers, operation, binder)
        arguments.update(given)
        try:
            return encoded_answer(await handler.function(call, **arguments))
        except BodyFieldMissing as missing:
            # Which fields a call needs may depend on others, so that handlers find out as well.
            raise binder.explained(missing, body) from None

    async def _handle_upload(
        self, request: _Request, handler: Handler[Any, Any], binder: Binder, call: Call, arguments: dict[str, Any]
    ) -> Answer:
        path = self._services.blobs.temporary()
        content_type = header(request.headers, b"content-type") or ""
        try:
            fields = await read_multipart(
                request.receive, request.headers, content_type, path, self._limits.upload_bytes
            )
            if not any(isinstance(value, Upload) for _, value in fields):
                raise MultipartBroken(expected="a file part", found="none")
            arguments.update(binder.from_form(fields))
            return encoded_answer(await handler.function(call, **arguments))
        finally:
            path.unlink(missing_ok=True)

    def _refuse(self, request: _Request, refused: Refused, facts: Facts | None) -> Answer:
        trace_id = self._services.ids.trace()
        self._traces.add(
            RefusedCall(
                id=trace_id,
                at_ms=request.now_ms,
                method=request.method[:20],
                path=request.path[:_KEPT_PATH],
                refused=refused,
                facts=facts,
                claimed=claimed_in(request.headers, request.query) if refused.app is None else (),
            )
        )
        error = refused.error
        request.scope[CAUSE] = error.cause
        return error_answer(error.wire, trace_id=trace_id, retry_after_s=error.retry_after_s)

    def _base_url(self, request: _Request) -> str:
        return self._limits.public_url or origin_of(request.scope)


def _of_other_product(request: _Request) -> HostWrong | None:
    """The refusal of an unknown path, where the caller meant the host of another product."""
    host = (header(request.headers, b"host") or "").partition(":")[0].lower()
    if host not in OTHER_PRODUCTS:
        return None
    return HostWrong(expected="a host of these APIs", found=f"`{host}`, which serves another product")
