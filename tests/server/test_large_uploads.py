"""Uploads of 200 MB: refused at once where the length is told, at the limit where it is not, in little memory."""

import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.platform import API, MadeApp, make_app, make_person

TOO_LARGE = (413, 413, "Request Entity Too Large")
CHUNK = b"v" * (1 << 18)
HEAD = b'--x\r\nContent-Disposition: form-data; name="file"; filename="big"\r\n\r\n'
MEGABYTE = 1 << 20


def headers_of(api: API, app: MadeApp, **more: str) -> dict[str, str]:
    """Headers of an upload."""
    return {"auth": app.token(api.clock), "content-type": "multipart/form-data; boundary=x", **more}


def incoming(api: API) -> list[Path]:
    """What lies among the files that are being received."""
    return list((api.platform.settings.data / "files" / "incoming").iterdir())


def streamed(total_bytes: int, counted: list[int]) -> Iterator[bytes]:
    """A form with a file of this size, in pieces; counts the pieces that were asked for."""
    yield HEAD
    for _ in range(total_bytes // len(CHUNK)):
        counted[0] += 1
        yield CHUNK
    yield b"\r\n--x--\r\n"


async def test_a_declared_length_over_the_limit_is_refused_unread(sqlite_api: API) -> None:
    app = await make_app(sqlite_api, await make_person(sqlite_api))
    counted = [0]
    started = time.monotonic()
    reply = await sqlite_api.request(
        "POST",
        "/api/public/uploadfile",
        headers=headers_of(sqlite_api, app, **{"content-length": str(200 * MEGABYTE)}),
        chunks=streamed(200 * MEGABYTE, counted),
    )
    assert time.monotonic() - started < 1
    assert reply.error == TOO_LARGE
    assert reply.headers["connection"] == "close"
    assert counted == [0]
    assert incoming(sqlite_api) == []


async def test_an_undeclared_flood_ends_at_the_limit_in_little_memory(sqlite_api: API) -> None:
    app = await make_app(sqlite_api, await make_person(sqlite_api))
    counted = [0]
    tracemalloc.start()
    try:
        reply = await sqlite_api.request(
            "POST",
            "/api/public/uploadfile",
            headers=headers_of(sqlite_api, app),
            chunks=streamed(200 * MEGABYTE, counted),
        )
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert reply.error == TOO_LARGE
    # 128 MB are taken, in pieces of a quarter; one more piece shows that there is more.
    assert counted[0] <= 514
    assert peak_bytes < 4 * MEGABYTE
    assert incoming(sqlite_api) == []


async def test_a_file_of_just_the_limit_is_kept(sqlite_api: API) -> None:
    app = await make_app(sqlite_api, await make_person(sqlite_api))
    counted = [0]
    tracemalloc.start()
    try:
        reply = await sqlite_api.request(
            "POST",
            "/api/public/uploadfile",
            headers=headers_of(sqlite_api, app),
            chunks=streamed(128 * MEGABYTE, counted),
        )
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert reply.status == 200
    assert counted == [512]
    assert peak_bytes < 8 * MEGABYTE
    assert incoming(sqlite_api) == []


@pytest.mark.parametrize("parts", [[HEAD], [HEAD, CHUNK], [HEAD[:30]], [HEAD, CHUNK, b"\r\n--x"]])
async def test_a_body_that_stops_halfway_leaves_no_file(api: API, parts: list[bytes]) -> None:
    app = await make_app(api, await make_person(api))
    with pytest.raises(ConnectionError):
        await api.request("POST", "/api/public/uploadfile", headers=headers_of(api, app), chunks=parts, is_cut_off=True)
    assert incoming(api) == []
    reply = await api.request("POST", "/api/public/uploadfile", headers=headers_of(api, app), chunks=parts)
    assert reply.error == (412, 412, "Validation errors/ Invalid arguments")
    assert incoming(api) == []
    kept = [path for path in (api.platform.settings.data / "files").rglob("*") if path.is_file()]
    assert kept == []


async def test_a_stranger_is_refused_before_a_byte_of_the_file_is_read(sqlite_api: API) -> None:
    counted = [0]
    headers = {"auth": "word", "content-type": "multipart/form-data; boundary=x"}
    reply = await sqlite_api.request(
        "POST", "/api/public/uploadfile", headers=headers, chunks=streamed(200 * MEGABYTE, counted)
    )
    assert reply.error == (401, 4002, "Invalid JWT token")
    assert counted == [0]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"--x--\r\n",
        b'--x\r\nContent-Disposition: form-data; name="fileContext"\r\n\r\nbulkImport\r\n--x--\r\n',
        b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\ntext\r\n--x--\r\n',
        b'--x\r\nContent-Disposition: form-data; name="other"; filename="a"\r\n\r\nv\r\n--x--\r\n',
        HEAD + b"v\r\n" + HEAD + b"w\r\n--x--\r\n",
        HEAD + b'v\r\n--x\r\nContent-Disposition: form-data; name="fileContext"\r\n\r\na\r\n'
        b'--x\r\nContent-Disposition: form-data; name="fileContext"\r\n\r\nb\r\n--x--\r\n',
        HEAD + b'v\r\n--x\r\nContent-Disposition: form-data; name="file"\r\n\r\na\r\n--x--\r\n',
    ],
)
async def test_a_form_without_exactly_one_file_is_refused_and_leaves_nothing(sqlite_api: API, body: bytes) -> None:
    app = await make_app(sqlite_api, await make_person(sqlite_api))
    reply = await sqlite_api.request("POST", "/api/public/uploadfile", headers=headers_of(sqlite_api, app), body=body)
    assert reply.error == (412, 412, "Validation errors/ Invalid arguments")
    assert incoming(sqlite_api) == []


async def test_json_is_no_upload(sqlite_api: API) -> None:
    app = await make_app(sqlite_api, await make_person(sqlite_api))
    for content_type in ("application/json", "", "multipart/form-data", "multipart/form-data; boundary=" + "b" * 999):
        headers = {"auth": app.token(sqlite_api.clock), "content-type": content_type}
        reply = await sqlite_api.request("POST", "/api/public/uploadfile", headers=headers, body=b"{}")
        assert reply.error == (412, 412, "Validation errors/ Invalid arguments"), content_type
