"""Rolling windows, exact to the millisecond, in memory and in a shared database."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from korekit.catalog.limits import Limit
from korekit.errors.app_causes import RateLimitedHour, RateLimitedMinute
from korekit.records.rates import MemoryRates, Rates, SharedRates
from korekit.storage.opening import open_database

FEW = Limit("bot", minute=3, hour=5)


@pytest.fixture(params=["memory", "shared"])
async def rates(request: pytest.FixtureRequest, database_url: str) -> AsyncIterator[Rates]:
    if request.param == "memory":
        yield MemoryRates()
        return
    database = await open_database(database_url)
    yield SharedRates(database)
    await database.close()


async def test_the_call_after_the_last_allowed_one_is_refused_with_the_time_to_wait(rates: Rates) -> None:
    for at_ms in (0, 10_000, 20_000):
        assert await rates.admit("k", FEW, at_ms) is None
    refusal = await rates.admit("k", FEW, 30_000)
    assert isinstance(refusal, RateLimitedMinute)
    assert refusal.retry_after_s == 30
    assert refusal.wire.status == 429


async def test_a_call_fits_as_soon_as_the_oldest_has_left_the_window(rates: Rates) -> None:
    for at_ms in (0, 1, 2):
        await rates.admit("k", FEW, at_ms)
    assert await rates.admit("k", FEW, 59_999) is not None
    assert await rates.admit("k", FEW, 60_000) is None
    assert await rates.admit("k", FEW, 60_000) is not None


async def test_the_hour_counts_beside_the_minute(rates: Rates) -> None:
    for at_ms in range(0, 500_000, 100_000):
        assert await rates.admit("k", FEW, at_ms) is None
    refusal = await rates.admit("k", FEW, 600_000)
    assert isinstance(refusal, RateLimitedHour)
    assert refusal.retry_after_s == 3000
    assert await rates.admit("k", FEW, 3_600_000) is None


async def test_a_refused_call_is_not_counted(rates: Rates) -> None:
    for at_ms in (0, 0, 0, 1, 2, 3, 4):
        await rates.admit("k", FEW, at_ms)
    assert await rates.admit("k", FEW, 60_000) is None


async def test_keys_do_not_count_for_each_other(rates: Rates) -> None:
    for _ in range(3):
        await rates.admit("one", FEW, 0)
    assert await rates.admit("other", FEW, 0) is None


async def test_of_many_calls_at_once_no_more_than_the_limit_pass(rates: Rates) -> None:
    answers = await asyncio.gather(*(rates.admit("k", FEW, 0) for _ in range(20)))
    assert answers.count(None) == 3
