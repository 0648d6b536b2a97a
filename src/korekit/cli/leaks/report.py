"""What a scan found, with what it looked at."""

from collections import Counter
from dataclasses import dataclass

from korekit.scanning.files import Reading
from korekit.scanning.leaks.finding import Finding, Severity

__all__ = ["Report", "left_out", "summary"]

_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One scan. `dates`: the day of each commit; `history`: `None` where it was not looked at.

    `allowed`: secrets that a comment allows; `accepted`: those of the baseline; `notes`: what else to know.
    """

    findings: list[Finding]
    dates: dict[str, str]
    files: Reading
    history: Reading | None
    allowed: int
    accepted: int
    notes: list[str]


def summary(report: Report) -> str:
    """What was looked at and what came of it, in one line."""
    found = Counter(one.severity for one in report.findings)
    counts = ", ".join(f"{found[level]} {level}" for level in reversed(Severity) if found[level])
    what = f"{_count(len(report.findings), 'secret')} ({counts})" if report.findings else "No secret"
    where = f"{_count(report.files.files, 'file')} ({_size(report.files.size_bytes)})"
    if report.history is not None:
        where += f" and {_count(report.history.files, 'text')} of the history ({_size(report.history.size_bytes)})"
    more = [
        text
        for count, text in (
            (report.allowed, f"{report.allowed} allowed by a comment"),
            (report.accepted, f"{report.accepted} accepted by the baseline"),
        )
        if count
    ]
    return f"{what} in {where}{'; ' if more else ''}{', '.join(more)}."


def left_out(report: Report) -> list[str]:
    """What was not looked at, a line for each reason."""
    lines: list[str] = []
    for reading in (report.files, report.history):
        for why, paths in sorted(reading.left_out.items()) if reading is not None else ():
            names = list(dict.fromkeys(paths))
            shown = ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")
            lines.append(f"Not looked at, {why}: {shown if why != 'binary' else _count(len(names), 'file')}")
    return lines


def _count(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def _size(size_bytes: int) -> str:
    return f"{size_bytes / 1e6:.1f} MB" if size_bytes >= 100_000 else f"{size_bytes:,} bytes"
