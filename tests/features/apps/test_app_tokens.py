"""Tokens that the platform makes for who may manage an app: short-lived, let through, and never the secret."""

import logging

import pytest

from korekit.catalog.planes import Plane, Role
from korekit.catalog.trying import AppToken
from korekit.tokens.jws import segment_count
from korekit.tokens.verify import verify
from tests.platform import API, add_member, make_app, make_bot, make_person


async def test_a_token_is_let_through_until_it_expires(api: API, caplog: pytest.LogCaptureFixture) -> None:
    ann = await make_person(api)
    app = await make_app(api, ann)
    caplog.set_level(logging.INFO, "korekit.audit")
    made = (await api.call("create-app-token", by=ann, client_id=app.client_id)).json
    assert set(made) == {"clientId", "token", "expiresOn"}
    claims = verify(made["token"].encode(), app.secret.encode(), api.clock.now_s())
    assert claims == {"appId": app.client_id, "iat": int(api.clock.now_s()), "exp": int(api.clock.now_s()) + 60}
    assert (await api.call("get-bots", token=made["token"])).status == 200
    (line,) = [record.getMessage() for record in caplog.records if record.name == "korekit.audit"]
    assert line == f"user {ann.user_id} had a token of app {app.client_id} made, good for 60 s"
    api.clock.advance(60)
    assert (await api.call("get-bots", token=made["token"])).status == 401


@pytest.mark.parametrize("is_encrypted", [False, True])
async def test_what_the_app_enforces_the_token_has(sqlite_api: API, is_encrypted: bool) -> None:
    ann = await make_person(sqlite_api)
    app = await make_app(sqlite_api, ann, is_jti_enforced=True, is_jwe_enforced=is_encrypted)
    token = (await sqlite_api.call("create-app-token", by=ann, client_id=app.client_id)).json["token"]
    assert segment_count(token.encode()) == (5 if is_encrypted else 3)
    assert (await sqlite_api.call("get-bots", token=token)).status == 200
    # Good for one request.
    assert (await sqlite_api.call("get-bots", token=token)).status == 401


@pytest.mark.parametrize("lifetime", [0, -1, 301, 10**12])
async def test_no_other_lifetime_is_taken(sqlite_api: API, lifetime: int) -> None:
    ann = await make_person(sqlite_api)
    app = await make_app(sqlite_api, ann)
    reply = await sqlite_api.call("create-app-token", by=ann, client_id=app.client_id, lifetime_seconds=lifetime)
    assert reply.error == (412, 412, "`lifetimeSeconds` is a number from 1 to 300.")


async def test_an_app_out_of_reach_gives_no_token(api: API) -> None:
    ann, bob, eve = await make_person(api), await make_person(api), await make_person(api)
    apps = [await make_app(api, ann), await make_app(api, ann, plane=Plane.BOT, bot_id=await make_bot(api, ann))]
    await add_member(api, bob, ann.account, Role.DEVELOPER)
    await add_member(api, eve, ann.account, Role.VIEWER)
    seen = []
    for person in (bob, eve):
        headers = person.headers(ann.account.account_id)
        for app in apps:
            reply = await api.call("create-app-token", by=person, headers=headers, client_id=app.client_id)
            seen.append(reply.status)
    assert seen == [403, 200, 403, 403]
    assert (await api.call("create-app-token", by=bob, client_id=apps[1].client_id)).status == 404


async def test_a_rotated_secret_makes_the_next_token(sqlite_api: API) -> None:
    ann = await make_person(sqlite_api)
    app = await make_app(sqlite_api, ann)
    rotated = (await sqlite_api.call("rotate-app-secret", by=ann, client_id=app.client_id)).json["clientSecret"]
    token = (await sqlite_api.call("create-app-token", by=ann, client_id=app.client_id)).json["token"]
    assert verify(token.encode(), rotated.encode(), sqlite_api.clock.now_s())["appId"] == app.client_id


def test_a_token_is_not_part_of_its_picture() -> None:
    assert repr(AppToken(client_id="cs-1", token="eyJ.e.f", expires_on="x")) == "AppToken(client_id='cs-1')"
