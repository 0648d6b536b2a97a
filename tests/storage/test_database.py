"""Transactions on both databases: all or nothing, one after the other, seen by readers."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest
from sqlalchemy import bindparam, select, update

from korekit.records.jtis import FORGET_EXPIRED, USE_JTI
from korekit.records.rates import rate_keys
from korekit.storage.database import Database
from korekit.storage.opening import open_database
from korekit.storage.statements import Statement, insert_into

ADD = insert_into(rate_keys)
ALL = Statement(select(rate_keys.c.key, rate_keys.c.n).order_by(rate_keys.c.key))
COUNT_UP = Statement(
    update(rate_keys).where(rate_keys.c.key == bindparam("of_key")).values(n=rate_keys.c.n + 1).returning(rate_keys.c.n)
)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = await open_database(database_url)
    yield opened
    await opened.close()


async def test_what_a_transaction_wrote_is_read_after_it(database: Database) -> None:
    async with database.transaction() as transaction:
        await transaction.run(ADD, key="a", n=1, at=0)
    assert [tuple(row) for row in await database.all(ALL)] == [("a", 1)]


async def test_an_error_inside_a_transaction_leaves_nothing(database: Database) -> None:
    async def break_off() -> None:
        async with database.transaction() as transaction:
            await transaction.run(ADD, key="a", n=1, at=0)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await break_off()
    assert await database.all(ALL) == []


async def test_a_cancelled_transaction_leaves_nothing_and_the_next_one_works(database: Database) -> None:
    entered = asyncio.Event()

    async def wait_inside() -> None:
        async with database.transaction() as transaction:
            await transaction.run(ADD, key="a", n=1, at=0)
            entered.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(wait_inside())
    await entered.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with database.transaction() as transaction:
        await transaction.run(ADD, key="b", n=1, at=0)
    assert [tuple(row) for row in await database.all(ALL)] == [("b", 1)]


async def test_hundred_transactions_at_once_lose_no_count(database: Database) -> None:
    async with database.transaction() as transaction:
        await transaction.run(ADD, key="a", n=0, at=0)

    async def count_up() -> None:
        async with database.transaction() as transaction:
            await transaction.one(COUNT_UP, of_key="a")

    await asyncio.gather(*(count_up() for _ in range(100)))
    assert [tuple(row) for row in await database.all(ALL)] == [("a", 100)]


async def test_a_value_is_used_once_and_forgotten_after_its_time(database: Database) -> None:
    async with database.transaction() as transaction:
        assert await transaction.run(USE_JTI, client_id="c", jti="j", expires_at=10) == 1
        assert await transaction.run(USE_JTI, client_id="c", jti="j", expires_at=10) == 0
        assert await transaction.run(USE_JTI, client_id="other", jti="j", expires_at=10) == 1
        assert await transaction.run(FORGET_EXPIRED, now=11) == 2


async def test_many_rows_are_written_by_one_call(database: Database) -> None:
    rows = [{"key": f"k{number:03}", "n": number, "at": 0} for number in range(500)]
    async with database.transaction() as transaction:
        await transaction.run_many(ADD, rows)
    assert len(await database.all(ALL)) == 500


async def test_sqlite_tells_of_a_write_by_its_hint(tmp_path_factory: pytest.TempPathFactory) -> None:
    database = await open_database(f"sqlite:///{tmp_path_factory.mktemp('db') / 'one.db'}")
    before = database.change_hint()
    assert database.change_hint() == before
    async with database.transaction() as transaction:
        await transaction.run(ADD, key="a", n=1, at=0)
    assert database.change_hint() != before
    await database.close()


async def test_a_listener_whose_connection_is_lost_listens_again(postgres_url: str) -> None:
    database = await open_database(postgres_url)
    words: list[int] = []
    listening = asyncio.create_task(database.listen("a_channel", lambda: words.append(1)))
    other = await asyncpg.connect(postgres_url)
    await _reach(words, 1)
    ended = await other.fetchval(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' "
        "AND datname = current_database()"
    )
    assert ended == 1
    # One word for what was said meanwhile, one for what is said now.
    await _reach(words, 2)
    async with database.transaction() as transaction:
        await transaction.say("a_channel")
    await _reach(words, 3)
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)
    await other.close()
    await database.close()


async def _reach(words: list[int], count: int) -> None:
    async with asyncio.timeout(5):
        while len(words) < count:  # noqa: ASYNC110 - a callback has no event of its own
            await asyncio.sleep(0.01)
    assert len(words) == count
