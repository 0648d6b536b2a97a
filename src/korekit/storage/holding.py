"""Holding folders, with locks that end when their process does.

A data folder on SQLite is held by one process for as long as it lives; the folder of files for moments.
"""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

__all__ = ["FolderHeld", "held", "hold_folder"]


class FolderHeld(Exception):
    """Another process holds the folder."""


def hold_folder(folder: Path) -> IO[str]:
    """Hold a folder until the returned file is closed.

    Raises:
        FolderHeld: another process was first.
    """
    file = (folder / "held-by").open("a+")
    if sys.platform == "win32":
        # No such lock there; SQLite itself still keeps two writers apart.
        return file
    import fcntl  # lazy: not on every platform

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise FolderHeld(f"another process uses {folder}") from None
    return file


@contextlib.contextmanager
def held(folder: Path, *, is_shared: bool) -> Iterator[None]:
    """Hold a folder for a block, alone or together with others who share it; waits for its turn."""
    if sys.platform == "win32":
        yield
        return
    import fcntl  # lazy: not on every platform

    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH if is_shared else fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
