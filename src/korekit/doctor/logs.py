"""What CI systems and terminals put around the lines of a log: times, group markers, colours, names of jobs.

GitHub Actions, GitLab, Jenkins, Azure Pipelines, `docker compose`.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

__all__ = ["PlainLog", "is_log", "plain_log"]

# The escape character is often lost on the way.
_COLOUR: Final = re.compile(
    r"\x1b\[[0-9;?]{0,12}[A-Za-z]|\x1b\][^\x07\n]{0,200}\x07|\[\d{1,3}(?:;\d{1,3}){0,3}m|\[0K|\x1b"
)
_JOB: Final = re.compile(r"[^\t\n]{1,80}\t[^\t\n]{1,80}\t(?=\ufeff?\d{4}-)|[\w.-]{1,40} {0,20}\| ")
_TIME: Final = re.compile(
    r"\[?(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?)\]?(?: \d\d[OE]\+?)?[ \t]?"
    r"|\[?\d\d:\d\d:\d\d(?:[.,]\d{1,6})?\]?[ \t]{1,2}"
)
_MARKER: Final = re.compile(
    r"(?:##\[(?:group|endgroup|command|section|debug|error|warning)\](?:Run )?"
    r"|::(?:group|error|warning)[^:\n]{0,80}::(?:Run )?"
    r"|section_(?:start|end):\d+:[\w.\[\]=-]{1,80}\r?|\[(?:command|Pipeline)\] ?)"
)
# JSON, which begins like a time in brackets.
_DOCUMENT: Final = re.compile(r"\{|\[\s*[{\[\"]")
_SECONDS: Final = re.compile(r"[.,]\d+")
_LOOKED_AT: Final = 200
_SHARE: Final = 0.3


@dataclass(frozen=True, slots=True)
class PlainLog:
    """A log without what stands around its lines. `times`: where each begins to hold, with seconds since the epoch."""

    text: str
    times: tuple[tuple[int, float], ...]

    def time_at(self, position: int) -> float | None:
        """The time of the line at a position; of the nearest line before it that has one."""
        before = [time for start, time in self.times if start <= position]
        return before[-1] if before else self.times[0][1] if self.times else None


def is_log(text: str) -> bool:
    """Whether a text looks like the log of a run."""
    if _DOCUMENT.match(text):
        return False
    lines = [line for line in text[:100_000].split("\n")[: 3 * _LOOKED_AT] if line.strip()][:_LOOKED_AT]
    marked = sum(_MARKER.match(_without_front(line)[0]) is not None for line in lines)
    timed = sum(_without_front(line)[0] != _without_colour(line) for line in lines)
    return marked > 0 or timed >= max(1, _SHARE * len(lines)) or "\x1b[" in text[:100_000]


def _without_colour(line: str) -> str:
    return _COLOUR.sub("", line) if "[" in line or "\x1b" in line else line


def _without_front(line: str) -> tuple[str, float | None]:
    """A line without the job and time at its beginning, and that time."""
    line = _without_colour(line)
    job = _JOB.match(line)
    line = line[job.end() :] if job else line
    found = _TIME.match(line)
    if found is None:
        return line, None
    return line[found.end() :], _seconds(found[1]) if found[1] else None


def _seconds(text: str) -> float | None:
    # Python reads no more than six digits, and a time without a zone says too little.
    try:
        moment = datetime.fromisoformat(_SECONDS.sub("", text).replace(" ", "T", 1))
        return moment.timestamp() if moment.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def plain_log(text: str) -> PlainLog:
    """The log's own lines, and when each was written."""
    lines: list[str] = []
    times: list[tuple[int, float]] = []
    position = 0
    for line in text.replace("\r\n", "\n").split("\n"):
        plain, time = _without_front(line)
        marker = _MARKER.match(plain)
        plain = plain[marker.end() :] if marker else plain
        # GitHub names the step by its first line and then shows it again.
        if lines and marker is None and lines[-1] and plain == lines[-1] and lines[-1].endswith("\\"):
            position -= len(lines.pop()) + 1
        if time is not None and (not times or times[-1][1] != time):
            times.append((position, time))
        lines.append(plain)
        position += len(plain) + 1
    return PlainLog("\n".join(lines), tuple(times))
