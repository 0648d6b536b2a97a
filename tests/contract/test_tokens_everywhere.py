"""Every operation of apps refuses a call that proves no app, whatever the operation is."""

from collections.abc import Callable
from typing import Any

import pytest

from korekit.catalog.planes import Plane
from korekit.records.apps import DELETE_APP, NEXT_EPOCH
from korekit.tokens.mint import mint, sign
from tests.contract.scene import Scene, make_scene, of_apps, send, takes_bot
from tests.platform import API, MadeApp, make_app

CREDENTIALS = (401, 4002, "Invalid SDK credentials")
NO_TOKEN = (401, 4002, "Invalid JWT token")
NOBODY = "cs-00000000-0000-5000-8000-000000000000"


def _good(scene: Scene, api: API, app: MadeApp) -> str:
    return app.token(api.clock)


def _digits_appended(scene: Scene, api: API, app: MadeApp) -> str:
    return app.token(api.clock) + "123"


def _cut(scene: Scene, api: API, app: MadeApp) -> str:
    return app.token(api.clock)[:-3]


def _expired(scene: Scene, api: API, app: MadeApp) -> str:
    return app.token(api.clock, exp=api.clock.now_s() - 1)


def _early(scene: Scene, api: API, app: MadeApp) -> str:
    return app.token(api.clock, nbf=api.clock.now_s() + 60)


def _unknown_app(scene: Scene, api: API, app: MadeApp) -> str:
    return mint(NOBODY, app.secret, now_s=api.clock.now_s())


def _bot_id_as_app(scene: Scene, api: API, app: MadeApp) -> str:
    return mint(scene.bot_id, app.secret, now_s=api.clock.now_s())


def _of_no_app(scene: Scene, api: API, app: MadeApp) -> str:
    return sign({"alg": "HS256", "typ": "JWT"}, {"sub": "1234567890"}, app.secret.encode())


def _misspelled(scene: Scene, api: API, app: MadeApp) -> str:
    return sign({"alg": "HS256", "typ": "JWT"}, {"appid": app.client_id}, app.secret.encode())


def _foreign_secret(scene: Scene, api: API, app: MadeApp) -> str:
    return mint(app.client_id, scene.foreign_admin.secret, now_s=api.clock.now_s())


def _unsigned(scene: Scene, api: API, app: MadeApp) -> str:
    return sign({"alg": "none"}, {"appId": app.client_id}, b"").rpartition(".")[0] + "."


def _other_algorithm(scene: Scene, api: API, app: MadeApp) -> str:
    return sign({"alg": "HS512", "typ": "JWT"}, {"appId": app.client_id}, app.secret.encode())


# How the header is made, what the wire says, what is really wrong.
REFUSED: list[tuple[str, Callable[[Scene, API, MadeApp], str], tuple[int, int, str], str]] = [
    ("a plain word", lambda *_: "word", NO_TOKEN, "token-malformed"),
    ("nothing in the header", lambda *_: "", CREDENTIALS, "token-missing"),
    ("a scheme word", lambda *given: f"Bearer {_good(*given)}", NO_TOKEN, "header-bearer-prefix"),
    ("quotes", lambda *given: f'"{_good(*given)}"', NO_TOKEN, "header-decorated"),
    ("an unfilled placeholder", lambda *_: "{{JWT}}", NO_TOKEN, "header-decorated"),
    ("digits behind the signature", _digits_appended, CREDENTIALS, "signature-invalid"),
    ("the last characters missing", _cut, CREDENTIALS, "token-truncated"),
    ("no signature", _unsigned, CREDENTIALS, "token-unsigned"),
    ("HS512", _other_algorithm, CREDENTIALS, "algorithm-not-allowed"),
    ("no claim for the app", _of_no_app, CREDENTIALS, "claim-app-id-missing"),
    ("appid", _misspelled, CREDENTIALS, "claim-app-id-misspelled"),
    ("a bot id for the app", _bot_id_as_app, CREDENTIALS, "claim-app-id-not-client-id"),
    ("an unknown app", _unknown_app, CREDENTIALS, "app-unknown"),
    ("the secret of another account's app", _foreign_secret, CREDENTIALS, "signature-invalid"),
    ("an end that has passed", _expired, CREDENTIALS, "token-expired"),
    ("a start that lies ahead", _early, CREDENTIALS, "token-not-yet-valid"),
]


@pytest.mark.parametrize(("make", "wire", "cause"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
async def test_a_token_that_proves_no_app_is_refused(
    sqlite_api: API, make: Callable[[Scene, API, MadeApp], str], wire: tuple[int, int, str], cause: str
) -> None:
    scene = await make_scene(sqlite_api)
    answers: dict[str, Any] = {}
    causes: dict[str, str] = {}
    for operation in of_apps():
        for app in scene.apps_for(operation):
            reply = await send(sqlite_api, operation, token=make(scene, sqlite_api, app), bot_id=scene.bot_id)
            key = f"{operation.id} {app.plane}"
            answers[key], causes[key] = reply.error, await sqlite_api.cause(reply, scene.owner)
    assert answers == dict.fromkeys(answers, wire)
    assert causes == dict.fromkeys(causes, cause)


async def test_a_call_without_a_token_is_refused(api: API) -> None:
    scene = await make_scene(api)
    replies = {one.id: await send(api, one, bot_id=scene.bot_id) for one in of_apps()}
    assert {name: reply.error for name, reply in replies.items()} == dict.fromkeys(replies, CREDENTIALS)
    causes = {name: await api.cause(reply, scene.owner) for name, reply in replies.items()}
    assert causes == dict.fromkeys(replies, "token-missing")


async def test_a_token_in_another_header_is_refused(api: API) -> None:
    scene = await make_scene(api)
    token = scene.admin.token(api.clock)
    headers = {"Authorization": f"bearer {token}"}
    replies = {one.id: await send(api, one, headers=headers, bot_id=scene.bot_id) for one in of_apps()}
    assert {name: reply.error for name, reply in replies.items()} == dict.fromkeys(replies, CREDENTIALS)
    causes = {name: await api.cause(reply, scene.owner) for name, reply in replies.items()}
    assert causes == dict.fromkeys(replies, "header-wrong-name")


async def test_two_tokens_are_refused_though_each_is_good(api: API) -> None:
    scene = await make_scene(api)
    twice = [("auth", scene.admin.token(api.clock)), ("Auth", scene.admin.token(api.clock))]
    replies = {one.id: await send(api, one, headers=twice, bot_id=scene.bot_id) for one in of_apps()}
    assert {name: reply.error for name, reply in replies.items()} == dict.fromkeys(replies, NO_TOKEN)


async def test_tokens_of_a_deleted_app_are_refused_at_once(api: API) -> None:
    scene = await make_scene(api)
    token = scene.admin.token(api.clock)
    database = api.platform.services.database
    of_admins = [one for one in of_apps() if Plane.ADMIN in one.planes]
    for operation in of_admins:
        # Used once before, so that it is remembered as good.
        assert (await send(api, operation, token=token, bot_id=scene.bot_id)).status not in (401, 501)
    async with database.transaction() as transaction:
        await transaction.run(DELETE_APP, app=scene.admin.client_id, now=api.clock.now_ms())
        await transaction.run(NEXT_EPOCH)
    replies = {one.id: await send(api, one, token=token, bot_id=scene.bot_id) for one in of_apps()}
    assert {name: reply.error for name, reply in replies.items()} == dict.fromkeys(replies, CREDENTIALS)
    causes = {name: await api.cause(reply, scene.owner) for name, reply in replies.items()}
    assert causes == dict.fromkeys(replies, "app-deleted")


async def test_an_app_that_enforces_jti_takes_each_token_once(api: API) -> None:
    scene = await make_scene(api)
    admin = await make_app(api, scene.owner, is_jti_enforced=True)
    builder = await make_app(api, scene.owner, plane=Plane.BOT, bot_id=scene.bot_id, is_jti_enforced=True)
    for operation in of_apps():
        app = admin if Plane.ADMIN in operation.planes else builder
        without = await send(api, operation, token=app.token(api.clock), bot_id=scene.bot_id)
        token = app.token(api.clock, jti=operation.id)
        first = await send(api, operation, token=token, bot_id=scene.bot_id)
        second = await send(api, operation, token=token, bot_id=scene.bot_id)
        assert without.error == CREDENTIALS, operation.id
        assert await api.cause(without, scene.owner) == "jti-missing", operation.id
        assert first.status != 401, operation.id
        assert second.error == (401, 401, "error verifying the jwt: possibly a replay"), operation.id
        assert await api.cause(second, scene.owner) == "jti-replayed", operation.id


async def test_a_jti_must_end_within_an_hour(api: API) -> None:
    scene = await make_scene(api)
    token = scene.admin.token(api.clock, jti="one", exp=api.clock.now_s() + 3601)
    wire = (401, 401, 'error verifying the jwt: if "jti" claim "exp" must be <= 1 hour(s)')
    replies = {one.id: await send(api, one, token=token, bot_id=scene.bot_id) for one in of_apps()}
    assert {name: reply.error for name, reply in replies.items()} == dict.fromkeys(replies, wire)


async def test_an_app_that_enforces_encryption_takes_no_signed_token(api: API) -> None:
    scene = await make_scene(api)
    app = await make_app(api, scene.owner, is_jwe_enforced=True)
    for operation in of_apps():
        reply = await send(api, operation, token=app.token(api.clock), bot_id=scene.bot_id)
        assert reply.error == CREDENTIALS, operation.id
        assert await api.cause(reply, scene.owner) == "jwe-required", operation.id


async def test_what_a_token_claims_gives_no_rights(api: API) -> None:
    """Only the app behind the client id counts: its account, its plane, its scopes."""
    scene = await make_scene(api)
    app = await make_app(api, scene.owner, scopes=[])
    claims = {
        "scope": [{"scopes": ["bot_definition:bot_import", "logs:change_logs"]}],
        "scopes": "bot_definition:bot_import logs:change_logs role_management:role_management",
        "plane": "admin",
        "accountId": scene.stranger.account.account_id,
        "isAdmin": True,
    }
    for operation in of_apps():
        needed = operation.facts.scopes.get(Plane.ADMIN)
        if needed is None:
            continue
        reply = await send(api, operation, token=app.token(api.clock, **claims), bot_id=scene.bot_id)
        assert reply.error == (401, 4002, "Permission denied. Scope is incorrect!"), operation.id


async def test_a_refused_call_carries_an_unguessable_trace_id(api: API) -> None:
    await make_scene(api)
    ids = [(await send(api, one)).trace_id for one in of_apps() if takes_bot(one)]
    assert all(len(one) == 32 and int(one, 16) > 0 for one in ids)
    assert len(set(ids)) == len(ids)
