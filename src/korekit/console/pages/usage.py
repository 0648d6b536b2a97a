"""Usage of the account: calls, refusals by cause, rate windows against their limits, jobs."""

from datetime import datetime
from statistics import median
from typing import Any, Final

from korekit.catalog.planes import Role
from korekit.catalog.usage import JobSeen, Usage
from korekit.console.bot_apps import app_names, apps_by_id, bots_by_id
from korekit.console.charts import day_bars
from korekit.console.durations import seconds_words
from korekit.console.live import live
from korekit.console.moments import exact_moment
from korekit.console.page import Group, Nav, Stream, page
from korekit.console.visit import Visit
from korekit.errors import causes
from korekit.server.answers import Answer

__all__ = ["job_duration", "usage", "usage_live"]

# Counters come from memory every few seconds anyway.
_EVERY_S: Final = 2.0


@page("GET", "/{account_id}/usage", role=Role.DEVELOPER, nav=Nav(Group.SECURITY, "Usage", 60, "chart"))
async def usage(visit: Visit) -> Answer:
    """What the account's apps did in some days, and how much they may still do now."""
    return visit.render("usage.html", **await _values(visit))


@page("GET", "/{account_id}/live/usage", role=Role.DEVELOPER)
async def usage_live(visit: Visit) -> Stream:
    """The same, as calls come in."""

    async def render() -> str:
        return visit.fragment("usage_live.html", **await _values(visit))

    return live(visit, render, every_s=_EVERY_S)


async def _values(visit: Visit) -> dict[str, Any]:
    days = visit.request.query.number("days", 14, least=1, most=92)
    report = await visit.call(Usage.get_usage, days=days)
    jobs = await visit.call(Usage.list_jobs, limit=20)
    finished = [taken for one in jobs if (taken := job_duration(one)) is not None]
    meanings = {name: kind.meaning() for name, kind in causes().items()}
    label = f"Calls in {days} days: {report.calls:,} answered, {report.refused:,} refused"
    return {
        "report": report,
        "names": app_names((one.client_id, one.app_name) for one in report.apps or () if not one.is_deleted),
        "seen": await apps_by_id(visit, (one.client_id for one in report.apps or ())),
        "days": days,
        "chart": day_bars(report.days or (), label),
        "meanings": meanings,
        "windows": (await visit.call(Usage.list_rate_windows))[:20],
        "bots": await bots_by_id(visit),
        "jobs": [(one, seconds_words(taken) if (taken := job_duration(one)) is not None else "") for one in jobs],
        "running": sum(one.state in ("pending", "running") for one in jobs),
        "failed": sum(one.state == "failure" for one in jobs),
        "usual": seconds_words(median(finished)) if finished else "",
        "exact": exact_moment,
    }


def job_duration(job: JobSeen) -> float | None:
    """How long an ended job ran, in seconds."""
    if not job.started_on or not job.finished_on:
        return None
    return (datetime.fromisoformat(job.finished_on) - datetime.fromisoformat(job.started_on)).total_seconds()
