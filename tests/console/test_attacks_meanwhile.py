"""Two people who change one thing: the second is told, and nothing that anybody saved is lost without a word."""

import asyncio
import re
from typing import Any

import pytest

from korekit.catalog.planes import Plane, Role
from korekit.catalog.scopes import BOT_AUDIT_LOGS, BOT_IMPORT
from korekit.console.turns import Turns
from tests.console.bot_files import import_small
from tests.console.visiting import Visitor, text_of
from tests.platform import API, Person, Reply, add_member, make_app, make_person


async def two_owners(console: API) -> tuple[Person, Visitor, Visitor]:
    ann, bob = await make_person(console, name="ann"), await make_person(console, name="bob")
    await add_member(console, bob, ann.account, Role.OWNER)
    return ann, Visitor(console, ann), Visitor(console, bob)


def shown_in(reply: Reply, form: str, name: str) -> str:
    """The hidden field of a form, which is found by the end of its action."""
    found = re.search(rf'action="[^"]*{form}".*?name="{name}" value="([^"]*)"', reply.body.decode(), re.DOTALL)
    assert found is not None, (form, name)
    return found[1]


@pytest.mark.parametrize("is_at_once", [False, True])
async def test_the_second_who_saves_settings_is_told(console: API, is_at_once: bool) -> None:
    ann, first, second = await two_owners(console)
    page = f"/console/{ann.account.account_id}/settings"
    seen = [shown_in(await one.get(page), "/settings", "seen") for one in (first, second)]
    forms = [
        first.post(page, seen=seen[0], name="Northwind", suspended="1"),
        second.post(page, seen=seen[1], name="Southwind"),
    ]
    replies = await asyncio.gather(*forms) if is_at_once else [await form for form in forms]
    assert sorted(reply.status for reply in replies) == [303, 409]
    told = next(reply for reply in replies if reply.status == 409)
    assert "Somebody else changed these settings in the meantime." in text_of(told)
    assert (await console.call("list-accounts", by=ann)).json[0]["name"] in ("Northwind", "Southwind")


@pytest.mark.parametrize("is_at_once", [False, True])
async def test_of_two_rotations_from_one_page_the_second_is_told_and_changes_nothing(
    console: API, is_at_once: bool
) -> None:
    ann, first, second = await two_owners(console)
    app = await make_app(console, ann)
    page = f"/console/{ann.account.account_id}/apps/{app.client_id}/secrets"
    seen = [shown_in(await one.get(page), "/secrets", "seen") for one in (first, second)]
    forms = [first.post(page, seen=seen[0], overlap="3600"), second.post(page, seen=seen[1], overlap="0")]
    replies = await asyncio.gather(*forms) if is_at_once else [await form for form in forms]
    assert [reply.status for reply in replies] == [200, 409]
    assert "was rotated after you opened the page" in text_of(replies[1])
    # The old one goes on, as the first one chose.
    assert (await console.call("get-bots", app=app)).status == 200


async def test_the_second_who_saves_the_rules_of_tokens_is_told(console: API) -> None:
    ann, first, second = await two_owners(console)
    app = await make_app(console, ann)
    page = f"/console/{ann.account.account_id}/apps/{app.client_id}"
    seen = [shown_in(await one.get(f"{page}/secrets"), "/rules", "seen") for one in (first, second)]
    assert (await first.post(f"{page}/rules", seen=seen[0], jti="1")).status == 303
    reply = await second.post(f"{page}/rules", seen=seen[1], jwe="1")
    assert reply.status == 409
    assert "Somebody else changed these rules in the meantime." in text_of(reply)
    details = (await console.call("get-app", by=ann, client_id=app.client_id)).json
    assert (details["isJtiEnforced"], details["isJweEnforced"]) == (True, False)


async def test_the_second_who_changes_a_role_is_told(console: API) -> None:
    ann, first, second = await two_owners(console)
    member = await make_person(console, name="mia")
    await add_member(console, member, ann.account, Role.DEVELOPER)
    page = f"/console/{ann.account.account_id}/people"
    for one in (first, second):
        assert f'value="{member.user_id}"><input type="hidden" name="was" value="developer">' in (
            (await one.get(page)).body.decode()
        )
    form: dict[str, Any] = {"member": member.user_id, "was": "developer"}
    assert (await first.post(f"{page}/role", role="viewer", **form)).status == 303
    reply = await second.post(f"{page}/role", role="admin", **form)
    assert reply.status == 409
    assert "It is viewer now." in text_of(reply)


async def test_of_two_who_save_scopes_at_once_one_is_told(console: API) -> None:
    ann, first, second = await two_owners(console)
    app = await make_app(console, ann, scopes=[])
    page = f"/console/{ann.account.account_id}/apps/{app.client_id}/scopes"
    seen = [shown_in(await one.get(page), "/scopes", "revision") for one in (first, second)]
    replies = await asyncio.gather(
        first.post(page, revision=seen[0], scope=[BOT_IMPORT.id]),
        second.post(page, revision=seen[1], scope=[BOT_AUDIT_LOGS.id]),
    )
    assert sorted(reply.status for reply in replies) == [303, 409]


@pytest.mark.parametrize("key", ["", "welcome"])
async def test_of_two_who_save_a_variable_at_once_one_is_told(console: API, key: str) -> None:
    ann, first, second = await two_owners(console)
    bot_id = await import_small(console, ann, name="Desk")
    page = f"/console/{ann.account.account_id}/bots/{bot_id}/variables"
    await first.get(f"{page}/new")
    await second.get(f"{page}/new")
    form: dict[str, Any] = {"new": "1", "key": "welcome", "kind": "env"}
    if key:
        assert (await first.post(f"{page}/edit", value="Hi", **form)).status == 303
        seen = shown_in(await first.get(f"{page}/edit?key={key}"), "/edit", "seen")
        form = {"seen": seen, "key": key, "kind": "env"}
    replies = await asyncio.gather(*(one.post(f"{page}/edit", value="Ahoy", **form) for one in (first, second)))
    assert sorted(reply.status for reply in replies) == [303, 409]


async def test_a_developer_makes_no_token_of_an_app_of_the_account(console: API) -> None:
    ann, dev = await make_person(console), await make_person(console)
    await add_member(console, dev, ann.account, Role.DEVELOPER)
    app = await make_app(console, ann, plane=Plane.ADMIN)
    home = f"/console/{ann.account.account_id}"
    visitor = Visitor(console, dev)
    reply = await visitor.submit(f"{home}/requests/get-bots", do="send", app=app.client_id)
    # It was sent without a token, as if there were no such app.
    assert "Invalid SDK credentials" in text_of(reply) or "401" in text_of(reply)
    headers = {"accountid": ann.account.account_id, "authorization": f"bearer {dev.access_token}"}
    made = await console.call("create-app-token", client_id=app.client_id, headers=headers)
    assert made.status == 403


async def test_turns_are_taken_one_after_the_other_and_forgotten() -> None:
    turns, order = Turns(), list[str]()

    async def change(name: str, of: str) -> None:
        async with turns.taken(of):
            order.append(f"{name} begins")
            await asyncio.sleep(0)
            order.append(f"{name} ends")

    await asyncio.gather(change("a", "x"), change("b", "x"))
    assert order == ["a begins", "a ends", "b begins", "b ends"]
    assert turns._locks == {}
