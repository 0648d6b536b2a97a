"""What an app signs with: its secrets while one takes over from the other, `jti`, encryption."""

from dataclasses import dataclass
from typing import Any, Final

from korekit.catalog.additions import Additions, RotatedSecret
from korekit.catalog.console import Console
from korekit.catalog.planes import Role
from korekit.catalog.usage import Usage, UsageOfSecret
from korekit.console.bot_apps import SeenApp, find_app
from korekit.console.durations import time_left
from korekit.console.live import live
from korekit.console.page import Stream, Tab, page
from korekit.console.visit import Visit
from korekit.errors.console import InputInvalid
from korekit.ids import BotId, ClientId
from korekit.server.answers import Answer

__all__ = ["OVERLAPS", "SeenSecret", "app_secrets", "app_secrets_live", "rotate", "save_rules"]

# How long the old secret goes on, in seconds, with the words for it.
OVERLAPS: Final = (
    (86_400, "1 day"),
    (604_800, "7 days"),
    (2_592_000, "30 days"),
    (3_600, "1 hour"),
    (600, "10 minutes"),
    (0, "not at all: after a leak"),
)
_COUNTED_DAYS: Final = 30


@dataclass(frozen=True, slots=True)
class SeenSecret:
    """One secret that counts, without itself. `left`: how long it still does; empty for the current one."""

    created_on: str
    works_until: str
    left: str
    used: UsageOfSecret | None


@page("GET", "/{account_id}/apps/{client_id}/secrets", role=Role.VIEWER, tab=Tab("app", "Secrets", 40))
async def app_secrets(visit: Visit) -> Answer:
    """The secrets that count, which of them calls still use, and the rules for tokens."""
    return await _shown(visit, await find_app(visit, visit.values["client_id"]))


@page("GET", "/{account_id}/live/secrets/{client_id}", role=Role.VIEWER)
async def app_secrets_live(visit: Visit) -> Stream:
    """The same secrets, as calls come in and time goes by."""
    # Asked once before, so that an app of somebody else is absent and not an empty stream.
    await find_app(visit, visit.values["client_id"])

    async def render() -> str:
        return visit.fragment("app_secrets_live.html", **await _values(visit))

    return live(visit, render)


@page("POST", "/{account_id}/apps/{client_id}/secrets", role=Role.DEVELOPER)
async def rotate(visit: Visit) -> Answer:
    """Give the app a new secret; the answer shows it, once."""
    seen = await find_app(visit, visit.values["client_id"])
    wanted = visit.request.form.number("overlap", -1, least=-1, most=2_592_000)
    if wanted not in {seconds for seconds, _ in OVERLAPS}:
        return await _shown(visit, seen, status=422, error="Choose how long the old secret goes on.")
    made = await visit.call(Additions.rotate_app_secret, ClientId(seen.app.client_id), overlap_seconds=wanted)
    return await _shown(visit, await find_app(visit, seen.app.client_id), made=made)


@page("POST", "/{account_id}/apps/{client_id}/rules", role=Role.DEVELOPER)
async def save_rules(visit: Visit) -> Answer:
    """Save what every token of the app must carry; it counts at once."""
    seen = await find_app(visit, visit.values["client_id"])
    form, app = visit.request.form, seen.app
    client_id, jti, jwe = ClientId(app.client_id), form.is_on("jti"), form.is_on("jwe")
    try:
        if seen.bot is not None:
            await visit.call(
                Console.save_bot_app,
                visit.user_id,
                BotId(seen.bot.id),
                client_id,
                is_jti_enforced=jti,
                is_jwe_enforced=jwe,
            )
        else:
            await visit.call(
                Console.save_admin_app,
                visit.account.org_id,
                visit.user_id,
                client_id,
                is_jti_enforced=jti,
                is_jwe_enforced=jwe,
            )
    except InputInvalid as refusal:
        return await _shown(visit, seen, status=422, error=str(refusal))
    return visit.redirect(visit.link("apps", client_id, "secrets"), notice="Saved. It counts for the next call.")


async def _values(visit: Visit) -> dict[str, Any]:
    seen = await find_app(visit, visit.values["client_id"])
    report = await visit.call(Usage.get_usage, client_id=seen.app.client_id, days=_COUNTED_DAYS)
    used = {one.id: one for one in report.secrets or ()}
    now_ms = visit.site.platform.services.clock.now_ms()
    secrets = [
        SeenSecret(
            one["createdOn"],
            one["worksUntil"] or "",
            time_left(one["worksUntil"], now_ms) if one["worksUntil"] else "",
            used.get(one["id"]),
        )
        for one in seen.app.secrets or ()
    ]
    return {"seen": seen, "secrets": secrets, "counted_days": _COUNTED_DAYS}


async def _shown(
    visit: Visit, seen: SeenApp, *, status: int = 200, made: RotatedSecret | None = None, error: str = ""
) -> Answer:
    return visit.render(
        "app_secrets.html",
        status=status,
        made=made,
        error=error,
        overlaps=OVERLAPS,
        can_rotate=visit.can(Additions.rotate_app_secret),
        platform_key=await visit.call(Additions.get_platform_key) if seen.app.is_jwe_enforced else None,
        **await _values(visit),
    )
