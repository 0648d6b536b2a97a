"""Both clients walk every way of paging to its exact end, over real HTTP."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any, assert_type

import pytest

from korekit.catalog.operation import Operation
from korekit.catalog.parameters import Date
from korekit.client.asynchronous import AsyncClient
from korekit.client.errors import AnswerUnreadable
from korekit.client.sync import Client
from tests.client.driving import CLIENT_ID, SECRET
from tests.client.paging_host import Message, PagedHost, Styles, paged_host

JANUARY_MS = 1_704_067_200_000  # 2024-01-01T00:00:00Z
HOUR_MS = 3_600_000

Walked = Callable[..., list[Any]]


def rows(count: int) -> list[dict[str, Any]]:
    """One row an hour from the first of January 2024 on, newest first."""
    return [{"_id": f"ms-{number}", "sentMs": JANUARY_MS + number * HOUR_MS} for number in reversed(range(count))]


@pytest.fixture
def host() -> Iterator[PagedHost]:
    with paged_host(rows(130)) as running:
        yield running


def walk(host: PagedHost, operation: Operation[Any, Any], **arguments: Any) -> list[Any]:
    with Client(host.url, client_id=CLIENT_ID, client_secret=SECRET) as client:
        return list(client.iterate(operation, **arguments))


def walk_awaited(host: PagedHost, operation: Operation[Any, Any], **arguments: Any) -> list[Any]:
    async def run() -> list[Any]:
        async with AsyncClient(host.url, client_id=CLIENT_ID, client_secret=SECRET) as client:
            return [entry async for entry in client.iterate(operation, **arguments)]

    return asyncio.run(run())


@pytest.fixture(params=[walk, walk_awaited])
def walked(request: pytest.FixtureRequest) -> Walked:
    found: Walked = request.param
    return found


def id_of(entry: Any) -> str:
    return entry.id if isinstance(entry, Message) else str(entry["_id"])


@pytest.mark.parametrize(
    ("operation", "arguments", "calls"),
    [
        (Styles.by_page, {}, 3),
        (Styles.by_page, {"limit": 65}, 3),
        (Styles.by_page, {"limit": 26}, 6),
        (Styles.available, {"limit": 26}, 5),
        (Styles.available, {"limit": 500}, 3),
        (Styles.audit, {}, 13),
        (Styles.audit, {"size": 50}, 3),
        (Styles.messages, {"limit": 100}, 2),
        (Styles.messages, {"limit": 1000}, 2),
        (Styles.table, {}, 13),
        (Styles.table, {"sys_limit": 65}, 2),
        (Styles.everything, {}, 1),
    ],
)
def test_every_row_comes_once_and_no_call_is_wasted(
    walked: Walked, host: PagedHost, operation: Operation[Any, Any], arguments: dict[str, Any], calls: int
) -> None:
    # A list of which nothing is said and whose last page is full needs one call to see its end.
    found = walked(host, operation, **arguments)
    assert [id_of(entry) for entry in found] == [f"ms-{number}" for number in reversed(range(130))]
    assert len(host.asked) == calls


def test_rows_are_typed_where_the_catalogue_knows_them(host: PagedHost) -> None:
    with Client(host.url, client_id=CLIENT_ID, client_secret=SECRET) as client:
        first = next(client.iterate(Styles.by_page, limit=1))
        assert_type(first, Message)
        assert first == Message("ms-129", JANUARY_MS + 129 * HOUR_MS)


def test_a_walk_may_begin_in_the_middle(walked: Walked, host: PagedHost) -> None:
    assert len(walked(host, Styles.by_page, offset=2)) == 30
    assert len(walked(host, Styles.messages, skip=125)) == 5
    assert walked(host, Styles.by_page, offset=9) == []


def test_a_range_of_a_month_is_asked_for_in_weeks_and_joined(walked: Walked, host: PagedHost) -> None:
    host.rows[:] = rows(31 * 24)
    found = walked(host, Styles.messages, limit=100, date_from=Date("2024-01-01"), date_to=Date("2024-01-31"))
    assert [id_of(entry) for entry in found] == [f"ms-{number}" for number in reversed(range(31 * 24))]
    weeks = sorted({(given["dateFrom"], given["dateTo"]) for _, given in host.asked})
    assert weeks == [
        ("2024-01-01T00:00:00.000Z", "2024-01-07T23:59:59.999Z"),
        ("2024-01-08T00:00:00.000Z", "2024-01-14T23:59:59.999Z"),
        ("2024-01-15T00:00:00.000Z", "2024-01-21T23:59:59.999Z"),
        ("2024-01-22T00:00:00.000Z", "2024-01-28T23:59:59.999Z"),
        ("2024-01-29T00:00:00.000Z", "2024-01-31T23:59:59.999Z"),
    ]


def test_rows_at_the_borders_of_weeks_come_once(walked: Walked, host: PagedHost) -> None:
    edges = [JANUARY_MS + week * 7 * 24 * HOUR_MS + apart for week in (0, 1, 2) for apart in (-1, 0, 1)]
    host.rows[:] = [{"_id": f"ms-{at}", "sentMs": at} for at in reversed(edges)]
    found = walked(host, Styles.messages, date_from=Date("2024-01-01"), date_to=Date("2024-01-20"))
    assert [entry["sentMs"] if isinstance(entry, dict) else entry.sent_ms for entry in found] == [
        at for at in reversed(edges) if at >= JANUARY_MS
    ]


def test_rows_that_others_add_meanwhile_bring_none_twice(walked: Walked, host: PagedHost) -> None:
    def add(host: PagedHost) -> None:
        number = 130 + len(host.asked)
        host.rows.insert(0, {"_id": f"ms-{number}", "sentMs": JANUARY_MS + number * HOUR_MS})

    host.meanwhile = add
    found = [id_of(entry) for entry in walked(host, Styles.by_page, limit=20)]
    assert len(found) == len(set(found))
    assert {f"ms-{number}" for number in range(130)} <= set(found)


@pytest.mark.parametrize("operation", [Styles.by_page, Styles.available, Styles.messages, Styles.table])
def test_a_host_that_takes_no_notice_of_the_position_ends_the_walk(
    walked: Walked, host: PagedHost, operation: Operation[Any, Any]
) -> None:
    host.is_stuck = True
    with pytest.raises(AnswerUnreadable, match="same page"):
        walked(host, operation)
    assert len(host.asked) == 2


def test_what_cannot_be_gone_on_with_is_said_behind_the_rows(host: PagedHost) -> None:
    with Client(host.url, client_id=CLIENT_ID, client_secret=SECRET) as client:
        walking = client.iterate(Styles.roles, limit=20)
        assert len([next(walking) for _ in range(20)]) == 20
        with pytest.raises(AnswerUnreadable, match="greater `limit`"):
            next(walking)
        host.rows[:] = rows(20)
        assert len(list(client.iterate(Styles.roles, limit=20))) == 20
