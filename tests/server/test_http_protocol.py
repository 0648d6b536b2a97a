"""What comes over a socket before there is a request: bounded in size and time, answered in the envelope."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
import uvicorn

from korekit.server import http_protocol
from korekit.server.http_protocol import BoundedProtocol
from tests.platform import API

Address = tuple[str, int]


@pytest.fixture
async def address(api: API) -> AsyncIterator[Address]:
    """The platform behind a real socket."""
    config = uvicorn.Config(api.asgi, port=0, log_level="error", lifespan="off", http=BoundedProtocol)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn tells of its start by a flag only
        await asyncio.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[:2]
    server.should_exit = True
    await serving


async def _answer(address: Address, *pieces: bytes) -> tuple[int, object]:
    reader, writer = await asyncio.open_connection(*address)
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        raw = await asyncio.wait_for(reader.read(), 10)
    finally:
        writer.close()
    head, _, body = raw.partition(b"\r\n\r\n")
    return int(head.split()[1]), json.loads(body)


def _envelope(code: int, msg: str) -> object:
    return {"errors": [{"msg": msg, "code": code}]}


async def test_a_head_that_does_not_end_is_refused_by_its_size(address: Address) -> None:
    pieces = [b"GET /api/public/bots HTTP/1.1\r\nhost: x\r\n", *(b"x-a: " + b"a" * 8000 + b"\r\n" for _ in range(12))]
    assert await _answer(address, *pieces) == (431, _envelope(431, "Request Header Fields Too Large"))


async def test_one_header_that_does_not_end_is_refused_by_its_size(address: Address) -> None:
    pieces = [b"GET / HTTP/1.1\r\nauth: ", *(b"a" * 8000 for _ in range(12))]
    assert await _answer(address, *pieces) == (431, _envelope(431, "Request Header Fields Too Large"))


async def test_what_is_no_http_gets_the_envelope(address: Address) -> None:
    assert await _answer(address, b"hello\r\n\r\n") == (400, _envelope(400, "Bad Request"))


async def test_a_head_that_stops_halfway_is_refused_by_time(address: Address, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_protocol, "HEAD_WITHIN_S", 0.2)
    assert await _answer(address, b"GET / HTTP/1.1\r\nhost:") == (408, _envelope(408, "Request Timeout"))


async def test_a_connection_that_says_nothing_is_closed_by_time(
    address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_protocol, "HEAD_WITHIN_S", 0.2)
    assert await _answer(address) == (408, _envelope(408, "Request Timeout"))


async def test_a_head_in_single_bytes_is_read(address: Address) -> None:
    request = b"GET /api/public/bots HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
    status, body = await _answer(address, *(bytes([byte]) for byte in request))
    assert (status, body) == (401, _envelope(4002, "Invalid SDK credentials"))


async def test_requests_on_one_connection_are_each_answered(address: Address) -> None:
    reader, writer = await asyncio.open_connection(*address)
    for _ in range(3):
        writer.write(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n")
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
        assert head.startswith(b"HTTP/1.1 200")
        assert await reader.readexactly(15) == b'{"status":"ok"}'
    writer.close()


async def test_post_without_a_length_has_an_empty_body(address: Address) -> None:
    request = b"POST /api/oauth/token HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
    assert await _answer(address, request) == (412, _envelope(412, "Validation errors/ Invalid arguments"))


LATE = (
    b"POST /api/public/uploadfile HTTP/1.1\r\nhost: x\r\nauth: word\r\n"
    b"content-type: multipart/form-data; boundary=b\r\ncontent-length: 100000\r\n\r\n"
)


async def _until_closed(reader: asyncio.StreamReader) -> float:
    begun = asyncio.get_running_loop().time()
    await asyncio.wait_for(reader.read(), 10)
    return asyncio.get_running_loop().time() - begun


async def test_an_idle_connection_ends_also_where_a_body_came_after_its_refusal(address: Address) -> None:
    reader, writer = await asyncio.open_connection(*address)
    writer.write(LATE)
    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
    assert head.startswith(b"HTTP/1.1 401")
    writer.write(b"a" * 100_000)
    assert await _until_closed(reader) < 8
    writer.close()


async def test_a_call_after_such_a_body_is_answered(address: Address) -> None:
    reader, writer = await asyncio.open_connection(*address)
    writer.write(LATE)
    await asyncio.wait_for(reader.readuntil(b"}]}"), 10)
    writer.write(b"a" * 100_000 + b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n")
    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
    assert head.startswith(b"HTTP/1.1 200")
    writer.close()


async def test_a_body_that_nobody_reads_must_end_though_it_goes_on(
    address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_protocol, "BODY_PAUSE_S", 0.3)
    reader, writer = await asyncio.open_connection(*address)
    writer.write(LATE)
    await asyncio.wait_for(reader.readuntil(b"}]}"), 10)
    closing = asyncio.create_task(_until_closed(reader))
    while not closing.done():
        writer.write(b"a")
        await asyncio.sleep(0.05)
    assert closing.result() < 2
    writer.close()


async def test_a_body_that_stops_coming_ends_its_connection(address: Address, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_protocol, "BODY_PAUSE_S", 0.3)
    reader, writer = await asyncio.open_connection(*address)
    writer.write(b"POST /api/oauth/token HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{")
    assert await _until_closed(reader) < 2
    writer.close()


async def test_a_slow_body_is_read_to_its_end(address: Address, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_protocol, "BODY_PAUSE_S", 0.3)
    reader, writer = await asyncio.open_connection(*address)
    writer.write(b"POST /api/oauth/token HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n")
    for _ in range(10):
        writer.write(b" ")
        await asyncio.sleep(0.1)
    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
    assert head.startswith(b"HTTP/1.1 412")
    writer.close()
