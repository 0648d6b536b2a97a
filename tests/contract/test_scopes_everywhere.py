"""Every operation of apps asks for the plane, the scope and the bot that its declaration names."""

import pytest

from korekit.catalog.planes import AppKind, Plane, Role
from korekit.catalog.scopes import SDK_GRANTS
from tests.contract.scene import NO_BOT, AnyOperation, Scene, make_scene, of_apps, send, takes_bot
from tests.platform import API, MadeApp, Reply, add_member, make_app, make_person

CREDENTIALS = (401, 4002, "Invalid SDK credentials")
NO_SCOPE = (401, 4002, "Permission denied. Scope is incorrect!")
NO_STREAM = (400, 400, "Invalid StreamId")
# Ids that name no bot, however they are written.
ODD_IDS = ["st-1", "nothing", "%00", "%20", "st-%ff", "a" * 5000, "..%2f..%2fetc", "%F0%9F%A4%96", "null", "'%20or%201"]


def needing_scope() -> list[tuple[AnyOperation, Plane, str]]:
    """Operation, plane and the id of the scope it wants there."""
    return [
        (operation, plane, scope.id)
        for operation in of_apps()
        for plane, scope in operation.facts.scopes.items()
        if scope is not None
    ]


async def app_on(api: API, scene: Scene, plane: Plane, **options: object) -> MadeApp:
    """An app of one plane, for `bot_id` where the plane is the bot's."""
    return await make_app(
        api,
        scene.owner,
        plane=plane,
        bot_id=scene.bot_id if plane is Plane.BOT else None,
        **options,  # type: ignore[arg-type]  # handed through as they are
    )


async def causes_of(api: API, scene: Scene, replies: dict[str, Reply]) -> dict[str, str]:
    """The true cause behind each reply, as the account's owner reads it."""
    return {name: await api.cause(reply, scene.owner) for name, reply in replies.items()}


async def test_the_declared_scope_alone_suffices(api: API) -> None:
    scene = await make_scene(api)
    statuses = {}
    for operation, plane, scope_id in needing_scope():
        app = await app_on(api, scene, plane, scopes=[scope_id])
        reply = await send(api, operation, token=app.token(api.clock), bot_id=scene.bot_id)
        statuses[f"{operation.id} {plane}"] = reply.status
    assert [name for name, status in statuses.items() if status in (401, 405)] == []


async def test_every_other_scope_together_does_not(api: API) -> None:
    scene = await make_scene(api)
    replies = {}
    for operation, plane, scope_id in needing_scope():
        held = {one for _, other_plane, one in needing_scope() if other_plane is plane} - {scope_id}
        app = await app_on(api, scene, plane, scopes=held | {"feedback:analytics"})
        replies[f"{operation.id} {plane}"] = await send(api, operation, token=app.token(api.clock), bot_id=scene.bot_id)
    assert {name: reply.error for name, reply in replies.items()} == dict.fromkeys(replies, NO_SCOPE)
    assert await causes_of(api, scene, replies) == dict.fromkeys(replies, "scope-missing")


@pytest.mark.parametrize("state", ["draft", "nothing"])
async def test_a_scope_that_was_not_saved_does_not_count(api: API, state: str) -> None:
    scene = await make_scene(api)
    replies = {}
    for operation, plane, scope_id in needing_scope():
        scopes = [scope_id] if state == "draft" else []
        app = await app_on(api, scene, plane, scopes=scopes, state="draft")
        replies[f"{operation.id} {plane}"] = await send(api, operation, token=app.token(api.clock), bot_id=scene.bot_id)
    assert {name: reply.error for name, reply in replies.items()} == dict.fromkeys(replies, NO_SCOPE)
    assert await causes_of(api, scene, replies) == dict.fromkeys(replies, "scope-not-saved")


async def test_an_operation_that_asks_for_no_scope_takes_an_app_without_any(api: API) -> None:
    scene = await make_scene(api)
    for operation in of_apps():
        for plane, scope in operation.facts.scopes.items():
            if scope is None:
                app = await app_on(api, scene, plane, scopes=[])
                reply = await send(api, operation, token=app.token(api.clock), bot_id=scene.bot_id)
                assert reply.status == 200, operation.id


async def test_an_app_of_a_plane_that_is_not_offered_is_refused(api: API) -> None:
    scene = await make_scene(api)
    replies = {}
    for plane in (Plane.BOT, Plane.ADMIN):
        app = await app_on(api, scene, plane)
        for operation in of_apps():
            if plane not in operation.planes and Plane.DATA not in operation.planes:
                replies[f"{operation.id} {plane}"] = await send(
                    api, operation, token=app.token(api.clock), bot_id=scene.bot_id
                )
    assert "publish-bot bot" in replies
    assert {name: reply.error for name, reply in replies.items()} == dict.fromkeys(replies, NO_SCOPE)
    assert await causes_of(api, scene, replies) == dict.fromkeys(replies, "plane-wrong")


@pytest.mark.parametrize(("kind", "plane"), [(AppKind.SDK, Plane.BOT), (AppKind.DATA, Plane.DATA)])
async def test_an_app_made_for_something_else_is_refused(api: API, kind: AppKind, plane: Plane) -> None:
    scene = await make_scene(api)
    app = await app_on(api, scene, plane, kind=kind, scopes=SDK_GRANTS)
    replies = {
        one.id: await send(api, one, token=app.token(api.clock), bot_id=scene.bot_id)
        for one in of_apps()
        if Plane.DATA not in one.planes
    }
    assert {name: reply.error for name, reply in replies.items()} == dict.fromkeys(replies, CREDENTIALS)
    assert await causes_of(api, scene, replies) == dict.fromkeys(replies, "app-wrong-kind")


async def test_a_bot_plane_app_reaches_no_bot_but_its_own(api: API) -> None:
    scene = await make_scene(api)
    token = scene.builder.token(api.clock)
    others = [scene.sibling_id, scene.foreign_id, NO_BOT, *ODD_IDS]
    operations = [one for one in of_apps() if takes_bot(one) and Plane.BOT in one.planes]
    replies = {
        f"{one.id} {other[:60]}": await send(api, one, token=token, bot_id=other)
        for one in operations
        for other in others
    }
    assert {name: reply.error for name, reply in replies.items()} == dict.fromkeys(replies, CREDENTIALS)
    assert await causes_of(api, scene, replies) == dict.fromkeys(replies, "bot-not-of-app")


async def test_an_admin_app_is_told_the_same_of_every_bot_that_is_not_its_accounts(api: API) -> None:
    scene = await make_scene(api)
    token = scene.admin.token(api.clock)
    operations = [one for one in of_apps() if takes_bot(one) and Plane.ADMIN in one.planes]
    replies = {
        f"{one.id} {other[:60]}": await send(api, one, token=token, bot_id=other)
        for one in operations
        for other in [scene.foreign_id, NO_BOT, *ODD_IDS]
    }
    assert {name: reply.error for name, reply in replies.items()} == dict.fromkeys(replies, NO_STREAM)
    assert await causes_of(api, scene, replies) == dict.fromkeys(replies, "bot-unknown")
    assert len({reply.body for reply in replies.values()}) == 1


async def test_who_belongs_to_both_accounts_learns_that_the_bot_is_in_the_other(api: API) -> None:
    scene = await make_scene(api)
    owner = scene.owner
    both = await make_person(api)
    foreign_bot = scene.foreign_id
    await add_member(api, both, owner.account, Role.DEVELOPER)
    await add_member(api, both, scene.stranger.account, Role.VIEWER)
    for operation in of_apps():
        if takes_bot(operation) and Plane.ADMIN in operation.planes:
            reply = await send(api, operation, token=scene.admin.token(api.clock), bot_id=foreign_bot)
            read = await api.call("get-trace", trace_id=reply.trace_id, headers=both.headers(owner.account.account_id))
            assert read.json["cause"] == "bot-of-other-account", operation.id
