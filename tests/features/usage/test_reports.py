"""Counted calls: by day, operation, cause, app and secret; of one's own account, and no more than the role reaches."""

import asyncio
from pathlib import Path

from korekit.catalog.planes import Plane, Role
from korekit.records.usage import USAGE_OF_ACCOUNT
from korekit.tokens.mint import mint
from tests.clock import ManualClock
from tests.platform import API, MadeApp, add_member, make_app, make_bot, make_person, running_api

NOT_FOUND = (404, 404, "Not Found")


async def test_answered_and_refused_calls_are_counted_by_day_operation_and_cause(api: API) -> None:
    owner = await make_person(api)
    bot_id = await make_bot(api, owner)
    app = await make_app(api, owner, scopes=["role_management:role_management"])
    for _ in range(3):
        assert (await api.call("get-bots", app=app)).status == 200
    assert (await api.call("get-change-logs", app=app, bot_id=bot_id)).status == 401
    api.clock.advance(86_400)
    later = await make_person(api)
    await add_member(api, later, owner.account, Role.OWNER)
    headers = later.headers(owner.account.account_id)
    assert (await api.call("get-bots", app=app)).status == 200
    report = (await api.call("get-usage", by=later, headers=headers, days=3)).json
    assert report["days"] == [
        {"day": "2026-11-23", "calls": 0, "refused": 0},
        {"day": "2026-11-24", "calls": 3, "refused": 1},
        {"day": "2026-11-25", "calls": 1, "refused": 0},
    ]
    assert (report["calls"], report["refused"]) == (4, 1)
    assert [(one["name"], one["calls"], one["refused"]) for one in report["operations"]] == [
        ("get-bots", 4, 0),
        ("get-change-logs", 0, 1),
    ]
    assert [(one["name"], one["refused"]) for one in report["causes"]] == [("scope-missing", 1)]
    assert report["operations"][0]["lastOn"] == "2026-11-25T06:00:00.000Z"
    (only,) = report["apps"]
    assert (only["clientId"], only["calls"], only["isDeleted"]) == (app.client_id, 4, False)


async def test_each_secret_is_counted_apart(api: API) -> None:
    owner = await make_person(api)
    app = await make_app(api, owner)
    await api.call("get-bots", app=app)
    made = (await api.call("rotate-app-secret", by=owner, client_id=app.client_id, overlap_seconds=60)).json
    renewed = MadeApp(app.client_id, made["clientSecret"], Plane.ADMIN, app.account_id)
    for one in (app, renewed, renewed):
        assert (await api.call("get-bots", app=one)).status == 200
    api.clock.advance(60)
    assert (await api.call("get-bots", app=app)).status == 401
    details = (await api.call("get-app", by=owner, client_id=app.client_id)).json
    used = {one["id"]: one["calls"] for one in (await api.call("get-usage", by=owner)).json["secrets"]}
    (current,) = details["secrets"]
    assert used.pop(current["id"]) == 2
    assert list(used.values()) == [2]


async def test_a_signature_that_is_not_the_apps_is_counted_as_refused_for_no_secret(api: API) -> None:
    owner = await make_person(api)
    app = await make_app(api, owner)
    reply = await api.call("get-bots", token=mint(app.client_id, "another secret", now_s=api.clock.now_s()))
    assert reply.status == 401
    report = (await api.call("get-usage", by=owner)).json
    assert (report["calls"], report["refused"], report["secrets"]) == (0, 1, [])


async def test_another_account_and_its_apps_are_absent(api: API) -> None:
    owner, stranger = await make_person(api), await make_person(api)
    app = await make_app(api, owner)
    await api.call("get-bots", app=app)
    assert (await api.call("get-usage", by=stranger)).json["calls"] == 0
    assert (await api.call("get-usage", by=stranger, client_id=app.client_id)).error == NOT_FOUND
    assert (await api.call("get-usage", by=stranger, client_id="%00")).error == NOT_FOUND


async def test_apps_of_the_admin_plane_are_counted_for_administrators_alone(api: API) -> None:
    owner, guest = await make_person(api), await make_person(api)
    await add_member(api, guest, owner.account, Role.DEVELOPER)
    headers = guest.headers(owner.account.account_id)
    bot_id = await make_bot(api, owner)
    admin, builder = await make_app(api, owner), await make_app(api, owner, plane=Plane.BOT, bot_id=bot_id)
    await api.call("get-bots", app=admin)
    await api.call("get-change-logs", app=builder, bot_id=bot_id)
    report = (await api.call("get-usage", by=guest, headers=headers)).json
    assert [one["clientId"] for one in report["apps"]] == [builder.client_id]
    assert report["calls"] == 1
    reply = await api.call("get-usage", by=guest, headers=headers, client_id=admin.client_id)
    assert reply.error == (403, 403, "Your role in this account does not allow this.")
    assert (await api.call("get-usage", by=owner)).json["calls"] == 2


async def test_what_a_deleted_app_did_stays_counted(api: API) -> None:
    owner = await make_person(api)
    app = await make_app(api, owner)
    await api.call("get-bots", app=app)
    await api.call("delete-app", by=owner, client_id=app.client_id)
    (only,) = (await api.call("get-usage", by=owner)).json["apps"]
    assert (only["isDeleted"], only["calls"]) == (True, 1)


async def test_days_out_of_bounds_are_brought_into_them(sqlite_api: API) -> None:
    owner = await make_person(sqlite_api)
    for asked, shown in ((0, 1), (1, 1), (92, 92), (10**9, 92)):
        assert len((await sqlite_api.call("get-usage", by=owner, days=asked)).json["days"]) == shown


async def test_counters_are_written_when_the_platform_ends_and_old_ones_forgotten(tmp_path: Path) -> None:
    clock = ManualClock()
    async with running_api("sqlite", tmp_path, clock=clock) as api:
        owner = await make_person(api)
        app = await make_app(api, owner)
        await api.call("get-bots", app=app)
    async with running_api("sqlite", tmp_path, clock=clock) as api:
        account_id, database = owner.account.account_id, api.platform.services.database
        (row,) = await database.all(USAGE_OF_ACCOUNT, account_id=account_id, since=0)
        assert row[5] == 1
        clock.advance(92 * 86_400)
        await api.platform.clean()
        assert len(await database.all(USAGE_OF_ACCOUNT, account_id=account_id, since=0)) == 1
        clock.advance(86_400)
        await api.platform.clean()
        assert await database.all(USAGE_OF_ACCOUNT, account_id=account_id, since=0) == []


async def test_several_processes_add_up(postgres_url: str, tmp_path: Path) -> None:
    clock = ManualClock()
    async with (
        running_api(postgres_url, tmp_path, clock=clock) as one,
        running_api(postgres_url, tmp_path, clock=clock) as other,
    ):
        owner = await make_person(one)
        apps = [await make_app(one, owner) for _ in range(5)]
        for app in apps:
            for api in (one, other, other):
                assert (await api.call("get-bots", app=app)).status == 200
        await asyncio.gather(*(api.platform.services.flush_usage() for api in (one, other)))
        report = (await one.call("get-usage", by=owner)).json
        assert [found["calls"] for found in report["apps"]] == [3] * 5
