"""No secret and no token in a trace, an answer, a log or a `repr`: looked for by their own text."""

import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from korekit.access.decision import Granted, Refused
from korekit.access.facts import App, Facts, Secret
from korekit.access.order import AFTER_OPENING, BEFORE_OPENING, run
from korekit.catalog.operations import find_operation
from korekit.errors.refusal import Check, Refusal
from korekit.errors.token_causes import SignatureInvalid
from korekit.ids import TraceId
from korekit.server.trace_log import RefusedCall
from korekit.server.verified_tokens import Verified, VerifiedTokens
from korekit.tokens.jws import read_jws
from korekit.tokens.tolerances import LENIENT
from korekit.tokens.verify import verify
from tests.clock import ManualClock
from tests.platform import load_made_app, running_api
from tests.tokens.encrypted import encrypted, rsa_key
from tests.tokens.hostile import ATTACKS, ODD
from tests.tokens.scene import Scene, make_scene
from tests.tokens.victim import NOW_S, VICTIM, Victim

CLAIM = "claimCANARYclaim"
SEGMENT = 24


def needles(victim: Victim, tokens: Iterable[bytes]) -> set[str]:
    """What must be found nowhere: secrets, claims' values, every longer segment of every token."""
    found = {victim.secret.decode(), victim.other_secret.decode(), CLAIM}
    for token in tokens:
        for segment in token.decode("latin-1").strip().split("."):
            if len(segment) >= SEGMENT:
                found.add(segment[:SEGMENT])
                found.add(segment[-SEGMENT:])
    return found


def leaks(text: str, victim: Victim, tokens: Iterable[bytes]) -> list[str]:
    return [needle for needle in needles(victim, tokens) if needle in text]


async def called_with(scene: Scene, tokens: Iterable[bytes]) -> str:
    """Everything that the platform says of these calls, to anybody."""
    said: list[str] = []
    for token in tokens:
        reply = await scene.call(token)
        said.append(f"{reply.headers} {reply.body!r}")
        if reply.trace_id:
            said.append(str(await scene.api.trace(reply.trace_id, scene.owner)))
    return "\n".join(said)


async def test_no_trace_no_answer_and_no_log_shows_a_token_or_a_secret(
    database_url: str, tmp_path: Path, clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with running_api(database_url, tmp_path / "data", clock=clock, has_rate_limits=False) as api:
        scene = await make_scene(api)
        victim = scene.victim
        key = rsa_key((await api.call("get-platform-key", by=scene.owner)).json)
        tokens = [one.make(victim) for one in ODD]
        tokens += [
            victim.token(claims=victim.claims(customData=CLAIM, jti="x")),
            victim.token(claims={"appid": CLAIM}),
            victim.token(claims={"sub": CLAIM, "email": CLAIM}),
            victim.token({"alg": "HS256", "kid": CLAIM}, key=b"nobody's"),
            encrypted(victim.token(), key),
            encrypted(victim.token(claims=victim.claims(customData=CLAIM, exp=1)), key),
            encrypted(victim.token(), key, "RSA-OAEP-256"),
        ]
        said = await called_with(scene, tokens)
        await api.call("rotate-app-secret", by=scene.owner, client_id=scene.app.client_id)
        said += await called_with(scene, [victim.token(), *tokens[-3:]])
        rows = await api.call("list-traces", by=scene.owner)
        said += rows.body.decode()
    # A trace shows the first letters of an `alg`, and a name of a claim: neither is part of the token's own text.
    assert leaks(said, victim, tokens) == []
    assert leaks(caplog.text, victim, tokens) == []


async def test_a_token_in_the_wrong_header_or_place_is_not_shown_either(
    database_url: str, tmp_path: Path, clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with running_api(database_url, tmp_path / "data", clock=clock) as api:
        scene = await make_scene(api)
        token = scene.victim.token()
        text, path = token.decode(), f"/api/public/bot/{scene.bot_id}/changelogs"
        requests: list[tuple[str, list[tuple[str, str]]]] = [
            (path, [("authorization", f"Bearer {text}")]),
            (path, [("x-auth", text)]),
            (path, [("auth", f"Bearer {text}")]),
            (path, [("auth", f'"{text}"')]),
            (path, [("auth", text), ("auth", text)]),
            (path, [("cookie", text)]),
            (f"{path}?auth={text}", []),
        ]
        said = ""
        for target, headers in requests:
            reply = await api.request("GET", target, headers=headers)
            assert reply.status == 401
            said += f"{reply.headers} {reply.body!r} {await api.trace(reply.trace_id, scene.owner)}"
    assert leaks(said, scene.victim, [token]) == []
    assert leaks(caplog.text, scene.victim, [token]) == []


def refused(token: bytes) -> Refusal:
    with pytest.raises(Refusal) as caught:
        verify(token, VICTIM.secret, NOW_S)
    return caught.value


def test_no_refusal_shows_a_token_or_a_secret() -> None:
    tokens = [attack.make(VICTIM) for attack in ATTACKS]
    shown = [f"{one!r} {one} {one.detail} {vars(one)} {one.args}" for one in map(refused, tokens)]
    assert leaks("\n".join(shown), VICTIM, tokens) == []


async def test_no_repr_shows_a_token_or_a_secret(database_url: str, tmp_path: Path, clock: ManualClock) -> None:
    async with running_api(database_url, tmp_path / "data", clock=clock) as api:
        scene = await make_scene(api)
        app: App = await load_made_app(api, scene.app)
    victim = scene.victim
    token = victim.token(claims=victim.claims(customData=CLAIM))
    operation = find_operation("get-change-logs")
    assert operation is not None
    facts = Facts(
        operation=operation, headers=[token], other_token_headers=(), now_ms=clock.at_ms, tolerances=LENIENT, app=app
    )
    assert run(BEFORE_OPENING, facts) is None
    assert run(AFTER_OPENING, facts) is None
    assert facts.token == token
    signed = read_jws(token)
    verified = VerifiedTokens()
    verified.add(token, Verified(app.client_id, signed.claims, app.secrets[0], signed, False))
    refusal = Refused(Check.SIGNATURE, SignatureInvalid(), app)
    shown: list[Any] = [
        signed,
        Secret(victim.secret),
        app,
        facts,
        verified.get(token),
        verified,
        refusal,
        Granted(app, None),
        RefusedCall(id=TraceId("0" * 32), at_ms=0, method="GET", path="/", refused=refusal, facts=facts),
    ]
    offenders = {type(one).__name__: found for one in shown if (found := leaks(repr(one), victim, [token]))}
    assert offenders == {}
