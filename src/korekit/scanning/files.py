"""The files under a path: in a git repository those that git would take, elsewhere all."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from korekit.scanning.git import GitTrouble, repository_of
from korekit.scanning.texts import is_binary, shown_path

__all__ = ["MAX_FILE_BYTES", "Reading", "files_under", "read_files"]

MAX_FILE_BYTES: Final = 32 * 1024 * 1024
# What other tools put beside a program, and put there again.
_NOT_OURS: Final = frozenset(
    {".git", ".hg", ".svn", "node_modules", "__pycache__", ".venv", ".tox", ".nox", ".mypy_cache", ".pytest_cache"}
)


@dataclass(slots=True)
class Reading:
    """What became of the files. `left_out`: paths that were not read, by the reason."""

    files: int = 0
    size_bytes: int = 0
    left_out: dict[str, list[str]] = field(default_factory=dict)

    def leave_out(self, path: str, why: str) -> None:
        """Note a file that is not read."""
        self.left_out.setdefault(why, []).append(shown_path(path))

    @property
    def unreadable(self) -> list[str]:
        """The files that should have been read."""
        return self.left_out.get("unreadable", [])


def read_files(paths: Iterator[str], reading: Reading) -> Iterator[tuple[str, bytes]]:
    """Each file that is text with its content; what is not read is noted."""
    for path in paths:
        try:
            data = _content(path)
        except FileNotFoundError:
            # Git lists what was deleted and not yet committed.
            continue
        except OSError:
            reading.leave_out(path, "unreadable")
            continue
        if data is None:
            reading.leave_out(path, "too large")
        elif is_binary(data):
            reading.leave_out(path, "binary")
        else:
            reading.files += 1
            reading.size_bytes += len(data)
            yield path, data


def _content(path: str) -> bytes | None:
    """The content; `None` where it is too large; nothing for what is no plain file."""
    # Without waiting, should it be a pipe.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(descriptor, "rb") as file:
        facts = os.fstat(descriptor)
        if not stat.S_ISREG(facts.st_mode):
            return b""
        return None if facts.st_size > MAX_FILE_BYTES else file.read(MAX_FILE_BYTES)


def files_under(path: str, *, with_ignored: bool = False) -> Iterator[str]:
    """The files under a folder, links left out; a file that is named itself is always one.

    Args:
        path: a folder or a file.
        with_ignored: also those that git is told to ignore.
    """
    path = os.path.normpath(path)
    if not os.path.isdir(path):
        yield path
        return
    if not with_ignored:
        try:
            found = _files_of_git(path)
        except GitTrouble:
            found = None
        if found is not None:
            yield from found
            return
    yield from _walked(path)


def _files_of_git(path: str) -> list[str] | None:
    """What git has, or would take; `None` outside of a repository."""
    repository = repository_of(path)
    if repository is None:
        return None
    listed = repository.output(
        "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", repository.inside or "."
    )
    prefix = f"{repository.inside}/" if repository.inside else ""
    found: list[str] = []
    for name in dict.fromkeys(listed.split(b"\0")):
        inner = os.fsdecode(name).removeprefix(prefix)
        full = os.path.normpath(os.path.join(path, inner)) if inner else ""
        if not full or os.path.islink(full):
            continue
        # A folder is a repository within this one: a submodule, or a checkout that nobody added.
        found += files_under(full) if os.path.isdir(full) else [full]
    return found


def _walked(path: str) -> Iterator[str]:
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if name not in _NOT_OURS)
        for name in sorted(names):
            full = os.path.normpath(os.path.join(folder, name))
            if not os.path.islink(full):
                yield full
