"""`jti` at the platform: each counts once, in every process, after a restart too, and is forgotten in the end."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from korekit.records.jtis import FORGET_EXPIRED, used_jtis
from korekit.storage.statements import Statement
from tests.clock import ManualClock
from tests.platform import API, make_app, make_bot, make_person, running_api
from tests.tokens.scene import CREDENTIALS, Scene, make_scene

REPLAY = (401, 401, "error verifying the jwt: possibly a replay")
TOO_LONG = (401, 401, 'error verifying the jwt: if "jti" claim "exp" must be <= 1 hour(s)')
COUNT = Statement(select(func.count()).select_from(used_jtis))


async def number_kept(api: API) -> int:
    row = await api.platform.services.database.one(COUNT)
    assert row is not None
    count: int = row[0]
    return count


async def test_a_token_with_jti_is_good_for_one_call(api: API) -> None:
    scene = await make_scene(api)
    token = scene.app.token(api.clock, jti="one")
    assert (await scene.call(token)).status == 200
    for _ in range(3):
        reply = await scene.call(token)
        assert reply.error == REPLAY
        assert await api.cause(reply, scene.owner) == "jti-replayed"


async def test_another_token_with_the_same_jti_is_a_replay(api: API) -> None:
    scene = await make_scene(api)
    assert (await scene.call(scene.app.token(api.clock, jti="one"))).status == 200
    assert (await scene.call(scene.app.token(api.clock, jti="one", sub="other"))).error == REPLAY


async def test_two_apps_may_use_the_same_jti(api: API) -> None:
    scene = await make_scene(api)
    assert (await scene.call(scene.app.token(api.clock, jti="one"))).status == 200
    assert (await scene.call(scene.other_app.token(api.clock, jti="one"))).status == 200


async def test_jtis_are_compared_letter_by_letter(api: API) -> None:
    scene = await make_scene(api)
    for jti in ("one", "ONE", "one ", " one", "óne", "o\u0301ne", "1", "01", "%", "_", "o%"):
        assert (await scene.call(scene.app.token(api.clock, jti=jti))).status == 200, jti


@pytest.mark.parametrize("jti", ["j" * 513, 5, ["one"], {"a": 1}, True], ids=repr)
async def test_a_jti_that_cannot_be_kept_is_refused_not_an_internal_error(api: API, jti: Any) -> None:
    scene = await make_scene(api)
    reply = await scene.call(scene.app.token(api.clock, jti=jti))
    assert reply.error == CREDENTIALS
    assert await api.cause(reply, scene.owner) == "jti-missing"


@pytest.mark.parametrize("jti", ["\U0001f600" * 512, "a\x00b", "'; DROP TABLE used_jtis; --"], ids=ascii)
async def test_whatever_text_a_jti_is_it_is_kept_on_both_databases(api: API, jti: str) -> None:
    scene = await make_scene(api)
    token = scene.app.token(api.clock, jti=jti)
    assert (await scene.call(token)).status == 200
    assert (await scene.call(token)).error == REPLAY


@pytest.mark.parametrize("claims", [{}, {"jti": ""}, {"jti": None}], ids=repr)
async def test_an_app_that_enforces_jti_takes_no_token_without(api: API, claims: dict[str, Any]) -> None:
    scene = await make_scene(api, is_jti_enforced=True)
    reply = await scene.call(scene.app.token(api.clock, **claims))
    assert reply.error == CREDENTIALS
    assert await api.cause(reply, scene.owner) == "jti-missing"
    assert (await scene.call(scene.app.token(api.clock, jti="one"))).status == 200


@pytest.mark.parametrize("is_jti_enforced", [True, False])
async def test_a_token_with_jti_must_end_within_the_hour(api: API, is_jti_enforced: bool) -> None:
    scene = await make_scene(api, is_jti_enforced=is_jti_enforced)
    now_s = api.clock.at_ms // 1000
    endless = scene.victim.token(claims=scene.victim.claims(jti="no-exp"))
    late = [scene.app.token(api.clock, jti="late", exp=exp) for exp in (now_s + 3601, 1e300)]
    for token in (endless.decode(), *late):
        reply = await scene.call(token)
        assert reply.error == TOO_LONG
        assert await api.cause(reply, scene.owner) == "jti-lifetime-too-long"
    assert (await scene.call(scene.app.token(api.clock, jti="late", exp=now_s + 3600))).status == 200


async def test_only_a_good_signature_spends_a_jti(api: API) -> None:
    scene = await make_scene(api)
    now_s = api.clock.at_ms // 1000
    claims = scene.victim.claims(jti="one", exp=now_s + 60)
    forged = await scene.call(scene.victim.token(claims=claims, key=b"not the secret"))
    assert forged.error == CREDENTIALS
    expired = await scene.call(scene.victim.token(claims={**claims, "exp": now_s}))
    assert await api.cause(expired, scene.owner) == "token-expired"
    assert (await scene.call(scene.victim.token(claims=claims))).status == 200


async def test_a_call_that_is_refused_later_has_spent_its_jti(api: API) -> None:
    owner = await make_person(api)
    bot_id = await make_bot(api, owner)
    app = await make_app(api, owner, scopes=[])
    scene = Scene(api, owner, bot_id, app, app)
    token = app.token(api.clock, jti="one")
    assert await scene.verdict(token) == "scope-not-saved"
    assert await scene.verdict(token) == "jti-replayed"


async def test_of_fifty_calls_at_once_one_gets_through(api: API) -> None:
    scene = await make_scene(api)
    token = scene.app.token(api.clock, jti="one")
    replies = await asyncio.gather(*(scene.call(token) for _ in range(50)))
    assert sorted(reply.status for reply in replies) == [200] + [401] * 49
    assert {reply.error for reply in replies if reply.status != 200} == {REPLAY}


async def test_a_restart_forgets_no_used_jti(database_url: str, tmp_path: Path, clock: ManualClock) -> None:
    async with running_api(database_url, tmp_path / "data", clock=clock) as first:
        scene = await make_scene(first)
        token = scene.app.token(clock, jti="one")
        assert (await scene.call(token)).status == 200
    async with running_api(database_url, tmp_path / "data", clock=clock) as second:
        assert (await scene.at(second).call(token)).error == REPLAY
        assert (await scene.at(second).call(scene.app.token(clock, jti="two"))).status == 200


async def test_two_platforms_on_one_database_let_one_call_through(
    postgres_url: str, tmp_path: Path, clock: ManualClock
) -> None:
    async with (
        running_api(postgres_url, tmp_path / "data", clock=clock) as one,
        running_api(postgres_url, tmp_path / "data", clock=clock) as two,
    ):
        scene = await make_scene(one)
        for number in range(5):
            token = scene.app.token(clock, jti=f"jti {number}")
            replies = await asyncio.gather(*(scene.at(api).call(token) for _ in range(5) for api in (one, two)))
            assert sorted(reply.status for reply in replies) == [200] + [401] * 9


async def test_a_used_jti_is_kept_for_five_minutes_after_its_token_has_expired_and_no_longer(api: API) -> None:
    scene = await make_scene(api)
    for number in range(40):
        await scene.call(scene.app.token(api.clock, jti=f"{number}", exp=api.clock.at_ms // 1000 + 60 + number))
    assert await number_kept(api) == 40
    token = scene.app.token(api.clock, jti="0", exp=api.clock.at_ms // 1000 + 60)
    api.clock.advance(59.9)
    await forget(api)
    assert await number_kept(api) == 40
    assert (await scene.call(token)).error == REPLAY
    api.clock.advance(2)
    assert await scene.verdict(token) == "token-expired"
    # Five minutes longer, for a process whose clock is behind.
    api.clock.advance(299)
    await forget(api)
    assert 35 < await number_kept(api) < 40
    api.clock.advance(60)
    await forget(api)
    assert await number_kept(api) == 0


async def forget(api: API) -> None:
    async with api.platform.services.database.transaction() as transaction:
        await transaction.run(FORGET_EXPIRED, now=api.clock.now_ms())
