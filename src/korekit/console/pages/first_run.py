"""The first page of a new platform: whoever has the code that its start printed makes himself the owner."""

from korekit.catalog.beginnings import Beginnings
from korekit.console.page import page
from korekit.console.pages.sign_in import begin_session
from korekit.console.visit import Visit
from korekit.errors.console import InputInvalid, NotFound
from korekit.server.answers import Answer

__all__ = ["create_owner", "first_run"]

_WRONG_CODE = "This code is wrong, has expired, or has been used. Start the platform again: it prints a new code."
_FIELDS = ("email", "account", "first", "last")
# What a refusal's words name, and the field that it is about.
_SIGNS = {"password": "password", "account": "account", "firstname": "first", "lastname": "last"}


@page("GET", "/first-run", is_open=True)
async def first_run(visit: Visit) -> Answer:
    """The form, while there is no owner."""
    if (await visit.call(Beginnings.get_platform_state)).has_owner:
        return visit.redirect("/console/sign-in")
    return visit.render("first_run.html", given=dict.fromkeys(_FIELDS, ""), error="", wrong="")


@page("POST", "/first-run", is_open=True)
async def create_owner(visit: Visit) -> Answer:
    """Make the owner and sign him in."""
    form = visit.request.form
    given = {name: form.text(name) for name in _FIELDS}
    try:
        account = await visit.call(
            Beginnings.create_owner,
            form.text("code"),
            given["email"],
            form.text("password"),
            account_name=given["account"],
            first_name=given["first"],
            last_name=given["last"],
        )
    except NotFound:
        wrong, error = "code", _WRONG_CODE
    except InputInvalid as refusal:
        error = str(refusal)
        wrong = next((name for sign, name in _SIGNS.items() if sign in error.lower()), "email")
        if wrong == "email":
            error = "Enter an e-mail address."
        elif wrong in ("first", "last"):
            error = "Enter a name of at most 200 characters, or leave this empty."
    else:
        await begin_session(visit, given["email"], form.text("password"))
        return visit.redirect(
            f"/console/{account.id}", notice="You own this platform now. Create an app to make your first call."
        )
    return visit.render("first_run.html", status=422, given=given, error=error, wrong=wrong)
