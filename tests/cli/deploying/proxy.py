"""A way to a host on which a request can be stopped before the host hears it, or its answer before it comes back."""

import http.client
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

__all__ = ["Hold", "Proxy", "proxy"]

_HOP = frozenset({"connection", "transfer-encoding", "content-length", "keep-alive"})


@dataclass
class Hold:
    """Stops the first request that fits, before or after the host has heard it; `held` is set when it does."""

    method: str
    path: str
    is_heard: bool
    held: threading.Event = field(default_factory=threading.Event)

    def takes(self, method: str, path: str, *, is_heard: bool) -> bool:
        fits = self.method == method and re.fullmatch(self.path, path) is not None
        if self.is_heard != is_heard or not fits or self.held.is_set():
            return False
        self.held.set()
        return True


@dataclass
class Proxy:
    """A running proxy. `heard`: method and path of each request that reached the host."""

    port: int
    heard: list[tuple[str, str]] = field(default_factory=list)
    hold: Hold | None = None
    closing: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def count(self, method: str, path: str) -> int:
        """How many such requests reached the host."""
        return sum(one == method and re.fullmatch(path, at) is not None for one, at in self.heard)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    proxy: Proxy
    target: str

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients are killed here all the time."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def _pass_on(self) -> None:
        proxy, path = self.server.proxy, urlsplit(self.path).path
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        if proxy.hold is not None and proxy.hold.takes(self.command, path, is_heard=False):
            proxy.closing.wait(30)
            self.close_connection = True
            return
        connection = http.client.HTTPConnection(self.server.target, timeout=30)
        try:
            connection.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                connection.putheader(name, value)
            connection.endheaders(body)
            answer = connection.getresponse()
            data = answer.read()
        finally:
            connection.close()
        proxy.heard.append((self.command, path))
        if proxy.hold is not None and proxy.hold.takes(self.command, path, is_heard=True):
            proxy.closing.wait(30)
            self.close_connection = True
            return
        with suppress(OSError):
            self.send_response_only(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in _HOP:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    do_GET = do_POST = _pass_on


@contextmanager
def proxy(target: str) -> Iterator[Proxy]:
    """Run a proxy before `http://…`."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.target = urlsplit(target).netloc
    server.proxy = Proxy(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.proxy
    finally:
        server.proxy.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()
