"""Accepting an invitation: first it is shown, then joined with the password one has or with a new one."""

from korekit.catalog.additions import Additions, OpenInvitation
from korekit.console.page import page
from korekit.console.pages.sign_in import begin_session
from korekit.console.visit import Visit
from korekit.errors.console import ConsoleRefusal, InputInvalid, NotFound, SignInFailed
from korekit.server.answers import Answer

__all__ = ["accept_invitation", "invitation", "look_at_invitation"]

_UNKNOWN = "This invitation does not exist, has been used, or is older than seven days."


@page("GET", "/invitation", is_open=True)
async def invitation(visit: Visit) -> Answer:
    """Asks for the code, which the link carries in its fragment: no browser sends that, no log keeps it."""
    return visit.render("invitation_code.html", error="")


@page("POST", "/invitation", is_open=True)
async def look_at_invitation(visit: Visit) -> Answer:
    """Shows to which account the code leads, and asks for a password."""
    code = visit.request.form.text("code").strip()
    try:
        offer = await visit.call(Additions.look_at_invitation, code)
    except NotFound:
        return visit.render("invitation_code.html", status=404, error=_UNKNOWN)
    return _offer(visit, offer, code)


@page("POST", "/invitation/accept", is_open=True)
async def accept_invitation(visit: Visit) -> Answer:
    """Join the account, and sign in."""
    form = visit.request.form
    code, password = form.text("code"), form.text("password")
    try:
        offer = await visit.call(Additions.look_at_invitation, code)
    except NotFound:
        return visit.render("invitation_code.html", status=404, error=_UNKNOWN)
    try:
        account = await visit.call(
            Additions.accept_invitation,
            code,
            password,
            first_name=form.text("first"),
            last_name=form.text("last"),
        )
    except ConsoleRefusal as refusal:
        status = 422 if isinstance(refusal, InputInvalid) else refusal.wire.status
        is_wrong = isinstance(refusal, SignInFailed)
        error = f"This is not the password of {offer.email_id}." if is_wrong else str(refusal)
        return _offer(visit, offer, code, status=status, error=error)
    await begin_session(visit, offer.email_id, password)
    return visit.redirect(f"/console/{account.id}", notice=f"You joined {account.name}.")


def _offer(visit: Visit, offer: OpenInvitation, code: str, *, status: int = 200, error: str = "") -> Answer:
    form = visit.request.form
    given = {name: form.text(name) for name in ("first", "last")}
    return visit.render("invitation.html", status=status, offer=offer, code=code, given=given, error=error)
