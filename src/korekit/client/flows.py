"""What happens in a call, step by step, without doing any of it.

A flow is a generator: it yields what is to be done (send, fetch, pause), is sent what came of it, and returns its
result. A driver carries it out. So the order of signing, sending, trying again and signing in exists once, for the
synchronous and the asynchronous client alike, and tests need neither network nor time.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from korekit.catalog.operation import Operation
from korekit.catalog.operations import AllOperations
from korekit.catalog.planes import Caller
from korekit.client.answers import Answer, Received, error_of, read_answer
from korekit.client.budget.rate_budget import RateBudget
from korekit.client.credentials import APP_HEADER, Session, TokenSource, UserIdentity
from korekit.client.effects import Fetch, Flow, Pause, Send, Sink
from korekit.client.errors import (
    AnswerUnreadable,
    CallFailed,
    ClientError,
    CredentialsMissing,
    InvalidArgument,
    JobFailed,
    JobReplaced,
    JobTimeout,
)
from korekit.client.jobs import JobProgress, JobState, Patience, address_of, watch
from korekit.client.paging import Walk
from korekit.client.recording import Recorder
from korekit.client.requests import Invocation, Request, build, invoke
from korekit.client.trying import Conduct, Trial

__all__ = ["Flows"]

_SIGN_IN: Final = AllOperations.sign_in


@dataclass(slots=True, kw_only=True)
class Flows:
    """The flows of one client, with what they share. The session is the only thing that changes."""

    base: str
    app: TokenSource | None = None
    user: UserIdentity | None = None
    account_id: str = ""
    conduct: Conduct = field(default_factory=Conduct)
    budget: RateBudget | None = None
    recorder: Recorder | None = None
    session: Session | None = None

    def call(self, invocation: Invocation) -> Flow[Answer[Any]]:
        """Call an operation; a session that has ended is renewed once."""
        operation = invocation.operation
        bare = build(invocation, self.base)
        trial = self._trial(invocation)
        was_signed_in = self.session is not None
        headers = yield from self._identify(operation)
        if self.recorder is not None and self.app is not None:
            self.recorder.note(operation, self.app.client_id, self.conduct.clock.now_ms())
        received = yield from self._deliver(trial, bare, headers)
        if received.status == 401 and operation.facts.caller is Caller.USER and was_signed_in and self.user:
            # 401 says that nothing was done, so this repeats no write.
            self.session = None
            headers = yield from self._identify(operation)
            received = yield from self._deliver(trial, bare, headers)
        try:
            return read_answer(invocation, received, self.conduct.now_s())
        except ClientError as error:
            error.request = trial.sent
            raise

    def walk(self, invocation: Invocation) -> Walk:
        """A walk through all pages, from the one that the arguments name."""
        return Walk(invocation, self.conduct.clock.now_ms())

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
        own = granted.account_id or (who.account_id if who else "")
        session = Session(
            access_token=granted.access_token,
            user_id=(who.id if who else "") or granted.resource_owner_id,
            org_id=who.org_id if who else "",
            account_id=self.account_id or own,
        )
        if session.account_id != own:
            session = yield from self._with_organisation(session)
        self.session = session
        return session

    def _with_organisation(self, session: Session) -> Flow[Session]:
        """The session with the organisation of its account; signing in tells that of the user's first one."""
        asked = invoke(AllOperations.list_accounts)
        received = yield from self._deliver(self._trial(asked), build(asked, self.base), session.headers)
        try:
            accounts = read_answer(asked, received, self.conduct.now_s()).result
        except CallFailed:
            # The vendor's hosts do not have this call; there the account alone must do.
            return session
        org_ids = [one.org_id for one in accounts if one.id == session.account_id and one.org_id]
        return replace(session, org_id=org_ids[0]) if org_ids else session

    def wait(
        self,
        operation: Operation[Any, Any],
        started: Answer[Any] | str,
        patience: Patience,
        on_progress: Callable[[JobProgress], None] | None = None,
        status: Operation[Any, Any] | None = None,
    ) -> Flow[Answer[Any]]:
        """Ask for a job's state until it is done.

        Raises:
            InvalidArgument: `status` is not what tells the job's state.
            JobFailed: it ended without success.
            JobReplaced: another job took its place.
            JobTimeout: it still runs.
        """
        followed = watch(operation, started)
        if status is not None and status is not followed.question.operation:
            raise InvalidArgument(f"{operation.id}: {followed.question.operation.id} tells the state of its job.")
        begun = self.conduct.elapsed_s()
        looks = 0
        progress: JobProgress | None = None
        while True:
            looks += 1
            answer = yield from self.call(followed.question)
            progress = followed.progress_of(answer, self.conduct.elapsed_s() - begun, progress)
            if on_progress is not None:
                on_progress(progress)
            if progress.state is JobState.DONE:
                return answer
            if progress.state is JobState.FAILED:
                raise JobFailed(f"{operation.id}: the job ended without success.", status_answer=answer)
            if progress.state is JobState.REPLACED:
                raise JobReplaced(f"{operation.id}: another one was started since.", status_answer=answer)
            pause_s = patience.pause_s(looks)
            if self.conduct.elapsed_s() - begun + pause_s > patience.timeout_s:
                raise JobTimeout(f"{operation.id}: still running after {patience.timeout_s:g} s.", status_answer=answer)
            yield Pause(pause_s)

    def save(
        self,
        operation: Operation[Any, Any],
        started: Answer[Any] | str,
        sink: Sink,
        patience: Patience,
        on_progress: Callable[[JobProgress], None] | None = None,
    ) -> Flow[None]:
        """Wait for a job that makes a file, and fetch the file.

        Raises:
            InvalidArgument: the operation makes no file; nothing was waited for.
        """
        if operation.facts.job is None or not operation.facts.job.is_download:
            raise InvalidArgument(f"{operation.id} makes no file.")
        last = yield from self.wait(operation, started, patience, on_progress)
        yield from self.download(address_of(operation.facts.job, last), sink)

    def download(self, url: str, sink: Sink) -> Flow[None]:
        """Fetch a file by an address that a job gave; nothing that identifies the caller is sent.

        Raises:
            InvalidArgument: it is no address of the web.
            CallFailed: anything but 200.
        """
        request = Request("GET", _joined(self.base, url))
        trial = Trial(self.conduct, None)
        received = yield from trial.run(lambda within_s: Fetch(request, sink))
        if received.status != 200:
            error = error_of("download", received, self.conduct.now_s())
            error.request = trial.sent
            raise error

    def _trial(self, invocation: Invocation) -> Trial:
        turn = None
        if self.budget is not None:
            account = self.account_id or (self.app.client_id if self.app is not None else "")
            turn = self.budget.turn(invocation, self.base, account)
        return Trial(self.conduct, invocation.operation, turn)

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
        return lambda: {APP_HEADER: app.token(self.conduct.now_s())}

    def _deliver(self, trial: Trial, bare: Request, headers: Callable[[], dict[str, str]]) -> Flow[Received]:
        return (yield from trial.run(lambda within_s: Send(bare.with_headers(headers()), within_s)))


def _joined(base: str, url: str) -> str:
    try:
        address = urljoin(f"{base}/", url)
        if urlsplit(address).scheme in ("http", "https"):
            return address
    except ValueError:
        pass
    raise InvalidArgument("A file is downloaded by an http or https address.")
