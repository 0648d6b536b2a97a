"""What can go wrong with a call, named by what somebody can act on.

    ClientError
    ├── InvalidArgument          the call cannot be sent as asked
    ├── CredentialsMissing       the client was made without what this operation needs
    ├── ClientClosed             the client was closed before or during the call
    ├── NotReached               no answer came
    │   ├── Timeout
    │   ├── ConnectionFailed
    │   └── CertificateRejected
    ├── AnswerUnreadable         an answer came that is not what the operation answers
    ├── CallFailed               the host answered and did not do it
    │   ├── Refused              401, 403
    │   ├── NotServed            404, 501
    │   ├── NotAllowed           405
    │   ├── InputRejected        400, 412, 422
    │   ├── RateLimited          429
    │   └── ServerFailed         5xx
    └── JobUnsuccessful          the call was accepted, its work was not done
        ├── JobFailed
        ├── JobReplaced
        └── JobTimeout

The wire's status and code decide; which of several causes it was is the doctor's work, for which each error carries the
request as it may be shown: `korekit.doctor.explaining.explain(error)`. No message holds a secret, a
token or an address with a key.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from korekit.errors import KorekitError

if TYPE_CHECKING:
    from korekit.client.shown import ShownRequest

__all__ = [
    "AnswerUnreadable",
    "CallFailed",
    "CertificateRejected",
    "ClientClosed",
    "ClientError",
    "ConnectionFailed",
    "CredentialsMissing",
    "InputRejected",
    "InvalidArgument",
    "JobFailed",
    "JobReplaced",
    "JobTimeout",
    "JobUnsuccessful",
    "NotAllowed",
    "NotReached",
    "NotServed",
    "RateLimited",
    "Refused",
    "ServerFailed",
    "Timeout",
]


def _rebuild(kind: type["ClientError"], args: tuple[Any, ...], state: dict[str, Any]) -> "ClientError":
    error = kind.__new__(kind, *args)
    error.__dict__.update(state)
    return error


class ClientError(KorekitError):
    """Anything that the SDK raises. `hint` says what helps; `request`: what was sent last, if anything was."""

    hint: str = ""
    request: "ShownRequest | None" = None

    def __reduce__(self) -> Any:
        # Errors cross between processes; the default would call __init__ with the message alone.
        return _rebuild, (type(self), self.args, self.__dict__)


class InvalidArgument(ClientError, ValueError):
    """The call cannot be sent as asked; nothing was sent."""

    hint = "Compare the arguments with the operation: `korekit api show OPERATION`."

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        if hint:
            self.hint = hint


class CredentialsMissing(ClientError):
    """The client was made without what identifies the caller of this operation; nothing was sent."""

    hint = "Give client id and secret for operations of apps, email and password for those of users."


class ClientClosed(ClientError):
    """The client was closed; whether the host carried out a call that was under way is unknown."""

    hint = "Make a new client, or close this one when its calls are done."


class NotReached(ClientError):
    """No answer came. `is_sent`: whether some of the request may have reached the host."""

    hint = "Check the host, the network and the proxy settings."

    def __init__(self, message: str, *, is_sent: bool = False) -> None:
        super().__init__(message)
        self.is_sent = is_sent


class Timeout(NotReached):
    """The host did not connect or answer in time."""

    hint = "Try again, or allow more time."


class ConnectionFailed(NotReached):
    """The connection could not be made, or broke before the answer was complete."""


class CertificateRejected(NotReached):
    """The host's certificate is not signed by an authority that this machine trusts, or is for another name."""

    hint = "Give the authority's certificate as CA bundle."


class AnswerUnreadable(ClientError):
    """The host answered something else than the operation answers. `body`: its bytes."""

    hint = "Check that the host is the platform itself and not a page in front of it, such as a proxy's sign-in."

    def __init__(self, message: str, *, status: int, body: bytes) -> None:
        super().__init__(message)
        self.status = status
        self.body = body


class CallFailed(ClientError):
    """The host answered and did not do it.

    `status`: HTTP status. `code`, `msg`: the first element of the answer's `errors`; empty where it has none.
    `body`, `headers`: the answer; header names are in lower case. `trace_id`: what `korekit doctor --trace` takes,
    empty where the host gave none.
    """

    hint = "See the answer's message."

    def __init__(
        self,
        operation_id: str,
        *,
        status: int,
        code: int | str = "",
        msg: str = "",
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        trace_id: str = "",
    ) -> None:
        super().__init__(" ".join(str(part) for part in (f"{operation_id}:", status, code, msg) if part != ""))
        self.operation_id = operation_id
        self.status = status
        self.code = code
        self.msg = msg
        self.body = body
        self.headers = dict(headers or {})
        self.trace_id = trace_id


class Refused(CallFailed):
    """The caller is not who may do this: token, app, plane, bot or scope."""

    hint = "`korekit doctor` explains which check refused it."


class NotServed(CallFailed):
    """The host does not offer this operation."""

    hint = "Check the host; `korekit api list` shows which operations there are."


class NotAllowed(CallFailed):
    """The host does not take this method on this path."""

    hint = "Check the host and what stands in front of it; the SDK uses the documented method."


class InputRejected(CallFailed):
    """The host does not take an id, a field or a parameter."""

    hint = "Compare ids and fields with the operation: `korekit api show OPERATION`."


class RateLimited(CallFailed):
    """Too many calls. `retry_after_s`: seconds until the next one is worth a try, `None` if the host did not say."""

    hint = "Wait, and spread the calls."
    retry_after_s: float | None = None


class ServerFailed(CallFailed):
    """The host failed; whether it did anything before is unknown."""

    hint = "Try again later; before repeating a write, look whether it was done."


class JobUnsuccessful(ClientError):
    """The call was accepted, its work was not done. `status_answer`: the last answer about it."""

    def __init__(self, message: str, *, status_answer: Any) -> None:
        super().__init__(message)
        self.status_answer = status_answer


class JobFailed(JobUnsuccessful):
    """The job ended without success."""

    hint = "The status answer holds the job's log."


class JobReplaced(JobUnsuccessful):
    """Somebody started another job of this kind, and the host shows only the latest."""

    hint = "Start it again, with nobody else at it."


class JobTimeout(JobUnsuccessful):
    """The job is still running; waiting ended, the job did not."""

    hint = "Wait again with the same id; nothing has to be started anew."
