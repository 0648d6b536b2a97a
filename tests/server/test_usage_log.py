"""Counting: nothing is lost or doubled while the database fails, and hot keys cost no rows."""

import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest

from korekit.records.usage import USAGE_OF_ACCOUNT
from korekit.server.usage_log import UsageLog
from korekit.storage.database import Transaction
from tests.platform import API, load_made_app, make_app, make_person


class Failing:
    """A database that breaks off its next transactions."""

    def __init__(self, database: Any) -> None:
        self.database = database
        self.failures = 0

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """As the database's own, until it is told to fail."""
        async with self.database.transaction() as transaction:
            yield transaction
            if self.failures:
                self.failures -= 1
                raise OSError("the disk is full")


async def test_what_could_not_be_written_is_written_the_next_time(api: API) -> None:
    database = Failing(api.platform.services.database)
    usage = UsageLog(database)  # type: ignore[arg-type]  # only transactions are asked for
    owner = await make_person(api)
    app = await load_made_app(api, await make_app(api, owner))
    now = api.clock.now_ms()
    for _ in range(5):
        usage.add(app, "get-bots", app.secrets[0], "", now)
    database.failures = 1
    with pytest.raises(OSError, match="full"):
        await usage.flush()
    usage.add(app, "get-bots", app.secrets[0], "", now - 5)
    usage.add(app, "get-bots", None, "scope-missing", now)
    await usage.flush()
    await usage.flush()
    rows = await database.database.all(USAGE_OF_ACCOUNT, account_id=app.account_id, since=0)
    assert sorted((row[3] != "", row[4], row[5], row[6]) for row in rows) == [
        (False, "scope-missing", 1, now),
        (True, "", 6, now),
    ]
