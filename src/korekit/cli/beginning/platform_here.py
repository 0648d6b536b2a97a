"""Which platform runs on a data folder: a note that `korekit up` leaves there while it runs.

Only to tell people where to look. After a crash the note stays; the process it names is gone then.
"""

import os
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["noting", "running_url"]

_FILE: Final = "running"
_LONGEST: Final = 1000


@contextmanager
def noting(folder: str) -> "Iterator[Callable[[str], None]]":
    """Gives what notes the address of this process in a data folder; the note goes at the end of the block."""
    path = os.path.join(folder, _FILE)

    def note(url: str) -> None:
        # A note that cannot be written does no harm.
        with suppress(OSError), open(path, "w", encoding="utf-8") as file:
            file.write(f"{os.getpid()} {url}\n")

    try:
        yield note
    finally:
        if _read(path)[0] == os.getpid():
            with suppress(OSError):
                os.unlink(path)


def running_url(folder: str) -> str:
    """Where the platform on this data folder answers; empty where none runs, or where nothing tells."""
    process_id, url = _read(os.path.join(folder, _FILE))
    return url if process_id and _is_alive(process_id) else ""


def _read(path: str) -> tuple[int, str]:
    try:
        with open(path, encoding="utf-8") as file:
            number, _, url = file.read(_LONGEST).strip().partition(" ")
    except (OSError, UnicodeDecodeError):
        return 0, ""
    is_note = number.isascii() and number.isdigit() and url.startswith(("http://", "https://")) and url.isprintable()
    return (int(number), url) if is_note else (0, "")


def _is_alive(process_id: int) -> bool:
    if sys.platform == "win32":
        # There, asking whether a process takes signals would end it.
        return True
    try:
        os.kill(process_id, 0)
    except PermissionError:
        return True
    except (OSError, OverflowError):
        return False
    return True
