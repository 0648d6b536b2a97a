"""What both clients are made with: a host, whom to speak for, how to behave."""

import os
from collections.abc import Mapping
from copy import copy
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, Generic, Self, TypeVar

from korekit.client.credentials import AppIdentity, Session, TokenSource, UserIdentity
from korekit.client.errors import InvalidArgument
from korekit.client.flows import Flows
from korekit.client.hosts import base_url
from korekit.client.recording import RECORD_VARIABLE, Recorder
from korekit.client.settings import ClientSettings
from korekit.client.trying import Conduct

__all__ = ["Configured"]

_D = TypeVar("_D")
# What files, shells and chats leave around a secret; no secret begins or ends with it.
_AROUND: Final = " \t\r\n\"'`"
_GIVE_BOTH: Final = "Give both, or neither."
_STRIP: Final = "Give the secret's text alone, as `secret.strip()` leaves it."


class Configured(Generic[_D]):
    """The part of a client that neither sends nor waits.

    Args:
        host: for example `platform.kore.ai` or `http://127.0.0.1:8070`.
        client_id: of the app that calls the public API.
        client_secret: its secret, as shown; tokens are minted with it.
        email: of the user who calls the console.
        password: the user's; signing in happens with the first call that needs it.
        jti: whether the app enforces `jti`; each request then carries a token of its own.
        platform_key: the platform's public JWK, where the app enforces JWE.
        settings: timeouts, certificates, retries, rate budget, hooks, record.

    Raises:
        InvalidArgument: the host is none, or half of a pair is missing, or the secret has something around it.
    """

    def __init__(
        self,
        host: str,
        *,
        client_id: str | None = None,
        client_secret: str | None = None,
        email: str | None = None,
        password: str | None = None,
        jti: bool = False,
        platform_key: Mapping[str, Any] | None = None,
        settings: ClientSettings | None = None,
    ) -> None:
        self._settings = settings or ClientSettings()
        if bool(client_id) != bool(client_secret):
            raise InvalidArgument("A client id and a client secret belong together.", hint=_GIVE_BOTH)
        if client_secret and client_secret.strip(_AROUND) != client_secret:
            raise InvalidArgument("The client secret has a blank, a line break or a quote around it.", hint=_STRIP)
        if bool(email) != bool(password):
            raise InvalidArgument("An email address and a password belong together.", hint=_GIVE_BOTH)
        app = user = None
        if client_id and client_secret:
            app = AppIdentity(
                client_id=client_id,
                client_secret=client_secret,
                has_jti=jti,
                platform_key=platform_key,
                lifetime_s=self._settings.token_lifetime_s,
            )
        if email and password:
            user = UserIdentity(email=email, password=password)
        self._flows = Flows(
            base=base_url(host),
            app=TokenSource(app) if app else None,
            user=user,
            account_id=self._settings.account_id,
            conduct=Conduct(
                retry=self._settings.retry,
                total_timeout_s=self._settings.total_timeout_s,
                hooks=self._settings.hooks,
            ),
            budget=self._settings.budget,
            recorder=_recorder(self._settings),
        )
        self._driver = self._new_driver(self._settings)

    def _new_driver(self, settings: ClientSettings) -> _D:
        """What carries the flows out."""
        raise NotImplementedError

    def in_account(self, account_id: str) -> Self:
        """The same client, acting in another account of its user; both share the session and the connections.

        Closing either closes both.
        """
        other = copy(self)
        session = self._flows.session
        other._settings = replace(self._settings, account_id=account_id)
        other._flows = replace(
            self._flows,
            account_id=account_id,
            session=replace(session, account_id=account_id) if session is not None else None,
        )
        return other

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._flows.base!r})"

    @property
    def session(self) -> Session | None:
        """The signed-in user; `None` before the first call that needed one."""
        return self._flows.session


def _recorder(settings: ClientSettings) -> Recorder | None:
    named = os.environ.get(RECORD_VARIABLE)
    path = settings.record or (Path(named) if named else None)
    return Recorder(path) if path is not None else None
