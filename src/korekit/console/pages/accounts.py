"""Into an account, a new account, the colours of the page."""

from korekit.catalog.additions import Additions
from korekit.console.page import page
from korekit.console.request import local_path
from korekit.console.visit import Visit
from korekit.errors.console import InputInvalid
from korekit.server.answers import Answer

__all__ = ["choose_theme", "create_account", "name_trouble", "new_account", "start"]

_BAD_NAME = "A name has at most 200 characters and no control characters."


@page("GET", "/")
async def start(visit: Visit) -> Answer:
    """Into the account that the visitor was in last, or his first one."""
    accounts = visit.session.memberships if visit.session else ()
    if not accounts:
        return visit.redirect("/console/accounts/new")
    last = visit.jar.get("account")
    chosen = next((one for one in accounts if one.account_id == last), accounts[0])
    return visit.redirect(f"/console/{chosen.account_id}")


def name_trouble(name: str) -> str:
    """What is wrong with the name of an account, in words."""
    return "Enter a name." if name.strip() == "" else _BAD_NAME


@page("GET", "/accounts/new")
async def new_account(visit: Visit) -> Answer:
    """The form for another account."""
    return visit.render("account_new.html", name="", error="")


@page("POST", "/accounts/new")
async def create_account(visit: Visit) -> Answer:
    """Make an account that the visitor owns, and go there."""
    name = visit.request.form.text("name")
    try:
        made = await visit.call(Additions.create_account, name)
    except InputInvalid:
        return visit.render("account_new.html", status=422, name=name, error=name_trouble(name))
    return visit.redirect(f"/console/{made.id}", notice=f"You created the account {made.name}.")


@page("POST", "/theme", is_open=True)
async def choose_theme(visit: Visit) -> Answer:
    """Light, dark, or as the system has it."""
    visit.jar.choose_theme(visit.request.form.text("theme"))
    return visit.redirect(local_path(visit.request.form.text("next")))
