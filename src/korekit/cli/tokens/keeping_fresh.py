"""A command beside a file that always holds a fresh token, for its owner alone, and is gone when the command ends."""

import os
import re
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final, NoReturn

import click

from korekit.cli.profiles.store import write_private
from korekit.cli.terminal.ending import Failure

__all__ = ["run_beside_file"]

_TOKEN: Final = re.compile(r"[\w-]+(?:\.[\w-]+){2,4}\s*", re.ASCII)
_LONGEST_TOKEN: Final = 20_000
_PASSED_ON: Final = ("SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGCONT", "SIGBREAK")


def run_beside_file(
    command: Sequence[str], environment: Mapping[str, str], path: str, make: Callable[[], str], renew_after_s: float
) -> NoReturn:
    """Run the command while the file holds a fresh token; then end as it ended.

    Args:
        command: the program and its arguments.
        environment: the command's.
        path: of the file; it must not be there, unless an earlier run was killed and left its token.
        make: makes a token.
        renew_after_s: how often the token is made anew.

    Raises:
        Failure: the file is another's.
        OSError: the command cannot be run.
    """
    _check_free(path)
    write_private(path, make() + "\n")
    is_over = threading.Event()
    passing = _Passing()
    try:
        # Before the command starts: a signal that comes at once must not end this process alone.
        passing.begin()
        child = subprocess.Popen(command, env=dict(environment))  # noqa: S603 - what the user asked for, without a shell
        passing.to(child)
        renewing = threading.Thread(target=_renew, args=(path, make, renew_after_s, is_over), daemon=True)
        renewing.start()
        code = child.wait()
        is_over.set()
        renewing.join()
    finally:
        is_over.set()
        with suppress(FileNotFoundError):
            os.unlink(path)
        passing.end()
    _end_as(code)


def _check_free(path: str) -> None:
    if not os.path.isdir(os.path.dirname(path)):
        raise Failure(
            f"There is no folder {os.path.dirname(path)}.", "Make it, for yourself alone, or name another file."
        )
    try:
        facts = os.lstat(path)
    except FileNotFoundError:
        return
    helps = "Name a file that is not there yet."
    if not stat.S_ISREG(facts.st_mode) or (os.name == "posix" and facts.st_mode & 0o077):
        raise Failure(f"{path} is there already, and no file of this command.", helps)
    with open(path, encoding="utf-8", errors="replace") as file:
        if _TOKEN.fullmatch(file.read(_LONGEST_TOKEN)) is None:
            raise Failure(f"{path} is there already, and holds something else than a token.", helps)


def _renew(path: str, make: Callable[[], str], renew_after_s: float, is_over: threading.Event) -> None:
    while not is_over.wait(renew_after_s):
        try:
            write_private(path, make() + "\n")
        except OSError as error:
            # The token in it is good for as long again, and the next try may succeed.
            click.echo(f"warning: {path} could not be renewed: {error.strerror}.", err=True)


class _Passing:
    """Gives the command every signal that this process gets."""

    def __init__(self) -> None:
        self._before: dict[int, Any] = {}
        self._child: subprocess.Popen[bytes] | None = None
        self._early: list[int] = []

    def begin(self) -> None:
        """Keep signals from doing anything to this process."""
        for name in _PASSED_ON:
            number = getattr(signal, name, None)
            if number is not None:
                self._before[number] = signal.signal(number, self._got)

    def to(self, child: "subprocess.Popen[bytes]") -> None:
        """Pass on to the command, first what came before it was there."""
        self._child = child
        while self._early:
            self._send(self._early.pop(0))

    def end(self) -> None:
        """Do with signals what was done before."""
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _got(self, number: int, frame: object) -> None:
        if self._child is None:
            self._early.append(number)
        else:
            self._send(number)

    def _send(self, number: int) -> None:
        if self._child is not None and not (number in _of_terminal() and _is_in_foreground()):
            with suppress(ProcessLookupError):
                self._child.send_signal(number)


def _of_terminal() -> set[int]:
    """What a terminal sends to every process of the foreground by itself."""
    return {getattr(signal, name) for name in ("SIGINT", "SIGQUIT") if hasattr(signal, name)}


def _is_in_foreground() -> bool:
    """Whether a terminal has sent its signal to the child as well."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):
            return os.tcgetpgrp(stream.fileno()) == os.getpgrp()
    return False


def _end_as(code: int) -> NoReturn:
    if code < 0:
        # By the same signal, so that whoever waits sees the same as without us.
        with suppress(OSError, ValueError):
            signal.signal(-code, signal.SIG_DFL)
        sys.stdout.flush()
        sys.stderr.flush()
        os.kill(os.getpid(), -code)
    raise SystemExit(code if code >= 0 else 128 - code)
