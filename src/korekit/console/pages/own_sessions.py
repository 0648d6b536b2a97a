"""Where the visitor is signed in, and with which password."""

from korekit.catalog.additions import Additions
from korekit.catalog.own_sessions import OwnSessions
from korekit.catalog.planes import Role
from korekit.console.page import Group, Nav, page
from korekit.console.pages.sign_in import begin_session
from korekit.console.visit import Visit
from korekit.errors.console import InputInvalid, NotFound, SignInFailed, TooManyTries
from korekit.server.answers import Answer

__all__ = ["change_password", "end_other_sign_ins", "end_sign_in", "sign_ins"]


@page("GET", "/{account_id}/sign-ins", role=Role.VIEWER, nav=Nav(Group.ACCOUNT, "Your sign-ins", 20, "person"))
async def sign_ins(visit: Visit) -> Answer:
    """The visitor's sessions, and the form for another password."""
    return await _shown(visit)


@page("POST", "/{account_id}/sign-ins/end", role=Role.VIEWER)
async def end_sign_in(visit: Visit) -> Answer:
    """End one session; who ends his own is signed out."""
    wanted = visit.request.form.text("session")
    if any(one.id == wanted and one.is_this_one for one in await visit.call(OwnSessions.list_sessions)):
        await visit.call(Additions.sign_out)
        visit.jar.end_session()
        return visit.redirect("/console/sign-in")
    try:
        await visit.call(OwnSessions.end_session, wanted)
    except NotFound:
        return visit.redirect(visit.link("sign-ins"), notice="That session has already ended.")
    return visit.redirect(visit.link("sign-ins"), notice="You ended the session. Its browser must sign in again.")


@page("POST", "/{account_id}/sign-ins/end-others", role=Role.VIEWER)
async def end_other_sign_ins(visit: Visit) -> Answer:
    """End every session but this one."""
    await visit.call(OwnSessions.end_other_sessions)
    return visit.redirect(visit.link("sign-ins"), notice="You are signed in only here now.")


@page("POST", "/{account_id}/sign-ins/password", role=Role.VIEWER)
async def change_password(visit: Visit) -> Answer:
    """Change the password; other sessions end."""
    form = visit.request.form
    try:
        await visit.call(OwnSessions.change_password, form.text("current"), form.text("password"))
    except SignInFailed:
        return await _shown(visit, status=422, wrong="current", error="This is not your current password.")
    except TooManyTries as refusal:
        minutes = max(1, -(-(refusal.retry_after_s or 60) // 60))
        error = f"Too many failed attempts. Try again in {minutes} min."
        return await _shown(visit, status=429, wrong="current", error=error)
    except InputInvalid as refusal:
        return await _shown(visit, status=422, wrong="password", error=str(refusal))
    if visit.session is not None:
        # Whoever may have a copy of this browser's session has one that has ended.
        await begin_session(visit, visit.session.email, form.text("password"))
    return visit.redirect(
        visit.link("sign-ins"), notice="Your password is changed. Every other browser must sign in again."
    )


async def _shown(visit: Visit, *, status: int = 200, wrong: str = "", error: str = "") -> Answer:
    sessions = await visit.call(OwnSessions.list_sessions)
    return visit.render("own_sessions.html", status=status, sessions=sessions, wrong=wrong, error=error)
