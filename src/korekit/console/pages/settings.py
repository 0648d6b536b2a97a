"""The account itself: its name, whether scopes need a publish, whether its apps may call at all."""

from typing import Any

from korekit.catalog.additions import Additions
from korekit.catalog.planes import Role
from korekit.console.page import Group, Nav, page
from korekit.console.visit import Visit
from korekit.errors.console import InputInvalid
from korekit.server.answers import Answer

__all__ = ["account_settings", "save_settings"]


@page("GET", "/{account_id}/settings", role=Role.OWNER, nav=Nav(Group.ACCOUNT, "Account settings", 10, "gear"))
async def account_settings(visit: Visit) -> Answer:
    """The form."""
    return _shown(visit)


@page("POST", "/{account_id}/settings", role=Role.OWNER)
async def save_settings(visit: Visit) -> Answer:
    """Save; what is said of scopes and of suspension counts at once."""
    form, before = visit.request.form, visit.account
    name, must_publish, is_suspended = form.text("name"), form.is_on("publish"), form.is_on("suspended")
    try:
        after = await visit.call(
            Additions.update_account, name=name, is_publish_required=must_publish, is_active=not is_suspended
        )
    except InputInvalid as refusal:
        return _shown(visit, status=422, name=name, error=str(refusal))
    if before.is_active and not after.is_active:
        notice = "Saved. Every app of this account is refused from now on."
    elif not before.is_active and after.is_active:
        notice = "Saved. The account's apps may call again."
    else:
        notice = "Saved."
    return visit.redirect(visit.link("settings"), notice=notice)


def _shown(visit: Visit, *, status: int = 200, name: str | None = None, error: str = "") -> Answer:
    values: dict[str, Any] = {"name": visit.account.name if name is None else name, "error": error}
    return visit.render("settings.html", status=status, **values)
