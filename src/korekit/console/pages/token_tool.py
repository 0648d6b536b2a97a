"""The tool for tokens: read, checked and made in the page itself, which may send nothing."""

import json
from typing import Final

from korekit.catalog.operation import GET
from korekit.catalog.operations import all_operations
from korekit.catalog.planes import Caller, Role
from korekit.console.bot_apps import SeenApp, list_apps
from korekit.console.page import Group, Nav, page
from korekit.console.token_words import TOKEN_CHECKS, token_facts
from korekit.console.visit import Visit
from korekit.doctor.hosts import VENDOR_HOSTS
from korekit.server.answers import Answer
from korekit.tokens.mint import DEFAULT_LIFETIME_S

__all__ = ["token_tool"]

_LIFETIMES: Final = (
    (DEFAULT_LIFETIME_S, "5 minutes"),
    (3600, "1 hour"),
    (86_400, "1 day"),
    (0, "It never expires"),
)


@page("GET", "/{account_id}/tokens", role=Role.VIEWER, nav=Nav(Group.TOOLS, "Tokens", 10, "key"), is_offline=True)
async def token_tool(visit: Visit) -> Answer:
    """The tool, with the apps that the visitor's role reaches to choose from; `app` in the query chooses one."""
    apps = await list_apps(visit)
    readable = [one for one in all_operations() if one.method == GET and one.facts.caller is Caller.APP]
    wanted = visit.request.query.text("app")
    return visit.render(
        "token_tool.html",
        apps=apps,
        chosen=wanted if any(one.app.client_id == wanted for one in apps) else "",
        known_apps=json.dumps({one.app.client_id: _known(one) for one in apps}, separators=(",", ":")),
        facts=token_facts(visit.site.platform.settings.tolerances),
        checks=TOKEN_CHECKS,
        lifetimes=_LIFETIMES,
        hosts=(visit.request.origin, *(f"https://{host}" for host in VENDOR_HOSTS)),
        # What asks for the least comes first.
        readable=sorted(readable, key=lambda one: sum(parameter.is_required for parameter in one.parameters)),
    )


def _known(seen: SeenApp) -> dict[str, object]:
    app = seen.app
    return {
        "plane": app.plane,
        "botId": app.bot_id,
        "isJTIEnforced": bool(app.is_jti_enforced),
        "isJWEEnforced": bool(app.is_jwe_enforced),
    }
