"""Tokens that the platform makes for who may manage an app: short-lived, let through, and never the secret."""

import logging
from typing import Any

import pytest

from korekit.catalog.planes import Plane, Role
from korekit.catalog.trying import AppToken
from korekit.flaws.every_flaw import Place, every_flaw
from korekit.tokens.jws import segment_count
from korekit.tokens.verify import verify
from tests.platform import API, MadeApp, Person, Reply, add_member, make_app, make_bot, make_person


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


async def make_flawed(api: API, ann: Person, app: MadeApp, flaw: str) -> Reply:
    """What comes of asking for a token with a flaw."""
    return await api.call("create-app-token", by=ann, client_id=app.client_id, flaw=flaw)


async def test_a_flawed_token_is_refused_for_its_flaw_and_never_counts_later(
    sqlite_api: API, caplog: pytest.LogCaptureFixture
) -> None:
    api, ann = sqlite_api, await make_person(sqlite_api)
    await make_app(api, ann)
    app = await make_app(api, ann)
    caplog.set_level(logging.INFO, "korekit.audit")
    tokens = {}
    for flaw in (one for one in every_flaw() if one.place is Place.TOKEN):
        reply = await make_flawed(api, ann, app, flaw.cause)
        if reply.status == 200:
            assert reply.json["header"] == "auth"
            assert app.secret not in reply.body.decode()
            # What takes a good call before it holds a good token.
            if "first" not in reply.json:
                tokens[flaw.cause] = reply.json["token"]
    assert set(tokens) >= {"token-unsigned", "algorithm-not-allowed", "token-not-yet-valid", "jwe-invalid"}
    for later_s in (0, 700, 3600, 10_000):
        api.clock.advance(later_s)
        for cause, token in tokens.items():
            reply = await api.call("get-bots", token=token)
            assert reply.status == 401, (cause, later_s)
            if later_s == 0:
                trace = (await api.call("get-trace", by=ann, trace_id=reply.trace_id)).json
                assert trace["cause"] == cause
    lines = [record.getMessage() for record in caplog.records if record.name == "korekit.audit"]
    assert f"user {ann.user_id} had a token of app {app.client_id} made with the flaw token-unsigned, for 60 s" in lines
    assert not any(app.secret in line or "eyJ" in line for line in lines)


async def test_a_flaw_of_the_header_names_the_header(sqlite_api: API) -> None:
    ann = await make_person(sqlite_api)
    app = await make_app(sqlite_api, ann)
    wrong = (await make_flawed(sqlite_api, ann, app, "header-wrong-name")).json
    assert wrong["header"] == "Authorization"
    bearer = (await make_flawed(sqlite_api, ann, app, "header-bearer-prefix")).json["token"]
    assert bearer.startswith("Bearer eyJ")
    assert "token" not in (await make_flawed(sqlite_api, ann, app, "token-missing")).json


@pytest.mark.parametrize(
    ("flaw", "told"),
    [
        ("token-unsinged", "There is no cause 'token-unsinged'. Did you mean token-unsigned?"),
        ("scope-missing", "scope-missing does not lie in a token but in how things stand at the host."),
        ("method-not-allowed", "method-not-allowed does not lie in a token but in the request around the token."),
        ("jti-missing", "It takes an app that enforces `jti`."),
        ("jwe-required", "It takes an app that enforces encryption."),
        ("jti-lifetime-too-long", "A token that lives too long now would count later, so none is made."),
        ("signature-secret-of-other-app", "It takes the secret of another app of the account."),
        ("signature-secret-retired", "It takes the secret that the app had before it was rotated."),
    ],
)
async def test_a_flaw_that_cannot_be_made_says_what_it_takes(sqlite_api: API, flaw: str, told: str) -> None:
    ann = await make_person(sqlite_api)
    app = await make_app(sqlite_api, ann)
    assert (await make_flawed(sqlite_api, ann, app, flaw)).error == (412, 412, told)


async def test_a_name_of_any_length_is_answered_shortly(sqlite_api: API) -> None:
    ann = await make_person(sqlite_api)
    app = await make_app(sqlite_api, ann)
    reply = await make_flawed(sqlite_api, ann, app, "x" * 100_000)
    assert reply.status == 412
    assert len(reply.body) < 300


async def test_no_secret_of_an_app_out_of_reach_signs_anything(sqlite_api: API) -> None:
    """A developer, whom apps of the whole account are closed to, gets no token signed with one of their secrets."""
    ann, bob = await make_person(sqlite_api), await make_person(sqlite_api)
    await add_member(sqlite_api, bob, ann.account, Role.DEVELOPER)
    await make_app(sqlite_api, ann)
    desk = await make_app(sqlite_api, ann, plane=Plane.BOT, bot_id=await make_bot(sqlite_api, ann))
    values: dict[str, Any] = {"client_id": desk.client_id, "flaw": "signature-secret-of-other-app"}
    headers = bob.headers(ann.account.account_id)
    assert (await sqlite_api.call("create-app-token", by=bob, headers=headers, **values)).status == 412
    assert (await sqlite_api.call("create-app-token", by=ann, **values)).status == 200
