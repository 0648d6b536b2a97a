"""The rows of an import's status, as they stand in its job: done, under way, failed.

Source: bot-definition.yaml bot-import-status.
"""

from collections.abc import Sequence
from typing import Any

from korekit.archive import ArchiveBroken, Problem
from korekit.archive.import_rows import ComponentBroken, Row
from korekit.jobs.job import Job

__all__ = ["failed_answer", "failed_with", "shown_answer"]

# Rows that bear the name of the bot, which the request may have changed.
_OF_BOT = ("importRequest", "Bot Definition", "importBot")


def shown_answer(job: Job, rows: Sequence[Row]) -> dict[str, Any]:
    """The job's answer with these rows, all successful."""
    return {**job.answer, "statusLogs": [_row(job, row, "success") for row in rows]}


def failed_with(job: Job, broken: ArchiveBroken) -> dict[str, Any]:
    """The answer of an import that failed because of its archive: where, and why."""
    component = broken.component if isinstance(broken, ComponentBroken) else ("Bot Definition", "")
    rows = broken.rows if isinstance(broken, ComponentBroken) else ()
    return failed_answer(job, component, _in_words(broken.problems), rows)


def failed_answer(job: Job, component: Row, why: str, rows: Sequence[Row] = ()) -> dict[str, Any]:
    """The answer of an import that failed at a component.

    The rows before it are successful, as far as they went; its own says why; the last one is that of the whole.

    Args:
        job: the import.
        component: `taskType` and `taskName`.
        why: the reason, without any value of the file.
        rows: those before.
    """
    before = [_row(job, row, "success") for row in rows or [("importRequest", "")]]
    failed = {**_row(job, component, "failure"), "message": why}
    return {**job.answer, "statusLogs": [*before, failed, _row(job, ("importBot", ""), "failure")]}


def _row(job: Job, row: Row, status: str) -> dict[str, str]:
    kind, name = row
    bot_name = job.answer["statusLogs"][0].get("taskName", "")
    return {"taskType": kind, "taskName": bot_name if kind in _OF_BOT else name, "status": status}


def _in_words(problems: tuple[Problem, ...]) -> str:
    first = problems[0]
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    place = " ".join(part for part in (first.member, first.path) if part)
    return f"{place}: {first.why}{more}"[:500]
