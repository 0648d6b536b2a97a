"""Reading the change log page by page and between dates.

Source: contract, bot-definition.yaml get-change-logs.
"""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import update

from korekit.catalog.planes import Plane
from korekit.records.accounts import users
from korekit.storage.statements import Statement
from tests.clock import ManualClock
from tests.platform import API, MadeApp, make_app, make_bot, make_person

INVALID = (412, 412, "Validation errors/ Invalid arguments")


async def messages(api: API, app: MadeApp, bot_id: str, **query: Any) -> list[str]:
    """The messages of a page."""
    reply = await api.call("get-change-logs", app=app, bot_id=bot_id, **query)
    assert reply.status == 200, reply.body
    return [entry["message"] for entry in reply.json]


async def test_second_page_starts_where_the_first_ends(api: API) -> None:
    owner = await make_person(api)
    bot_id = await make_bot(api, owner, changes=["first", "second", "third"])
    app = await make_app(api, owner)
    assert await messages(api, app, bot_id, offset=1, limit=2) == ["first"]


async def test_bot_plane_app_reads_the_log_of_its_own_bot(api: API) -> None:
    owner = await make_person(api)
    bot_id = await make_bot(api, owner, changes=["only"])
    app = await make_app(api, owner, plane=Plane.BOT, bot_id=bot_id)
    assert await messages(api, app, bot_id) == ["only"]


async def test_pages_have_at_most_fifty_entries_and_end_with_an_empty_one(api: API) -> None:
    owner = await make_person(api)
    bot_id = await make_bot(api, owner, changes=[str(number) for number in range(120)])
    app = await make_app(api, owner)
    pages = [await messages(api, app, bot_id, offset=offset, limit=1000) for offset in range(4)]
    assert [len(page) for page in pages] == [50, 50, 20, 0]
    assert [message for page in pages for message in page] == [str(number) for number in reversed(range(120))]


async def test_a_user_without_names_has_the_documented_keys_all_the_same(api: API) -> None:
    owner = await make_person(api)
    async with api.platform.services.database.transaction() as transaction:
        await transaction.run(Statement(update(users).values(first_name="", last_name="")))
    bot_id = await make_bot(api, owner, changes=["only"])
    (entry,) = (await api.call("get-change-logs", app=await make_app(api, owner), bot_id=bot_id)).json
    assert (entry["userId"]["firstName"], entry["userId"]["lastName"]) == ("", "")


async def test_an_empty_log_is_an_empty_list(api: API) -> None:
    owner = await make_person(api)
    reply = await api.call("get-change-logs", app=await make_app(api, owner), bot_id=await make_bot(api, owner))
    assert reply.body == b"[]"


@pytest.mark.parametrize("offset", ["9007199254740992", "99999999999999999", "184467440737095516160"])
async def test_a_page_far_beyond_the_last_is_empty_or_the_first(api: API, offset: str) -> None:
    """A number of more than 18 digits counts as none."""
    owner = await make_person(api)
    bot_id = await make_bot(api, owner, changes=["only"])
    expected = ["only"] if len(offset) > 18 else []
    app = await make_app(api, owner)
    assert await messages(api, app, bot_id, offset=offset) == expected
    assert await messages(api, app, bot_id, offset=offset, start_date="2020-01-01") == expected


@pytest.fixture
def clock() -> ManualClock:
    """Noon of a day whose date the tests write out."""
    return ManualClock(int(datetime(2026, 3, 10, 12, tzinfo=UTC).timestamp() * 1000))


async def with_three_days(api: API) -> tuple[MadeApp, str]:
    """A bot with one change on each of 10, 11 and 12 March, at noon."""
    owner = await make_person(api)
    bot_id = await make_bot(api, owner)
    app = await make_app(api, owner)
    for _ in range(3):
        token = app.token(api.clock)
        reply = await api.call("publish-bot", token=token, bot_id=bot_id, version_comment="1")
        assert reply.status == 200
        await api.wait("bot-publish-status", app=app, running=["inprogress"], bot_id=bot_id)
        api.clock.advance(86_400)
    return app, bot_id


DATES: list[tuple[str | None, str | None, list[int]]] = [
    (None, None, [12, 11, 10]),
    ("2026-03-11", None, [12, 11]),
    (None, "2026-03-11", [11, 10]),
    ("2026-03-11", "2026-03-11", [11]),
    ("2026-03-10", "2026-03-12", [12, 11, 10]),
    ("2026-03-13", None, []),
    (None, "2026-03-09", []),
    ("2026-03-12", "2026-03-10", []),
    ("2026-03-11T12:00:00Z", "2026-03-11T12:00:00Z", [11]),
    ("2026-03-11T12:00:00.001Z", None, [12]),
    ("2026-03-11T13:00:00+02:00", "2026-03-11T14:00:00+02:00", [11]),
    ("20260311", "2026-W11-3", [11]),
    ("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", [12, 11, 10]),
    ("0001-01-01", "9999-12-31", [12, 11, 10]),
]


async def test_dates_are_inclusive_and_a_day_is_whole(api: API) -> None:
    app, bot_id = await with_three_days(api)
    for start, end, days in DATES:
        given = {name: date for name, date in (("start_date", start), ("end_date", end)) if date is not None}
        dates: dict[str, Any] = given
        reply = await api.call("get-change-logs", app=app, bot_id=bot_id, **dates)
        assert [int(entry["createdOn"][8:10]) for entry in reply.json] == days, (start, end)


async def test_pages_count_within_the_dates(api: API) -> None:
    app, bot_id = await with_three_days(api)
    shown = []
    for offset in range(3):
        reply = await api.call("get-change-logs", app=app, bot_id=bot_id, limit=1, offset=offset, end_date="2026-03-11")
        shown.append([entry["createdOn"][:10] for entry in reply.json])
    assert shown == [["2026-03-11"], ["2026-03-10"], []]


NO_DATES = [
    "yesterday",
    "2026-13-01",
    "2026-02-30",
    "11/03/2026",
    "1773230400000",
    "2026-03-11T25:00",
    "%00",
    "2026-03-11%0a",
]


async def test_a_date_that_is_none_is_refused(api: API) -> None:
    owner = await make_person(api)
    app, bot_id = await make_app(api, owner), await make_bot(api, owner, changes=["one"])
    for date in NO_DATES:
        for name in ("startDate", "endDate"):
            path = f"/api/public/bot/{bot_id}/changelogs?{name}={date}"
            reply = await api.request("GET", path, headers={"auth": app.token(api.clock)})
            assert reply.error == INVALID, date


async def test_a_plus_sign_that_was_not_encoded_still_counts(api: API) -> None:
    app, bot_id = await with_three_days(api)
    for start in ("2026-03-11T14:00:00+02:00", "2026-03-11T14:00+02:00", "2026-03-11T14:00:00.000+02:00"):
        path = f"/api/public/bot/{bot_id}/changelogs?startDate={start}&endDate={start}"
        reply = await api.request("GET", path, headers={"auth": app.token(api.clock)})
        assert [entry["createdOn"][:10] for entry in reply.json] == ["2026-03-11"], start
    # A blank between date and time is another thing.
    path = f"/api/public/bot/{bot_id}/changelogs?startDate=2026-03-12%2012:00"
    reply = await api.request("GET", path, headers={"auth": app.token(api.clock)})
    assert [entry["createdOn"][:10] for entry in reply.json] == ["2026-03-12"]
