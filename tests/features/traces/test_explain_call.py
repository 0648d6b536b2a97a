"""What a call would come to now: told to whoever may manage its app, to nobody else; asking uses nothing up."""

import json
from typing import Any

import pytest

from korekit.catalog.planes import Plane, Role
from korekit.tokens.jwe import encrypt
from korekit.tokens.mint import mint
from tests.platform import API, MadeApp, Person, add_member, make_app, make_bot, make_person

NO_APP = (412, 412, "The call names no app that you may manage.")


async def explained(
    api: API, by: Person, token: str, target: str = "/api/public/bots", *, method: str = "GET", **more: Any
) -> Any:
    """The answer for a call with a token."""
    reply = await api.call("explain-call", by=by, body=_body(token, method, target, **more))
    assert reply.status == 200, reply.body
    return reply.json


def _body(token: str, method: str, target: str, **more: Any) -> dict[str, Any]:
    return {"headers": [f"auth: {token}"], "method": method, "target": target, **more}


def states_of(told: Any) -> dict[str, str]:
    """The state of each check."""
    return {one["check"]: one["state"] for one in told["call"]["checks"]}


async def test_a_call_that_is_accepted_says_so_and_is_then_accepted(api: API) -> None:
    owner = await make_person(api)
    bot_id, app = await make_bot(api, owner), await make_app(api, owner)
    told = await explained(api, owner, app.token(api.clock), f"/api/public/bot/{bot_id}/changelogs?limit=5")
    assert told["isAccepted"] is True
    assert set(states_of(told).values()) == {"passed"}
    assert (told["call"]["operation"], told["call"]["botId"]) == ("get-change-logs", bot_id)
    assert told["call"]["clientId"] == app.client_id
    assert "cause" not in told["call"]
    assert (await api.call("get-change-logs", app=app, bot_id=bot_id)).status == 200


async def test_it_says_what_the_call_itself_is_refused_for(api: API) -> None:
    owner, other = await make_person(api), await make_person(api)
    bot_id, foreign = await make_bot(api, owner), await make_bot(api, other)
    full, poor = await make_app(api, owner), await make_app(api, owner, scopes=["botkit:botkit"])
    builder = await make_app(api, owner, plane=Plane.BOT, bot_id=bot_id)
    now_s = api.clock.now_s()
    good = full.token(api.clock)
    calls = [
        (poor.token(api.clock), "GET", "/api/public/bots"),
        (builder.token(api.clock), "GET", "/api/public/bots"),
        (mint(full.client_id, full.secret, now_s=now_s - 7200), "GET", "/api/public/bots"),
        (mint(full.client_id, "your-256-bit-secret", now_s=now_s), "GET", "/api/public/bots"),
        (f"Bearer {good}", "GET", "/api/public/bots"),
        (good, "DELETE", "/api/public/bots"),
        (good, "GET", "/api/public/botz"),
        (good, "GET", f"/api/public/bot/{foreign}/changelogs"),
    ]
    causes = []
    for token, method, target in calls:
        told = await explained(api, owner, token, target, method=method)
        assert told.get("isAccepted", False) is False
        reply = await api.request(method, target, headers={"auth": token})
        trace = await api.trace(reply.trace_id, owner)
        kept = ("cause", "check", "meaning", "expected", "found", "hint", "checks", "clientId", "operation", "status")
        assert {name: told["call"].get(name) for name in kept} == {name: trace.get(name) for name in kept}
        causes.append(trace["cause"])
    assert causes == [
        "scope-missing",
        "plane-wrong",
        "token-expired",
        "signature-secret-placeholder",
        "header-bearer-prefix",
        "method-not-allowed",
        "path-unknown",
        # That another account has it is not told to who does not belong there.
        "bot-unknown",
    ]


async def test_asking_uses_up_no_jti_no_rate_and_leaves_no_trace(api: API) -> None:
    owner = await make_person(api)
    bot_id, app = await make_bot(api, owner), await make_app(api, owner)
    target = f"/api/public/bot/{bot_id}/changelogs"
    once = app.token(api.clock, jti="only-once")
    for _ in range(70):
        assert (await explained(api, owner, once, target))["isAccepted"] is True
    windows = (await api.call("list-rate-windows", by=owner)).json
    assert windows == []
    assert (await api.request("GET", target, headers={"auth": once})).status == 200
    told = await explained(api, owner, once, target)
    assert told["call"]["cause"] == "jti-replayed"
    assert (await api.call("list-traces", by=owner)).json == []
    used = (await api.call("get-usage", by=owner)).json
    assert (used["calls"], used.get("refused", 0)) == (1, 0)


async def test_a_full_window_is_told_with_when_the_next_call_fits(api: API) -> None:
    owner = await make_person(api)
    bot_id, app = await make_bot(api, owner), await make_app(api, owner)
    target = f"/api/public/bot/{bot_id}/changelogs"
    token = app.token(api.clock)
    for _ in range(60):
        assert (await explained(api, owner, token, target))["isAccepted"] is True
        assert (await api.request("GET", target, headers={"auth": token})).status == 200
    told = await explained(api, owner, token, target)
    assert (told["call"]["cause"], told["call"]["retryAfterSeconds"]) == ("rate-limited-minute", 60)
    refused = await api.request("GET", target, headers={"auth": token})
    assert refused.headers["retry-after"] == "60"
    assert (await api.trace(refused.trace_id, owner))["retryAfterSeconds"] == 60
    api.clock.advance(61)
    assert (await explained(api, owner, token, target))["isAccepted"] is True


async def test_a_body_is_checked_where_it_is_given_and_nothing_runs(api: API) -> None:
    owner = await make_person(api)
    bot_id, app = await make_bot(api, owner), await make_app(api, owner)
    token, target = app.token(api.clock), f"/api/public/bot/{bot_id}/publish"
    told = await explained(api, owner, token, target, method="POST", content='{"versionComment": 7}')
    assert told["call"]["check"] == "body"
    unknown = await explained(api, owner, token, target, method="POST")
    assert (unknown["isAccepted"], states_of(unknown)["body"]) == (True, "unknown")
    good = json.dumps({"versionComment": "one"})
    assert states_of(await explained(api, owner, token, target, method="POST", content=good))["body"] == "passed"
    assert (await api.call("list-jobs", by=owner)).json == []


@pytest.mark.parametrize("is_encrypted", [False, True])
async def test_a_token_alone_is_judged_as_far_as_it_goes(api: API, is_encrypted: bool) -> None:
    owner = await make_person(api)
    app = await make_app(api, owner, scopes=[])
    token, wrong = app.token(api.clock), mint(app.client_id, "another", now_s=api.clock.now_s())
    if is_encrypted:
        key = (await api.call("get-platform-key", by=owner)).json
        token, wrong = encrypt(token, key), encrypt(wrong, key)
    told = await explained(api, owner, token, "", method="")
    assert told["isAccepted"] is True
    states = states_of(told)
    assert (states["signature"], states["account"], states["scope"], states["path"]) == (
        "passed",
        "passed",
        "unknown",
        "unknown",
    )
    assert "operation" not in told["call"]
    refused = await explained(api, owner, wrong, "", method="")
    assert (refused["call"]["cause"], states_of(refused)["signature"]) == ("signature-invalid", "failed")


async def asked(api: API, by: Person, app: MadeApp, token: str = "") -> tuple[int, int | str, str]:
    """The refusal of an explanation."""
    body = _body(token or app.token(api.clock), "GET", "/api/public/bots")
    reply = await api.call("explain-call", by=by, body=body)
    return reply.error if reply.status != 200 else (200, 0, "")


async def test_only_who_may_manage_the_app_is_told(api: API) -> None:
    owner, member, stranger = await make_person(api), await make_person(api), await make_person(api)
    bot_id = await make_bot(api, owner)
    whole = await make_app(api, owner)
    of_bot = await make_app(api, owner, plane=Plane.BOT, bot_id=bot_id)
    unknown = mint("cs-00000000-0000-5000-8000-000000000000", "secret", now_s=api.clock.now_s())
    # An app of others is as little there as one that nobody has.
    for app, token in ((whole, ""), (of_bot, ""), (whole, unknown), (whole, "no token"), (whole, f"Bearer {unknown}")):
        assert await asked(api, stranger, app, token) == NO_APP
    assert (await asked(api, owner, whole), await asked(api, owner, of_bot)) == ((200, 0, ""), (200, 0, ""))
    await add_member(api, member, owner.account, Role.DEVELOPER)
    assert (await asked(api, member, whole), await asked(api, member, of_bot)) == (NO_APP, (200, 0, ""))


async def test_a_viewer_of_the_apps_account_is_told_nothing_there(api: API) -> None:
    owner, member = await make_person(api), await make_person(api)
    app = await make_app(api, owner, plane=Plane.BOT, bot_id=await make_bot(api, owner))
    await add_member(api, member, owner.account, Role.VIEWER)
    assert await asked(api, member, app) == NO_APP


async def test_a_token_beside_does_not_tell_whether_another_app_exists(api: API) -> None:
    owner, stranger = await make_person(api), await make_person(api)
    own, foreign = await make_app(api, owner), await make_app(api, stranger)
    nobodys = mint("cs-00000000-0000-5000-8000-000000000000", "x", now_s=api.clock.now_s())
    answers = []
    for token in (foreign.token(api.clock), nobodys):
        headers = [f"auth: {token}", f"authorization: {own.token(api.clock)}"]
        body = {"headers": headers, "method": "GET", "target": "/api/public/bots"}
        reply = await api.call("explain-call", by=owner, body=body)
        answers.append((reply.status, reply.body))
    assert answers[0] == answers[1]
    assert answers[0][0] == 412


@pytest.mark.parametrize(
    "body",
    [
        {"headers": []},
        {"headers": ["auth"]},
        {"headers": ["auth: x"] * 101},
        {"headers": ["\x00: \ud83d"], "target": "%", "method": "\x00"},
        {"headers": ["auth: e30.e30.e30"], "target": "/api/public/bots?" + "a=" * 9000, "method": "POST"},
        {"headers": ["auth: a.b.c.d.e"], "target": "//[", "method": "GET", "content": "\ud800"},
        {"headers": "auth"},
    ],
)
async def test_whatever_is_given_is_answered(sqlite_api: API, body: Any) -> None:
    owner = await make_person(sqlite_api)
    reply = await sqlite_api.call("explain-call", by=owner, body=body)
    assert reply.status in (200, 400, 412), (reply.status, reply.body)


@pytest.mark.parametrize(
    ("method", "target", "cause"),
    [
        ("GET", "/api/public/botz", "path-unknown"),
        ("DELETE", "/api/public/bots", "method-not-allowed"),
    ],
)
async def test_what_needs_no_app_is_told_to_everybody_and_names_none(
    api: API, method: str, target: str, cause: str
) -> None:
    owner, stranger = await make_person(api), await make_person(api)
    app = await make_app(api, owner)
    nobodys = mint("cs-00000000-0000-5000-8000-000000000000", "x", now_s=api.clock.now_s())
    told = [await explained(api, stranger, token, target, method=method) for token in (app.token(api.clock), nobodys)]
    assert told[0] == told[1]
    assert told[0]["call"]["cause"] == cause
    assert {"accountId", "clientId", "appName", "isAppProven"}.isdisjoint(told[0]["call"])
