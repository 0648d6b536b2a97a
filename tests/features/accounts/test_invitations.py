"""Invitations: who may invite whom, and how one joins."""

import asyncio

import pytest

from korekit.catalog.planes import Role
from korekit.records.account_making import create_owner
from tests.platform import API, Person, Reply, add_member, make_person

NEW_PASSWORD = "a password of mine"


async def invite(api: API, by: Person, email: str = "guest@example.com", role: str = "developer") -> str:
    reply = await api.call("invite-user", by=by, email_id=email, role=role)
    assert reply.status == 200, reply.body
    token: str = reply.json["token"]
    return token


async def accept(api: API, token: str, password: str = NEW_PASSWORD, **names: str) -> Reply:
    return await api.call("accept-invitation", body={"token": token, "password": password, **names})


async def sign_in(api: API, email: str, password: str = NEW_PASSWORD) -> Reply:
    return await api.call("sign-in", username=email, password=password)


async def test_an_invitation_is_good_for_seven_days_and_tells_so(api: API) -> None:
    owner = await make_person(api)
    reply = await api.call("invite-user", by=owner, email_id="Guest@Example.com", role="viewer")
    assert {key: reply.json[key] for key in ("emailId", "role", "expiresOn")} == {
        "emailId": "guest@example.com",
        "role": "viewer",
        "expiresOn": "2026-12-01T06:00:00.000Z",
    }
    assert len(reply.json["token"]) == 43


async def test_a_new_person_joins_with_a_new_password(api: API) -> None:
    owner = await make_person(api)
    token = await invite(api, owner, role="admin")
    joined = await accept(api, token, firstName="Guy", lastName="Est")
    assert (joined.status, joined.json["id"], joined.json["role"]) == (200, owner.account.account_id, "admin")
    signed = await sign_in(api, "guest@example.com")
    assert signed.json["authorization"]["accountId"] == owner.account.account_id
    assert (signed.json["userInfo"]["fName"], signed.json["userInfo"]["lName"]) == ("Guy", "Est")


async def test_a_known_person_joins_with_the_password_he_has(api: API) -> None:
    owner = await make_person(api)
    known = await create_owner(api.platform.services, "guest@example.com", NEW_PASSWORD)
    assert known is not None
    api.clock.advance(1)
    token = await invite(api, owner)
    wrong = await accept(api, token, "another password")
    assert wrong.error == (401, 401, "Invalid credentials")
    assert (await accept(api, token)).status == 200
    signed = await sign_in(api, "guest@example.com")
    assert signed.json["authorization"]["accountId"] == known.membership.account_id


async def test_an_invitation_is_no_way_to_guess_passwords(api: API) -> None:
    owner = await make_person(api)
    await create_owner(api.platform.services, "guest@example.com", NEW_PASSWORD)
    token = await invite(api, owner)
    for _ in range(10):
        assert (await accept(api, token, "another password")).status == 401
    assert (await accept(api, token)).status == 429
    assert (await sign_in(api, "guest@example.com")).status == 429


async def test_an_invitation_counts_once(api: API) -> None:
    owner = await make_person(api)
    token = await invite(api, owner)
    assert (await accept(api, token)).status == 200
    assert (await accept(api, token)).error == (404, 404, "Not Found")


async def test_of_many_who_accept_at_once_one_does(api: API) -> None:
    owner = await make_person(api)
    token = await invite(api, owner)
    replies = await asyncio.gather(*(accept(api, token, f"password {n}") for n in range(8)))
    assert [reply.status for reply in replies].count(200) == 1
    assert {reply.status for reply in replies} <= {200, 401, 404, 412}
    winner = [reply.status for reply in replies].index(200)
    assert (await sign_in(api, "guest@example.com", f"password {winner}")).status == 200


async def test_two_invitations_accepted_at_once_make_one_user(api: API) -> None:
    first, second = await make_person(api), await make_person(api)
    tokens = [await invite(api, owner) for owner in (first, second)]
    replies = await asyncio.gather(*(accept(api, token) for token in tokens))
    for token, reply in zip(tokens, replies, strict=True):
        # The slower one is told to try again, and may.
        if reply.status != 200:
            assert reply.status == 412
            assert (await accept(api, token)).status == 200
    signed = await sign_in(api, "guest@example.com")
    headers = {"authorization": f"bearer {signed.json['authorization']['accessToken']}"}
    assert len((await api.call("list-accounts", headers=headers)).json) == 2


async def test_after_seven_days_it_is_over(api: API) -> None:
    owner = await make_person(api)
    token = await invite(api, owner)
    api.clock.advance(7 * 86_400)
    assert (await accept(api, token)).status == 404


@pytest.mark.parametrize("token", ["", "unknown", "x" * 10_000, "a\x00b"])
async def test_an_unknown_token_opens_nothing(api: API, token: str) -> None:
    assert (await accept(api, token)).error == (404, 404, "Not Found")


async def test_a_password_that_is_too_short_leaves_the_invitation_open(api: API) -> None:
    owner = await make_person(api)
    token = await invite(api, owner)
    assert (await accept(api, token, "1234567")).status == 412
    assert (await accept(api, token, "12345678")).status == 200


@pytest.mark.parametrize("role", ["owner", "admin", "developer", "viewer"])
async def test_nobody_gives_more_than_he_has(api: API, role: str) -> None:
    owner, admin = await make_person(api), await make_person(api)
    await add_member(api, admin, owner.account, Role.ADMIN)
    headers = admin.headers(owner.account.account_id)
    reply = await api.call("invite-user", by=admin, headers=headers, email_id="guest@example.com", role=role)
    assert reply.status == (403 if role == "owner" else 200)


@pytest.mark.parametrize("role", ["", "boss", "x" * 10_000])
async def test_an_unknown_role_is_told_with_the_known_ones(api: API, role: str) -> None:
    owner = await make_person(api)
    reply = await api.call("invite-user", by=owner, email_id="guest@example.com", role=role)
    assert reply.error == (412, 412, "`role` is one of viewer, developer, admin, owner.")


async def test_who_belongs_to_the_account_is_not_invited(api: API) -> None:
    owner, member = await make_person(api), await make_person(api)
    await add_member(api, member, owner.account, Role.VIEWER)
    reply = await api.call("invite-user", by=owner, email_id=member.email.upper())
    assert reply.error == (412, 412, "This user belongs to the account already.")


async def test_a_second_invitation_never_changes_a_role(api: API) -> None:
    owner = await make_person(api)
    tokens = [await invite(api, owner, role=role) for role in ("viewer", "admin")]
    for token in tokens:
        joined = await accept(api, token)
        assert (joined.status, joined.json["role"]) == (200, "viewer")


async def test_the_token_stands_in_no_log(api: API, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    owner = await make_person(api)
    token = await invite(api, owner)
    await accept(api, token)
    assert token not in caplog.text
    assert NEW_PASSWORD not in caplog.text
