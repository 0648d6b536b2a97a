"""The helper process: reads tasks from its standard input, writes what came of them to its standard output.

It ends when the platform does, however that ends: then its input is at its end.
"""

import contextlib
import os
import pickle
import signal
import sys
from typing import Any, Final

from korekit.offloading.messages import Message, Task, read_message, to_bytes

__all__ = ["main"]

# Calls go first where processors are few.
_NICENESS: Final = 10


def main() -> None:
    """Work until there is nobody to work for."""
    # An interrupt at the terminal reaches the whole group; the platform decides when its helper ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    # What a function prints must not stand between messages.
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

    def say(kind: Any, value: Any) -> None:
        output.write(to_bytes(Message(kind, value)))
        output.flush()

    with contextlib.suppress(BrokenPipeError):
        while (task := read_message(sys.stdin.buffer)) is not None:
            _do(task, say)


def _do(task: Task, say: Any) -> None:
    arguments = task.arguments
    if task.reports:
        arguments = (*arguments, lambda value: say("report", value))
    try:
        result = task.function(*arguments)
    except BrokenPipeError:
        raise
    except Exception as error:
        say("raised", _portable(error))
    else:
        say("result", result)


def _portable(error: Exception) -> Exception:
    """The exception, or its words where it cannot travel."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - its own, a moment old
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error
