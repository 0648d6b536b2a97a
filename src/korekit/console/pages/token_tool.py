"""The tool for tokens: read, checked and made in the page itself, which may send nothing."""

import json
from functools import cache
from typing import Any, Final

from korekit.catalog.additions import Additions
from korekit.catalog.operation import GET, Operation
from korekit.catalog.operations import all_operations
from korekit.catalog.planes import AppKind, Caller, Plane, Role
from korekit.console.bot_apps import SeenApp, app_names, bots_by_id, list_apps
from korekit.console.page import Group, Nav, page
from korekit.console.token_words import token_facts
from korekit.console.visit import Visit
from korekit.doctor.hosts import VENDOR_HOSTS
from korekit.exporters.collections.variables import token_variable
from korekit.server.answers import Answer
from korekit.tokens.mint import DEFAULT_LIFETIME_S

__all__ = ["token_tool"]

_LIFETIMES: Final = (
    (DEFAULT_LIFETIME_S, "5 minutes"),
    (3600, "1 hour"),
    (86_400, "1 day"),
    (0, "No limit (never expires)"),
)
# More than these nobody finds in a list; the copied command asks for any other.
_MOST_BOTS: Final = 500


@page("GET", "/{account_id}/tokens", role=Role.VIEWER, nav=Nav(Group.TOOLS, "Tokens", 10, "key"), is_offline=True)
async def token_tool(visit: Visit) -> Answer:
    """The tool, with the apps that the visitor's role reaches to choose from; `app` in the query chooses one."""
    bots = await bots_by_id(visit)
    apps = [one for one in await list_apps(visit, bots) if one.app.kind != AppKind.SDK]
    names = app_names((one.app.client_id, one.app.app_name) for one in apps)
    wanted, known = visit.request.query.text("app"), {one.app.client_id for one in apps}
    only = next(iter(known)) if len(known) == 1 else ""
    return visit.render(
        "token_tool.html",
        apps=apps,
        names=names,
        scopeless=_scopeless,
        bots=list(bots.values())[:_MOST_BOTS],
        chosen=wanted if wanted in known else "" if wanted else only,
        is_asked_for=wanted in known,
        known_apps=json.dumps({one.app.client_id: _known(one, names) for one in apps}, separators=(",", ":")),
        facts=token_facts(visit.site.platform.settings.tolerances),
        lifetimes=_LIFETIMES,
        hosts=(visit.request.origin, *(f"https://{host}" for host in VENDOR_HOSTS)),
        readable=_readable(),
        platform_key=json.dumps(await visit.call(Additions.get_platform_key)),
        can_see_secrets=visit.can(Additions.reveal_app_secret),
    )


@cache
def _readable() -> tuple[tuple[Operation[Any, Any], str], ...]:
    """What an app may call that only reads, what asks for the least first, each with the variable of its token."""
    found = [one for one in all_operations() if one.method == GET and one.facts.caller is Caller.APP]

    def required(operation: Operation[Any, Any]) -> set[str]:
        return {parameter.name for parameter in operation.parameters if parameter.is_required}

    found.sort(key=lambda one: (len(required(one) - {"bot_id"}), len(required(one))))
    return tuple((one, token_variable(one.planes)) for one in found)


def _scopeless(seen: SeenApp) -> bool:
    """Whether no scope counts of an app whose calls are opened by scopes."""
    return not seen.scopes.counting_number and seen.app.plane != Plane.DATA


def _known(seen: SeenApp, names: dict[str, str]) -> dict[str, object]:
    app = seen.app
    return {
        "name": names[app.client_id],
        "isScopeless": _scopeless(seen),
        "plane": app.plane,
        "botId": app.bot_id,
        "isJTIEnforced": bool(app.is_jti_enforced),
        "isJWEEnforced": bool(app.is_jwe_enforced),
        "calls": sorted({one.id for row in seen.scopes.counting for one in row.operations if one.method == GET}),
    }
