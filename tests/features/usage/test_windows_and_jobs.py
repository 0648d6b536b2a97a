"""How full rate windows are, and which jobs there were: of one's own account."""

import asyncio

from tests.platform import API, Person, make_app, make_bot, make_person


async def test_windows_tell_how_many_calls_they_hold_the_fullest_first(api: API) -> None:
    owner, stranger = await make_person(api), await make_person(api)
    bot_id = await make_bot(api, owner)
    app, foreign = await make_app(api, owner), await make_app(api, stranger)
    await api.call("get-bots", app=foreign)
    await api.call("get-bots", app=app)
    api.clock.advance(60)
    for _ in range(3):
        await api.call("get-change-logs", app=app, bot_id=bot_id)
    found = (await api.call("list-rate-windows", by=owner)).json
    assert found == [
        {
            "operation": "get-change-logs",
            "per": "bot",
            "counted": bot_id,
            "minute": 3,
            "minuteLimit": 60,
            "hour": 3,
            "hourLimit": 1800,
        },
        {
            "operation": "get-bots",
            "per": "account",
            "counted": owner.account.account_id,
            "minute": 0,
            "minuteLimit": 60,
            "hour": 1,
            "hourLimit": 1800,
        },
    ]
    api.clock.advance(3600)
    assert (await api.call("list-rate-windows", by=owner)).json == []


async def api_has_open_jobs(api: API, owner: Person) -> bool:
    """Whether a job of the account has not ended."""
    return any(one["state"] in ("pending", "running") for one in (await api.call("list-jobs", by=owner)).json)


async def ended(api: API, owner: Person) -> None:
    """Wait until no job of the account is open."""
    async with asyncio.timeout(10):
        while await api_has_open_jobs(api, owner):  # noqa: ASYNC110 - another task ends them
            await asyncio.sleep(0.02)


async def test_jobs_are_listed_newest_first_by_state_and_page(api: API) -> None:
    owner, stranger = await make_person(api), await make_person(api)
    bot_id = await make_bot(api, owner)
    app = await make_app(api, owner)
    for _ in range(2):
        assert (await api.call("publish-bot", app=app, bot_id=bot_id, version_comment="next")).status == 200
        await ended(api, owner)
        api.clock.advance(1)
    found = (await api.call("list-jobs", by=owner)).json
    assert [one["kind"] for one in found] == ["bot-publish", "bot-publish"]
    assert found[0]["createdOn"] == "2026-11-24T06:00:01.000Z"
    assert found[0]["botId"] == bot_id
    assert [one["id"] for one in (await api.call("list-jobs", by=owner, limit=1, offset=1)).json] == [found[1]["id"]]
    alike = (await api.call("list-jobs", by=owner, state=found[0]["state"])).json
    assert found[0]["id"] in [one["id"] for one in alike]
    assert (await api.call("list-jobs", by=owner, state="pending")).json == []
    assert (await api.call("list-jobs", by=owner, state="done")).status == 412
    assert (await api.call("list-jobs", by=stranger)).json == []
