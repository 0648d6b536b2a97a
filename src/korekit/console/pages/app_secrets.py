"""What an app signs with: its secrets while one takes over from the other, `jti`, encryption."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from korekit.catalog.additions import Additions, RotatedSecret
from korekit.catalog.console import Console
from korekit.catalog.planes import Role
from korekit.catalog.usage import Usage, UsageOfSecret
from korekit.clock import millis
from korekit.console.bot_apps import SeenApp, find_app
from korekit.console.durations import seconds_words, time_left
from korekit.console.live import live
from korekit.console.moments import exact_moment
from korekit.console.page import Stream, Tab, page
from korekit.console.revealing import reveal
from korekit.console.visit import Visit
from korekit.errors.console import InputInvalid
from korekit.ids import BotId, ClientId
from korekit.server.answers import Answer

__all__ = [
    "OVERLAPS",
    "SeenSecret",
    "app_secrets",
    "app_secrets_live",
    "end_old_secret",
    "rotate",
    "save_rules",
    "show_secret",
]

# How long the old secret goes on, in seconds, with the words for it.
OVERLAPS: Final = (
    (86_400, "1 day"),
    (604_800, "7 days"),
    (2_592_000, "30 days"),
    (3_600, "1 hour"),
    (600, "10 minutes"),
    (60, "1 minute"),
    (0, "no time: revoke it at once"),
)
_COUNTED_DAYS: Final = 30
_ROTATED: Final = (
    "This secret was rotated after you opened the page, so nothing was changed. "
    "The newest secret is on the Overview tab; rotate again if you still want another one."
)
_CHANGED: Final = "Somebody else changed these rules in the meantime. Nothing was saved: check them and save again."


@dataclass(frozen=True, slots=True)
class SeenSecret:
    """One secret that counts, without itself.

    `left`: how long it still does; empty for the current one. `ago`: how long ago a call used it, if one did since the
    rotation.
    """

    created_on: str
    works_until: str
    left: str
    ago: str
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
        return await _shown(visit, seen, status=422, error="Choose how long the old secret stays valid.")
    if visit.request.form.text("seen") not in ("", _newest(seen)):
        return await _shown(visit, seen, status=409, error=_ROTATED)
    made = await visit.call(Additions.rotate_app_secret, ClientId(seen.app.client_id), overlap_seconds=wanted)
    return await _shown(visit, await find_app(visit, seen.app.client_id), made=made)


@page("POST", "/{account_id}/apps/{client_id}/end-old-secret", role=Role.DEVELOPER)
async def end_old_secret(visit: Visit) -> Answer:
    """End an overlap before its time."""
    client_id = ClientId(visit.values["client_id"])
    await visit.call(Additions.end_old_app_secrets, client_id)
    return visit.redirect(
        visit.link("apps", client_id, "secrets"), notice="The old secret has ended. Only the current one is valid."
    )


@page("POST", "/{account_id}/apps/{client_id}/show-secret", role=Role.DEVELOPER)
async def show_secret(visit: Visit) -> Answer:
    """The current secret once more, for who gives his password again."""
    seen = await find_app(visit, visit.values["client_id"])
    shown = await reveal(visit, ClientId(seen.app.client_id))
    return await _shown(visit, seen, status=shown.status, secret=shown.secret, secret_error=shown.error)


@page("POST", "/{account_id}/apps/{client_id}/rules", role=Role.DEVELOPER)
async def save_rules(visit: Visit) -> Answer:
    """Save what every token of the app must carry; it counts at once."""
    seen = await find_app(visit, visit.values["client_id"])
    form, app = visit.request.form, seen.app
    client_id, jti, jwe = ClientId(app.client_id), form.is_on("jti"), form.is_on("jwe")
    if form.text("seen") not in ("", _rules(seen)):
        return await _shown(visit, seen, status=409, error=_CHANGED)
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
    return visit.redirect(visit.link("apps", client_id, "secrets"), notice="Token rules saved for the next call.")


def _newest(seen: SeenApp) -> str:
    """Names the secret that a rotation would replace."""
    return next((str(one["id"]) for one in seen.app.secrets or () if not one["worksUntil"]), "none")


def _rules(seen: SeenApp) -> str:
    """The rules as they were shown."""
    return f"{int(bool(seen.app.is_jti_enforced))}{int(bool(seen.app.is_jwe_enforced))}"


async def _values(visit: Visit) -> dict[str, Any]:
    seen = await find_app(visit, visit.values["client_id"])
    report = await visit.call(Usage.get_usage, client_id=seen.app.client_id, days=_COUNTED_DAYS)
    used = {one.id: one for one in report.secrets or ()}
    now_ms = visit.site.platform.services.clock.now_ms()
    # The newest one was made when the others were rotated away.
    rotated_on = next((one["createdOn"] for one in seen.app.secrets or () if not one["worksUntil"]), "")
    secrets = [
        SeenSecret(
            one["createdOn"],
            one["worksUntil"] or "",
            time_left(one["worksUntil"], now_ms) if one["worksUntil"] else "",
            _ago(used.get(one["id"]), rotated_on, now_ms),
            used.get(one["id"]),
        )
        for one in seen.app.secrets or ()
    ]
    return {
        "seen": seen,
        "secrets": secrets,
        "counted_days": _COUNTED_DAYS,
        "can_rotate": visit.can(Additions.rotate_app_secret),
        "exact": exact_moment,
    }


def _ago(used: UsageOfSecret | None, rotated_on: str, now_ms: int) -> str:
    """How long ago a call used a secret; empty where none did since the rotation."""
    if used is None or not rotated_on or used.last_on < rotated_on:
        return ""
    minutes = max(0, now_ms - millis(datetime.fromisoformat(used.last_on))) // 60_000
    return seconds_words(minutes * 60) or "less than a minute"


async def _shown(
    visit: Visit,
    seen: SeenApp,
    *,
    status: int = 200,
    made: RotatedSecret | None = None,
    error: str = "",
    secret: str = "",
    secret_error: str = "",
) -> Answer:
    return visit.render(
        "app_secrets.html",
        status=status,
        made=made,
        error=error,
        secret=secret,
        secret_error=secret_error,
        overlaps=OVERLAPS,
        newest=_newest(seen),
        rules=_rules(seen),
        platform_key=await visit.call(Additions.get_platform_key) if seen.app.is_jwe_enforced else None,
        **await _values(visit),
    )
