"""Who belongs to the account, as what, and who is asked to join."""

from korekit.catalog.additions import Additions, Invitation
from korekit.catalog.people import People
from korekit.catalog.planes import Role
from korekit.console.page import Group, Nav, page
from korekit.console.role_words import role_words
from korekit.console.visit import Visit
from korekit.errors.console import InputInvalid, NotFound
from korekit.ids import UserId
from korekit.server.answers import Answer

_GONE = "That invitation is no longer open: it was accepted, revoked or has expired."
_CHANGED = "Somebody else changed this role in the meantime. You changed nothing."

__all__ = ["change_role", "invite", "people", "reissue", "remove", "revoke"]


@page("GET", "/{account_id}/people", role=Role.ADMIN, nav=Nav(Group.SECURITY, "Users", 50, "users"))
async def people(visit: Visit) -> Answer:
    """The account's users with their roles, and open invitations."""
    return await _shown(visit)


@page("POST", "/{account_id}/people/invite", role=Role.ADMIN)
async def invite(visit: Visit) -> Answer:
    """Invite somebody; the answer shows the link, once."""
    form = visit.request.form
    email = form.text("email").strip()
    try:
        made = await visit.call(Additions.invite_user, email, role=form.text("role"))
    except InputInvalid as refusal:
        error = "Enter an e-mail address." if "emailId" in str(refusal) else str(refusal)
        return await _shown(visit, status=422, error=error, email=email)
    return await _shown(visit, made=made)


@page("POST", "/{account_id}/people/reissue", role=Role.ADMIN)
async def reissue(visit: Visit) -> Answer:
    """Replace an invitation by a new one for the same address; its link is shown once, the old one opens nothing."""
    wanted = visit.request.form.text("invitation")
    old = next((one for one in await visit.call(People.list_invitations) if one.id == wanted), None)
    if old is None:
        return visit.redirect(visit.link("people"), notice=_GONE)
    try:
        made = await visit.call(Additions.invite_user, old.email_id, role=old.role)
    except InputInvalid as refusal:
        return await _shown(visit, status=422, trouble=str(refusal))
    try:
        await visit.call(People.revoke_invitation, old.id)
    except NotFound:
        # It was accepted a moment ago: then nobody needs the new one.
        await visit.call(People.revoke_invitation, made.id)
        return visit.redirect(visit.link("people"), notice=_GONE)
    return await _shown(visit, made=made)


@page("POST", "/{account_id}/people/role", role=Role.ADMIN)
async def change_role(visit: Visit) -> Answer:
    """Give somebody another role."""
    try:
        form = visit.request.form
        was = next((one.role for one in await visit.call(People.list_users) if one.user_id == form.text("member")), "")
        if was and form.text("was") not in ("", was):
            return await _shown(visit, status=409, trouble=f"{_CHANGED} It is {was} now.")
        member = await visit.call(People.change_user_role, UserId(form.text("member")), form.text("role"))
    except InputInvalid as refusal:
        return await _shown(visit, status=422, trouble=str(refusal))
    return _after(visit, member.is_self, Role(member.role), f"{member.email_id} is {member.role} now.")


@page("POST", "/{account_id}/people/remove", role=Role.ADMIN)
async def remove(visit: Visit) -> Answer:
    """Put somebody out of the account."""
    member_id = visit.request.form.text("member")
    try:
        await visit.call(People.remove_user, UserId(member_id))
    except InputInvalid as refusal:
        return await _shown(visit, status=422, trouble=str(refusal))
    return _after(visit, member_id == visit.user_id, None, "The user is removed and has lost access.")


@page("POST", "/{account_id}/people/revoke", role=Role.ADMIN)
async def revoke(visit: Visit) -> Answer:
    """Take an invitation back."""
    try:
        await visit.call(People.revoke_invitation, visit.request.form.text("invitation"))
    except NotFound:
        return visit.redirect(visit.link("people"), notice=_GONE)
    return visit.redirect(visit.link("people"), notice="The invitation is revoked. Its link no longer works.")


def _after(visit: Visit, is_self: bool | None, role: Role | None, notice: str) -> Answer:
    """Where to go on: who changed himself may not see the page any more."""
    if is_self and role is None:
        return visit.redirect("/console", notice=f"You left {visit.account.name}.")
    if is_self and role is not None and not role.includes(Role.ADMIN):
        return visit.redirect(visit.link(), notice=notice)
    return visit.redirect(visit.link("people"), notice=notice)


async def _shown(
    visit: Visit,
    *,
    status: int = 200,
    made: Invitation | None = None,
    error: str = "",
    trouble: str = "",
    email: str = "",
) -> Answer:
    own, members = visit.account.role, await visit.call(People.list_users)
    # Handed on to somebody else, so by the operator's own word where there is one.
    host = visit.request.public_origin or visit.request.origin
    link = f"{host}/console/invitation#{made.token}" if made else ""
    return visit.render(
        "people.html",
        status=status,
        members=members,
        owners=sum(one.role == Role.OWNER and bool(one.is_active) for one in members),
        invitations=await visit.call(People.list_invitations),
        roles=[one.value for one in Role if own.includes(one)],
        role_words=role_words(visit.site.navigation),
        made=made,
        link=link,
        error=error,
        trouble=trouble,
        email=email,
    )
