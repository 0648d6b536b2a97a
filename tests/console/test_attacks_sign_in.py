"""Guessing passwords, keeping others from signing in, and sessions that should have ended."""

import asyncio
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest

from korekit.catalog.planes import Role
from korekit.records.account_making import create_owner
from korekit.records.accounts import USER_BY_EMAIL
from korekit.records.first_run import add_first_run_code
from korekit.records.session_uses import CHANGE_PASSWORD
from korekit.records.sign_in_tries import PER_ADDRESS, PER_ADDRESS_AND_SOURCE, PER_SOURCE, SignInTry, source_of
from tests.console.visiting import HOST, Visitor
from tests.platform import API, add_member, make_app, make_person

EMAIL, PASSWORD = "owner@example.com", "correct horse"


async def try_from(console: API, peer: str, visitor: Visitor, email: str, password: str, **headers: str) -> int:
    """The status of a sign-in that comes from a peer."""
    statuses: list[int] = []
    body = urlencode({"csrf": visitor.mark, "email": email, "password": password}).encode()

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    given = {"host": HOST, "cookie": f"korekit-8070-visitor={visitor.cookies['korekit-8070-visitor']}", **headers}
    scope = {"type": "http", "method": "POST", "scheme": "http", "path": "/console/sign-in", "query_string": b""}
    pairs = [(name.encode(), value.encode()) for name, value in given.items()]
    await console.asgi({**scope, "headers": pairs, "client": (peer, 1)}, receive, send)
    return statuses[0]


async def fail(console: API, peer: str, address: str, times: int) -> None:
    """Failures without the time that a password takes."""
    services = console.platform.services
    for _ in range(times):
        await SignInTry(address, peer, console.clock.now_ms())._count(services.database, services.ids)


@pytest.fixture
async def visitor(console: API) -> Visitor:
    """Somebody before the sign-in page of a platform with an owner."""
    await create_owner(console.platform.services, EMAIL, PASSWORD)
    visitor = Visitor(console)
    await visitor.get("/console/sign-in")
    return visitor


async def test_a_stranger_cannot_lock_a_user_out(console: API, visitor: Visitor) -> None:
    await fail(console, "203.0.113.9", EMAIL, PER_ADDRESS_AND_SOURCE)
    assert await try_from(console, "203.0.113.9", visitor, EMAIL, PASSWORD) == 429
    assert await try_from(console, "198.51.100.1", visitor, EMAIL, PASSWORD) == 303


async def test_many_sources_together_guess_no_more_than_fifty_times(console: API, visitor: Visitor) -> None:
    for number in range(PER_ADDRESS // 5):
        await fail(console, f"203.0.113.{number}", EMAIL, 5)
    assert await try_from(console, "198.51.100.1", visitor, EMAIL, PASSWORD) == 429


async def test_one_source_guesses_at_no_more_than_fifty_addresses(console: API, visitor: Visitor) -> None:
    for number in range(PER_SOURCE):
        await fail(console, f"2001:db8:1:2::{number:x}", f"nobody{number}@example.com", 1)
    assert await try_from(console, "2001:db8:1:2:ffff::1", visitor, EMAIL, PASSWORD) == 429
    assert await try_from(console, "2001:db8:1:3::1", visitor, EMAIL, PASSWORD) == 303


async def test_who_signs_in_does_not_forgive_the_tries_of_others(console: API, visitor: Visitor) -> None:
    await fail(console, "203.0.113.9", EMAIL, PER_ADDRESS_AND_SOURCE - 1)
    assert await try_from(console, "198.51.100.1", visitor, EMAIL, PASSWORD) == 303
    assert await try_from(console, "203.0.113.9", visitor, EMAIL, "wrong horse") == 401
    assert await try_from(console, "203.0.113.9", visitor, EMAIL, PASSWORD) == 429


@pytest.mark.parametrize("email", ["OWNER@example.com", " owner@example.com\t", "owner@EXAMPLE.com "])
async def test_no_other_spelling_of_the_address_has_tries_of_its_own(
    console: API, visitor: Visitor, email: str
) -> None:
    await fail(console, "203.0.113.9", EMAIL, PER_ADDRESS_AND_SOURCE)
    assert await try_from(console, "203.0.113.9", visitor, email, PASSWORD) == 429


async def test_no_header_makes_another_source(console: API, visitor: Visitor) -> None:
    await fail(console, "203.0.113.9", EMAIL, PER_ADDRESS_AND_SOURCE)
    for name in ("x-forwarded-for", "forwarded", "x-real-ip", "cf-connecting-ip", "true-client-ip", "via"):
        assert await try_from(console, "203.0.113.9", visitor, EMAIL, PASSWORD, **{name: "198.51.100.1"}) == 429


@pytest.mark.parametrize(
    ("peer", "source"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        ("", ""),
        ("testclient", "testclient"),
    ],
)
def test_a_source_is_what_one_person_has(peer: str, source: str) -> None:
    assert source_of(peer) == source


async def test_a_password_that_was_changed_while_it_was_compared_begins_no_session(
    console: API, visitor: Visitor
) -> None:
    database = console.platform.services.database
    row = await database.one(USER_BY_EMAIL, email=EMAIL)
    assert row is not None
    signing_in = asyncio.create_task(try_from(console, "203.0.113.9", visitor, EMAIL, PASSWORD))
    await asyncio.sleep(0.01)
    async with database.transaction() as transaction:
        assert await transaction.run(CHANGE_PASSWORD, of_user=row[0], old_hash=row[1], new_hash="another")
    assert await signing_in == 401


async def test_signing_out_everywhere_ends_live_parts_and_forms_that_were_open(console: API) -> None:
    ann = await make_person(console)
    first, second = Visitor(console, ann), Visitor(console, ann)
    home = f"/console/{ann.account.account_id}"
    await first.get(home)
    await second.get(home)
    assert (await first.post("/console/sign-out", everywhere="1")).status == 303
    for path in (home, f"{home}/live/home", "/console"):
        reply = await second.get(path)
        assert (reply.status, reply.body) == (303, b"")
    reply = await second.post(f"{home}/apps/new", name="Mine", plane="admin")
    assert (reply.status, reply.headers["location"]) == (303, "/console/sign-in")


async def test_the_password_again_is_guessed_ten_times_and_no_more(console: API) -> None:
    ann = await make_person(console, password=PASSWORD)
    app = await make_app(console, ann)
    visitor = Visitor(console, ann)
    page = f"/console/{ann.account.account_id}/apps/{app.client_id}"
    await visitor.get(page)
    statuses = [(await visitor.post(f"{page}/secret", password="wrong")).status for _ in range(11)]
    assert statuses == [401] * 10 + [429]
    reply = await visitor.post(f"{page}/secret", password=PASSWORD)
    assert reply.status == 429
    assert app.secret.encode() not in reply.body


async def test_two_who_hold_the_first_run_code_do_not_both_become_owners(console: API) -> None:
    services = console.platform.services
    codes = [await add_first_run_code(services.database, services.ids, services.clock) for _ in range(2)]
    visitors = [Visitor(console), Visitor(console)]
    for one in visitors:
        await one.get("/console/first-run")
    forms = [
        one.post("/console/first-run", code=code, email=f"o{number}@example.com", password=PASSWORD)
        for number, (one, code) in enumerate(zip(visitors, codes, strict=True))
    ]
    assert sorted(reply.status for reply in await asyncio.gather(*forms)) == [303, 422]
    again = await visitors[0].post("/console/first-run", code=codes[0], email="x@example.com", password=PASSWORD)
    assert again.status in (403, 422)


async def test_an_invitation_is_accepted_once_of_two_at_once(console: API) -> None:
    ann = await make_person(console)
    invited = await console.call("invite-user", by=ann, email_id="new@example.com", role="admin")
    visitors = [Visitor(console), Visitor(console)]
    for one in visitors:
        await one.get("/console/invitation")
    forms = [
        one.post("/console/invitation/accept", code=invited.json["token"], password=f"{PASSWORD} {number}")
        for number, one in enumerate(visitors)
    ]
    statuses = sorted(reply.status for reply in await asyncio.gather(*forms))
    assert statuses[0] == 303
    assert statuses[1] in (401, 404, 422)
    members = (await console.call("list-users", by=ann)).json
    assert len(members) == 2


async def test_who_was_put_out_sees_nothing_more_with_any_open_page(console: API) -> None:
    ann, eve = await make_person(console), await make_person(console)
    await add_member(console, eve, ann.account, Role.ADMIN)
    app = await make_app(console, ann)
    visitor = Visitor(console, eve)
    home = f"/console/{ann.account.account_id}"
    await visitor.get(f"{home}/apps/{app.client_id}")
    assert (await console.call("remove-user", by=ann, member_id=eve.user_id)).status == 200
    for path in (home, f"{home}/apps/{app.client_id}", f"{home}/live/home", f"{home}/people"):
        assert (await visitor.get(path)).status == 404
    for path in (f"{home}/apps/{app.client_id}/secrets", f"{home}/requests/history", f"{home}/settings"):
        assert (await visitor.post(path, overlap="0")).status == 404


async def test_a_session_that_was_copied_ends_with_the_password(console: API, visitor: Visitor) -> None:
    assert (await visitor.post("/console/sign-in", email=EMAIL, password=PASSWORD)).status == 303
    copied = Visitor(console, cookies=dict(visitor.cookies))
    home = (await visitor.get("/console")).headers["location"]
    page = f"{home}/sign-ins"
    await visitor.submit(page, f"{page}/password", current=PASSWORD, password="another horse")
    assert visitor.session not in ("", copied.session)
    assert (await visitor.get(page)).status == 200
    assert (await copied.get(page)).status == 303


async def test_a_viewers_file_is_not_even_read(console: API) -> None:
    ann, eve = await make_person(console), await make_person(console)
    await add_member(console, eve, ann.account, Role.VIEWER)
    visitor = Visitor(console, eve)
    home = f"/console/{ann.account.account_id}"
    await visitor.get(home)
    read: list[bool] = []

    def chunks() -> Iterator[bytes]:
        yield b"--b\r\n"
        read.append(True)
        yield b"x" * (1 << 20)

    headers = {
        "host": HOST,
        "origin": f"http://{HOST}",
        "cookie": f"korekit-8070-session={visitor.session}",
        "content-type": "multipart/form-data; boundary=b",
    }
    for path in ("/imports/new", "/requests/upload-file"):
        reply = await console.request("POST", home + path, headers=headers, chunks=chunks())
        assert reply.status == 403
    assert read == []
