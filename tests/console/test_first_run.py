"""A platform without users is owned by whoever has the code that its start printed, and by nobody else."""

import csv
import re
from typing import Any

from korekit.records.first_run import add_first_run_code
from tests.console.visiting import Visitor, text_of
from tests.platform import API, make_person

OWNER: dict[str, Any] = {"email": "ann@example.com", "password": "correct horse battery", "account": "Northwind"}


async def code_of(console: API) -> str:
    """A code as a start prints it."""
    services = console.platform.services
    return await add_first_run_code(services.database, services.ids, services.clock)


async def test_a_new_platform_asks_for_its_owner_first(console: API) -> None:
    visitor = Visitor(console)
    assert (await visitor.get("/console")).headers["location"] == "/console/sign-in"
    assert (await visitor.get("/console/sign-in")).headers["location"] == "/console/first-run"
    reply = await visitor.submit("/console/first-run", code=f" {await code_of(console)} ", **OWNER)
    assert reply.status == 303
    home = text_of(await visitor.get(reply.headers["location"]))
    assert "Account: Northwind owner" in home
    assert "You own this platform now." in home


async def test_who_has_no_code_does_not_become_the_owner(console: API) -> None:
    await code_of(console)
    visitor = Visitor(console)
    for code in ("", "guess", "x" * 5000):
        reply = await visitor.submit("/console/first-run", code=code, **OWNER)
        assert reply.status == 422
        assert "This code is wrong, has expired, or has been used" in text_of(reply)
    assert visitor.session == ""
    assert (await console.call("get-platform-state")).json == {"hasOwner": False}


async def test_what_is_wrong_stands_at_its_field_and_the_rest_stays(console: API) -> None:
    code = await code_of(console)
    visitor = Visitor(console)
    short = await visitor.submit("/console/first-run", code=code, **{**OWNER, "password": "short"})
    assert short.status == 422
    assert "A password has 8 to 1024 characters." in text_of(short)
    assert 'value="Northwind"' in short.body.decode()
    assert code.encode() not in short.body
    wrong = await visitor.submit("/console/first-run", code=code, **{**OWNER, "email": "ann"})
    assert "Enter an e-mail address." in text_of(wrong)
    assert (await visitor.submit("/console/first-run", code=code, **OWNER)).status == 303


async def test_the_page_is_gone_once_there_is_an_owner(console: API) -> None:
    code, other = await code_of(console), await code_of(console)
    assert (await Visitor(console).submit("/console/first-run", code=code, **OWNER)).status == 303
    visitor = Visitor(console)
    assert (await visitor.get("/console/first-run")).headers["location"] == "/console/sign-in"
    await visitor.get("/console/sign-in")
    for late in (code, other):
        reply = await visitor.post("/console/first-run", code=late, **{**OWNER, "email": "eve@example.com"})
        assert reply.status == 422
    assert visitor.session == ""


async def test_a_platform_with_users_needs_no_first_run(console: API) -> None:
    await make_person(console)
    visitor = Visitor(console)
    assert (await visitor.get("/console/sign-in")).status == 200


async def test_the_owner_is_asked_for_his_name_and_may_leave_it_empty(console: API) -> None:
    code, visitor = await code_of(console), Visitor(console)
    shown = (await visitor.get("/console/first-run")).body.decode()
    assert 'name="first"' in shown
    assert 'name="last"' in shown
    long = await visitor.submit("/console/first-run", code=code, **OWNER, first="x" * 201)
    assert long.status == 422
    assert "Enter a name of at most 200 characters, or leave this empty." in text_of(long)
    named = await visitor.submit("/console/first-run", code=code, **OWNER, first="Ann", last="Berg")
    assert "Ann Berg" in text_of(await visitor.get(f"{named.headers['location']}/people"))


async def test_who_has_no_name_is_called_by_his_address_once(console: API) -> None:
    visitor = Visitor(console)
    done = await visitor.submit("/console/first-run", code=await code_of(console), **OWNER)
    home = done.headers["location"]
    made = await visitor.submit(f"{home}/bots/new", name="Desk")
    changes = f"{made.headers['location'].partition('?')[0]}/changes"
    shown = (await visitor.get(changes)).body.decode()
    (cell,) = set(re.findall(r'<td data-label="User">(.*?)</td>', shown))
    assert cell == "ann@example.com"
    file = await visitor.post(f"{changes}/file", form="csv")
    rows = list(csv.DictReader(file.body.decode().splitlines()))
    assert {(row["who"], row["email"]) for row in rows} == {("ann@example.com", "ann@example.com")}
