"""A platform without rate limits says so, and the client then spreads nothing."""

from pathlib import Path

from sqlalchemy import select

from korekit.records.files import file_ends
from korekit.storage.statements import Statement
from tests.platform import API, make_app, make_person, running_api

NAME = "x-korekit-rate-limits"


async def test_only_a_platform_that_limits_nothing_says_so(sqlite_api: API, tmp_path: Path) -> None:
    app = await make_app(sqlite_api, await make_person(sqlite_api))
    assert NAME not in (await sqlite_api.call("bot-import-status", app=app, request_id="bir-1")).headers
    async with running_api("sqlite", tmp_path / "other", has_rate_limits=False) as api:
        app = await make_app(api, await make_person(api))
        for reply in (
            await api.call("bot-import-status", app=app, request_id="bir-1"),
            await api.call("get-bots", app=app),
            await api.request("GET", "/api/public/bots"),
        ):
            assert reply.headers[NAME] == "none"


async def test_files_are_kept_for_good_where_that_is_asked_for(tmp_path: Path) -> None:
    ends = Statement(select(file_ends.c.at))
    for kept_ms, expected in ((0, []), (86_400_000, [(1_795_586_400_000,)])):
        async with running_api("sqlite", tmp_path / str(kept_ms), kept_files_ms=kept_ms) as api:
            await api.upload(await make_app(api, await make_person(api)), b"{}")
            assert await api.platform.services.database.all(ends) == expected
