"""What an error means to a user: its failure, with what helps next."""

from typing import Final

from korekit.cli.profiles.trouble import ProfileTrouble
from korekit.cli.terminal.ending import Failure, RefusedFailure, StillRunning
from korekit.client.errors import CallFailed, ClientError, JobTimeout, RateLimited, ServerFailed
from korekit.errors import KorekitError, Refusal

__all__ = ["failure_of"]

_REFUSED: Final = range(400, 500)


def failure_of(error: Exception) -> Failure | None:
    """The failure that an error means to a user; `None` for one that is a fault of ours."""
    if isinstance(error, CallFailed):
        stated = {"status": error.status, "code": error.code, "msg": error.msg, "traceId": error.trace_id}
        facts = {key: value for key, value in stated.items() if value != ""}
        kind = RefusedFailure if error.status in _REFUSED else Failure
        return kind(str(error), _helps_after(error), facts=facts)
    if isinstance(error, Refusal):
        return RefusedFailure(error.detail, error.hint, facts={"cause": error.cause})
    if isinstance(error, JobTimeout):
        return StillRunning(str(error), _how_to_go_on(error))
    if isinstance(error, ClientError):
        return Failure(str(error), error.hint)
    if isinstance(error, KorekitError):
        return Failure(str(error))
    if isinstance(error, ProfileTrouble):
        return Failure(str(error), error.helps)
    if isinstance(error, OSError) and error.filename is not None:
        return Failure(f"{error.filename}: {error.strerror}.")
    return None


def _helps_after(error: CallFailed) -> str:
    if isinstance(error, RateLimited) and error.retry_after_s is not None:
        return f"Wait {error.retry_after_s:.0f} s, and spread the calls."
    if error.trace_id and not isinstance(error, ServerFailed):
        return f"`korekit doctor --trace {error.trace_id}` tells the cause."
    return error.hint


def _how_to_go_on(error: JobTimeout) -> str:
    question = error.status_answer.invocation
    options = [f"--{name.replace('_', '-')} {value}" for name, value in question.in_path().items()]
    return f"It goes on by itself. Look again: korekit call {' '.join([question.operation.id, *options])}"
