"""Holding a data folder: on SQLite by one process at a time, with a lock that ends when the process does."""

import sys
from pathlib import Path
from typing import IO

__all__ = ["FolderHeld", "hold_folder"]


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
