"""A change log by user, resource and date."""

import json
from typing import Any

from korekit.catalog.planes import Role
from tests.platform import API, Person, add_member, make_bot, make_person


async def messages(api: API, by: Person, bot_id: str, **wanted: Any) -> list[str]:
    """What was found. The parameter `by` of the operation is given as `who`."""
    who = wanted.pop("who", "")
    query = "&".join(f"{name}={value}" for name, value in {"by": who, **wanted}.items())
    reply = await api.request("GET", f"/api/korekit/bots/{bot_id}/changelogs?{query}", headers=by.headers())
    assert reply.status == 200, reply.body
    return [one["message"] for one in reply.json]


async def two_people(api: API) -> tuple[Person, Person, str]:
    """A bot that two people changed, on two days."""
    ann, bob = await make_person(api, name="ann"), await make_person(api, name="bob")
    await add_member(api, bob, ann.account, Role.DEVELOPER)
    bot_id = await make_bot(api, ann, changes=["one", "two"])
    api.clock.advance(80_000)
    headers = {**bob.headers(ann.account.account_id), "content-type": "application/json"}
    for _ in range(2):
        reply = await api.request(
            "POST",
            f"/api/users/{bob.user_id}/streams/{bot_id}/sdk/apps",
            headers=headers,
            body=json.dumps({"appName": "Desk"}).encode(),
        )
        assert reply.status == 200, reply.body
    return ann, bob, bot_id


async def test_entries_are_found_by_user_resource_and_date(api: API) -> None:
    ann, bob, bot_id = await two_people(api)
    everything = await messages(api, ann, bot_id)
    assert everything[-2:] == ["two", "one"]
    assert len(everything) > 2
    assert await messages(api, ann, bot_id, who=ann.user_id) == ["two", "one"]
    assert await messages(api, ann, bot_id, who=bob.user_id) == everything[:-2]
    assert await messages(api, ann, bot_id, endDate="2026-11-24") == ["two", "one"]
    assert await messages(api, ann, bot_id, startDate="2026-11-25") == everything[:-2]
    assert await messages(api, ann, bot_id, limit=1, offset=1) == everything[1:2]
    assert await messages(api, ann, bot_id, offset=2**53) == []
    assert await messages(api, ann, bot_id, resourceType="nothing") == []
    assert await messages(api, ann, bot_id, who="' or 1=1 --") == []


async def test_who_and_what_stands_in_it_is_told(api: API) -> None:
    ann, bob, bot_id = await two_people(api)
    names = (await api.call("get-change-log-names", by=ann, bot_id=bot_id)).json
    assert [one["emailId"] for one in names["users"]] == sorted([ann.email, bob.email])
    assert "stream" in names["resourceTypes"]


async def test_a_long_log_is_saved_whole(sqlite_api: API) -> None:
    ann = await make_person(sqlite_api)
    bot_id = await make_bot(sqlite_api, ann, changes=[f"change {n}" for n in range(2500)])
    reply = await sqlite_api.call("get-change-log-file", by=ann, bot_id=bot_id, form="json")
    assert [one["message"] for one in json.loads(reply.body)] == [f"change {n}" for n in range(2499, -1, -1)]
    reply = await sqlite_api.call("get-change-log-file", by=ann, bot_id=bot_id)
    assert len(reply.body.decode().splitlines()) == 2501
    assert (await sqlite_api.call("get-change-log-file", by=ann, bot_id=bot_id, form="exe")).status in (400, 412)


async def test_a_date_that_is_none_is_refused(sqlite_api: API) -> None:
    ann = await make_person(sqlite_api)
    bot_id = await make_bot(sqlite_api, ann)
    for date in ("yesterday", "2026-13-01", "9999999-01-01"):
        assert (await sqlite_api.call("search-change-logs", by=ann, bot_id=bot_id, start_date=date)).status == 412
