"""Removing files that nothing names any more, safely beside processes that write.

What may go once nothing names it has a mark, an empty file under `removable/` that outlives the process that made it.
A marked file goes a while after it was last named: a file is older than its row, and who opens it has read its name
before. Marked is what rows of the database named, and what came into the folder since the database has it to itself; a
folder that serves two databases is left alone.
"""

import contextlib
import os
import re
import secrets
import time
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Final

from korekit.storage.holding import held

__all__ = ["BlobSweep"]

_NAME: Final = re.compile(r"[0-9a-f]{64}")


class BlobSweep:
    """Sweeps the folder of a blob store. Everything here blocks."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._marks = folder / "removable"
        self._owner = folder / "owner"
        self._shared = folder / "shared"

    @property
    def is_claimed(self) -> bool:
        """Whether a database has asked for the folder."""
        return self._owner.exists()

    def claim(self, database: str) -> bool:
        """Whether the folder serves this database alone; the first that asks gets it.

        Args:
            database: an id that no other database has.
        """
        if not self._owner.exists():
            draft = self._folder / "incoming" / secrets.token_hex(16)
            draft.write_text(database)
            with contextlib.suppress(FileExistsError):
                os.link(draft, self._owner)
            draft.unlink()
        if self._owner.read_text() != database:
            self._shared.touch()
        return not self._shared.exists()

    def mark(self, names: Iterable[str]) -> None:
        """Say that these files, by SHA-256, may go once nothing names them; kept across crashes once this returns."""
        self._marks.mkdir(exist_ok=True)
        for name in names:
            if not (mark := self._marks / name).exists():
                mark.touch()
        _sync(self._marks)

    def sweep(self, needed: Collection[str], *, spared_s: float) -> int:
        """Remove what was not named for long enough; answers how many files went.

        Args:
            needed: SHA-256 of every file that a row names, read just now.
            spared_s: seconds that a file lives at least after it was written, and after it was named last.
        """
        before = time.time() - spared_s
        removed = 0
        self._marks.mkdir(exist_ok=True)
        for mark in list(self._marks.iterdir()):
            if mark.name in needed:
                os.utime(mark)
            elif _is_older(mark, before):
                removed += self._remove(mark, before)
        since = self._owner.stat().st_mtime
        for path in self._files():
            mark = self._marks / path.name
            if path.name not in needed and not _is_older(path, since) and _is_older(path, before) and not mark.exists():
                mark.touch()
        return removed

    def _files(self) -> Iterator[Path]:
        for folder in self._folder.iterdir():
            if len(folder.name) == 2:
                yield from (path for path in folder.iterdir() if _NAME.fullmatch(path.name))

    def _remove(self, mark: Path, before: float) -> int:
        path = self._folder / mark.name[:2] / mark.name
        # Whoever stores the same content now replaces the file: it is young then, or is written after this.
        with held(self._folder, is_shared=False):
            is_gone = _is_older(path, before)
            if is_gone:
                path.unlink()
        if is_gone or not path.exists():
            mark.unlink(missing_ok=True)
        return int(is_gone)


def _is_older(path: Path, before: float) -> bool:
    try:
        return path.stat().st_mtime < before
    except FileNotFoundError:
        return False


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
