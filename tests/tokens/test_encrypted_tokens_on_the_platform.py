"""Encrypted tokens at the platform: where they are needed, where they are taken, how they are refused."""

from pathlib import Path
from typing import Any

import pytest

from korekit.tokens.jwe import encrypt, new_platform_key
from tests.clock import ManualClock
from tests.platform import API, running_api
from tests.tokens.encrypted import by_hand, encrypted, oct_key, rsa_key
from tests.tokens.scene import CREDENTIALS, Scene, make_scene

HEADER = {"alg": "RSA-OAEP", "enc": "A256GCM"}


@pytest.fixture
async def scene(api: API) -> Scene:
    """An app that enforces encryption."""
    return await make_scene(api, is_jwe_enforced=True)


@pytest.fixture
async def key(scene: Scene) -> dict[str, Any]:
    """The platform's public key, as it is shown."""
    reply = await scene.api.call("get-platform-key", by=scene.owner)
    assert set(reply.json) == {"e", "kid", "kty", "n"}
    shown: dict[str, Any] = reply.json
    return shown


@pytest.mark.parametrize("encryption", ["A128CBC-HS256", "A128GCM", "A256GCM"])
async def test_an_encrypted_token_is_taken_again_and_again(scene: Scene, key: dict[str, Any], encryption: str) -> None:
    token = encrypt(scene.app.token(scene.api.clock), key, encryption=encryption)
    assert [(await scene.call(token)).status for _ in range(3)] == [200, 200, 200]


async def test_an_app_that_enforces_encryption_takes_no_signed_token(scene: Scene) -> None:
    for _ in range(2):
        reply = await scene.call(scene.app.token(scene.api.clock))
        assert reply.error == CREDENTIALS
        assert await scene.api.cause(reply, scene.owner) == "jwe-required"


async def test_an_app_that_does_not_enforce_it_takes_both(scene: Scene, key: dict[str, Any]) -> None:
    token = scene.other_app.token(scene.api.clock)
    assert (await scene.call(token)).status == 200
    assert (await scene.call(encrypt(token, key))).status == 200


async def test_what_does_not_open_looks_alike_to_the_caller(scene: Scene, key: dict[str, Any]) -> None:
    good, token = rsa_key(key), scene.victim.token()
    whole = encrypted(token, good)
    hostile = {
        "another key": encrypted(token, rsa_key(new_platform_key(key["kid"]))),
        "tag altered": whole[:-4] + b"AAAA",
        "RSA1_5": encrypted(token, good, "RSA1_5"),
        "RSA-OAEP-256": encrypted(token, good, "RSA-OAEP-256"),
        "A128KW": encrypted(token, oct_key(b"k" * 16), "A128KW"),
        "dir": encrypted(token, oct_key(b"k" * 32), "dir"),
        "A192GCM": encrypted(token, good, enc="A192GCM"),
        "a zip bomb": encrypted(b"\x00" * 10_000_000, good, zip="DEF"),
        "zip": encrypted(token, good, zip="DEF"),
        "crit": by_hand(token, key, {**HEADER, "crit": ["exp"], "exp": 1}),
        "alg twice": by_hand(token, key, b'{"alg":"RSA-OAEP","alg":"RSA-OAEP","enc":"A256GCM"}'),
        "alg none": by_hand(token, key, {**HEADER, "alg": "none"}),
        "nothing": b"....",
    }
    replies = {name: await scene.call(one) for name, one in hostile.items()}
    assert {reply.body for reply in replies.values()} == {b'{"errors":[{"msg":"Invalid SDK credentials","code":4002}]}'}
    assert {reply.error for reply in replies.values()} == {CREDENTIALS}
    causes = {name: await scene.api.cause(reply, scene.owner) for name, reply in replies.items()}
    assert causes == dict.fromkeys(hostile, "jwe-invalid")


async def test_nothing_behind_encryption_counts_as_checked_when_it_does_not_open(
    scene: Scene, key: dict[str, Any]
) -> None:
    reply = await scene.call(encrypted(scene.victim.token(), rsa_key(new_platform_key("k"))))
    trace = await scene.api.trace(reply.trace_id, scene.owner)
    states = {one["check"]: one["state"] for one in trace["checks"]}
    assert [check for check, state in states.items() if state == "passed"] == ["path", "method", "header", "token"]
    assert states["jwe"] == "failed"
    assert (states["app"], states["signature"]) == ("not-reached", "not-reached")
    assert "clientId" not in trace


async def test_what_is_inside_is_checked_all_the_same(scene: Scene, key: dict[str, Any]) -> None:
    victim = scene.victim
    inside = {
        "signature-invalid": victim.token(key=b"nobody's"),
        "signature-secret-of-other-app": victim.token(key=victim.other_secret),
        "token-unsigned": victim.token({"alg": "none"}),
        "algorithm-not-allowed": victim.token({"alg": "RS256"}),
        "token-expired": victim.token(claims=victim.claims(exp=1)),
        "claim-app-id-misspelled": victim.token(claims={"appid": victim.client_id}),
        "jti-lifetime-too-long": victim.token(claims=victim.claims(jti="1")),
        "token-malformed": b"\x00\xff not a token",
    }
    found = {cause: await scene.verdict(encrypted(token, rsa_key(key))) for cause, token in inside.items()}
    assert found == {cause: cause for cause in inside}


async def test_an_encrypted_token_inside_another_is_not_opened(scene: Scene, key: dict[str, Any]) -> None:
    token = encrypted(encrypted(scene.victim.token(), rsa_key(key)), rsa_key(key))
    assert await scene.verdict(token) == "token-malformed"


async def test_a_used_jti_is_used_in_every_wrapping(scene: Scene, key: dict[str, Any]) -> None:
    token = scene.app.token(scene.api.clock, jti="one")
    assert [await scene.verdict(encrypt(token, key)) for _ in range(3)] == ["ok", "jti-replayed", "jti-replayed"]


async def test_rotation_and_deletion_end_an_encrypted_token_too(scene: Scene, key: dict[str, Any]) -> None:
    api, app = scene.api, scene.app
    token = encrypt(app.token(api.clock, exp=api.clock.at_ms // 1000 + 900), key)
    assert await scene.verdict(token) == "ok"
    await api.call("rotate-app-secret", by=scene.owner, client_id=app.client_id, overlap_seconds=60)
    api.clock.advance(59)
    assert await scene.verdict(token) == "ok"
    api.clock.advance(1)
    assert await scene.verdict(token) == "signature-secret-retired"
    await api.call("delete-app", by=scene.owner, client_id=app.client_id)
    assert await scene.verdict(token) == "app-deleted"


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
@pytest.mark.parametrize(("is_rsa1_5_allowed", "verdict"), [(False, "jwe-invalid"), (True, "ok")])
async def test_rsa1_5_is_taken_only_by_a_platform_that_was_told_so(
    database_url: str, tmp_path: Path, clock: ManualClock, is_rsa1_5_allowed: bool, verdict: str
) -> None:
    async with running_api(database_url, tmp_path, clock=clock, is_rsa1_5_allowed=is_rsa1_5_allowed) as api:
        scene = await make_scene(api, is_jwe_enforced=True)
        key = (await api.call("get-platform-key", by=scene.owner)).json
        assert await scene.verdict(encrypted(scene.victim.token(), rsa_key(key), "RSA1_5", "A128CBC-HS256")) == verdict
        assert await scene.verdict(encrypted(scene.victim.token(), rsa_key(key))) == "ok"


async def test_the_key_is_the_same_after_a_restart(database_url: str, tmp_path: Path, clock: ManualClock) -> None:
    async with running_api(database_url, tmp_path / "data", clock=clock) as first:
        scene = await make_scene(first, is_jwe_enforced=True)
        key = (await first.call("get-platform-key", by=scene.owner)).json
        token = encrypt(scene.app.token(clock), key)
    async with running_api(database_url, tmp_path / "data", clock=clock) as second:
        assert await scene.at(second).verdict(token) == "ok"
        assert (await second.call("get-platform-key", by=scene.owner)).json == key


async def test_two_platforms_on_one_database_open_each_others_tokens(
    postgres_url: str, tmp_path: Path, clock: ManualClock
) -> None:
    async with (
        running_api(postgres_url, tmp_path / "data", clock=clock) as one,
        running_api(postgres_url, tmp_path / "data", clock=clock) as two,
    ):
        scene = await make_scene(one, is_jwe_enforced=True)
        keys = [(await api.call("get-platform-key", by=scene.owner)).json for api in (one, two)]
        assert keys[0] == keys[1]
        token = encrypt(scene.app.token(clock), keys[1])
        assert [await scene.at(api).verdict(token) for api in (one, two)] == ["ok", "ok"]
