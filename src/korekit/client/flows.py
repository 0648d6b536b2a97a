"""What happens in a call, step by step, without doing any of it.

A flow is a generator: it yields what is to be done (send, fetch, pause), is sent what came of it, and returns its
result. A driver carries it out. So the order of signing, sending, trying again and signing in exists once, for the
synchronous and the asynchronous client alike, and tests need neither network nor time.
"""

import random
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, TypeAlias, TypeVar
from urllib.parse import urljoin, urlsplit

from korekit.catalog.operation import Operation
from korekit.catalog.operations import AllOperations
from korekit.catalog.planes import Caller
from korekit.client.answers import Answer, Received, error_of, read_answer
from korekit.client.credentials import APP_HEADER, Session, TokenSource, UserIdentity
from korekit.client.errors import (
    AnswerUnreadable,
    CredentialsMissing,
    InvalidArgument,
    JobFailed,
    JobReplaced,
    JobTimeout,
    NotReached,
)
from korekit.client.jobs import JobState, Patience, watch
from korekit.client.requests import Invocation, Request, build, invoke
from korekit.client.retrying import RetryPolicy, pause_before_retry
from korekit.clock import Clock, SystemClock

__all__ = ["NOTHING", "Effect", "Fetch", "Flow", "Flows", "Pause", "Send", "Sink"]

_T = TypeVar("_T")


class Sink(Protocol):
    """Where a download goes."""

    def start(self) -> None:
        """Forget what was written and begin anew."""
        ...

    def write(self, chunk: bytes) -> None:
        """Take the next bytes."""
        ...


@dataclass(frozen=True, slots=True)
class Send:
    """Send a request and read the whole answer; redirects are not followed."""

    request: Request


@dataclass(frozen=True, slots=True)
class Fetch:
    """Send a request that identifies nobody, follow redirects, pour the body of a 200 into the sink."""

    request: Request
    sink: Sink


@dataclass(frozen=True, slots=True)
class Pause:
    """Wait."""

    seconds: float


Effect: TypeAlias = Send | Fetch | Pause
Flow: TypeAlias = Generator[Effect, Received, _T]

# What a flow is sent after a pause.
NOTHING: Final = Received(0)
_SIGN_IN: Final = AllOperations.sign_in


@dataclass(slots=True, kw_only=True)
class Flows:
    """The flows of one client, with what they share. The session is the only thing that changes."""

    base: str
    app: TokenSource | None = None
    user: UserIdentity | None = None
    account_id: str = ""
    retry: RetryPolicy = field(default_factory=RetryPolicy)
    clock: Clock = field(default_factory=SystemClock)
    elapsed_s: Callable[[], float] = time.monotonic
    jitter: Callable[[], float] = random.random
    session: Session | None = None

    def call(self, invocation: Invocation) -> Flow[Answer[Any]]:
        """Call an operation; a session that has ended is renewed once."""
        operation = invocation.operation
        bare = build(invocation, self.base)
        was_signed_in = self.session is not None
        headers = yield from self._identify(operation)
        received = yield from self._deliver(bare, headers)
        if received.status == 401 and operation.facts.caller is Caller.USER and was_signed_in and self.user:
            # 401 says that nothing was done, so this repeats no write.
            self.session = None
            headers = yield from self._identify(operation)
            received = yield from self._deliver(bare, headers)
        return read_answer(invocation, received, self._now_s())

    def start_session(self) -> Flow[Session]:
        """The session of the user, signed in first where there is none."""
        if self.session is not None:
            return self.session
        if self.user is None:
            raise CredentialsMissing("Signing in needs an email address and a password.")
        answer = yield from self.call(invoke(_SIGN_IN, self.user.email, self.user.password))
        granted, who = answer.result.authorization, answer.result.user_info
        if granted is None or not granted.access_token:
            raise AnswerUnreadable("sign-in: the answer holds no session.", status=answer.status, body=answer.body)
        self.session = Session(
            access_token=granted.access_token,
            user_id=(who.id if who else "") or granted.resource_owner_id,
            org_id=who.org_id if who else "",
            account_id=self.account_id or granted.account_id or (who.account_id if who else ""),
        )
        return self.session

    def wait(
        self,
        operation: Operation[Any, Any],
        started: Answer[Any] | str,
        patience: Patience,
        on_progress: Callable[[Answer[Any]], None] | None = None,
    ) -> Flow[Answer[Any]]:
        """Ask for a job's state until it is done.

        Raises:
            JobFailed: it ended without success.
            JobReplaced: another job took its place.
            JobTimeout: it still runs.
        """
        followed = watch(operation, started)
        begun = self.elapsed_s()
        looks = 0
        while True:
            looks += 1
            answer = yield from self.call(followed.question)
            if on_progress is not None:
                on_progress(answer)
            state = followed.state_of(answer.json)
            if state is JobState.DONE:
                return answer
            if state is JobState.FAILED:
                raise JobFailed(f"{operation.id}: the job ended without success.", status_answer=answer)
            if state is JobState.REPLACED:
                raise JobReplaced(f"{operation.id}: another one was started since.", status_answer=answer)
            pause_s = patience.pause_s(looks)
            if self.elapsed_s() - begun + pause_s > patience.timeout_s:
                raise JobTimeout(f"{operation.id}: still running after {patience.timeout_s:g} s.", status_answer=answer)
            yield Pause(pause_s)

    def download(self, url: str, sink: Sink) -> Flow[None]:
        """Fetch a file by an address that a job gave; nothing that identifies the caller is sent.

        Raises:
            InvalidArgument: it is no address of the web.
            CallFailed: anything but 200.
        """
        request = Request("GET", _joined(self.base, url))
        received = yield from self._attempts("GET", lambda: Fetch(request, sink))
        if received.status != 200:
            raise error_of("download", received, self._now_s())

    def _identify(self, operation: Operation[Any, Any]) -> Flow[Callable[[], dict[str, str]]]:
        # A function, because an app's token may be good for one request and each try needs its own.
        if operation.facts.caller is Caller.USER:
            session = yield from self.start_session()
            return session.headers
        app = self.app
        if operation.facts.caller is Caller.ANYONE:
            return dict
        if app is None:
            raise CredentialsMissing(f"{operation.id} needs a client id and a client secret.")
        return lambda: {APP_HEADER: app.token(self._now_s())}

    def _deliver(self, bare: Request, headers: Callable[[], dict[str, str]]) -> Flow[Received]:
        return (yield from self._attempts(bare.method, lambda: Send(bare.with_headers(headers()))))

    def _attempts(self, method: str, make: Callable[[], Effect]) -> Flow[Received]:
        attempt = 0
        while True:
            attempt += 1
            outcome: Received | NotReached
            try:
                outcome = yield make()
            except NotReached as error:
                outcome = error
            pause_s = pause_before_retry(self.retry, method, attempt, outcome, now_s=self._now_s(), jitter=self.jitter)
            if pause_s is not None:
                yield Pause(pause_s)
            elif isinstance(outcome, NotReached):
                raise outcome
            else:
                return outcome

    def _now_s(self) -> float:
        return self.clock.now_ms() / 1000


def _joined(base: str, url: str) -> str:
    try:
        address = urljoin(f"{base}/", url)
        if urlsplit(address).scheme in ("http", "https"):
            return address
    except ValueError:
        pass
    raise InvalidArgument("A file is downloaded by an http or https address.")
