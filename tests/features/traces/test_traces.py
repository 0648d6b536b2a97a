"""Refused calls as their account reads them, and nobody else."""

from pathlib import Path
from typing import Any

import pytest

from korekit.catalog.planes import Plane, Role
from tests.clock import ManualClock
from tests.platform import API, Reply, add_member, make_app, make_bot, make_person, running_api

NOT_FOUND = (404, 404, "Not Found")


async def test_a_refusal_is_told_with_everything_that_helps(api: API) -> None:
    owner = await make_person(api)
    bot_id = await make_bot(api, owner)
    app = await make_app(api, owner, scopes=["botkit:botkit"])
    trace = await api.trace((await api.call("get-change-logs", app=app, bot_id=bot_id)).trace_id, owner)
    expected = {
        "operation": "get-change-logs",
        "method": "GET",
        "path": f"/api/public/bot/{bot_id}/changelogs",
        "clientId": app.client_id,
        "botId": bot_id,
        "cause": "scope-missing",
        "check": "scope",
        "found": "botkit:botkit",
        "status": 401,
        "code": 4002,
        "refusedOn": "2026-11-24T06:00:00.000Z",
    }
    assert {key: trace[key] for key in expected} == expected
    assert {"check": "signature", "state": "passed"} in trace["checks"]
    assert {"check": "scope", "state": "failed"} in trace["checks"]


async def test_the_last_refusals_come_first_and_no_more_than_asked_for(api: API) -> None:
    owner = await make_person(api)
    app = await make_app(api, owner, scopes=[])
    ids = []
    for _ in range(4):
        api.clock.advance(1)
        ids.append((await api.call("get-bots", app=app)).trace_id)
    listed = (await api.call("list-traces", by=owner, limit=3)).json
    assert [trace["id"] for trace in listed] == ids[:0:-1]
    assert len((await api.call("list-traces", by=owner)).json) == 4


async def test_another_account_reads_nothing_of_it(api: API) -> None:
    owner, other = await make_person(api), await make_person(api)
    refused = await api.call("get-bots", app=await make_app(api, owner, scopes=[]))
    assert (await api.call("get-trace", by=other, trace_id=refused.trace_id)).error == NOT_FOUND
    assert (await api.call("list-traces", by=other)).json == []
    assert (await api.call("get-trace", by=owner, trace_id=refused.trace_id)).status == 200


@pytest.mark.parametrize("role", list(Role))
async def test_whoever_may_read_refusals_there_reads_them_from_any_of_his_accounts(api: API, role: Role) -> None:
    owner, member = await make_person(api), await make_person(api)
    await add_member(api, member, owner.account, role)
    refused = await api.call("get-bots", app=await make_app(api, owner, scopes=[]))
    reply = await api.call("get-trace", by=member, trace_id=refused.trace_id)
    assert reply.status == (200 if role.includes(Role.DEVELOPER) else 404)
    assert (await api.call("list-traces", by=member)).json == []


async def test_a_refusal_of_nobodys_is_told_to_who_has_its_id(api: API) -> None:
    person, _ = await make_person(api), await make_person(api)
    refused = await api.call("get-bots", token="no-token")
    assert (await api.trace(refused.trace_id, person))["cause"] == "token-malformed"
    assert (await api.call("list-traces", by=person)).json == []


@pytest.mark.parametrize("trace_id", ["0" * 32, "x", "%00", "é", "x" * 3000])
async def test_an_unknown_id_is_not_found(api: API, trace_id: str) -> None:
    assert (await api.call("get-trace", by=await make_person(api), trace_id=trace_id)).error == NOT_FOUND


async def test_a_bot_of_another_account_looks_like_no_bot(api: API) -> None:
    owner, other = await make_person(api), await make_person(api)
    foreign = await make_bot(api, other)
    app = await make_app(api, owner)
    unknown = foreign[:-6] + "ffffff"
    told = [
        await _told(api, await api.call("get-change-logs", app=app, bot_id=bot), owner) for bot in (foreign, unknown)
    ]
    # Everything but the id and the place it stands in.
    assert _without_bot(told[0], foreign) == _without_bot(told[1], unknown)
    assert told[0]["cause"] == "bot-unknown"


async def test_who_belongs_to_both_accounts_is_told_where_the_bot_is(api: API) -> None:
    owner, other = await make_person(api), await make_person(api)
    await add_member(api, owner, other.account, Role.VIEWER)
    foreign = await make_bot(api, other)
    refused = await api.call("get-change-logs", app=await make_app(api, owner), bot_id=foreign)
    assert (await _told(api, refused, owner))["cause"] == "bot-of-other-account"
    (listed,) = (await api.call("list-traces", by=owner)).json
    assert listed["cause"] == "bot-of-other-account"


async def test_the_list_hides_what_a_single_trace_hides(api: API) -> None:
    owner, other = await make_person(api), await make_person(api)
    foreign = await make_bot(api, other)
    refused = await api.call("get-change-logs", app=await make_app(api, owner), bot_id=foreign)
    (listed,) = (await api.call("list-traces", by=owner)).json
    assert listed == await _told(api, refused, owner)


async def test_a_bots_app_that_names_another_bot_is_told_no_more(api: API) -> None:
    owner, other = await make_person(api), await make_person(api)
    app = await make_app(api, owner, plane=Plane.BOT, bot_id=await make_bot(api, owner))
    refused = await api.call("get-change-logs", app=app, bot_id=await make_bot(api, other))
    assert (await _told(api, refused, owner))["cause"] == "bot-not-of-app"


async def test_another_process_may_hold_the_refusal(postgres_url: str, tmp_path: Path, clock: ManualClock) -> None:
    async with (
        running_api(postgres_url, tmp_path, clock=clock) as one,
        running_api(postgres_url, tmp_path, clock=clock) as other,
    ):
        owner = await make_person(one)
        refused = await one.call("get-bots", app=await make_app(one, owner, scopes=[]))
        assert (await other.trace(refused.trace_id, owner))["cause"] == "scope-not-saved"


async def _told(api: API, refused: Reply, by: Any) -> dict[str, Any]:
    assert refused.error == (400, 400, "Invalid StreamId") or refused.status == 401
    trace: dict[str, Any] = await api.trace(refused.trace_id, by)
    return trace


def _without_bot(trace: dict[str, Any], bot_id: str) -> dict[str, Any]:
    return {
        key: value.replace(bot_id, "BOT") if isinstance(value, str) else value
        for key, value in trace.items()
        if key != "id"
    }


async def test_refusals_are_looked_for_by_app_operation_and_cause_and_paged(api: API) -> None:
    owner = await make_person(api)
    bot_id = await make_bot(api, owner)
    first, second = await make_app(api, owner, scopes=[]), await make_app(api, owner, scopes=["botkit:botkit"])
    for _ in range(3):
        api.clock.advance(1)
        await api.call("get-bots", app=first)
        await api.call("get-change-logs", app=second, bot_id=bot_id)

    async def found(**wanted: Any) -> list[tuple[str, str, str]]:
        rows = (await api.call("list-traces", by=owner, **wanted)).json
        return [(one.get("clientId", ""), one["operation"], one["cause"]) for one in rows]

    one = (first.client_id, "get-bots", "scope-not-saved")
    other = (second.client_id, "get-change-logs", "scope-missing")
    assert sorted(await found()) == sorted([one] * 3 + [other] * 3)
    assert await found(client_id=first.client_id) == [one] * 3
    assert await found(operation="get-change-logs") == [other] * 3
    assert await found(cause="scope-missing") == [other] * 3
    assert await found(cause="scope-missing", limit=2, offset=1) == [other]
    assert await found(client_id=first.client_id, limit=2, offset=1) == [one]
    assert await found(client_id=first.client_id, cause="scope-missing") == []
    for nothing in ("%", "_", "!", 'x","cause":"scope-missing', "scope"):
        assert await found(cause=nothing) == []
        assert await found(client_id=nothing) == []


async def test_looking_for_a_cause_tells_no_more_than_reading_does(api: API) -> None:
    """Else whoever looks for the cause would learn that another account has the bot."""
    owner, stranger = await make_person(api), await make_person(api)
    app, foreign = await make_app(api, owner), await make_bot(api, stranger)
    await api.call("get-change-logs", app=app, bot_id=foreign)
    assert (await api.call("list-traces", by=owner, cause="bot-of-other-account")).json == []
    (told,) = (await api.call("list-traces", by=owner, cause="bot-unknown")).json
    assert told["cause"] == "bot-unknown"
    await add_member(api, owner, stranger.account, Role.VIEWER)
    assert len((await api.call("list-traces", by=owner, cause="bot-of-other-account")).json) == 1
