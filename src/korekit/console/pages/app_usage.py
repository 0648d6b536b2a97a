"""What an app did: its calls by day, operation and cause; and its end, with what stops working then."""

from korekit.catalog.additions import Additions
from korekit.catalog.planes import Role
from korekit.catalog.usage import Usage
from korekit.console.bot_apps import find_app
from korekit.console.charts import day_bars
from korekit.console.moments import exact_moment
from korekit.console.page import Tab, page
from korekit.console.visit import Visit
from korekit.ids import ClientId
from korekit.server.answers import Answer

__all__ = ["app_usage", "delete_app", "delete_app_form"]


@page("GET", "/{account_id}/apps/{client_id}/usage", role=Role.VIEWER, tab=Tab("app", "Usage", 50))
async def app_usage(visit: Visit) -> Answer:
    """The calls of some days."""
    seen = await find_app(visit, visit.values["client_id"])
    days = visit.request.query.number("days", 14, least=1, most=92)
    report = await visit.call(Usage.get_usage, client_id=seen.app.client_id, days=days)
    label = f"Calls of {seen.app.app_name} in {days} days: {report.calls:,} answered, {report.refused:,} refused"
    return visit.render(
        "app_usage.html",
        seen=seen,
        report=report,
        days=days,
        exact=exact_moment,
        chart=day_bars(report.days or (), label),
        can_see_refused=visit.can(Additions.list_traces),
        can_delete=visit.can(Additions.delete_app),
    )


@page("GET", "/{account_id}/apps/{client_id}/delete", role=Role.DEVELOPER)
async def delete_app_form(visit: Visit) -> Answer:
    """Asks once more, and says what will stop working."""
    return await _asked(visit)


@page("POST", "/{account_id}/apps/{client_id}/delete", role=Role.DEVELOPER)
async def delete_app(visit: Visit) -> Answer:
    """Delete the app for good, once its name was typed."""
    seen = await find_app(visit, visit.values["client_id"])
    if visit.request.form.text("name").strip() != seen.app.app_name.strip():
        return await _asked(visit, status=422, error="That is not the name of the app. Nothing was deleted.")
    await visit.call(Additions.delete_app, ClientId(seen.app.client_id))
    return visit.redirect(
        visit.link("apps"), notice=f"{seen.app.app_name} was deleted. Calls with its tokens are refused."
    )


async def _asked(visit: Visit, *, status: int = 200, error: str = "") -> Answer:
    seen = await find_app(visit, visit.values["client_id"])
    report = await visit.call(Usage.get_usage, client_id=seen.app.client_id, days=30)
    return visit.render(
        "app_delete.html",
        status=status,
        seen=seen,
        error=error,
        used=[one for one in report.operations or () if one.calls],
    )
