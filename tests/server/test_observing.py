"""What is told of calls to machines that ask and to logs: how many, how long, why refused; never a secret or an id."""

import json
from pathlib import Path

import pytest

from korekit.console.mounting import mount
from korekit.server.metrics import Metrics
from korekit.server.observing import Observed, TokenTooShort, metrics_token
from tests.platform import API, make_app, make_person

TOKEN = "a-token-for-the-metrics"


def observed(api: API, lines: list[str] | None = None, token: str = TOKEN) -> API:
    """The platform with its console and an observer around both."""
    asgi = mount(api.platform, api.asgi)
    write = None if lines is None else lines.append
    return API(api.platform, Observed(api.platform, asgi, token=token, write=write), api.clock)


async def metrics_of(api: API) -> list[str]:
    """What a machine is told."""
    reply = await api.request("GET", "/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert reply.status == 200
    assert reply.headers["content-type"].startswith("text/plain; version=0.0.4")
    return reply.body.decode().splitlines()


async def test_calls_and_causes_are_counted(sqlite_api: API) -> None:
    api = observed(sqlite_api)
    owner = await make_person(api)
    app, poor = await make_app(api, owner), await make_app(api, owner, scopes=["botkit:botkit"])
    for _ in range(2):
        await api.call("get-bots", app=app)
    await api.call("get-bots", app=poor)
    await api.request("GET", "/nothing/is/here")
    await api.request("GET", "/console/sign-in", headers={"host": "127.0.0.1:8070"})
    lines = await metrics_of(api)
    assert 'korekit_http_requests_total{operation="get-bots",code="200"} 2' in lines
    assert 'korekit_http_requests_total{operation="get-bots",code="401"} 1' in lines
    assert 'korekit_http_requests_total{operation="none",code="404"} 1' in lines
    assert 'korekit_http_requests_total{operation="console /sign-in",code="200"} 1' in lines
    assert 'korekit_refused_calls_total{cause="scope-missing"} 1' in lines
    assert 'korekit_http_request_duration_seconds_count{operation="get-bots"} 3' in lines
    assert 'korekit_http_request_duration_seconds_bucket{operation="get-bots",le="+Inf"} 3' in lines
    assert any(line.startswith('korekit_build_info{version="') for line in lines)
    assert all(line.startswith("#") or len(line.rsplit(" ", 1)) == 2 for line in lines)


@pytest.mark.parametrize("header", ["", f"Basic {TOKEN}", "Bearer", "Bearer ", f"Bearer {TOKEN}x", "Bearer \xff"])
async def test_without_the_token_nothing_is_told(sqlite_api: API, header: str) -> None:
    api = observed(sqlite_api)
    reply = await api.request("GET", "/metrics", headers={"authorization": header} if header else {})
    assert (reply.status, reply.body) == (401, b"")
    assert reply.headers["www-authenticate"] == "Bearer"


async def test_without_a_token_there_is_no_such_path(sqlite_api: API) -> None:
    api = observed(sqlite_api, [], token="")
    reply = await api.request("GET", "/metrics", headers={"authorization": "Bearer "})
    assert reply.status == 404


async def test_a_line_for_each_call_holds_no_secret(sqlite_api: API) -> None:
    lines: list[str] = []
    api = observed(sqlite_api, lines)
    owner = await make_person(api)
    app = await make_app(api, owner, scopes=["botkit:botkit"])
    token = app.token(api.clock)
    reply = await api.call("get-bots", token=token)
    await api.request("GET", f"/api/public/bots?auth={token}", headers={"cookie": f"x={owner.access_token}"})
    await api.request("GET", f"/{app.secret}")
    told = [json.loads(line) for line in lines]
    assert told[0].pop("durationMs") > 0
    assert told[0] == {
        "time": "2026-11-24T06:00:00.000Z",
        "method": "GET",
        "operation": "get-bots",
        "status": 401,
        "traceId": reply.trace_id,
        "cause": "scope-missing",
    }
    assert len(told) == 3
    for secret in (token, app.secret, owner.access_token, app.client_id):
        assert not any(secret in line for line in lines)


def test_labels_are_escaped_and_buckets_add_up() -> None:
    metrics = Metrics()
    for duration_s in (0.0001, 0.003, 0.003, 60.0):
        metrics.add('a"b\\c\nd', 200, "", duration_s)
    lines = metrics.text([("bot-import", "running", 2)]).splitlines()
    bucket = 'korekit_http_request_duration_seconds_bucket{operation="a\\"b\\\\c\\nd",le="'
    assert [line.removeprefix(bucket) for line in lines if line.startswith(bucket)][:5] == [
        '0.0005"} 1',
        '0.001"} 1',
        '0.0025"} 1',
        '0.005"} 3',
        '0.01"} 3',
    ]
    assert f'{bucket}+Inf"}} 4' in lines
    assert 'korekit_jobs{kind="bot-import",state="running"} 2' in lines


def test_the_token_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "token"
    token = metrics_token(path)
    assert len(token) >= 40
    assert path.stat().st_mode & 0o777 == 0o600
    assert metrics_token(path) == token
    path.write_text("short\n")
    with pytest.raises(TokenTooShort):
        metrics_token(path)
