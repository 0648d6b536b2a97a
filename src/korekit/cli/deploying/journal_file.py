"""A journal on the disk: written whole or not at all, synced, for its owner's eyes, held by one process at a time."""

import os
import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType

import msgspec

from korekit.cli.deploying.journal import FORMAT, Journal
from korekit.cli.terminal.ending import Failure

__all__ = ["JournalFile", "load_journal"]


class JournalFile:
    """The file of a journal, held while it is open. `journal`: None until there is one.

    Raises:
        Failure: another process holds it, or it is no journal.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.journal: Journal | None = None
        self._lock_path = path.with_name(f".{path.name}.lock")
        self._lock: int | None = None

    def __enter__(self) -> "JournalFile":
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = _held(self._lock_path, self.path)
        try:
            self.journal = load_journal(self.path)
        except BaseException:
            self._let_go()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._let_go()

    def write(self) -> None:
        """Make the journal count as it is now; when this returns, it outlasts a power cut."""
        data = msgspec.json.format(msgspec.json.encode(self.journal), indent=2)
        part = self.path.with_name(f".{self.path.name}.{os.getpid()}.part")
        try:
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(data + b"\n")
                file.flush()
                os.fsync(file.fileno())
            os.replace(part, self.path)
            _sync_folder(self.path.parent)
        finally:
            with suppress(FileNotFoundError):
                os.unlink(part)

    def _let_go(self) -> None:
        if self._lock is not None:
            # Before the lock is given up, so that nobody else's file is removed.
            with suppress(OSError):
                os.unlink(self._lock_path)
            os.close(self._lock)
            self._lock = None


def load_journal(path: Path) -> Journal | None:
    """The journal at a path; None where there is no file.

    Raises:
        Failure: the file is no journal, or of a version that is not known.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    try:
        found = msgspec.json.decode(data, type=Journal)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise Failure(f"{path} is no journal of a deployment.", "Name another file with --state.") from None
    if found.format != FORMAT:
        raise Failure(f"{path} was written by another version of korekit.", "Finish it with that version.")
    return found


def _held(lock_path: Path, path: Path) -> int:
    while True:
        descriptor = os.open(lock_path, os.O_RDWR | os.O_CREAT, 0o600)
        if sys.platform == "win32":
            # No such lock there.
            return descriptor
        import fcntl

        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(descriptor)
            raise Failure(f"Another process is at {path}.", "Wait until it has ended.") from None
        with suppress(FileNotFoundError):
            if os.fstat(descriptor).st_ino == os.stat(lock_path).st_ino:
                return descriptor
        # Whoever held it removed it in between.
        os.close(descriptor)


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
