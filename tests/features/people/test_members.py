"""Users of an account: listed, given other roles, put out, within what the roles allow."""

import asyncio

import pytest

from korekit.catalog.planes import Role
from tests.platform import API, Person, Reply, add_member, make_person

ROLE_TOO_LOW = (403, 403, "Your role in this account does not allow this.")
LAST_OWNER = "This is the last owner of the account. Make somebody else an owner first."


async def member(api: API, owner: Person, role: Role) -> Person:
    """Somebody who belongs to the owner's account."""
    person = await make_person(api)
    await add_member(api, person, owner.account, role)
    return person


async def change(api: API, by: Person, owner: Person, whom: Person, role: str) -> Reply:
    """Give somebody a role in the owner's account."""
    headers = by.headers(owner.account.account_id)
    return await api.call("change-user-role", by=by, headers=headers, member_id=whom.user_id, role=role)


async def remove(api: API, by: Person, owner: Person, whom: Person) -> Reply:
    """Put somebody out of the owner's account."""
    headers = by.headers(owner.account.account_id)
    return await api.call("remove-user", by=by, headers=headers, member_id=whom.user_id)


async def test_everybody_of_the_account_is_listed_and_nobody_else(api: API) -> None:
    owner = await make_person(api, name="ann")
    await make_person(api)
    guest = await member(api, owner, Role.VIEWER)
    listed = (await api.call("list-users", by=owner)).json
    assert [(one["emailId"], one["role"], one["isSelf"]) for one in listed] == [
        (owner.email, "owner", True),
        (guest.email, "viewer", False),
    ]
    assert listed[0]["joinedOn"] == "2026-11-24T06:00:00.000Z"


async def test_a_new_role_counts_with_the_next_call(api: API) -> None:
    owner = await make_person(api)
    guest = await member(api, owner, Role.VIEWER)
    headers = guest.headers(owner.account.account_id)
    assert (await api.call("list-users", by=guest, headers=headers)).error == ROLE_TOO_LOW
    assert (await change(api, owner, owner, guest, "Admin")).json["role"] == "admin"
    assert (await api.call("list-users", by=guest, headers=headers)).status == 200
    assert (await change(api, owner, owner, guest, "viewer")).status == 200
    assert (await api.call("list-users", by=guest, headers=headers)).error == ROLE_TOO_LOW


async def test_who_is_put_out_finds_no_account_any_more(api: API) -> None:
    owner = await make_person(api)
    guest = await member(api, owner, Role.DEVELOPER)
    headers = guest.headers(owner.account.account_id)
    assert (await api.call("list-apps", by=guest, headers=headers)).status == 200
    assert (await remove(api, owner, owner, guest)).json == {}
    assert (await api.call("list-apps", by=guest, headers=headers)).error == (404, 404, "Not Found")
    assert (await api.call("list-apps", by=guest)).status == 200


@pytest.mark.parametrize("role", ["boss", "", "owner owner"])
async def test_a_role_that_is_none_is_refused(sqlite_api: API, role: str) -> None:
    owner = await make_person(sqlite_api)
    guest = await member(sqlite_api, owner, Role.VIEWER)
    reply = await change(sqlite_api, owner, owner, guest, role)
    assert reply.error[2] == "`role` is one of viewer, developer, admin, owner."


async def test_an_administrator_reaches_no_owner_and_makes_none(api: API) -> None:
    owner = await make_person(api)
    admin, guest = await member(api, owner, Role.ADMIN), await member(api, owner, Role.VIEWER)
    assert (await change(api, admin, owner, owner, "viewer")).error == ROLE_TOO_LOW
    assert (await remove(api, admin, owner, owner)).error == ROLE_TOO_LOW
    assert (await change(api, admin, owner, guest, "owner")).error == ROLE_TOO_LOW
    assert (await change(api, admin, owner, admin, "owner")).error == ROLE_TOO_LOW
    assert (await change(api, admin, owner, guest, "admin")).status == 200
    assert (await remove(api, admin, owner, guest)).status == 200


async def test_the_last_owner_stays(api: API) -> None:
    owner = await make_person(api)
    assert (await change(api, owner, owner, owner, "admin")).error[2] == LAST_OWNER
    assert (await remove(api, owner, owner, owner)).error[2] == LAST_OWNER
    assert (await change(api, owner, owner, owner, "owner")).status == 200
    second = await member(api, owner, Role.OWNER)
    assert (await remove(api, owner, owner, owner)).status == 200
    assert (await remove(api, second, owner, second)).error[2] == LAST_OWNER


async def test_of_two_owners_who_put_each_other_out_at_once_one_stays(api: API) -> None:
    owner = await make_person(api)
    second = await member(api, owner, Role.OWNER)
    replies = await asyncio.gather(remove(api, owner, owner, second), remove(api, second, owner, owner))
    assert sorted(reply.status for reply in replies) == [200, 404]


@pytest.mark.parametrize(
    ("after", "left"),
    [("", []), ("viewer", []), ("admin", ["b@example.com"]), ("owner", ["a@example.com", "b@example.com"])],
)
async def test_who_may_not_invite_any_more_comes_back_by_no_invitation_of_his(
    api: API, after: str, left: list[str]
) -> None:
    ann, eve = await make_person(api), await make_person(api)
    await add_member(api, eve, ann.account, Role.OWNER)
    own = eve.headers(ann.account.account_id)
    kept = await api.call("invite-user", by=ann, email_id="c@example.com", role="owner")
    for email, role in (("a@example.com", "owner"), ("b@example.com", "admin")):
        assert (await api.call("invite-user", headers=own, email_id=email, role=role)).status == 200
    elsewhere = await api.call("invite-user", by=eve, email_id="d@example.com", role="owner")
    if after:
        reply = await api.call("change-user-role", by=ann, member_id=eve.user_id, role=after)
    else:
        reply = await api.call("remove-user", by=ann, member_id=eve.user_id)
    assert reply.status == 200
    invited = [one["emailId"] for one in (await api.call("list-invitations", by=ann)).json]
    assert sorted(invited) == [*left, "c@example.com"]
    for invitation in (kept, elsewhere):
        assert (await api.call("look-at-invitation", body={"token": invitation.json["token"]})).status == 200
