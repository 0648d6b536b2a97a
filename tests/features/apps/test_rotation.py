"""Rotation: what counts while the overlap runs, and after."""

import asyncio

import pytest

from korekit.catalog.planes import Plane
from tests.platform import API, MadeApp, Person, load_made_app, make_app, make_person


async def rotate(api: API, app: MadeApp, by: Person, *, overlap_seconds: int = 0) -> MadeApp:
    reply = await api.call("rotate-app-secret", by=by, client_id=app.client_id, overlap_seconds=overlap_seconds)
    assert reply.status == 200, reply.body
    return MadeApp(app.client_id, reply.json["clientSecret"], Plane.ADMIN, app.account_id)


async def test_without_overlap_the_old_secret_stops_at_once(api: API) -> None:
    owner = await make_person(api)
    old = await make_app(api, owner)
    assert (await api.call("get-bots", app=old)).status == 200
    new = await rotate(api, old, owner)
    assert (await api.call("get-bots", app=new)).status == 200
    refused = await api.call("get-bots", app=old)
    assert refused.error == (401, 4002, "Invalid SDK credentials")
    assert await api.cause(refused, owner) == "signature-secret-retired"


async def test_both_secrets_count_until_the_overlap_is_over(api: API) -> None:
    owner = await make_person(api)
    old = await make_app(api, owner)
    reply = await api.call("rotate-app-secret", by=owner, client_id=old.client_id, overlap_seconds=3600)
    assert len(reply.json["clientSecret"]) == 44
    assert reply.json["oldWorksUntil"] == "2026-11-24T07:00:00.000Z"
    new = MadeApp(old.client_id, reply.json["clientSecret"], Plane.ADMIN, old.account_id)
    for seconds, expected in ((0, 200), (3599, 200), (1, 401)):
        api.clock.advance(seconds)
        assert (await api.call("get-bots", app=old)).status == expected
        assert (await api.call("get-bots", app=new)).status == 200


async def test_a_token_of_the_overlap_ends_with_it(api: API) -> None:
    owner = await make_person(api)
    old = await make_app(api, owner)
    token = old.token(api.clock, exp=api.clock.now_s() + 86_400)
    await rotate(api, old, owner, overlap_seconds=60)
    assert (await api.call("get-bots", token=token)).status == 200
    api.clock.advance(60)
    assert (await api.call("get-bots", token=token)).status == 401


async def test_a_second_rotation_shortens_an_overlap_and_never_prolongs_it(api: API) -> None:
    owner = await make_person(api)
    first = await make_app(api, owner)
    second = await rotate(api, first, owner, overlap_seconds=3600)
    third = await rotate(api, first, owner, overlap_seconds=60)
    for app in (first, second, third):
        assert (await api.call("get-bots", app=app)).status == 200
    fourth = await rotate(api, first, owner, overlap_seconds=7200)
    api.clock.advance(60)
    statuses = [(await api.call("get-bots", app=app)).status for app in (first, second, third, fourth)]
    assert statuses == [401, 401, 200, 200]


async def test_details_tell_the_times_of_what_counts_and_no_secret(api: API) -> None:
    owner = await make_person(api)
    app = await make_app(api, owner)
    api.clock.advance(10)
    await rotate(api, app, owner, overlap_seconds=60)
    details = (await api.call("get-app", by=owner, client_id=app.client_id)).json
    ids = [one.pop("id") for one in details["secrets"]]
    assert len(set(ids)) == 2
    assert details["secrets"] == [
        {"createdOn": "2026-11-24T06:00:10.000Z", "worksUntil": None},
        {"createdOn": "2026-11-24T06:00:00.000Z", "worksUntil": "2026-11-24T06:01:10.000Z"},
    ]
    api.clock.advance(60)
    details = (await api.call("get-app", by=owner, client_id=app.client_id)).json
    assert details["secrets"] == [{"id": ids[0], "createdOn": "2026-11-24T06:00:10.000Z", "worksUntil": None}]


async def test_the_current_secret_comes_first_within_a_millisecond(api: API) -> None:
    owner = await make_person(api)
    app = await make_app(api, owner)
    for _ in range(6):
        app = await rotate(api, app, owner, overlap_seconds=3600)
        assert (await load_made_app(api, app)).secrets[0].text.decode() == app.secret


async def test_of_rotations_at_once_one_secret_stays(api: API) -> None:
    owner = await make_person(api)
    app = await make_app(api, owner)
    rotated = await asyncio.gather(*(rotate(api, app, owner) for _ in range(6)))
    statuses = [(await api.call("get-bots", app=one)).status for one in rotated]
    assert sorted(statuses) == [200, 401, 401, 401, 401, 401]
    details = (await api.call("get-app", by=owner, client_id=app.client_id)).json
    assert len(details["secrets"]) == 1


@pytest.mark.parametrize("seconds", [-1, 2_592_001, 2**62, "60", 1.5, True])
async def test_an_overlap_lasts_up_to_thirty_days(api: API, seconds: object) -> None:
    owner = await make_person(api)
    app = await make_app(api, owner)
    reply = await api.call("rotate-app-secret", by=owner, client_id=app.client_id, body={"overlapSeconds": seconds})
    assert reply.error[:2] == (412, 412)
    assert (await api.call("get-bots", app=app)).status == 200


async def test_thirty_days_and_null_are_taken(api: API) -> None:
    owner = await make_person(api)
    app = await make_app(api, owner)
    for seconds in (2_592_000, None):
        reply = await api.call("rotate-app-secret", by=owner, client_id=app.client_id, body={"overlapSeconds": seconds})
        assert reply.status == 200


async def test_an_overlap_is_ended_before_its_time(api: API) -> None:
    owner, stranger = await make_person(api), await make_person(api)
    old = await make_app(api, owner)
    new = await rotate(api, old, owner, overlap_seconds=3600)
    token = old.token(api.clock)
    assert (await api.call("get-bots", token=token)).status == 200
    api.clock.advance(60)
    assert (await api.call("end-old-app-secrets", by=stranger, client_id=old.client_id)).status == 404
    assert (await api.call("get-bots", app=old)).status == 200
    ended = await api.call("end-old-app-secrets", by=owner, client_id=old.client_id)
    assert [one["worksUntil"] for one in ended.json["secrets"]] == [None]
    for refused in (await api.call("get-bots", app=old), await api.call("get-bots", token=token)):
        assert await api.cause(refused, owner) == "signature-secret-retired"
    assert (await api.call("get-bots", app=new)).status == 200


async def test_without_an_overlap_there_is_nothing_to_end(api: API) -> None:
    owner = await make_person(api)
    app = await make_app(api, owner)
    ended = await api.call("end-old-app-secrets", by=owner, client_id=app.client_id)
    assert [one["worksUntil"] for one in ended.json["secrets"]] == [None]
    assert (await api.call("get-bots", app=app)).status == 200
