"""An app that a test made: its tokens, good and bad, its clients, its calls."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from korekit.catalog.console import AppCredentials
from korekit.catalog.operation import Operation
from korekit.catalog.operations import AllOperations
from korekit.catalog.planes import Plane
from korekit.client.asynchronous import AsyncClient
from korekit.client.requests import build, invoke
from korekit.client.settings import ClientSettings
from korekit.client.sync import Client
from korekit.errors.token_causes import JTIMissing, JWERequired, SignatureSecretOfOtherApp, SignatureSecretRetired
from korekit.flaws.every_flaw import Place, find_flaw, flawed_token
from korekit.flaws.request_flaws import REQUEST_FLAWS
from korekit.flaws.signer import AUTH, FlawedToken, FlawImpossible, Signer
from korekit.ids import BotId, ClientId
from korekit.testing.replies import Reply

if TYPE_CHECKING:
    from korekit.testing.accounts import Account

__all__ = ["App"]

# Some call, whose answer nobody reads, so that a token has been used.
_ANY: Final = AllOperations.get_change_logs
_ANY_BOT: Final = BotId("st-00000000-0000-5000-8000-000000000000")


class App:
    """An app of an account. `client_secret` is the current one."""

    def __init__(self, account: "Account", made: AppCredentials, plane: Plane, bot_id: BotId | None = None) -> None:
        self.account = account
        self.client_id = made.client_id
        self.client_secret = made.client_secret
        self.plane = plane
        self.bot_id = bot_id
        self.is_jti_enforced = bool(made.is_jti_enforced)
        self.is_jwe_enforced = bool(made.is_jwe_enforced)
        self._retired_secret = ""
        self._platform_key = account.console.get_platform_key() if self.is_jwe_enforced else None

    def __repr__(self) -> str:
        return f"App({self.client_id!r})"

    def client(self, settings: ClientSettings | None = None) -> Client:
        """A client of the app, to be closed; knows whether tokens need a `jti` and must be encrypted."""
        return Client(self.account.platform.url, settings=_in_account(self.account, settings), **self._identity())

    def async_client(self, settings: ClientSettings | None = None) -> AsyncClient:
        """The same, to be awaited."""
        return AsyncClient(self.account.platform.url, settings=_in_account(self.account, settings), **self._identity())

    def token(self, **claims: Any) -> str:
        """A good token, for the header `auth`; `claims` are further ones."""
        return self._signer(claims).good()

    def flawed_token(self, cause: str) -> str:
        """What to send in the header `auth` to be refused for this cause; otherwise as `flawed_headers`.

        Raises:
            FlawImpossible: it lies in the name of the header.
        """
        flawed = self._flawed(cause)
        if flawed.header != AUTH:
            raise FlawImpossible(f"{cause} lies in the header's name: use `flawed_headers`.")
        return flawed.value

    def flawed_headers(self, cause: str) -> dict[str, str]:
        """The headers of a call that is refused for this cause, which lies in the token or its header.

        What the flaw takes besides is done: another app is made, this app's secret is rotated, the token is used.

        Raises:
            FlawUnknown: no cause has this name.
            FlawImpossible: it does not lie in a token, or needs an app of another kind.
        """
        return self._flawed(cause).headers()

    def call(self, operation: Operation[..., Any], *args: Any, **kwargs: Any) -> Reply:
        """Call an operation with a good token, and get the answer whatever it is."""
        call = build(invoke(operation, *args, **kwargs), self.account.platform.url)
        return self.account.platform.send(call.with_headers({AUTH: self.token()}))

    def flawed_call(self, cause: str, operation: Operation[..., Any], *args: Any, **kwargs: Any) -> Reply:
        """Call an operation with this one thing wrong: in the token, its header, or the request.

        Raises:
            FlawUnknown: no cause has this name.
            FlawImpossible: the operation has no place for it, or it takes another state of the platform.
        """
        call, base = invoke(operation, *args, **kwargs), self.account.platform.url
        flaw = find_flaw(cause)
        if flaw.place is Place.REQUEST:
            request = REQUEST_FLAWS[flaw.kind](call, base).with_headers({AUTH: self.token()})
        else:
            request = build(call, base).with_headers(self.flawed_headers(cause))
        return self.account.platform.send(request)

    def save_scopes(self, *scopes: str) -> None:
        """Save these scope ids, and no others."""
        account, client_id = self.account, ClientId(self.client_id)
        if self.bot_id is None:
            account.console.save_admin_app(account.org_id, account.user_id, client_id, scope=[{"scopes": list(scopes)}])
        else:
            entry = {"bot": self.bot_id, "scopes": list(scopes)}
            account.console.save_bot_app(account.user_id, self.bot_id, client_id, scope=[entry])

    def rotate(self, *, overlap_s: int = 0) -> None:
        """Give the app a new secret; the old one counts for so many seconds. Clients made before keep the old one."""
        made = self.account.console.rotate_app_secret(ClientId(self.client_id), overlap_seconds=overlap_s)
        self._retired_secret, self.client_secret = self.client_secret, made.client_secret

    def delete(self) -> None:
        """Delete the app; its tokens stop counting at once."""
        self.account.console.delete_app(ClientId(self.client_id))

    def _identity(self) -> dict[str, Any]:
        return {
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "jti": self.is_jti_enforced,
            "platform_key": self._platform_key,
        }

    def _signer(self, claims: dict[str, Any] | None = None) -> Signer:
        return Signer(
            client_id=self.client_id,
            secret=self.client_secret,
            now_s=self.account.platform.now_s(),
            has_jti=self.is_jti_enforced,
            platform_key=self._platform_key,
            extra=claims or {},
            retired_secret=self._retired_secret,
        )

    def _flawed(self, cause: str) -> FlawedToken:
        kind = find_flaw(cause).kind
        if kind is JTIMissing and not self.is_jti_enforced:
            raise FlawImpossible("It takes an app with `is_jti_enforced=True`.")
        if kind is JWERequired and not self.is_jwe_enforced:
            raise FlawImpossible("It takes an app with `is_jwe_enforced=True`.")
        if kind is SignatureSecretRetired and not self._retired_secret:
            self.rotate()
        signer = self._signer()
        if kind is SignatureSecretOfOtherApp:
            signer = replace(signer, other_secret=self.account.admin_app(name="Another app").client_secret)
        flawed = flawed_token(cause, signer)
        if flawed.first:
            first = build(invoke(_ANY, self.bot_id or _ANY_BOT), self.account.platform.url)
            self.account.platform.send(first.with_headers({AUTH: flawed.first}))
        return flawed


def _in_account(account: "Account", settings: ClientSettings | None) -> ClientSettings:
    return replace(settings or ClientSettings(), account_id=account.id)
