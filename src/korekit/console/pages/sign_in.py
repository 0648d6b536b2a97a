"""Signing in and out."""

from korekit.catalog.additions import Additions
from korekit.catalog.beginnings import Beginnings
from korekit.catalog.console import Console
from korekit.console.page import page
from korekit.console.request import local_path
from korekit.console.visit import Visit
from korekit.errors.console import SignInFailed, TooManyTries
from korekit.server.answers import Answer
from korekit.server.requests import header

__all__ = ["begin_session", "sign_in", "sign_in_form", "sign_out"]


@page("GET", "/sign-in", is_open=True)
async def sign_in_form(visit: Visit) -> Answer:
    """The form; who is signed in goes on, and where there is nobody to sign in the owner is made first."""
    if visit.session is not None:
        return visit.redirect(local_path(visit.request.query.text("next")))
    if not (await visit.call(Beginnings.get_platform_state)).has_owner:
        return visit.redirect("/console/first-run")
    return visit.render("sign_in.html", following=local_path(visit.request.query.text("next")), email="", error="")


@page("POST", "/sign-in", is_open=True)
async def sign_in(visit: Visit) -> Answer:
    """Begin a session, and go where the visitor wanted to."""
    form = visit.request.form
    email, following = form.text("email"), local_path(form.text("next"))
    try:
        await begin_session(visit, email, form.text("password"))
    except SignInFailed:
        error, status = "Wrong e-mail address or password.", 401
    except TooManyTries as refusal:
        minutes = max(1, -(-(refusal.retry_after_s or 60) // 60))
        error, status = f"Too many failed attempts. Try again in {minutes} min.", 429
    else:
        return visit.redirect(following)
    return visit.render("sign_in.html", status=status, following=following, email=email, error=error)


async def begin_session(visit: Visit, email: str, password: str) -> None:
    """Sign in with a new session; one that the browser had before ends, whoever put it there.

    Raises:
        SignInFailed, TooManyTries: as sign-in says.
    """
    given = await visit.call(Console.sign_in, email, password)
    if visit.session is not None:
        await visit.call(Additions.sign_out)
    token = given.authorization.access_token if given.authorization else ""
    visit.jar.begin_session(token)
    visit.key = token
    # From now on the list of sessions says in which browser this one is.
    await visit.site.platform.calls.session(token, header(visit.request.headers, b"user-agent") or "")


@page("POST", "/sign-out")
async def sign_out(visit: Visit) -> Answer:
    """End this session, or all of the user's."""
    await visit.call(Additions.sign_out, everywhere=visit.request.form.is_on("everywhere"))
    visit.jar.end_session()
    return visit.redirect("/console/sign-in")
