"""Two rolling windows for each operation: 60 calls in a minute, 1,800 in an hour, counted for what the contract says.

Source: contract, platform.md 7.
"""

from korekit.catalog.planes import Plane
from tests.contract.scene import Scene, make_scene, of_apps, send
from tests.platform import API, MadeApp, Reply, make_app, make_bot

MINUTE = (429, 429, "You've exceeded the per-minute rate limit. Please wait for sometime before retrying.")
HOUR = (429, 429, "You've exceeded the hourly rate limit. Please wait for sometime before retrying.")


async def logs(api: API, app: MadeApp, bot_id: str) -> Reply:
    """One call of an operation that is counted for each bot."""
    return await api.call("get-change-logs", app=app, bot_id=bot_id)


async def statuses(api: API, app: MadeApp, bot_id: str, times: int) -> set[int]:
    """The statuses of many calls at one moment."""
    return {(await logs(api, app, bot_id)).status for _ in range(times)}


async def test_the_call_after_the_sixtieth_in_a_minute_is_refused(api: API) -> None:
    scene = await make_scene(api)
    for operation in of_apps():
        token = scene.app_for(operation).token(api.clock)
        limit = operation.facts.limit
        assert limit is not None, operation.id
        assert (limit.minute, limit.hour) == (60, 1800), operation.id
        replies = [await send(api, operation, token=token, bot_id=scene.bot_id) for _ in range(61)]
        assert 429 not in {reply.status for reply in replies[:60]}, operation.id
        assert replies[60].error == MINUTE, operation.id
        assert replies[60].headers["retry-after"] == "60", operation.id
        assert await api.cause(replies[60], scene.owner) == "rate-limited-minute", operation.id


async def test_a_window_rolls_and_retry_after_says_when(api: API) -> None:
    scene = await make_scene(api)
    app, bot_id, clock = scene.builder, scene.bot_id, api.clock
    assert await statuses(api, app, bot_id, 30) == {200}
    clock.advance(30)
    assert await statuses(api, app, bot_id, 30) == {200}
    clock.advance(29.999)
    late = await logs(api, app, bot_id)
    assert (late.status, late.headers["retry-after"]) == (429, "1")
    clock.advance(0.001)
    assert await statuses(api, app, bot_id, 30) == {200}
    full = await logs(api, app, bot_id)
    assert (full.status, full.headers["retry-after"]) == (429, "30")
    clock.advance(30)
    assert await statuses(api, app, bot_id, 30) == {200}


async def test_the_hour_is_full_after_1800_calls_at_any_pace(api: API) -> None:
    scene = await make_scene(api)
    token = scene.builder.token(api.clock, exp=api.clock.now_s() + 10_000)
    for _ in range(30):
        calls = [await api.call("get-change-logs", token=token, bot_id=scene.bot_id) for _ in range(60)]
        assert {reply.status for reply in calls} == {200}
        api.clock.advance(60)
    reply = await api.call("get-change-logs", token=token, bot_id=scene.bot_id)
    assert reply.error == HOUR
    # 30 minutes have passed since the first call.
    assert reply.headers["retry-after"] == "1800"
    assert await api.cause(reply, scene.owner) == "rate-limited-hour"
    api.clock.advance(1799)
    reply = await api.call("get-change-logs", token=token, bot_id=scene.bot_id)
    assert (reply.error, reply.headers["retry-after"]) == (HOUR, "1")
    api.clock.advance(1)
    assert (await api.call("get-change-logs", token=token, bot_id=scene.bot_id)).status == 200


async def test_calls_that_are_refused_count_for_nothing(api: API) -> None:
    scene = await make_scene(api)
    bare = await make_app(api, scene.owner, plane=Plane.BOT, bot_id=scene.bot_id, scopes=[])
    assert await statuses(api, bare, scene.bot_id, 70) == {401}
    assert await statuses(api, scene.admin, "st-unknown", 70) == {400}
    assert await statuses(api, scene.builder, scene.bot_id, 60) == {200}
    api.clock.advance(30)
    assert await statuses(api, scene.builder, scene.bot_id, 70) == {429}
    api.clock.advance(30)
    assert await statuses(api, scene.builder, scene.bot_id, 60) == {200}


async def test_all_apps_of_a_bot_share_its_window(api: API) -> None:
    scene = await make_scene(api)
    assert await statuses(api, scene.builder, scene.bot_id, 30) == {200}
    assert await statuses(api, scene.admin, scene.bot_id, 30) == {200}
    assert await statuses(api, scene.builder, scene.bot_id, 1) == {429}
    assert await statuses(api, scene.admin, scene.bot_id, 1) == {429}


async def test_a_full_window_is_nobody_elses(api: API) -> None:
    scene = await make_scene(api)
    other = await make_bot(api, scene.owner)
    assert await statuses(api, scene.admin, scene.bot_id, 61) == {200, 429}
    assert await statuses(api, scene.admin, other, 1) == {200}
    assert await statuses(api, scene.foreign_admin, scene.foreign_id, 1) == {200}
    # Another operation on the same bot has its own.
    assert (await api.call("bot-export", app=scene.admin, bot_id=scene.bot_id, export_type="latest")).status == 200


async def _status(api: API, scene: Scene, request_id: str) -> int:
    return (await api.call("bot-import-status", app=scene.admin, request_id=request_id)).status


async def test_a_status_is_counted_for_each_request(api: API) -> None:
    scene = await make_scene(api)
    assert {await _status(api, scene, "bir-one") for _ in range(61)} == {400, 429}
    assert await _status(api, scene, "bir-two") == 400


async def test_an_account_is_counted_for_itself(api: API) -> None:
    scene = await make_scene(api)
    mine = [(await api.call("get-bots", app=scene.admin)).status for _ in range(61)]
    assert mine == [200] * 60 + [429]
    assert (await api.call("get-bots", app=scene.foreign_admin)).status == 200


async def test_a_full_window_comes_before_the_body(api: API) -> None:
    scene = await make_scene(api)
    for _ in range(60):
        await api.call("publish-bot", app=scene.admin, bot_id=scene.bot_id, body={})
    reply = await api.call("publish-bot", app=scene.admin, bot_id=scene.bot_id, body={})
    assert reply.error == MINUTE
