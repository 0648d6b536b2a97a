"""Closing a synchronous client while other threads call: their sockets are shut down, so that they stop waiting."""

import socket
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

from korekit.client.errors import ClientClosed, ClientError, NotReached

__all__ = ["Closing"]

_OPENED: Final = (".connect_tcp.complete", ".start_tls.complete")
# A thread that was woken needs this long at most to leave.
_LEAVING_S: Final = 5.0


class Closing:
    """Knows the sockets of a client and the threads that use them."""

    def __init__(self) -> None:
        self._state = threading.Condition()
        self._closed = threading.Event()
        self._sockets: weakref.WeakSet[socket.socket] = weakref.WeakSet()
        self._inside: list[int] = []

    def trace(self, name: str, info: dict[str, Any]) -> None:
        """What httpx2 calls with each event of a connection."""
        if not name.endswith(_OPENED):
            return
        opened = info["return_value"].get_extra_info("socket")
        with self._state:
            if isinstance(opened, socket.socket):
                self._sockets.add(opened)
        if self._closed.is_set():
            _shut_down(opened)

    def sleep(self, seconds: float) -> None:
        """Sleep, or wake with an error when the client is closed.

        Raises:
            ClientClosed: it was closed.
        """
        if self._closed.wait(seconds):
            raise ClientClosed("The client was closed.")

    @contextmanager
    def using(self) -> Iterator[None]:
        """Around a call.

        Raises:
            ClientClosed: the client is closed.
        """
        me = threading.get_ident()
        with self._state:
            if self._closed.is_set():
                raise ClientClosed("The client is closed.")
            self._inside.append(me)
        try:
            yield
        finally:
            with self._state:
                self._inside.remove(me)
                self._state.notify_all()

    def reason(self, error: NotReached) -> ClientError:
        """Why no answer came: the error itself, unless closing was the cause."""
        return ClientClosed("The client was closed during the call.") if self._closed.is_set() else error

    def close(self) -> None:
        """Wake everybody, and wait until they have left; a call of the same thread may go on."""
        me = threading.get_ident()
        with self._state:
            self._closed.set()
            for one in self._sockets:
                _shut_down(one)
            self._state.wait_for(lambda: not [one for one in self._inside if one != me], _LEAVING_S)


def _shut_down(opened: socket.socket) -> None:
    # Of the plain socket: a TLS socket's own would take its state away under a thread that reads.
    with suppress(OSError):
        socket.socket.shutdown(opened, socket.SHUT_RDWR)
