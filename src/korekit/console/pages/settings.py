"""The account itself: its name, whether scopes need a publish, whether its apps may call at all."""

import hashlib
from typing import Any

from korekit.catalog.additions import Additions
from korekit.catalog.planes import Role
from korekit.console.page import Group, Nav, page
from korekit.console.pages.accounts import name_trouble
from korekit.console.visit import Visit
from korekit.errors.console import InputInvalid
from korekit.records.accounts import Membership
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
    if form.text("seen") not in ("", _seen(before)):
        trouble = "Somebody else changed these settings in the meantime. Nothing was saved: check them and save again."
        return _shown(visit, status=409, trouble=trouble)
    try:
        after = await visit.call(
            Additions.update_account, name=name, is_publish_required=must_publish, is_active=not is_suspended
        )
    except InputInvalid:
        return _shown(visit, status=422, name=name, error=name_trouble(name))
    if before.is_active and not after.is_active:
        notice = "Settings saved. The platform refuses every app of this account now."
    elif not before.is_active and after.is_active:
        notice = "Settings saved. The account's apps can call again."
    else:
        notice = "Settings saved."
    return visit.redirect(visit.link("settings"), notice=notice)


def _seen(account: Membership) -> str:
    """A mark of the settings as they were shown."""
    state = f"{int(account.is_publish_required)}{int(account.is_active)}{account.name}"
    return hashlib.sha256(state.encode()).hexdigest()[:16]


def _shown(visit: Visit, *, status: int = 200, name: str | None = None, error: str = "", trouble: str = "") -> Answer:
    values: dict[str, Any] = {"name": visit.account.name if name is None else name, "error": error}
    values |= {"seen": _seen(visit.account), "trouble": trouble}
    return visit.render("settings.html", status=status, **values)
