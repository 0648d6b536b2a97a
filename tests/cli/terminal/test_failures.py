import errno
import os

import pytest

from korekit.cli.terminal.failures import failure_of
from korekit.client.errors import ClientError, ConnectionFailed
from korekit.errors.refusal import KorekitError


def kinds_of(kind: type[Exception]) -> list[type[Exception]]:
    """A class and all below it."""
    return [kind, *(below for one in kind.__subclasses__() for below in kinds_of(one))]


def test_every_error_of_the_client_says_what_helps() -> None:
    kinds = kinds_of(ClientError)
    assert len(kinds) > 10
    raised = [kind for kind in kinds if not kind.__subclasses__()]
    assert [kind.__name__ for kind in raised if not getattr(kind, "hint", "")] == []


@pytest.mark.parametrize(
    ("error", "what"),
    [
        (FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), "a.zip"), "a.zip: No such file or directory."),
        (PermissionError(errno.EACCES, os.strerror(errno.EACCES), "a.zip"), "a.zip: Permission denied."),
        (OSError(errno.ELOOP, "Too many levels", "a"), "a: Too many levels."),
        (OSError(errno.ENOSPC, "No space left on device"), "The output cannot be written: No space left on device."),
        (ConnectionRefusedError(errno.ECONNREFUSED, "refused"), "Nobody listens where a connection was tried."),
        (KorekitError("odd"), "odd"),
    ],
)
def test_what_is_no_fault_of_ours_is_two_lines(error: Exception, what: str) -> None:
    failure = failure_of(error)
    assert failure is not None
    assert failure.message == what
    assert failure.helps


@pytest.mark.parametrize("error", [ValueError("x"), BrokenPipeError(errno.EPIPE, "gone"), OSError("x"), KeyError("x")])
def test_a_fault_of_ours_and_a_reader_that_went_away_are_none(error: Exception) -> None:
    assert failure_of(error) is None


def test_a_platform_that_does_not_run_here_is_to_be_started() -> None:
    failure = failure_of(ConnectionFailed("127.0.0.1 cannot be connected to."))
    assert failure is not None
    assert failure.helps == "Is the platform running? Start it: `korekit up`"
