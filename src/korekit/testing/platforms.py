"""The platform that tests call: one of their own, made for them, or another host."""

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import time
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import httpx2

from korekit.catalog.additions import Trace
from korekit.client.errors import CallFailed, NotServed
from korekit.client.http import options_of, sending
from korekit.client.requests import Request
from korekit.client.settings import ClientSettings
from korekit.client.sync import Client
from korekit.flaws.signer import FlawImpossible
from korekit.ids import TraceId
from korekit.testing.accounts import Account
from korekit.testing.replies import Reply

if TYPE_CHECKING:
    from korekit.testing.local_server import LocalServer

__all__ = ["Platform", "platform"]

_ACCOUNT_NAME: Final = "Tests"


class Platform:
    """A platform with a signed-in user.

    `url`: its address. `console`: a client of the user. `local`: the server, where it is the tests' own.
    """

    def __init__(self, url: str, email: str, password: str, local: "LocalServer | None" = None) -> None:
        self.url = url
        self.email = email
        self.password = password
        self.local = local
        settings = ClientSettings()
        self.console = Client(url, email=email, password=password, settings=settings)
        self._http = httpx2.Client(**options_of(settings))

    def __repr__(self) -> str:
        return f"Platform({self.url!r})"

    def close(self) -> None:
        """Close the connections."""
        self._http.close()
        self.console.close()

    def account(self, name: str = _ACCOUNT_NAME) -> Account:
        """A new account of the user; on a host that makes none by a call, the user's own."""
        session = self.console.start_session()
        try:
            made = self.console.create_account(name)
        except NotServed:
            return Account(self, session.account_id, session.org_id, self.console)
        return Account(self, made.id, made.org_id, self.console.in_account(made.id))

    def send(self, request: Request) -> Reply:
        """Send a request as it stands: nothing is added, tried again or waited for."""
        with sending(request) as outgoing:
            answer = self._http.request(**outgoing)
        return Reply(
            answer.status_code, {name.lower(): value for name, value in answer.headers.items()}, answer.content
        )

    def trace(self, trace_id: str) -> Trace | None:
        """Why a call was refused; `None` where the host does not tell, or not this user."""
        try:
            return self.console.get_trace(TraceId(trace_id)) if trace_id else None
        except CallFailed:
            return None

    def now_s(self) -> float:
        """The platform's time, in seconds since the epoch; of another host, this machine's."""
        return self.local.now_s() if self.local is not None else time()

    @contextlib.contextmanager
    def moved(self, seconds: float) -> Iterator[None]:
        """Inside the block the platform's clock is so many seconds further, backwards if negative.

        Tokens that `App.token` makes follow it; those of a client follow the machine's clock.

        Raises:
            FlawImpossible: another host, whose clock is its own.
        """
        if self.local is None:
            raise FlawImpossible("The clock of another host cannot be moved.")
        with self.local.moved(seconds):
            yield

    def fill_hour(self, url: str, headers: dict[str, str], *, per_minute: int, per_hour: int) -> None:
        """Make as many calls as an hour allows, at the pace that a minute allows, in the half hour before now.

        Raises:
            FlawImpossible: another host, which would take half an hour.
        """
        if self.local is None:
            raise FlawImpossible("Another host's window of an hour takes half an hour to fill.")
        minutes = -(-per_hour // per_minute)
        for minute in range(minutes, 0, -1):
            with self.local.moved(-60 * minute):
                self.local.repeat(urlsplit(url).path, headers, per_minute)


@contextlib.contextmanager
def platform(*, has_rate_limits: bool = True, **settings: Any) -> Iterator[Platform]:
    """A platform of one's own, in a thread of this process, on SQLite in a folder that is deleted at the end.

    Args:
        has_rate_limits: whether calls may be too many.
        settings: further fields of `korekit.server.platform.Settings`, such as `tolerances`.

    Raises:
        ModuleNotFoundError: what a platform needs is not installed; the message says what installs it.
    """
    try:
        from korekit.testing.local_server import LocalServer, Owner  # lazy: another host needs no server here
    except ModuleNotFoundError as missing:
        raise ModuleNotFoundError(
            f"A platform needs {missing.name}: pip install 'korekit[testing]'", name=missing.name
        ) from None
    with tempfile.TemporaryDirectory(prefix="korekit-testing-", ignore_cleanup_errors=True) as folder:
        owner = Owner()
        server = LocalServer(Path(folder), owner, has_rate_limits=has_rate_limits, **settings)
        server.start()
        try:
            with contextlib.closing(Platform(server.url, owner.email, owner.password, server)) as made:
                yield made
        finally:
            server.end()
