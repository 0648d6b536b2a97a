"""Counters of this process in the text format of Prometheus.

Names follow its conventions: base units, `_total` for what only grows. Labels are ids of operations, pages and causes,
so that no caller makes a new one.
"""

import os
import resource
import sys
import time
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Final

from korekit._version import __version__

__all__ = ["CONTENT_TYPE", "Metrics"]

CONTENT_TYPE: Final = b"text/plain; version=0.0.4; charset=utf-8"
_BOUNDS_S: Final = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_REQUESTS: Final = "korekit_http_requests_total"
_REFUSED: Final = "korekit_refused_calls_total"
_DURATION: Final = "korekit_http_request_duration_seconds"
_Labels = tuple[tuple[str, str], ...]


class _Histogram:
    def __init__(self) -> None:
        self.buckets = [0] * (len(_BOUNDS_S) + 1)
        self.total_s = 0.0


class Metrics:
    """What happened since the process began."""

    def __init__(self) -> None:
        self._begun_at = time.time()
        self._requests: dict[tuple[str, int], int] = {}
        self._refused: dict[str, int] = {}
        self._durations: dict[str, _Histogram] = {}

    def add(self, operation: str, status: int, cause: str, duration_s: float) -> None:
        """Count one answered request.

        Args:
            operation: the operation's id, or the pattern of a page; empty where nothing has the path.
            status: HTTP's.
            cause: why it was refused; empty if it was not.
            duration_s: until the answer began.
        """
        name = operation or "none"
        key = (name, status)
        self._requests[key] = self._requests.get(key, 0) + 1
        if cause:
            self._refused[cause] = self._refused.get(cause, 0) + 1
        histogram = self._durations.get(name)
        if histogram is None:
            histogram = self._durations[name] = _Histogram()
        histogram.buckets[bisect_left(_BOUNDS_S, duration_s)] += 1
        histogram.total_s += duration_s

    def text(self, jobs: Iterable[tuple[str, str, int]]) -> str:
        """Everything as text. `jobs`: kind, state and number of those that have not ended, of all processes."""
        return "\n".join(self._lines(jobs)) + "\n"

    def _lines(self, jobs: Iterable[tuple[str, str, int]]) -> Iterator[str]:
        yield from _head(_REQUESTS, "counter", "Answered requests, by operation or page and by status.")
        for (operation, status), count in sorted(self._requests.items()):
            yield _line(_REQUESTS, (("operation", operation), ("code", str(status))), count)
        yield from _head(_REFUSED, "counter", "Refused calls of apps, by their true cause.")
        for cause, count in sorted(self._refused.items()):
            yield _line(_REFUSED, (("cause", cause),), count)
        yield from _head(_DURATION, "histogram", "Time until an answer begins.")
        for operation, histogram in sorted(self._durations.items()):
            yield from _histogram(operation, histogram)
        yield from _head("korekit_jobs", "gauge", "Jobs that have not ended, of all processes on this database.")
        for kind, state, count in jobs:
            yield _line("korekit_jobs", (("kind", kind), ("state", state)), count)
        yield from _head("korekit_build_info", "gauge", "Which version runs.")
        yield _line("korekit_build_info", (("version", __version__),), 1)
        used = resource.getrusage(resource.RUSAGE_SELF)
        yield from _head("process_cpu_seconds_total", "counter", "Time of the processor that was used.")
        yield _line("process_cpu_seconds_total", (), used.ru_utime + used.ru_stime)
        yield from _head("process_resident_memory_bytes", "gauge", "Memory that is used.")
        yield _line("process_resident_memory_bytes", (), _resident_bytes(used.ru_maxrss))
        yield from _head("process_start_time_seconds", "gauge", "When the process began, since 1970.")
        yield _line("process_start_time_seconds", (), round(self._begun_at, 3))


def _histogram(operation: str, histogram: _Histogram) -> Iterator[str]:
    label, so_far = ("operation", operation), 0
    for bound, count in zip((*map(repr, _BOUNDS_S), "+Inf"), histogram.buckets, strict=True):
        so_far += count
        yield _line(f"{_DURATION}_bucket", (label, ("le", bound)), so_far)
    yield _line(f"{_DURATION}_sum", (label,), round(histogram.total_s, 6))
    yield _line(f"{_DURATION}_count", (label,), so_far)


def _head(name: str, kind: str, told: str) -> tuple[str, str]:
    return f"# HELP {name} {told}", f"# TYPE {name} {kind}"


def _line(name: str, labels: _Labels, value: float) -> str:
    shown = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels)
    return f"{name}{{{shown}}} {value}" if shown else f"{name} {value}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _resident_bytes(most: int) -> int:
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        # Elsewhere the most that was ever used is what the system tells.
        return most if sys.platform == "darwin" else most * 1024
