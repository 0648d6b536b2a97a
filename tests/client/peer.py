"""A host at the other end of a real socket that plays what networks and proxies do: slow, cut, refuse, redirect.

It knows nothing of korekit: a list of plays, one for each request in turn, the last one again and again.
"""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

__all__ = ["Heard", "Peer", "Play", "answers", "cuts", "hangs_up", "peer", "stalls"]


@dataclass(frozen=True)
class Heard:
    """One request as it came in. Header names are in lower case."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


Play = Callable[[socket.socket, Heard, threading.Event], None]


def answers(status: int = 200, body: bytes = b"{}", **headers: str) -> Play:
    """Answer; underscores in header names stand for hyphens."""

    def play(connection: socket.socket, heard: Heard, closing: threading.Event) -> None:
        lines = [f"HTTP/1.1 {status} So", "Content-Type: application/json", f"Content-Length: {len(body)}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        connection.sendall("\r\n".join([*lines, "", ""]).encode() + body)

    return play


def cuts(body: bytes = b'[{"mess') -> Play:
    """Begin an answer of a thousand bytes and break off."""

    def play(connection: socket.socket, heard: Heard, closing: threading.Event) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + body)
        connection.close()

    return play


def hangs_up(connection: socket.socket, heard: Heard, closing: threading.Event) -> None:
    """Hear the request and close without a word."""
    connection.close()


def stalls(connection: socket.socket, heard: Heard, closing: threading.Event) -> None:
    """Hear the request and say nothing, until the test ends."""
    closing.wait(30)
    connection.close()


@dataclass
class Peer:
    """A running host."""

    port: int
    heard: list[Heard] = field(default_factory=list)
    spoken_to: threading.Event = field(default_factory=threading.Event)

    @property
    def host(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def peer(*plays: Play) -> Iterator[Peer]:
    """Run a host that plays these, one for each request in turn, the last one for all that follow."""
    closing = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)
        host = Peer(listener.getsockname()[1])
        threads: list[threading.Thread] = []

        def serve(connection: socket.socket) -> None:
            with connection:
                connection.settimeout(10)
                while (heard := _hear(connection)) is not None:
                    host.heard.append(heard)
                    host.spoken_to.set()
                    play = plays[min(len(host.heard), len(plays)) - 1]
                    play(connection, heard, closing)

        def listen() -> None:
            while not closing.is_set():
                try:
                    connection, _ = listener.accept()
                except TimeoutError:
                    continue
                threads.append(threading.Thread(target=serve, args=(connection,)))
                threads[-1].start()

        accepting = threading.Thread(target=listen)
        accepting.start()
        try:
            yield host
        finally:
            closing.set()
            accepting.join()
            for thread in threads:
                thread.join()


def _hear(connection: socket.socket) -> Heard | None:
    """Read one request; nothing when the other side is done."""
    raw = b""
    try:
        while b"\r\n\r\n" not in raw:
            chunk = connection.recv(65536)
            if not chunk:
                return None
            raw += chunk
        head, _, body = raw.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        while len(body) < int(headers.get("content-length", "0")):
            body += connection.recv(65536)
    except OSError:
        return None
    method, target, _ = first.split(" ")
    return Heard(method, target, headers, body)
