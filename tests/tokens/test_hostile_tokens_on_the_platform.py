"""Every known attack against the whole platform: what the caller is told, and what the account's owner can read."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from korekit.tokens.tolerances import STRICT
from tests.clock import ManualClock
from tests.platform import API, Reply, make_app, running_api
from tests.tokens.hostile import ATTACKS, ODD, TOLERATED, Verdict
from tests.tokens.hostile.keys import HOST, PLACE
from tests.tokens.scene import CREDENTIALS, Scene, make_scene


@pytest.fixture
async def scene(database_url: str, tmp_path: Path, clock: ManualClock) -> AsyncIterator[Scene]:
    """Without rate limits, since hundreds of calls are made."""
    async with running_api(database_url, tmp_path / "data", clock=clock, has_rate_limits=False) as api:
        yield await make_scene(api)


async def verdict_of(scene: Scene, reply: Reply) -> Verdict | int:
    if reply.status != 401:
        return reply.status
    status, code, msg = reply.error
    assert isinstance(code, int)
    return Verdict(await scene.api.cause(reply, scene.owner), (status, code, msg))


async def test_each_hostile_token_gets_its_answer_and_its_cause(scene: Scene) -> None:
    victim = scene.victim
    offenders: dict[str, Verdict | int] = {}
    for attack in ATTACKS:
        # One by one: of many bad signatures at once only the first are explained.
        found = await verdict_of(scene, await scene.call(attack.make(victim)))
        if found != attack.platform_verdict:
            offenders[attack.name] = found
    assert not offenders
    # Nothing that was sent is good the second time either, when it may have been remembered.
    again = [attack.name for attack in ATTACKS if (await scene.call(attack.make(victim))).status != 401]
    assert not again
    assert (await scene.call(victim.token())).status == 200


async def test_each_odd_token_is_accepted(scene: Scene) -> None:
    victim = scene.victim
    for _ in range(2):
        refused = [odd.name for odd in TOLERATED if (await scene.call(odd.make(victim))).status != 200]
        assert not refused


async def test_a_refused_answer_tells_the_caller_nothing_but_its_wire_form(scene: Scene) -> None:
    bodies = {(await scene.call(attack.make(scene.victim))).body for attack in ATTACKS}
    assert bodies == {
        b'{"errors":[{"msg":"Invalid SDK credentials","code":4002}]}',
        b'{"errors":[{"msg":"Invalid JWT token","code":4002}]}',
    }


async def test_a_token_that_names_another_app_is_checked_with_that_apps_secret(scene: Scene) -> None:
    victim = scene.victim
    claims = {"appId": victim.other_client_id}
    reply = await scene.call(victim.token(claims=claims))
    assert reply.error == CREDENTIALS
    assert await scene.api.cause(reply, scene.owner) == "signature-secret-of-other-app"
    assert (await scene.call(victim.token(claims=claims, key=victim.other_secret))).status == 200


async def test_a_client_id_of_nobody_is_an_unknown_app(scene: Scene) -> None:
    token = scene.victim.token(claims={"appId": "cs-00000000-0000-5000-8000-000000000000"})
    reply = await scene.call(token)
    assert reply.error == CREDENTIALS
    assert await scene.api.cause(reply, scene.owner) == "app-unknown"


async def test_a_strict_platform_refuses_what_only_a_tolerance_lets_through(
    database_url: str, tmp_path: Path, clock: ManualClock
) -> None:
    async with running_api(database_url, tmp_path / "strict", clock=clock, tolerances=STRICT) as api:
        scene = await make_scene(api)
        victim = scene.victim
        right = victim.claims(exp=victim.now_s + 300, iat=victim.now_s)
        credentials, token = CREDENTIALS, (401, 4002, "Invalid JWT token")
        odd: dict[str, tuple[dict[str, Any], Verdict]] = {
            "iss": ({"iss": victim.client_id, "exp": right["exp"]}, Verdict("claim-app-id-missing", credentials)),
            "no exp": (victim.claims(), Verdict("token-malformed", token)),
            "fraction": ({**right, "exp": right["exp"] + 0.5}, Verdict("token-malformed", token)),
            "milliseconds": ({**right, "exp": right["exp"] * 1000}, Verdict("token-malformed", token)),
            "aud": ({**right, "aud": "https://example.com"}, Verdict("token-malformed", token)),
        }
        found = {
            name: await verdict_of(scene, await scene.call(victim.token(claims=one))) for name, (one, _) in odd.items()
        }
        assert found == {name: verdict for name, (_, verdict) in odd.items()}
        assert (await scene.call(victim.token(claims=right))).status == 200
        assert (await scene.call(scene.app.token(clock))).status == 200


async def test_claims_of_rights_give_no_rights(scene: Scene) -> None:
    poor = await make_app(scene.api, scene.owner, scopes=[])
    rights: dict[str, Any] = {
        "scope": [{"scopes": ["*"]}],
        "scopes": ["botaudit"],
        "isAdmin": True,
        "isAdminApp": True,
        "role": "owner",
        "saved": ["*"],
    }
    reply = await scene.call(poor.token(scene.api.clock, **rights))
    assert reply.error == (401, 4002, "Permission denied. Scope is incorrect!")
    assert await scene.api.cause(reply, scene.owner) == "scope-not-saved"


async def test_no_header_makes_the_platform_ask_a_host_or_open_a_file(scene: Scene) -> None:
    asked: list[str] = []
    is_listening = True

    def listen(event: str, arguments: tuple[Any, ...]) -> None:
        # A hook stays for the process's life, so it is switched off instead.
        if is_listening and event.startswith(("socket.", "open", "subprocess.", "os.system", "urllib.", "http.")):
            asked.append(f"{event} {arguments!r}")

    victim = scene.victim
    tokens = [one.make(victim) for one in ODD]
    sys.addaudithook(listen)
    for token in tokens:
        await scene.call(token)
    is_listening = False
    assert not [one for one in asked if HOST in one or PLACE in one or "169.254" in one or "/dev/null" in one]


async def test_two_auth_headers_are_no_token(scene: Scene) -> None:
    good = scene.victim.token().decode()
    bad = scene.victim.token(key=b"x").decode()
    for pair in ([good, bad], [bad, good], [good, good]):
        path = f"/api/public/bot/{scene.bot_id}/changelogs"
        reply = await scene.api.request("GET", path, headers=[("auth", one) for one in pair])
        assert reply.error == (401, 4002, "Invalid JWT token")
        assert await scene.api.cause(reply, scene.owner) == "header-decorated"


async def test_a_token_cannot_be_sent_to_a_bot_of_another_account(scene: Scene) -> None:
    stranger = await make_scene(scene.api)
    reply = await scene.call(stranger.victim.token())
    assert reply.error == (400, 400, "Invalid StreamId")


async def test_the_platform_answers_on_after_all_of_it(scene: Scene) -> None:
    api: API = scene.api
    for attack in ATTACKS:
        await scene.call(attack.make(scene.victim))
    await api.platform.services.flush_traces()
    assert (await scene.call(scene.victim.token())).status == 200
