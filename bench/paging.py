"""Page n of a change log with a million entries beside page 0: flat, on both databases.

Through the platform in this process, over ASGI, so that sockets do not hide the difference.
"""

import asyncio
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import asyncpg

from bench.hot_data import HotData, make_hot_data
from bench.results import Budget, Result, Table, at_most, middle
from bench.room import DIALECTS, Room
from tests.clock import ManualClock
from tests.platform import API, running_api

__all__ = ["run"]

ENTRIES: Final = 1_000_000
SIZE: Final = 20
ROUNDS: Final = 15
CALLS: Final = 60
# Pages by number: the newest, one in the middle, the one with the oldest entries.
PAGES: Final = (0, ENTRIES // SIZE // 2, ENTRIES // SIZE - 1)


def run(room: Room) -> Result:
    """Measure on both databases."""
    rows: list[tuple[str, ...]] = []
    budgets: list[Budget] = []
    for dialect in DIALECTS:
        made = make_hot_data(room, dialect, entries=1)
        _multiply(made)
        times = asyncio.run(_measure(made))
        first = times[PAGES[0]]
        for page, found in times.items():
            ratio = middle([a / b for a, b in zip(found, first, strict=True)])
            rows.append((f"{dialect}, page {page:,}", f"{middle(found):.0f}", f"{ratio:.2f}"))
        last = middle([a / b for a, b in zip(times[PAGES[-1]], first, strict=True)])
        budgets.append(at_most(f"page {PAGES[-1]:,} of the log, {dialect}", last, 1.3, "the time of page 0"))
    return Result(
        name="paging",
        how=f"{ROUNDS} rounds of {CALLS} calls a page in turn, in one process over ASGI; medians.",
        tables=(Table("20 entries of 1,000,000", ("page", "µs a call", "times page 0"), tuple(rows)),),
        budgets=tuple(budgets),
    )


def _multiply(made: HotData) -> None:
    """Let the bot's one entry stand a million times, under numbers and times of its own."""
    if made.url.startswith("sqlite:"):
        _multiply_on_sqlite(Path(made.url.removeprefix("sqlite:///")))
    else:
        asyncio.run(_multiply_on_postgresql(made.url))


def _multiply_on_sqlite(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        row = connection.execute("SELECT bot_id, at, resource_type, user_id, wire FROM change_logs").fetchone()
        bot_id, at, *rest = row
        connection.executemany(
            "INSERT INTO change_logs (bot_id, n, at, resource_type, user_id, wire) VALUES (?, ?, ?, ?, ?, ?)",
            ((bot_id, number, at + number, *rest) for number in range(2, ENTRIES + 1)),
        )
        connection.commit()


async def _multiply_on_postgresql(url: str) -> None:
    connection: Any = await asyncpg.connect(url)
    try:
        await connection.execute(
            "INSERT INTO change_logs (bot_id, n, at, resource_type, user_id, wire) "
            "SELECT bot_id, number, at + number, resource_type, user_id, wire "
            f"FROM change_logs, generate_series(2, {ENTRIES}) AS number"
        )
        await connection.execute("VACUUM ANALYZE change_logs")
    finally:
        await connection.close()


async def _measure(made: HotData) -> dict[int, list[float]]:
    """Microseconds a call, of each page in each round."""
    clock = ManualClock(time.time_ns() // 1_000_000)
    times: dict[int, list[float]] = {page: [] for page in PAGES}
    async with running_api(made.url, made.data, clock=clock, has_rate_limits=False) as api:
        token = made.token()
        for number in range(ROUNDS + 1):
            for page in PAGES:
                microseconds = await _page_us(api, made, token, page)
                if number:
                    times[page].append(microseconds)
    return times


async def _page_us(api: API, made: HotData, token: str, page: int) -> float:
    path = f"/api/public/bot/{made.bot_id}/changelogs?offset={page}&limit={SIZE}"
    reply = await api.request("GET", path, headers={"auth": token})
    if reply.status != 200 or len(reply.json) != SIZE:
        raise RuntimeError(f"page {page}: {reply.status}, {len(reply.json)} entries")
    begun = time.perf_counter()
    for _ in range(CALLS):
        await api.request("GET", path, headers={"auth": token})
    return (time.perf_counter() - begun) * 1e6 / CALLS
