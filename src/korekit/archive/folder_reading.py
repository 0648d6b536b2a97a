"""An unpacked archive, read from a folder."""

import os
import stat
from pathlib import Path

from korekit.archive.assembling import assembled
from korekit.archive.bot_archive import Archive
from korekit.archive.limits import Limits
from korekit.archive.members import Kind, kind_of
from korekit.archive.problems import ArchiveBroken, Findings

__all__ = ["plain_file", "read_folder"]

# A link could lead anywhere, and opening a pipe would wait for ever.
_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def read_folder(path: str | os.PathLike[str], limits: Limits | None = None) -> Archive:
    """The archive whose members lie in a folder; sub-folders and other files are passed over with a warning.

    Args:
        path: the folder that holds `botDefinition.json`.
        limits: what is too large; by default `Limits()`. `members` bounds the members that are read.

    Raises:
        ArchiveBroken: no such folder, a member missing, a link, no plain file, or too large.
    """
    limits = limits or Limits()
    notes = Findings()
    members: list[tuple[str, bytes]] = []
    left_bytes = limits.total_bytes
    try:
        names = sorted(os.listdir(path))
    except (OSError, ValueError) as error:
        raise ArchiveBroken.because("", _why(error, "the folder cannot be read")) from None
    for name in names:
        if kind_of(name) is Kind.OTHER:
            if not name.startswith("."):
                notes.warning(name, "", "it is not a part of an export and was passed over")
            continue
        if len(members) == limits.members:
            raise ArchiveBroken.because("", f"it has more than {limits.members} members")
        data = plain_file(Path(path) / name, min(limits.member_bytes, left_bytes))
        left_bytes -= len(data)
        members.append((name, data))
    return assembled(members, limits, notes.problems())


def plain_file(path: Path, at_most_bytes: int) -> bytes:
    """The content of a file that is no link, pipe or device.

    Raises:
        ArchiveBroken: it is one of these, cannot be read, or is larger.
    """
    try:
        descriptor = os.open(path, _FLAGS)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise ArchiveBroken.because(path.name, "it is not a plain file")
        with os.fdopen(descriptor, "rb") as file:
            data = file.read(at_most_bytes + 1)
    except OSError as error:
        if path.is_symlink():
            raise ArchiveBroken.because(path.name, "it is a link") from None
        raise ArchiveBroken.because(path.name, _why(error, "it cannot be read")) from None
    if len(data) > at_most_bytes:
        raise ArchiveBroken.because(path.name, "it is too large")
    return data


def _why(error: OSError | ValueError, otherwise: str) -> str:
    return f"{otherwise}: {error.strerror}" if isinstance(error, OSError) and error.strerror else otherwise
