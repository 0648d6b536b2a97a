"""What an error means to a user: its failure, with what helps next."""

import errno
from typing import Final

from korekit.cli.profiles.trouble import ProfileTrouble
from korekit.cli.terminal.ending import Failure, RefusedFailure, StillRunning
from korekit.client.errors import CallFailed, ClientError, ConnectionFailed, JobTimeout, RateLimited, ServerFailed
from korekit.errors import KorekitError, Refusal

__all__ = ["failure_of"]

_REFUSED: Final = range(400, 500)
_UNWRITABLE: Final = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG)
_THIS_MACHINE: Final = ("127.0.0.1 ", "localhost ", "::1 ")
_LOOK_AT_IT: Final = "Look at what the message names; `korekit COMMAND --help` shows what is expected."
_DATABASE: Final = "Look at the address of the database, and whether it runs: --database URL"
_OTHER_FILE: Final = "Name another file or folder."
_HELPS_BY_KIND: Final[dict[type[OSError], str]] = {
    FileNotFoundError: "Look at the spelling, and whether the folder is there.",
    PermissionError: "Change who may use it, or name another file or folder.",
    IsADirectoryError: "Name a file, not a folder.",
    NotADirectoryError: "Name a folder, not a file.",
}


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
    if isinstance(error, ConnectionFailed) and str(error).startswith(_THIS_MACHINE):
        return Failure(str(error), "Is the platform running? Start it: `korekit up`")
    if isinstance(error, ClientError):
        return Failure(str(error), error.hint)
    if isinstance(error, KorekitError):
        return Failure(str(error), getattr(error, "hint", "") or _LOOK_AT_IT)
    if isinstance(error, ProfileTrouble):
        return Failure(str(error), error.helps)
    if type(error).__module__.startswith("asyncpg."):
        return Failure(f"PostgreSQL says: {error}.".replace("..", "."), _DATABASE)
    return _of_the_system(error) if isinstance(error, OSError) else None


def _of_the_system(error: OSError) -> Failure | None:
    """What the operating system refused; `None` where a reader of our output went away, or where nothing is known."""
    if error.filename is not None:
        return Failure(f"{error.filename}: {error.strerror}.", _HELPS_BY_KIND.get(type(error), _OTHER_FILE))
    if isinstance(error, ConnectionRefusedError):
        return Failure("Nobody listens where a connection was tried.", _DATABASE)
    if error.errno in _UNWRITABLE:
        return Failure(f"The output cannot be written: {error.strerror}.", "Make room, or write elsewhere.")
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
