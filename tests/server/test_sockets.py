"""A real process at the end of a real socket: what HTTP servers are sent, and what 200 MB do to its memory."""

import contextlib
import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash.processes import Client, Process, running_process, signed_in

MEGABYTE = 1 << 20
HEAD = b'--x\r\nContent-Disposition: form-data; name="file"; filename="big"\r\n\r\n'


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    folder = tmp_path_factory.mktemp("sockets")
    with running_process(folder / "data", "sqlite", folder / "log") as running:
        yield running


@pytest.fixture(scope="module")
def client(process: Process) -> Client:
    return signed_in(process)


def exchange(process: Process, *parts: bytes, within_s: float = 3, is_ended: bool = False) -> bytes:
    """What comes back for some bytes, until the process closes; `is_ended` tells it that no more will come."""
    with socket.create_connection(("127.0.0.1", process.port), timeout=within_s) as connection:
        received = b""
        # Cut by the process, as it may where nobody should go on sending; what it said before can still be read.
        with contextlib.suppress(OSError):
            for part in parts:
                connection.sendall(part)
            if is_ended:
                connection.shutdown(socket.SHUT_WR)
        with contextlib.suppress(OSError):
            while chunk := connection.recv(65_536):
                received += chunk
    return received


def status_of(answer: bytes) -> int:
    """The status in an answer's first line."""
    return int(answer.split(b" ", 2)[1])


def is_alive(process: Process) -> bool:
    """Whether the process goes on answering."""
    return process.request("GET", "/healthz") == (200, {"status": "ok"})


def peak_bytes(process: Process) -> int:
    """The most memory that the process ever had."""
    status = Path(f"/proc/{process.popen.pid}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:"))) * 1024


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /api/public/bots HTTP/1.1\r\n\r\n", 401),
        (b"GET /api/public/bots HTTP/1.0\r\n\r\n", 401),
        (b"GET /api/public/bots HTTP/1.1\r\nHost: <a b c>\r\n\r\n", 401),
        (b"GET http://elsewhere/api/public/bots HTTP/1.1\r\nHost: x\r\n\r\n", 401),
        (b"GET /api/public/bots?a=%ff&b HTTP/1.1\r\nHost: x\r\n\r\n", 401),
        (b"GET /%ff%00 HTTP/1.1\r\nHost: x\r\n\r\n", 404),
        (b"POST /api/public/bot/import HTTP/1.1\r\nHost: x\r\n\r\n", 401),
        (b"PATCH /api/public/bots HTTP/1.1\r\nHost: x\r\n\r\n", 405),
        (b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", 404),
        (b"GET /api/public/bots HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}", 401),
        (b"GET /api/public/bots HTTP/1.1\r\nHost: x\r\nauth: a\r\nauth: b\r\n\r\n", 401),
        (b"GET /api/public/bots HTTP/1.1\r\nHost: x\r\nauth: " + b"a" * 30_000 + b"\r\n\r\n", 401),
    ],
    ids=lambda value: repr(value[:60]) if isinstance(value, bytes) else str(value),
)
def test_odd_requests_get_their_answer(process: Process, sent: bytes, status: int) -> None:
    started = time.monotonic()
    answer = exchange(process, sent.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1))
    assert status_of(answer) == status
    body = json.loads(answer.partition(b"\r\n\r\n")[2])
    assert set(body) == {"errors"}
    assert time.monotonic() - started < 1


@pytest.mark.parametrize(
    "sent",
    [
        b"nonsense\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"\x00" * 1000,
        b"GET\r\n\r\n",
        b"GET /api/public/bots HTTP/9.9\r\n\r\n",
        b"GET /api public/bots HTTP/1.1\r\n\r\n",
        b"POST /api/public/bot/import HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /api/public/bot/import HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
        b"POST /api/public/bot/import HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"a: b\r\n" * 20_000 + b"\r\n",
    ],
    ids=lambda sent: repr(sent[:40]),
)
def test_what_is_not_http_ends_its_connection_and_nothing_else(process: Process, sent: bytes) -> None:
    exchange(process, sent, is_ended=True)
    assert is_alive(process)


def test_calls_in_a_row_on_one_connection_are_answered_in_their_order(process: Process) -> None:
    rows = [b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", b"GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n"]
    last = rows[0].replace(b"Host: x", b"Host: x\r\nConnection: close")
    answer = exchange(process, rows[0] + rows[1] + last)
    assert [part[:3] for part in answer.split(b"HTTP/1.1 ")[1:]] == [b"200", b"404", b"200"]


def upload_head(client: Client, length: str) -> bytes:
    """The head of an upload."""
    return (
        b"POST /api/public/uploadfile HTTP/1.1\r\nHost: x\r\n"
        b"Content-Type: multipart/form-data; boundary=x\r\n"
        b"auth: " + client.token().encode() + b"\r\n" + length.encode() + b"\r\n\r\n"
    )


def test_a_declared_200_mb_are_refused_before_they_are_sent(process: Process, client: Client) -> None:
    before, started = peak_bytes(process), time.monotonic()
    with socket.create_connection(("127.0.0.1", process.port), timeout=3) as connection:
        connection.sendall(upload_head(client, f"Content-Length: {200 * MEGABYTE}"))
        answer = connection.recv(65_536)
    assert status_of(answer) == 413
    assert time.monotonic() - started < 1
    assert peak_bytes(process) - before < 5 * MEGABYTE


def test_200_mb_in_chunks_are_refused_at_the_limit_in_little_memory(process: Process, client: Client) -> None:
    before = peak_bytes(process)
    piece = b"v" * MEGABYTE
    chunk = b"%x\r\n" % len(piece) + piece + b"\r\n"
    head = upload_head(client, "Transfer-Encoding: chunked") + b"%x\r\n" % len(HEAD) + HEAD + b"\r\n"
    parts = [head, *([chunk] * 200)]
    answer = exchange(process, *parts, within_s=20)
    assert not answer or status_of(answer) == 413
    assert is_alive(process)
    assert peak_bytes(process) - before < 40 * MEGABYTE


def test_an_upload_that_is_cut_off_leaves_no_file(process: Process, client: Client, tmp_path: Path) -> None:
    data = Path(f"/proc/{process.popen.pid}/cmdline").read_bytes().split(b"\0")
    folder = Path(data[data.index(b"--data") + 1].decode()) / "files" / "incoming"
    with socket.create_connection(("127.0.0.1", process.port), timeout=3) as connection:
        connection.sendall(upload_head(client, f"Content-Length: {10 * MEGABYTE}") + HEAD + b"v" * MEGABYTE)
        deadline = time.monotonic() + 2
        while not list(folder.iterdir()) and time.monotonic() < deadline:
            time.sleep(0.01)
        assert list(folder.iterdir())
    deadline = time.monotonic() + 2
    while list(folder.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert list(folder.iterdir()) == []
