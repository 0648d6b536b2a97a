"""A job followed to its end, its progress on standard error."""

from collections.abc import Mapping
from typing import Any

from korekit.catalog.operation import Operation
from korekit.cli.terminal.progress import Progress, progress
from korekit.client.answers import Answer
from korekit.client.jobs import JobProgress
from korekit.client.sync import Client

__all__ = ["follow", "share_done"]


def follow(client: Client, operation: Operation[Any, Any], started: Answer[Any], label: str) -> Answer[Any]:
    """The last status of a job that was done.

    Raises:
        JobUnsuccessful: it was not.
    """
    seen: list[Answer[Any]] = []

    def look(shown: Progress, job: JobProgress) -> None:
        seen.append(job.answer)
        shown.reach(share_done(job.json), job.word)

    with progress(label) as shown:
        client.wait(operation, started, on_progress=lambda job: look(shown, job))
        shown.reach(1.0, "done")
    return seen[-1]


def share_done(document: Any) -> float:
    """How much of a job is done, from 0 to 1, by its percentage or by the rows of its log; 0 where nothing says."""
    if not isinstance(document, Mapping):
        return 0.0
    percentage = document.get("percentageComplete")
    if isinstance(percentage, int | float):
        return percentage / 100
    rows = document.get("statusLogs")
    if not isinstance(rows, list) or not rows:
        return 0.0
    waiting = sum(1 for row in rows if isinstance(row, Mapping) and str(row.get("status")).lower() == "pending")
    return 1 - waiting / len(rows)
