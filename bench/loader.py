"""The load: keep-alive connections from a process of its own, one call at a time on each, every answer compared.

Bounded by time and by number; speaks to the loopback only. Its own cost, some 20 µs a call, lies on the other core.
"""

import itertools
import json
import select
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

__all__ = ["Load", "Slice", "apply_load", "one_answer"]

_MAX_CALLS: Final = 400_000
_CHUNK: Final = 1 << 18
_SILENCE_S: Final = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What is sent. `tokens`: taken in turn; `body`: what every answer must hold, as text."""

    port: int
    path: str
    tokens: Sequence[str]
    body: str
    seconds: float
    connections: int = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """What came of it. `p50_ms`, `p99_ms`: from a call's first byte out to its last byte in."""

    calls: int
    seconds: float
    p50_ms: float
    p99_ms: float

    @property
    def per_second(self) -> float:
        """Calls a second."""
        return self.calls / self.seconds


def apply_load(load: Load) -> Slice:
    """Send calls from another process for some time.

    Raises:
        RuntimeError: an answer was not the expected one, or none came.
    """
    done = subprocess.run(
        [sys.executable, Path(__file__)],
        input=json.dumps(asdict(load)),
        capture_output=True,
        text=True,
        timeout=load.seconds + 30,
    )
    if done.returncode != 0:
        raise RuntimeError(f"the load failed: {done.stderr.strip()[-400:]}")
    return Slice(**json.loads(done.stdout))


def one_answer(port: int, path: str, token: str) -> tuple[int, bytes]:
    """Status and body of one call."""
    with socket.create_connection(("127.0.0.1", port), timeout=_SILENCE_S) as connection:
        connection.sendall(_request(path, token))
        answer = b""
        while (size := _answer_size(answer)) is None or len(answer) < size:
            chunk = connection.recv(_CHUNK)
            if not chunk:
                raise RuntimeError("the connection ended inside an answer")
            answer += chunk
    return int(answer[9:12]), answer.partition(b"\r\n\r\n")[2]


def _request(path: str, token: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nauth: {token}\r\nAccept: */*\r\n\r\n".encode()


def _answer_size(answer: bytes) -> int | None:
    """The size of an answer, head and body, once its head is there."""
    head, found, _ = answer.partition(b"\r\n\r\n")
    if not found:
        return None
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return len(head) + 4 + int(line[15:])
    raise RuntimeError("an answer without content-length")


def _connect(port: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=_SILENCE_S)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    # Blocking with the kernel's own time limit: an answer is then one system call, also where it comes in two parts.
    connection.settimeout(None)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", int(_SILENCE_S), 0))
    return connection


def _size_of_answer(load: Load, request: bytes) -> int:
    """The size of each answer, which is one and the same; known from the first."""
    with _connect(load.port) as connection:
        connection.sendall(request)
        answer = b""
        while (size := _answer_size(answer)) is None or len(answer) < size:
            answer += connection.recv(_CHUNK)
    return size


def _drive(load: Load) -> Slice:
    requests = [_request(load.path, token) for token in load.tokens]
    body = load.body.encode()
    size = _size_of_answer(load, requests[0])
    waiting = select.epoll()
    connections = {made.fileno(): made for made in [_connect(load.port) for _ in range(load.connections)]}
    sent_at: dict[int, float] = {}
    times: list[float] = []
    clock = time.perf_counter
    begun = clock()
    end = begun + load.seconds
    next_request = itertools.cycle(requests).__next__
    for descriptor, connection in connections.items():
        waiting.register(descriptor, select.EPOLLIN)
        sent_at[descriptor] = clock()
        connection.send(next_request())
    while connections:
        ready = waiting.poll(_SILENCE_S)
        if not ready:
            raise RuntimeError("the server is silent")
        for descriptor, _ in ready:
            connection = connections[descriptor]
            answer = connection.recv(size, socket.MSG_WAITALL)
            now = clock()
            if not (answer.startswith(b"HTTP/1.1 200") and answer.endswith(body)):
                raise RuntimeError(f"a wrong answer: {answer[:200]!r}")
            times.append(now - sent_at[descriptor])
            if now < end and len(times) < _MAX_CALLS:
                sent_at[descriptor] = now
                connection.send(next_request())
            else:
                waiting.unregister(descriptor)
                connections.pop(descriptor).close()
    seconds = clock() - begun
    times.sort()
    return Slice(
        calls=len(times),
        seconds=seconds,
        p50_ms=times[len(times) // 2] * 1000,
        p99_ms=times[len(times) * 99 // 100] * 1000,
    )


if __name__ == "__main__":
    print(json.dumps(asdict(_drive(Load(**json.load(sys.stdin))))))
