"""Signing in with a password, staying signed in, signing out."""

import asyncio
import hashlib
from pathlib import Path

import pytest

from korekit.catalog.planes import Role
from korekit.records.account_making import Owner, create_owner
from tests.clock import ManualClock
from tests.platform import API, Person, Reply, add_member, make_person, running_api

PASSWORD = "correct horse battery"
INVALID = (401, 401, "Invalid credentials")
TOO_MANY = (429, 429, "Too many failed sign-ins. Wait before trying again.")


async def make_owner(api: API, email: str = "jane@example.com") -> Owner:
    owner = await create_owner(api.platform.services, email, PASSWORD, first_name="Jane", last_name="Doe")
    assert owner is not None
    return owner


async def sign_in(api: API, email: str = "jane@example.com", password: str = PASSWORD) -> Reply:
    return await api.call("sign-in", username=email, password=password)


def bearer(reply: Reply) -> dict[str, str]:
    return {"authorization": f"bearer {reply.json['authorization']['accessToken']}"}


async def test_the_answer_has_what_console_tools_read(api: API) -> None:
    owner = await make_owner(api)
    reply = await sign_in(api)
    assert reply.status == 200
    authorization, user = reply.json["authorization"], reply.json["userInfo"]
    assert authorization["resourceOwnerID"] == owner.user_id == user["id"]
    assert authorization["accountId"] == owner.membership.account_id
    assert authorization["expiresDate"] == "2026-11-25T06:00:00.000Z"
    assert len(authorization["accessToken"]) == 43
    assert (user["orgID"], user["emailId"]) == (owner.membership.org_id, "jane@example.com")
    assert (user["fName"], user["lName"]) == ("Jane", "Doe")


async def test_a_form_signs_in_as_well_as_json(api: API) -> None:
    await make_owner(api)
    form = (
        b"username=Jane%40Example.com&password=correct+horse+battery&client_id=1&client_secret=1"
        b"&scope=friends&grant_type=password&isadmin=true"
    )
    headers = {"content-type": "application/x-www-form-urlencoded"}
    reply = await api.request("POST", "/api/1.1/oauth/token", headers=headers, body=form)
    assert reply.status == 200
    assert (await api.call("list-accounts", headers=bearer(reply))).status == 200


async def test_address_case_and_blanks_do_not_count(api: API) -> None:
    await make_owner(api, "Jane@Example.com")
    assert (await sign_in(api, " JANE@example.COM ")).status == 200


async def test_another_grant_type_is_refused(api: API) -> None:
    await make_owner(api)
    reply = await api.call("sign-in", username="jane@example.com", password=PASSWORD, grant_type="refresh_token")
    assert reply.error == (412, 412, "`grant_type` is `password`.")


@pytest.mark.parametrize("email", ["jane@example.com", "nobody@example.com", "no address", "", "x" * 5000, "a@b\x00.c"])
async def test_a_wrong_address_and_a_wrong_password_look_alike(api: API, email: str) -> None:
    await make_owner(api)
    assert (await sign_in(api, email, "wrong")).error == INVALID


async def test_the_first_account_is_the_users_own(api: API) -> None:
    host = await make_person(api, name="host")
    owner = await make_owner(api)
    guest = Person(owner.user_id, "jane@example.com", owner.membership, "")
    await add_member(api, guest, host.account, Role.ADMIN)
    reply = await sign_in(api)
    assert reply.json["authorization"]["accountId"] == owner.membership.account_id
    listed = await api.call("list-accounts", headers=bearer(reply))
    assert [one["id"] for one in listed.json] == [owner.membership.account_id, host.account.account_id]


async def test_a_session_ends_after_a_day(api: API) -> None:
    await make_owner(api)
    headers = bearer(await sign_in(api))
    api.clock.advance(86_399)
    assert (await api.call("list-accounts", headers=headers)).status == 200
    api.clock.advance(1)
    assert (await api.call("list-accounts", headers=headers)).status == 401


async def test_signing_out_ends_this_session_only(api: API) -> None:
    await make_owner(api)
    here, there = bearer(await sign_in(api)), bearer(await sign_in(api))
    assert (await api.call("sign-out", headers=here)).json == {}
    assert (await api.call("list-accounts", headers=here)).status == 401
    assert (await api.call("list-accounts", headers=there)).status == 200


async def test_signing_out_everywhere_ends_every_session_of_the_user_only(api: API) -> None:
    await make_owner(api)
    other = await make_person(api)
    here, there = bearer(await sign_in(api)), bearer(await sign_in(api))
    assert (await api.call("sign-out", headers=here, everywhere=True)).status == 200
    for headers in (here, there):
        assert (await api.call("list-accounts", headers=headers)).status == 401
    assert (await api.call("list-accounts", by=other)).status == 200


async def test_ten_failures_with_an_address_hold_up_even_the_right_password(api: API) -> None:
    await make_owner(api)
    for _ in range(10):
        assert (await sign_in(api, password="wrong")).error == INVALID
    refused = await sign_in(api)
    assert refused.error == TOO_MANY
    assert refused.headers["retry-after"] == "300"
    assert (await sign_in(api, "nobody@example.com")).error == INVALID


async def test_an_address_that_nobody_has_is_held_up_alike(api: API) -> None:
    for _ in range(10):
        assert (await sign_in(api, "nobody@example.com", "wrong")).error == INVALID
    assert (await sign_in(api, "nobody@example.com", "wrong")).error == TOO_MANY


async def test_after_five_minutes_one_may_try_again(api: API) -> None:
    await make_owner(api)
    for _ in range(10):
        await sign_in(api, password="wrong")
    api.clock.advance(299)
    assert (await sign_in(api)).headers["retry-after"] == "1"
    api.clock.advance(1)
    assert (await sign_in(api)).status == 200


async def test_a_right_password_forgives_the_failures_before(api: API) -> None:
    await make_owner(api)
    for _ in range(2):
        for _ in range(9):
            assert (await sign_in(api, password="wrong")).error == INVALID
        assert (await sign_in(api)).status == 200


async def test_fifty_failures_from_one_peer_hold_up_every_address(api: API) -> None:
    await make_owner(api)
    tries = [sign_in(api, f"nobody{n}@example.com", "wrong") for n in range(50)]
    assert {reply.error for reply in await asyncio.gather(*tries)} == {INVALID}
    assert (await sign_in(api)).error == TOO_MANY


async def test_of_many_tries_at_once_those_beyond_ten_hear_the_same_wrong_or_right(api: API) -> None:
    await make_owner(api)
    wrong = [asyncio.create_task(sign_in(api, password="wrong")) for _ in range(33)]
    for earliest in [future for _, future in zip(range(10), asyncio.as_completed(wrong), strict=False)]:
        await earliest
    # Three that are right, among wrong ones that are still on their way.
    right = await asyncio.gather(*(sign_in(api, password=PASSWORD) for _ in range(3)))
    replies = await asyncio.gather(*wrong)
    assert {reply.error for reply in right} == {TOO_MANY}
    # Two passwords are compared at a time, so one try may still pass beside the tenth.
    assert sum(reply.error == INVALID for reply in replies) in (10, 11)
    assert {reply.error for reply in replies} == {INVALID, TOO_MANY}


async def test_people_who_sign_in_rightly_are_never_held_up(api: API) -> None:
    await make_owner(api)
    replies = await asyncio.gather(*(sign_in(api) for _ in range(25)))
    assert {reply.status for reply in replies} == {200}


async def test_processes_count_failures_together(postgres_url: str, tmp_path: Path, clock: ManualClock) -> None:
    async with (
        running_api(postgres_url, tmp_path, clock=clock) as one,
        running_api(postgres_url, tmp_path, clock=clock) as other,
    ):
        await make_owner(one)
        for api in (one, other) * 5:
            assert (await sign_in(api, password="wrong")).error == INVALID
        assert (await sign_in(one)).error == (await sign_in(other)).error == TOO_MANY


async def test_the_database_knows_neither_password_nor_token(tmp_path: Path, clock: ManualClock) -> None:
    async with running_api("sqlite:", tmp_path, clock=clock) as api:
        await make_owner(api)
        token: str = (await sign_in(api)).json["authorization"]["accessToken"]
        await sign_in(api, "jane@example.com", "another secret text")
    kept = _all_bytes(tmp_path)
    assert hashlib.sha256(token.encode()).hexdigest().encode() in kept
    for secret in (token, PASSWORD, "another secret text"):
        assert secret.encode() not in kept


def _all_bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


async def test_no_log_line_tells_password_or_token(api: API, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    await make_owner(api)
    token: str = (await sign_in(api)).json["authorization"]["accessToken"]
    await sign_in(api, "jane@example.com", "another secret text")
    for secret in (token, PASSWORD, "another secret text"):
        assert secret not in caplog.text


@pytest.mark.parametrize(
    "authorization",
    ["", "bearer", "bearer ", "bearer unknown", "basic amFuZTpwdw==", "unknown", "bearer " + "x" * 9000],
)
async def test_what_is_no_session_is_told_to_sign_in(api: API, authorization: str) -> None:
    reply = await api.call("list-accounts", headers={"authorization": authorization})
    assert reply.error == (401, 401, "Invalid access token. Sign in again.")


async def test_the_word_bearer_counts_in_any_case(api: API) -> None:
    person = await make_person(api)
    for word in ("bearer", "Bearer", "BEARER"):
        headers = {"Authorization": f"{word} {person.access_token}"}
        assert (await api.call("list-accounts", headers=headers)).status == 200
