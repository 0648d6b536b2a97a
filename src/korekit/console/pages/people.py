"""Who belongs to the account, as what, and who is asked to join."""

from korekit.catalog.additions import Additions, Invitation
from korekit.catalog.people import People
from korekit.catalog.planes import Role
from korekit.console.page import Group, Nav, page
from korekit.console.visit import Visit
from korekit.errors.console import InputInvalid
from korekit.ids import UserId
from korekit.server.answers import Answer

__all__ = ["change_role", "invite", "people", "remove", "revoke"]


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
        error = "This is no e-mail address." if "emailId" in str(refusal) else str(refusal)
        return await _shown(visit, status=422, error=error, email=email)
    return await _shown(visit, made=made)


@page("POST", "/{account_id}/people/role", role=Role.ADMIN)
async def change_role(visit: Visit) -> Answer:
    """Give somebody another role."""
    try:
        form = visit.request.form
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
    return _after(visit, member_id == visit.user_id, None, "Out of the account, from the next call on.")


@page("POST", "/{account_id}/people/revoke", role=Role.ADMIN)
async def revoke(visit: Visit) -> Answer:
    """Take an invitation back."""
    await visit.call(People.revoke_invitation, visit.request.form.text("invitation"))
    return visit.redirect(visit.link("people"), notice="The invitation is taken back; its link opens nothing now.")


def _after(visit: Visit, is_self: bool | None, role: Role | None, notice: str) -> Answer:
    """Where to go on: who changed himself may not see the page any more."""
    if is_self and role is None:
        return visit.redirect("/console", notice=f"You are out of {visit.account.name}.")
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
    own = visit.account.role
    link = f"{visit.request.origin}/console/invitation#{made.token}" if made else ""
    return visit.render(
        "people.html",
        status=status,
        members=await visit.call(People.list_users),
        invitations=await visit.call(People.list_invitations),
        roles=[one.value for one in Role if own.includes(one)],
        made=made,
        link=link,
        error=error,
        trouble=trouble,
        email=email,
    )
