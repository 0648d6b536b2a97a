"""HTTP on the wire: uvicorn's protocol with bounds for what comes before a request is one.

A head that never ends is refused by size, one that never comes by time; what is no HTTP at all gets the envelope too.
A body that stops coming ends its connection, and so does one that goes on long after the call was refused.
"""

import asyncio
from http import HTTPStatus
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from korekit.errors.wire import WireError, wire_body

__all__ = ["BODY_PAUSE_S", "HEAD_BYTES", "HEAD_WITHIN_S", "BoundedProtocol"]

# Request line and headers together; a token of the greatest length fits several times.
HEAD_BYTES: Final = 64 << 10
HEAD_WITHIN_S: Final = 20.0
# How long a body may pause. What is left of a body that nobody reads must come within this time altogether.
BODY_PAUSE_S: Final = 30.0
_BAD: Final = WireError(400, 400, "Bad Request")
_TOO_LARGE: Final = WireError(431, 431, "Request Header Fields Too Large")
_TOO_SLOW: Final = WireError(408, 408, "Request Timeout")


class BoundedProtocol(HttpToolsProtocol):
    """One connection."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._is_in_head = True
        self._head_bytes = 0
        self._head_timer: asyncio.TimerHandle | None = None
        self._is_in_body = False
        self._body_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn does
        """Begin to wait for the first head."""
        super().connection_made(transport)
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._stop_waiting()
        self._stop_waiting_for_body()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """A head begins."""
        self._is_in_head = True
        self._head_bytes = 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """A head has ended."""
        self._is_in_head = False
        self._is_in_body = True
        self._stop_waiting()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """A body has ended, if only the empty one."""
        self._is_in_body = False
        self._stop_waiting_for_body()
        super().on_message_complete()
        if self.cycle.response_complete and self.timeout_keep_alive_task is None and not self.transport.is_closing():
            # The call was answered before its body had come, which has stopped the timer of idle connections.
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )

    def data_received(self, data: bytes) -> None:
        """Feed the parser, and watch a head that comes in pieces."""
        super().data_received(data)
        # Most heads come in one piece, and then there is nothing to count and nothing to wait for.
        if self._is_in_head and not self.transport.is_closing():
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_BYTES:
                self._refuse(_TOO_LARGE)
            elif self._head_timer is None:
                self._wait_for_head()
        elif self._is_in_body:
            self._wait_for_body()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP."""
        self._refuse(_BAD)

    def _wait_for_head(self) -> None:
        self._head_timer = self.loop.call_later(HEAD_WITHIN_S, self._refuse, _TOO_SLOW)

    def _stop_waiting(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _wait_for_body(self) -> None:
        if self._body_timer is not None:
            if self.cycle.response_complete:
                # Nobody reads it any more: its end is waited for, not its next piece.
                return
            self._body_timer.cancel()
        self._body_timer = self.loop.call_later(BODY_PAUSE_S, self.timeout_keep_alive_handler)

    def _stop_waiting_for_body(self) -> None:
        if self._body_timer is not None:
            self._body_timer.cancel()
            self._body_timer = None

    def _refuse(self, wire: WireError) -> None:
        """Answer on the bare connection, and close it; an answer that is under way is not written into."""
        if self.transport.is_closing():
            return
        # uvicorn's annotation leaves out that there is no cycle before the first request.
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is None or cycle.response_complete:
            body = wire_body(wire)
            head = (
                f"HTTP/1.1 {wire.status} {HTTPStatus(wire.status).phrase}\r\n"
                "content-type: application/json; charset=utf-8\r\n"
                f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
            )
            self.transport.write(head.encode("ascii") + body)
        self.transport.close()
