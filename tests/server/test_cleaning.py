"""What decides about no call any more is forgotten, so that strangers cannot fill the database with it."""

from sqlalchemy import func, select

from korekit.records.rates import rate_calls, rate_keys
from korekit.storage.statements import Statement
from tests.platform import API, make_app, make_person

CALLS = Statement(select(func.count()).select_from(rate_calls))
KEYS = Statement(select(func.count()).select_from(rate_keys))


async def counted(api: API) -> tuple[int, int]:
    """Rows of calls and of keys that rate limits are counted by; SQLite's process counts in memory."""
    rows = [await api.platform.services.database.one(statement) for statement in (CALLS, KEYS)]
    calls, keys = (row[0] if row else -1 for row in rows)
    return calls, keys


async def test_windows_that_are_idle_for_an_hour_leave_no_rows(api: API) -> None:
    app = await make_app(api, await make_person(api))
    for number in range(20):
        await api.call("bot-import-status", app=app, request_id=f"bir-{number}")
    before = await counted(api)
    assert before in ((20, 20), (0, 0))
    api.clock.advance(3_599)
    await api.platform.clean()
    assert await counted(api) == before
    await api.call("bot-import-status", app=app, request_id="bir-0")
    api.clock.advance(2)
    await api.platform.clean()
    assert await counted(api) in ((1, 1), (0, 0))
    assert (await api.call("bot-import-status", app=app, request_id="bir-1")).status == 400
