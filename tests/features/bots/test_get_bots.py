"""Listing the bots of an account, with their apps.

Source: contract, admin-data.yaml get-bots, observed-errors.md 1.4.
"""

import pytest

from korekit.catalog.planes import AppKind, Plane
from tests.platform import API, make_app, make_bot, make_person


async def test_pages_are_counted_from_zero_in_the_order_of_making(api: API) -> None:
    owner = await make_person(api)
    app = await make_app(api, owner)
    for number in range(5):
        await make_bot(api, owner, name=f"bot {number}")
        api.clock.advance(1)
    expected = [(["bot 0", "bot 1"], True), (["bot 2", "bot 3"], True), (["bot 4"], False), ([], False)]
    for offset, (names, is_more) in enumerate(expected):
        page = (await api.call("get-bots", app=app, offset=offset, limit=2)).json
        assert [bot["name"] for bot in page["bots"]] == names
        assert (page["total"], page["availableMore"]) == (5, is_more)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 50),
        ("limit=50", 50),
        ("limit=51", 50),
        ("limit=1000000000000000000000", 50),
        ("limit==&offset==", 50),
        ("limit=&offset=", 50),
        ("limit=ten&offset=first", 50),
        ("limit=-1&offset=-1", 50),
        ("limit=1.5", 50),
        ("limit=%31", 1),
        ("limit=0", 0),
        ("limit=%D9%A3", 50),
        ("limit=7&limit=3", 3),
        ("offset=9007199254740992", 0),
        ("offset=99999999999999999", 0),
        ("Limit=3&LIMIT=4", 50),
        ("nonsense=1&limit=2&state=configured", 2),
        ("&&&;=&==&", 50),
        ("%00=%00&limit=%00", 50),
        ("limit=2#fragment", 50),
        ("%ff%fe=%ff", 50),
    ],
)
async def test_numbers_that_are_none_count_as_absent(sqlite_api: API, query: str, count: int) -> None:
    owner = await make_person(sqlite_api)
    app = await make_app(sqlite_api, owner)
    for _ in range(51):
        await make_bot(sqlite_api, owner)
    reply = await sqlite_api.request("GET", f"/api/public/bots?{query}", headers={"auth": app.token(sqlite_api.clock)})
    assert reply.status == 200
    assert len(reply.json["bots"]) == count
    assert reply.json["total"] == 51


async def test_a_query_of_very_many_fields_is_refused(sqlite_api: API) -> None:
    app = await make_app(sqlite_api, await make_person(sqlite_api))
    headers = {"auth": app.token(sqlite_api.clock)}
    reply = await sqlite_api.request("GET", "/api/public/bots?" + "a=1&" * 5000, headers=headers)
    assert reply.error == (412, 412, "Validation errors/ Invalid arguments")


async def test_an_account_sees_its_own_bots_only(api: API) -> None:
    owner, stranger = await make_person(api), await make_person(api)
    mine, theirs = await make_bot(api, owner), await make_bot(api, stranger)
    for person, bot_id in ((owner, mine), (stranger, theirs)):
        page = (await api.call("get-bots", app=await make_app(api, person))).json
        assert [bot["_id"] for bot in page["bots"]] == [bot_id]
        assert [bot["accountId"] for bot in page["bots"]] == [person.account.account_id]


async def test_a_deleted_bot_is_listed_no_more(api: API) -> None:
    owner = await make_person(api)
    app = await make_app(api, owner)
    kept, deleted = await make_bot(api, owner), await make_bot(api, owner)
    await api.call("delete-builder-bot", by=owner, user_id=owner.user_id, bot_id=deleted)
    page = (await api.call("get-bots", app=app)).json
    assert [bot["_id"] for bot in page["bots"]] == [kept]
    assert page["total"] == 1


async def test_each_bot_carries_its_own_apps_with_their_secrets(api: API) -> None:
    owner = await make_person(api)
    first, second = await make_bot(api, owner), await make_bot(api, owner)
    app = await make_app(api, owner)
    one = await make_app(api, owner, plane=Plane.BOT, bot_id=first, is_jti_enforced=True)
    api.clock.advance(1)
    two = await make_app(api, owner, plane=Plane.BOT, bot_id=first, kind=AppKind.SDK, is_jwe_enforced=True)
    bots = {bot["_id"]: bot for bot in (await api.call("get-bots", app=app)).json["bots"]}
    assert [(a["clientId"], a["clientSecret"]) for a in bots[first]["jwtApps"]] == [
        (one.client_id, one.secret),
        (two.client_id, two.secret),
    ]
    assert [(a["jtiClaimEnforced"], a["jweEncryptionEnforced"]) for a in bots[first]["jwtApps"]] == [
        (True, False),
        (False, True),
    ]
    assert bots[second]["jwtApps"] == []


async def test_a_rotated_app_shows_its_new_secret_and_a_deleted_one_nothing(api: API) -> None:
    owner = await make_person(api)
    bot_id = await make_bot(api, owner)
    app = await make_app(api, owner)
    kept = await make_app(api, owner, plane=Plane.BOT, bot_id=bot_id)
    gone = await make_app(api, owner, plane=Plane.BOT, bot_id=bot_id)
    rotated = (await api.call("rotate-app-secret", by=owner, client_id=kept.client_id, overlap_seconds=60)).json
    await api.call("delete-app", by=owner, client_id=gone.client_id)
    (bot,) = (await api.call("get-bots", app=app)).json["bots"]
    assert [(a["clientId"], a["clientSecret"]) for a in bot["jwtApps"]] == [(kept.client_id, rotated["clientSecret"])]
    assert rotated["clientSecret"] != kept.secret
