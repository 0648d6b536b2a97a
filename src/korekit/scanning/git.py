"""The program `git`, asked so that it neither runs what a repository names nor reaches the network."""

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO, Final

from korekit.errors.refusal import KorekitError

__all__ = ["GitTrouble", "Repository", "repository_of"]

# A repository may name programs to run and servers to fetch from; what is read here needs neither.
_HARMLESS: Final = ("-c", "core.fsmonitor=false", "-c", "protocol.allow=never", "-c", "core.quotePath=false")
# What git itself sets for its hooks: it would name the repository, whatever path is asked for.
_OF_ANOTHER: Final = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_NAMESPACE")
_ALWAYS: Final = {
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}


class GitTrouble(KorekitError):
    """Git is not there, or refused; the message is git's own first line."""


@dataclass(frozen=True, slots=True)
class Repository:
    """A working tree. `top`: its root folder; `inside`: the folder within it that was asked for, empty for all."""

    top: str
    inside: str

    def output(self, *arguments: str, given: bytes = b"") -> bytes:
        """What git prints.

        Raises:
            GitTrouble: it failed.
        """
        return _output(self.top, arguments, given)

    @contextmanager
    def running(self, *arguments: str, given: IO[bytes] | int) -> "Iterator[subprocess.Popen[bytes]]":
        """Git while it runs, with pipes for what is given and printed; ended with the block.

        Raises:
            GitTrouble: it is not there.
        """
        try:
            process = subprocess.Popen(  # noqa: S603  # a program, and no shell
                _command(self.top, arguments),
                stdin=given,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
            )
        except OSError as error:
            raise GitTrouble(f"git cannot be run: {error.strerror}") from None
        try:
            yield process
        finally:
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with suppress(OSError):
                        pipe.close()
            process.terminate()
            process.wait()


def repository_of(path: str) -> Repository | None:
    """The repository that a folder or a file lies in; `None` where it lies in none.

    Raises:
        GitTrouble: git is not there, or does not trust the folder.
    """
    folder = path if os.path.isdir(path) else os.path.dirname(os.path.abspath(path))
    try:
        lines = _output(folder, ("rev-parse", "--show-toplevel", "--show-prefix"), b"").split(b"\n")
    except GitTrouble as trouble:
        if "not a git repository" in str(trouble) or "must be run in a work tree" in str(trouble):
            return None
        raise
    inside = os.fsdecode(lines[1]).rstrip("/")
    if not os.path.isdir(path):
        inside = f"{inside}/{os.path.basename(path)}".lstrip("/")
    return Repository(os.fsdecode(lines[0]), inside)


def _command(folder: str, arguments: Sequence[str]) -> list[str]:
    return ["git", "-C", folder, *_HARMLESS, *arguments]


def _output(folder: str, arguments: Sequence[str], given: bytes) -> bytes:
    try:
        ran = subprocess.run(  # noqa: S603  # a program, and no shell
            _command(folder, arguments), input=given, capture_output=True, check=False, env=_environment()
        )
    except OSError as error:
        raise GitTrouble(f"git cannot be run: {error.strerror}") from None
    if ran.returncode != 0:
        lines = ran.stderr.decode("utf-8", "replace").strip().splitlines()
        raise GitTrouble((lines[0] if lines else f"git ended with {ran.returncode}").removeprefix("fatal: "))
    return ran.stdout


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in _OF_ANOTHER} | _ALWAYS
