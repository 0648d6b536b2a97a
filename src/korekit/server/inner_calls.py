"""Calls from inside the process: what a page asks goes the way of a call, without HTTP.

The same handlers, the same roles, the same refusals. An operation of apps is open to a signed-in user where its
declaration names a least role; the bot that it names must then be his account's.
"""

from collections.abc import Callable, Mapping
from typing import Any, ParamSpec, TypeVar, cast

import msgspec

from korekit.calls.call import NOBODY, Call, Caller, Services
from korekit.calls.handlers import Encoded, FileBody, Handler, PlainText
from korekit.catalog.operation import Operation
from korekit.catalog.planes import Caller as CallerKind
from korekit.errors.console import NotFound, NotServed, RoleTooLow
from korekit.ids import BotId
from korekit.records.bots import find_bot
from korekit.server.sessions import Session, find_session

__all__ = ["InnerCalls"]

_P = ParamSpec("_P")
_R = TypeVar("_R")


class InnerCalls:
    """Calls operations for signed-in users, and for nobody where an operation asks for nobody."""

    def __init__(self, services: Services, handlers: Mapping[Operation[Any, Any], Handler[Any, Any]]) -> None:
        self.services = services
        self._handlers = handlers

    async def session(self, access_token: str, agent: str = "") -> Session:
        """The session of an access token, used by the browser that `agent` describes.

        Raises:
            SessionInvalid: no session has this token, or it has ended.
        """
        return await find_session(self.services.database, access_token, self.services.clock.now_ms(), agent)

    def can_call(self, operation: Operation[Any, Any], caller: Caller) -> bool:
        """Whether a caller's role is high enough; what else is refused shows when he calls."""
        facts = operation.facts
        if facts.caller is CallerKind.ANYONE:
            return True
        return caller is not NOBODY and facts.role is not None and caller.role.includes(facts.role)

    def is_served(self, operation: Operation[Any, Any]) -> bool:
        """Whether this platform serves an operation, or only knows it."""
        return operation in self._handlers

    async def call(
        self,
        operation: Operation[_P, _R],
        caller: Caller,
        origin: Callable[[], str],
        peer: str,
        /,
        *args: _P.args,
        **kwargs: _P.kwargs,
    ) -> _R:
        """Call an operation; the answer has the declared type.

        Args:
            operation: what is called.
            caller: a user in one of his accounts, or `NOBODY`.
            origin: how he reached this host, for addresses in answers.
            peer: from where he called.
            args: as declared.
            kwargs: as declared.

        Raises:
            RoleTooLow: the operation asks for a higher role, or is for no user at all.
            NotFound: the caller's account has no such bot.
            NotServed: no handler.
        """
        answer = await self._answer(operation, Call(self.services, caller, origin, peer), args, kwargs)
        if isinstance(answer, Encoded):
            answer = msgspec.json.decode(answer.body, type=operation.result)
        elif isinstance(answer, PlainText):
            answer = answer.text
        return cast("_R", answer)

    async def file(
        self,
        operation: Operation[_P, Any],
        caller: Caller,
        origin: Callable[[], str],
        peer: str,
        /,
        *args: _P.args,
        **kwargs: _P.kwargs,
    ) -> FileBody:
        """Call an operation whose answer is a file; otherwise as `call`."""
        answer = await self._answer(operation, Call(self.services, caller, origin, peer), args, kwargs)
        if not isinstance(answer, FileBody):
            raise TypeError(f"{operation.id} answers no file")
        return answer

    async def _answer(
        self, operation: Operation[Any, Any], call: Call, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        if not self.can_call(operation, call.caller):
            raise RoleTooLow()
        handler = self._handlers.get(operation)
        if handler is None:
            raise NotServed(f"{operation.id} is not served yet")
        if operation.facts.caller is CallerKind.APP:
            arguments = operation.signature.bind(*args, **kwargs).arguments
            bot_id = arguments.get("bot_id")
            # What the checks of an app's call would have found before the handler runs.
            if bot_id is not None and await find_bot(call.database, call.account_id, BotId(bot_id)) is None:
                raise NotFound()
        return await handler.function(call, *args, **kwargs)
