"""What somebody tried out: his own, in one account, and no more than the last hundred."""

from typing import Any

import pytest

from korekit.catalog.planes import Role
from tests.platform import API, Person, add_member, make_person


async def history(api: API, person: Person, account_id: str = "") -> list[Any]:
    found: list[Any] = (await api.call("list-sent-requests", by=person, headers=person.headers(account_id))).json
    return found


async def test_what_was_kept_is_listed_newest_first(api: API) -> None:
    ann = await make_person(api)
    first = await api.call(
        "keep-sent-request",
        by=ann,
        operation="get-bots",
        client_id="cs-1",
        values={"limit": 5, "names": ["a"]},
        status=401,
        duration_ms=7,
        trace_id="t",
        flaw="token-unsigned",
    )
    assert first.status == 200, first.body
    api.clock.advance(1)
    await api.call("keep-sent-request", by=ann, operation="get-change-logs")
    newer, older = await history(api, ann)
    assert newer["operation"] == "get-change-logs"
    assert {name: value for name, value in older.items() if name not in ("id", "sentOn")} == {
        "operation": "get-bots",
        "clientId": "cs-1",
        "values": {"limit": 5, "names": ["a"]},
        "status": 401,
        "durationMs": 7,
        "traceId": "t",
        "flaw": "token-unsigned",
    }
    assert first.json == older


async def test_the_last_hundred_are_kept(api: API) -> None:
    ann, bob = await make_person(api), await make_person(api)
    await api.call("keep-sent-request", by=bob, operation="get-bots", values={"n": -1})
    for number in range(103):
        api.clock.advance(1)
        await api.call("keep-sent-request", by=ann, operation="get-bots", values={"n": number})
    kept = [one["values"]["n"] for one in await history(api, ann)]
    assert kept == list(range(102, 2, -1))
    assert len(await history(api, bob)) == 1


async def test_nobody_sees_anothers_and_each_account_has_its_own(api: API) -> None:
    ann, bob = await make_person(api), await make_person(api)
    await add_member(api, bob, ann.account, Role.OWNER)
    await api.call("keep-sent-request", by=ann, operation="get-bots")
    account = ann.account.account_id
    assert await history(api, bob, account) == []
    await api.call("keep-sent-request", by=bob, headers=bob.headers(account), operation="get-bots")
    assert (len(await history(api, bob, account)), await history(api, bob)) == (1, [])
    await api.call("forget-sent-requests", by=bob, headers=bob.headers(account))
    assert (await history(api, bob, account), len(await history(api, ann))) == ([], 1)


@pytest.mark.parametrize(
    "values",
    [
        {"operation": "nothing"},
        {"operation": "get-bots", "values": {"text": "x" * 8000}},
        {"operation": "get-bots", "client_id": "c" * 101},
        {"operation": "get-bots", "trace_id": "c" * 101},
        {"operation": "get-bots", "flaw": "c" * 101},
        {"operation": "get-bots", "status": 1000},
        {"operation": "get-bots", "duration_ms": -1},
    ],
)
async def test_what_nobody_needs_to_remember_is_refused(sqlite_api: API, values: dict[str, Any]) -> None:
    ann = await make_person(sqlite_api)
    assert (await sqlite_api.call("keep-sent-request", by=ann, **values)).status == 412
    assert await history(sqlite_api, ann) == []
