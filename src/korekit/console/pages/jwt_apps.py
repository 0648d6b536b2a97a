"""Security & Control > JWT apps: every app of the account by what it did last, and what its tokens must carry."""

from korekit.catalog.planes import Role
from korekit.catalog.usage import Usage
from korekit.console.bot_apps import list_apps
from korekit.console.moments import exact_moment
from korekit.console.page import Group, Nav, page
from korekit.console.visit import Visit
from korekit.server.answers import Answer

__all__ = ["jwt_apps"]

_DAYS = 30


@page("GET", "/{account_id}/jwt-apps", role=Role.ADMIN, nav=Nav(Group.SECURITY, "JWT apps", 20, "badge"))
async def jwt_apps(visit: Visit) -> Answer:
    """The apps, each with its last call."""
    report = await visit.call(Usage.get_usage, days=_DAYS)
    used = {one.client_id: one for one in report.apps or ()}
    return visit.render("jwt_apps.html", apps=await list_apps(visit), used=used, days=_DAYS, exact=exact_moment)
