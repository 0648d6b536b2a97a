"""Whose refusal it is, where no signature says so: the app that the token names, the bot, the only account."""

from typing import Any

import pytest

from korekit.flaws.every_flaw import Place, every_flaw, flawed_token
from korekit.flaws.signer import FlawImpossible, Signer
from tests.platform import API, MadeApp, Person, make_app, make_bot, make_person

# Their tokens name no app of ours, or nobody can read what they name.
NAMELESS = {
    "token-missing",
    "token-not-encrypted",
    "jwe-invalid",
    "claim-app-id-missing",
    "claim-app-id-not-client-id",
    "app-unknown",
}


def _flawed(api: API, app: MadeApp) -> dict[str, list[tuple[str, str]]]:
    """The headers of a call for each flaw of a token or its header that needs nothing else."""
    signer = Signer(client_id=app.client_id, secret=app.secret, now_s=api.clock.now_s())
    found: dict[str, list[tuple[str, str]]] = {}
    for flaw in every_flaw():
        if flaw.place not in (Place.TOKEN, Place.HEADER) or flaw.needs:
            continue
        try:
            made = flawed_token(flaw.cause, signer)
        except FlawImpossible:
            continue
        found[flaw.cause] = [(made.header, made.value)] if made.value else []
    return found


async def _listed(api: API, by: Person, **wanted: Any) -> list[Any]:
    listed: list[Any] = (await api.call("list-traces", by=by, limit=100, **wanted)).json
    return listed


async def test_every_flawed_token_that_names_an_app_is_listed_for_its_account(sqlite_api: API) -> None:
    api = sqlite_api
    owner, stranger = await make_person(api), await make_person(api)
    app = await make_app(api, owner)
    flawed = _flawed(api, app)
    assert {"token-unsigned", "algorithm-not-allowed", "claim-app-id-misspelled", "header-wrong-name"} <= set(flawed)
    for headers in flawed.values():
        reply = await api.call("get-bots", headers=headers)
        assert reply.status in (400, 401)
    listed = await _listed(api, owner)
    told = {one["cause"]: (one.get("clientId"), one.get("appName"), one.get("isAppProven", False)) for one in listed}
    assert set(flawed) - set(told) == NAMELESS & set(flawed)
    assert {told[cause][0] for cause in told} == {app.client_id}
    assert told["token-unsigned"][1].startswith("app ")
    assert (told["token-unsigned"][2], told["token-expired"][2]) == (False, True)
    assert await _listed(api, stranger) == []
    only = await _listed(api, owner, client_id=app.client_id, cause="token-unsigned")
    assert [one["cause"] for one in only] == ["token-unsigned"]


@pytest.mark.parametrize(
    ("method", "path", "cause"),
    [
        ("DELETE", "/api/public/bots", "method-not-allowed"),
        ("GET", "/api/public/botz", "path-unknown"),
    ],
)
async def test_a_call_that_fits_no_operation_is_listed_by_its_token(
    api: API, method: str, path: str, cause: str
) -> None:
    owner, stranger = await make_person(api), await make_person(api)
    app = await make_app(api, owner)
    await api.request(method, path, headers={"auth": app.token(api.clock)})
    (listed,) = await _listed(api, owner)
    assert (listed["cause"], listed["clientId"]) == (cause, app.client_id)
    assert await _listed(api, stranger) == []


async def test_a_token_in_the_query_names_its_app_too(sqlite_api: API) -> None:
    api = sqlite_api
    owner = await make_person(api)
    await make_person(api)
    app = await make_app(api, owner)
    await api.request("GET", f"/api/public/bots?auth={app.token(api.clock)}")
    (listed,) = await _listed(api, owner)
    assert (listed["cause"], listed["clientId"]) == ("header-wrong-name", app.client_id)


async def test_a_nameless_call_is_its_bots_accounts(api: API) -> None:
    owner, stranger = await make_person(api), await make_person(api)
    bot_id = await make_bot(api, owner)
    await api.call("get-change-logs", bot_id=bot_id)
    assert [one["cause"] for one in await _listed(api, owner)] == ["token-missing"]
    assert await _listed(api, stranger) == []


async def test_where_there_is_one_account_every_call_of_the_apis_is_its_own(api: API) -> None:
    owner = await make_person(api)
    await api.call("get-bots")
    await api.request("GET", "/wp-login.php")
    assert [one["cause"] for one in await _listed(api, owner)] == ["token-missing"]


async def test_where_there_are_several_a_nameless_call_is_nobodys(api: API) -> None:
    owner, stranger = await make_person(api), await make_person(api)
    reply = await api.call("get-bots")
    assert await _listed(api, owner) == await _listed(api, stranger) == []
    assert (await api.trace(reply.trace_id, owner))["cause"] == "token-missing"


async def test_usage_counts_by_the_cause_that_the_list_names(api: API) -> None:
    owner = await make_person(api)
    app = await make_app(api, owner)
    signer = Signer(client_id=app.client_id, secret=app.secret, now_s=api.clock.now_s())
    for cause in ("token-unsigned", "signature-secret-placeholder", "signature-secret-placeholder"):
        await api.call("get-bots", token=flawed_token(cause, signer).value)
    usage = (await api.call("get-usage", by=owner)).json
    counted = {one["name"]: one["refused"] for one in usage["causes"]}
    assert counted == {"token-unsigned": 1, "signature-secret-placeholder": 2}
    assert usage["refused"] == 3
