"""What the HTTP server sees of the platform: health, life, connections that are none of HTTP's."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from korekit.server.platform import Settings, open_platform
from tests.clock import ManualClock
from tests.platform import API, make_app, make_person


async def test_health_is_told_to_everybody_in_any_method(sqlite_api: API) -> None:
    for method in ("GET", "HEAD", "POST"):
        reply = await sqlite_api.request(method, "/healthz")
        assert (reply.status, reply.body) == (200, b'{"status":"ok"}')


async def talk(asgi: Any, scope: dict[str, Any], *messages: dict[str, Any]) -> list[Any]:
    """What the platform sends when it is told these messages."""
    waiting, sent = list(messages), []

    async def receive() -> Any:
        return waiting.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    await asgi(scope, receive, send)
    return sent


async def test_a_life_begins_and_ends_as_the_server_asks(tmp_path: Path) -> None:
    _, asgi = await open_platform(Settings(data=tmp_path), clock=ManualClock())
    sent = await talk(asgi, {"type": "lifespan"}, {"type": "lifespan.startup"}, {"type": "lifespan.shutdown"})
    assert [message["type"] for message in sent] == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


async def test_a_start_that_fails_is_told_to_the_server(tmp_path: Path) -> None:
    platform, asgi = await open_platform(Settings(data=tmp_path), clock=ManualClock())
    await platform.services.database.close()
    with pytest.raises(Exception, match="closed"):
        await talk(asgi, {"type": "lifespan"}, {"type": "lifespan.startup"})


async def test_a_websocket_is_closed(sqlite_api: API) -> None:
    sent = await talk(sqlite_api.asgi, {"type": "websocket", "path": "/"}, {"type": "websocket.connect"})
    assert sent == [{"type": "websocket.close", "code": 1000}]


async def test_a_thousand_calls_at_once_are_all_answered(sqlite_api: API) -> None:
    app = await make_app(sqlite_api, await make_person(sqlite_api))
    asked = [sqlite_api.upload_reply(app, b"x") for _ in range(50)]
    asked += [sqlite_api.request("GET", f"/nowhere/{number}") for number in range(950)]
    replies = await asyncio.gather(*asked)
    assert sorted({reply.status for reply in replies}) == [200, 404]


async def test_an_answer_that_fails_unexpectedly_is_an_envelope_without_the_reason(
    sqlite_api: API, caplog: pytest.LogCaptureFixture
) -> None:
    app = await make_app(sqlite_api, await make_person(sqlite_api))
    assert (await sqlite_api.call("get-bots", app=app)).status == 200
    await sqlite_api.platform.stop()
    reply = await sqlite_api.call("get-bots", app=app)
    assert reply.error == (500, 500, "Internal Server Error")
    assert app.secret not in caplog.text
    assert app.token(sqlite_api.clock) not in caplog.text
