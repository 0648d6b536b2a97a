"""Functions for a helper process to run; they must stand in a module that it can import."""

import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

__all__ = ["Unportable", "die", "fail", "fail_oddly", "process_id", "report_twice", "shout", "slowly", "sum_of"]


class Unportable(Exception):
    """An exception that cannot be pickled back."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(f"{one} and {two}")


def sum_of(*numbers: int) -> int:
    """Their sum."""
    return sum(numbers)


def process_id() -> tuple[int, int]:
    """Whose process this is, and how nice it is."""
    return os.getpid(), os.nice(0)


def fail(why: str) -> None:
    """Raise."""
    raise ValueError(why)


def fail_oddly() -> None:
    """Raise what cannot travel."""
    raise Unportable("this", "that")


def die() -> None:
    """End the process as the kernel does when memory is out."""
    os.kill(os.getpid(), signal.SIGKILL)


def shout(text: str) -> str:
    """Print, where nothing but messages may stand."""
    print(text, flush=True)
    sys.stdout.write(text)
    return text.upper()


def slowly(seconds: float) -> str:
    """Take a while."""
    time.sleep(seconds)
    return "late"


def report_twice(size: int, report: Callable[[Any], None]) -> int:
    """Report on the way."""
    report("begun")
    report({"half": size // 2})
    return size
