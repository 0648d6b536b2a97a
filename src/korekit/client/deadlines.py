"""The time that a synchronous call may take, kept at each read and write of its connection.

httpx2's limits begin anew with every piece, so a host that sends a byte now and then would hold a thread for good.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from korekit.client.http import took_too_long

__all__ = ["Deadlines"]

_OPENED: Final = (".connect_tcp.complete", ".start_tls.complete")
# One write repeats its limit for each part that the other side takes.
_PIECE_BYTES: Final = 16_384


class Deadlines:
    """Knows until when the call of each thread may take, and holds the connections that they use to it."""

    def __init__(self) -> None:
        self._now = threading.local()

    @contextmanager
    def within(self, seconds: float | None, url: str) -> Iterator[None]:
        """Around a request: what it does with its connection inside takes no longer; `None` lifts the limit."""
        self._now.url = url
        self._now.ends_s = time.monotonic() + seconds if seconds is not None else None
        try:
            yield
        finally:
            self._now.ends_s = None

    def trace(self, name: str, info: dict[str, Any]) -> None:
        """What httpx2 calls with each event of a connection: one that was opened is held to the time from now on."""
        if name.endswith(_OPENED):
            _hold(info["return_value"], self.left_s)

    def left_s(self, limit_s: float | None) -> float | None:
        """How long the next step of this thread's call may take.

        Args:
            limit_s: what the step may take by itself.

        Raises:
            Timeout: no time is left.
        """
        ends_s: float | None = getattr(self._now, "ends_s", None)
        if ends_s is None:
            return limit_s
        left_s = ends_s - time.monotonic()
        if left_s <= 0:
            raise took_too_long(self._now.url)
        return left_s if limit_s is None else min(left_s, limit_s)


def _hold(stream: Any, left_s: Callable[[float | None], float | None]) -> None:
    """Let a stream of httpcore2 ask before each step how long it may take."""
    read, write, start_tls = stream.read, stream.write, stream.start_tls

    def read_within(max_bytes: int, timeout: float | None = None) -> Any:
        return read(max_bytes, left_s(timeout))

    def write_within(buffer: bytes, timeout: float | None = None) -> None:
        view = memoryview(buffer)
        piece = len(view) or 1 if left_s(None) is None else _PIECE_BYTES
        for start in range(0, len(view), piece):
            write(view[start : start + piece], left_s(timeout))

    # Under the names by which httpcore2 gives them.
    def start_tls_within(ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None) -> Any:
        return start_tls(ssl_context, server_hostname, left_s(timeout))

    stream.read, stream.write, stream.start_tls = read_within, write_within, start_tls_within
