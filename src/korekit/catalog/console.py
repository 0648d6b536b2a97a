"""Calls of the vendor's console that tools are written against: sign-in, apps with their scopes, bots, samples.

Private at the vendor's, known from set-up calls of a public test suite; wanted here in the same paths and shapes.
Source: contract, observed-errors.md 5.
"""

from typing import Annotated, Any

from msgspec import Struct, field

from korekit.catalog.bot_definition_results import WireStruct
from korekit.catalog.operation import DELETE, GET, POST, PUT, Area, M, operation
from korekit.catalog.parameters import Wire
from korekit.catalog.planes import Caller, Role
from korekit.ids import BotId, ClientId, FileId, UserId

__all__ = [
    "AppCredentials",
    "Authorization",
    "Console",
    "ConsoleBot",
    "PushNotifications",
    "SampleBot",
    "ScopeEntry",
    "SignIn",
    "UserInfo",
]


class Authorization(WireStruct):
    """`access_token`: goes into `Authorization: bearer …` of console calls."""

    access_token: str = ""
    resource_owner_id: str = field(name="resourceOwnerID", default="")
    account_id: str = ""
    token_type: str = field(name="token_type", default="")
    expires_date: str = ""

    def __repr__(self) -> str:
        return f"Authorization(account_id={self.account_id!r})"


class UserInfo(WireStruct):
    """The signed-in user. `org_id`: the organisation that console paths name."""

    id: str = ""
    email_id: str = ""
    f_name: str = ""
    l_name: str = ""
    org_id: str = field(name="orgID", default="")
    account_id: str = ""


class SignIn(WireStruct):
    """Who signed in, with what to send from now on."""

    authorization: Authorization | None = None
    user_info: UserInfo | None = None


class PushNotifications(Struct, rename="camel"):
    """A webhook of the app; used by the SDK, not by API calls."""

    enable: bool = False
    webhook_url: str = ""


class ScopeEntry(Struct, rename="camel", omit_defaults=True):
    """Scope ids; for a bot-plane app with the bot they hold for."""

    scopes: list[str] = field(default_factory=list)
    bot: str | None = None


class AppCredentials(WireStruct):
    """An app as the console answers it. `client_secret`: 44 characters; the text itself is the key."""

    client_id: str = ""
    client_secret: str = ""
    app_name: str = ""
    algorithm: str = ""
    bots: list[str] | None = None
    scope: list[Any] | None = None
    push_notifications: PushNotifications | None = None
    is_jti_enforced: bool | None = None
    is_jwe_enforced: bool | None = None
    created_on: str = ""

    def __repr__(self) -> str:
        return f"AppCredentials(client_id={self.client_id!r}, app_name={self.app_name!r})"


class ConsoleBot(WireStruct):
    """A bot as the builder lists it."""

    id: str = field(name="_id", default="")
    name: str = ""
    type: str = ""
    description: str | None = None
    color: str = ""
    purpose: str = ""
    default_language: str = ""
    supported_languages: list[str] | None = None
    icon: str = ""
    status: str = ""
    account_id: str = ""
    ref_id: str = ""
    created_by: str = ""
    created_on: str = ""


class SampleBot(WireStruct):
    """A bot that can be installed. `id`: what install-sample-bot takes."""

    id: str = ""
    name: str = ""


class Console(Area[M]):
    """The console: sign in, apps, scopes, bots."""

    @operation(POST, "/api/oauth/token", caller=Caller.ANYONE, is_form_accepted=True)
    def sign_in(
        self,
        username: str,
        password: str,
        *,
        client_id: Annotated[str, Wire("client_id")] = "1",
        client_secret: Annotated[str, Wire("client_secret")] = "1",
        scope: str = "friends",
        grant_type: Annotated[str, Wire("grant_type")] = "password",
    ) -> SignIn:
        """Sign a user in.

        Args:
            username: the user's email address.
            password: the user's password.
            client_id: always 1.
            client_secret: always 1.
            scope: always friends.
            grant_type: always password.

        Source: observed-errors.md 5.
        """

    @operation(POST, "/api/organization/{org_id}/users/{user_id}/sdk/apps", caller=Caller.USER, role=Role.ADMIN)
    def create_admin_app(
        self,
        org_id: str,
        user_id: UserId,
        app_name: str,
        *,
        algorithm: str = "HS256",
        bots: list[str] | None = None,
        push_notifications: PushNotifications | None = None,
        scope: list[Any] | None = None,
        is_jti_enforced: bool = False,
        is_jwe_enforced: bool = False,
    ) -> AppCredentials:
        """Create an app on the admin plane; it has no scopes until they are saved.

        Args:
            org_id: the organisation, `o-…`.
            user_id: the signed-in user, `u-…`.
            app_name: the app's name.
            algorithm: HS256; API scopes need it.
            bots: empty on this plane.
            push_notifications: a webhook.
            scope: kept as a draft; it counts once it is saved.
            is_jti_enforced: every token must carry a new `jti`.
            is_jwe_enforced: every token must be encrypted.

        Source: observed-errors.md 5.
        """

    @operation(
        PUT, "/api/organization/{org_id}/users/{user_id}/sdk/apps/{client_id}", caller=Caller.USER, role=Role.ADMIN
    )
    def save_admin_app(
        self,
        org_id: str,
        user_id: UserId,
        client_id: ClientId,
        *,
        app_name: str | None = None,
        algorithm: str = "HS256",
        bots: list[str] | None = None,
        push_notifications: PushNotifications | None = None,
        scope: list[Any] | None = None,
        is_jti_enforced: bool | None = None,
        is_jwe_enforced: bool | None = None,
    ) -> AppCredentials:
        """Save an admin-plane app with its scopes; what `scope` lacks is taken away.

        Args:
            org_id: the organisation, `o-…`.
            user_id: the signed-in user, `u-…`.
            client_id: the app, `cs-…`.
            app_name: a new name; the old one by default.
            algorithm: HS256; API scopes need it.
            bots: empty on this plane.
            push_notifications: a webhook.
            scope: `[{scopes: […]}]` with scope ids; the saved ones stay where it is absent.
            is_jti_enforced: every token must carry a new `jti`; unchanged by default.
            is_jwe_enforced: every token must be encrypted; unchanged by default.

        Source: observed-errors.md 5.
        """

    @operation(POST, "/api/users/{user_id}/streams/{bot_id}/sdk/apps", caller=Caller.USER, role=Role.DEVELOPER)
    def create_bot_app(
        self,
        user_id: UserId,
        bot_id: BotId,
        app_name: str,
        *,
        algorithm: str = "HS256",
        bots: list[str] | None = None,
        push_notifications: PushNotifications | None = None,
        scope: list[Any] | None = None,
        is_jti_enforced: bool = False,
        is_jwe_enforced: bool = False,
    ) -> AppCredentials:
        """Create an app of one bot; it has no scopes until they are saved.

        Args:
            user_id: the signed-in user, `u-…`.
            bot_id: the bot, `st-…`.
            app_name: the app's name.
            algorithm: HS256; API scopes need it.
            bots: the bot's id.
            push_notifications: a webhook.
            scope: kept as a draft, unless it is the grant of an SDK app.
            is_jti_enforced: every token must carry a new `jti`.
            is_jwe_enforced: every token must be encrypted.

        Source: observed-errors.md 5.
        """

    @operation(
        PUT, "/api/users/{user_id}/streams/{bot_id}/sdk/apps/{client_id}", caller=Caller.USER, role=Role.DEVELOPER
    )
    def save_bot_app(
        self,
        user_id: UserId,
        bot_id: BotId,
        client_id: ClientId,
        *,
        app_name: str | None = None,
        algorithm: str = "HS256",
        bots: list[str] | None = None,
        push_notifications: PushNotifications | None = None,
        scope: list[Any] | None = None,
        is_jti_enforced: bool | None = None,
        is_jwe_enforced: bool | None = None,
    ) -> AppCredentials:
        """Save an app of one bot with its scopes; what `scope` lacks is taken away.

        Args:
            user_id: the signed-in user, `u-…`.
            bot_id: the bot, `st-…`.
            client_id: the app, `cs-…`.
            app_name: a new name; the old one by default.
            algorithm: HS256; API scopes need it.
            bots: the bot's id.
            push_notifications: a webhook.
            scope: `[{bot, scopes: […]}]` with scope ids, or the grants of an SDK app.
            is_jti_enforced: every token must carry a new `jti`; unchanged by default.
            is_jwe_enforced: every token must be encrypted; unchanged by default.

        Source: observed-errors.md 5.
        """

    @operation(POST, "/api/users/{user_id}/builder/apps", caller=Caller.USER, role=Role.DEVELOPER)
    def create_data_app(
        self, user_id: UserId, app_name: str, *, is_admin_app: bool = False, algorithm: str = "HS256"
    ) -> AppCredentials:
        """Create an app for data tables.

        Args:
            user_id: the signed-in user, `u-…`.
            app_name: the app's name.
            is_admin_app: false.
            algorithm: HS256.

        Source: observed-errors.md 5.
        """

    @operation(POST, "/api/users/{user_id}/builder/streams", caller=Caller.USER, role=Role.DEVELOPER)
    def create_bot(
        self,
        user_id: UserId,
        name: str,
        *,
        type: str = "default",
        description: str = "",
        color: str = "#009dab",
        category_ids: list[str] | None = None,
        skip_make_edit_links: bool = False,
        purpose: str = "customer",
        error_codes: dict[str, Any] | None = None,
        visibility: dict[str, Any] | None = None,
        default_language: str = "en",
        icon: FileId | None = None,
        multi_lingual_configurations: dict[str, Any] | None = None,
        is_from_bt: Annotated[bool, Wire("isFromBT")] = False,
    ) -> ConsoleBot:
        """Create an empty bot in the account.

        Args:
            user_id: the signed-in user, `u-…`.
            name: the bot's name; it need not be unique.
            type: default.
            description: what the bot does.
            color: `#rrggbb`.
            category_ids: categories, kept as sent.
            skip_make_edit_links: kept as sent.
            purpose: customer or employee.
            error_codes: kept as sent.
            visibility: kept as sent.
            default_language: a language code.
            icon: file id of a picture.
            multi_lingual_configurations: kept as sent.
            is_from_bt: kept as sent.

        Source: observed-errors.md 5.
        """

    @operation(GET, "/api/users/{user_id}/builder/streams", caller=Caller.USER, role=Role.VIEWER)
    def list_builder_bots(self, user_id: UserId) -> list[ConsoleBot]:
        """Every bot of the account.

        Args:
            user_id: the signed-in user, `u-…`.

        Source: observed-errors.md 5.
        """

    @operation(GET, "/api/users/{user_id}/builder/streams/{bot_id}", caller=Caller.USER, role=Role.VIEWER)
    def get_builder_bot(self, user_id: UserId, bot_id: BotId) -> ConsoleBot:
        """One bot of the account.

        Args:
            user_id: the signed-in user, `u-…`.
            bot_id: the bot, `st-…`.

        Source: observed-errors.md 5.
        """

    @operation(DELETE, "/api/users/{user_id}/builder/streams/{bot_id}", caller=Caller.USER, role=Role.DEVELOPER)
    def delete_builder_bot(self, user_id: UserId, bot_id: BotId) -> dict[str, Any]:
        """Delete a bot with its apps; their tokens stop counting at once.

        Args:
            user_id: the signed-in user, `u-…`.
            bot_id: the bot, `st-…`.

        Source: observed-errors.md 5.
        """

    @operation(GET, "/api/builder/samplebots", caller=Caller.USER, role=Role.VIEWER)
    def list_sample_bots(self) -> list[SampleBot]:
        """Bots that can be installed.

        Source: observed-errors.md 5.
        """
