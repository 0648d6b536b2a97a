"""One app: its client id, its secret after the password, its first call. Other tabs are pages of their own."""

from korekit.catalog.planes import Role
from korekit.console.bot_apps import SeenApp, bots_by_id, find_app
from korekit.console.first_call import first_call
from korekit.console.page import Tab, page
from korekit.console.revealing import reveal
from korekit.console.visit import Visit
from korekit.ids import ClientId
from korekit.server.answers import Answer

__all__ = ["app_overview", "reveal_secret"]


@page("GET", "/{account_id}/apps/{client_id}", role=Role.VIEWER, tab=Tab("app", "Overview", 10))
async def app_overview(visit: Visit) -> Answer:
    """What the app is and may do, how it calls, and what is not as people think."""
    return await _shown(visit, await find_app(visit, visit.values["client_id"]))


@page("POST", "/{account_id}/apps/{client_id}/secret", role=Role.DEVELOPER)
async def reveal_secret(visit: Visit) -> Answer:
    """The secret once more, for who gives his password again."""
    seen = await find_app(visit, visit.values["client_id"])
    shown = await reveal(visit, ClientId(seen.app.client_id))
    return await _shown(visit, seen, status=shown.status, secret=shown.secret, error=shown.error)


async def _shown(visit: Visit, seen: SeenApp, *, status: int = 200, secret: str = "", error: str = "") -> Answer:
    bot_id = seen.app.bot_id or next(iter(await bots_by_id(visit)), "")
    call = first_call(seen, visit.request.origin, bot_id)
    return visit.render("app.html", status=status, seen=seen, secret=secret, error=error, call=call)
