"""Where several things are wrong at once, the documented one is told.

Source: contract, observed-errors.md 1.3, platform.md 6.2: method, token and app, scope, bot, body.
"""

import itertools

import pytest

from korekit.catalog.parameters import Place
from korekit.catalog.planes import Plane
from tests.contract.scene import NO_BOT, AnyOperation, make_scene, of_apps, send, takes_bot
from tests.platform import API, make_app

CREDENTIALS = (401, 4002, "Invalid SDK credentials")
NO_SCOPE = (401, 4002, "Permission denied. Scope is incorrect!")
NO_STREAM = (400, 400, "Invalid StreamId")
NO_METHOD = (405, 405, "Method Not Allowed")
TOO_OFTEN = (429, 429, "You've exceeded the per-minute rate limit. Please wait for sometime before retrying.")

METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "NONSENSE", "get"]
BROKEN = b'{"exportType":'


def on_admin_plane() -> list[AnyOperation]:
    """Operations of admin apps that ask for a scope."""
    return [one for one in of_apps() if one.facts.scopes.get(Plane.ADMIN) is not None]


async def test_the_method_comes_before_token_and_bot(sqlite_api: API) -> None:
    scene = await make_scene(sqlite_api)
    good = scene.admin.token(sqlite_api.clock)
    # Two operations may share a path, as Kore's users do.
    taken = {(path, method) for one in of_apps() for method, path in one.spellings()}
    for operation, method in itertools.product(of_apps(), METHODS):
        if (operation.path, method) in taken:
            continue
        for token, bot_id in ((None, NO_BOT), ("word", NO_BOT), (good + "12", scene.bot_id), (good, scene.bot_id)):
            reply = await send(sqlite_api, operation, method=method, token=token, bot_id=bot_id)
            assert reply.error == NO_METHOD, operation.id


async def test_the_token_comes_before_the_bot(sqlite_api: API) -> None:
    scene = await make_scene(sqlite_api)
    broken = scene.admin.token(sqlite_api.clock) + "12"
    for operation in of_apps():
        for token in (None, broken):
            reply = await send(sqlite_api, operation, token=token, bot_id=NO_BOT, body=BROKEN)
            assert reply.error == CREDENTIALS, operation.id


async def test_the_token_comes_before_the_id_of_a_request(sqlite_api: API) -> None:
    await make_scene(sqlite_api)
    reply = await sqlite_api.call("bot-import-status", token="word", request_id="bir-unknown")
    assert reply.error == (401, 4002, "Invalid JWT token")


async def test_a_bot_apps_own_bot_comes_before_its_scope(sqlite_api: API) -> None:
    scene = await make_scene(sqlite_api)
    bare = await make_app(sqlite_api, scene.owner, plane=Plane.BOT, bot_id=scene.bot_id, scopes=[])
    operations = [one for one in of_apps() if takes_bot(one) and Plane.BOT in one.planes]
    token = bare.token(sqlite_api.clock)
    for operation in operations:
        reply = await send(sqlite_api, operation, token=token, bot_id=scene.sibling_id, body=BROKEN)
        assert reply.error == CREDENTIALS, operation.id


async def test_the_scope_comes_before_bot_request_and_body(sqlite_api: API) -> None:
    scene = await make_scene(sqlite_api)
    bare = await make_app(sqlite_api, scene.owner, scopes=[])
    for operation in on_admin_plane():
        reply = await send(sqlite_api, operation, token=bare.token(sqlite_api.clock), bot_id=NO_BOT, body=BROKEN)
        assert reply.error == NO_SCOPE, operation.id


async def test_the_bot_comes_before_the_body(sqlite_api: API) -> None:
    scene = await make_scene(sqlite_api)
    operations = [one for one in on_admin_plane() if takes_bot(one) and one.parameters_in(Place.BODY)]
    assert operations
    for operation in operations:
        for body in (b"", BROKEN):
            token = scene.admin.token(sqlite_api.clock)
            reply = await send(sqlite_api, operation, token=token, bot_id=NO_BOT, body=body)
            assert reply.error == NO_STREAM, operation.id


async def test_the_body_comes_last(sqlite_api: API) -> None:
    scene = await make_scene(sqlite_api)
    operations = [one for one in on_admin_plane() if any(p.is_required for p in one.parameters_in(Place.BODY))]
    for operation in operations:
        token = scene.admin.token(sqlite_api.clock)
        reply = await send(sqlite_api, operation, token=token, bot_id=scene.bot_id, body=BROKEN)
        assert reply.error == operation.facts.missing, operation.id


async def test_an_unknown_path_is_refused_before_anything_else(sqlite_api: API) -> None:
    scene = await make_scene(sqlite_api)
    for token in (scene.admin.token(sqlite_api.clock), "word"):
        reply = await sqlite_api.request("POST", "/api/public/nothing", headers={"auth": token}, body=BROKEN)
        assert reply.error == (404, 404, "Not Found")


@pytest.mark.parametrize("override", ["DELETE", "delete", "Put", "put"])
async def test_an_override_counts_on_post_only(sqlite_api: API, override: str) -> None:
    """GET with the header is a GET; POST with it is the named method, which these paths do not have."""
    scene = await make_scene(sqlite_api)
    headers = {"X-HTTP-Method-Override": override}
    taken = {(path, method) for one in of_apps() for method, path in one.spellings()}
    for operation in of_apps():
        token = scene.admin.token(sqlite_api.clock)
        reply = await send(sqlite_api, operation, headers=headers, token=token, bot_id=scene.bot_id)
        is_other = operation.method == "POST" and (operation.path, override.upper()) not in taken
        assert (reply.status == 405) == is_other, operation.id
        if is_other:
            assert reply.error == NO_METHOD


async def test_an_override_reaches_a_delete_by_post(api: API) -> None:
    scene = await make_scene(api)
    path = f"/api/users/{scene.owner.user_id}/builder/streams/{scene.bot_id}"
    headers = scene.owner.headers()
    as_get = await api.request("GET", path, headers={**headers, "x-http-method-override": "delete"})
    assert as_get.json["_id"] == scene.bot_id
    without = await api.request("POST", path, headers=headers, body=b"{}")
    assert without.error == NO_METHOD
    as_post = await api.request("POST", path, headers={**headers, "X-Http-Method-Override": "DeLeTe"}, body=b"{}")
    assert as_post.status == 200
    assert (await api.request("GET", path, headers=headers)).status == 404
