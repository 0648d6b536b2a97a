"""Calls that the vendor's platform lacks: accounts, invitations, app life, traces. All under `/api/korekit`.

Rotation with an overlap, the explanation of a refused call, scopes as drafts: what people miss there.
"""

from typing import Annotated, Any

from korekit.catalog.bot_definition_results import WireStruct
from korekit.catalog.operation import DELETE, GET, POST, PUT, Area, M, operation
from korekit.catalog.paging import BY_PAGE
from korekit.catalog.parameters import Page50, PageNumber, Wire
from korekit.catalog.planes import Caller, Role
from korekit.ids import ClientId, TraceId

__all__ = [
    "Account",
    "Additions",
    "AppDetails",
    "AppSecret",
    "ExplainedCall",
    "Invitation",
    "OpenInvitation",
    "RotatedSecret",
    "Trace",
    "TraceCheck",
]


class Account(WireStruct):
    """An account as one of its users sees it. `role`: the user's own in it."""

    id: str = ""
    org_id: str = ""
    name: str = ""
    role: str = ""
    is_publish_required: bool | None = None
    is_active: bool | None = None


class Invitation(WireStruct):
    """An invitation. `id`: to revoke it by; `token`: shown once, for the invited person; good for seven days."""

    id: str = ""
    email_id: str = ""
    role: str = ""
    token: str = ""
    expires_on: str = ""

    def __repr__(self) -> str:
        return f"Invitation(email_id={self.email_id!r}, role={self.role!r})"


class OpenInvitation(WireStruct):
    """What an invitation offers. `is_known`: whether the address has a user, whose password is then asked for."""

    account_name: str = ""
    email_id: str = ""
    role: str = ""
    expires_on: str = ""
    is_known: bool | None = None


class AppDetails(WireStruct):
    """An app without its secret. `draft`, `saved`, `published`: scope ids in each state.

    `scopes_revision`: differs once anybody changed what is ticked or saved. `scopes_changed_on`, `scopes_changed_by`:
    when, and the address of who did, where that is known. `saved_on`: by scope id since when it is saved, likewise;
    these three only where one app is asked for. `secrets`: those that count, the current
    one first, each with `id`, `createdOn`, `worksUntil`.
    """

    client_id: str = ""
    app_name: str = ""
    plane: str = ""
    kind: str = ""
    bot_id: str = ""
    is_jti_enforced: bool | None = None
    is_jwe_enforced: bool | None = None
    draft: list[str] | None = None
    saved: list[str] | None = None
    published: list[str] | None = None
    scopes_revision: str = ""
    scopes_changed_on: str = ""
    scopes_changed_by: str = ""
    saved_on: dict[str, str] | None = None
    secrets: list[dict[str, Any]] | None = None
    created_on: str = ""


class AppSecret(WireStruct):
    """The secret of an app that counts now, and stays after an overlap."""

    client_id: str = ""
    client_secret: str = ""

    def __repr__(self) -> str:
        return f"AppSecret(client_id={self.client_id!r})"


class RotatedSecret(WireStruct):
    """A new secret, shown once. `old_works_until`: when the one before stops counting."""

    client_id: str = ""
    client_secret: str = ""
    old_works_until: str = ""

    def __repr__(self) -> str:
        return f"RotatedSecret(client_id={self.client_id!r})"


class TraceCheck(WireStruct):
    """One check of a refused call. `state`: passed, failed or not-reached."""

    check: str = ""
    state: str = ""


class Trace(WireStruct):
    """A refused call with its true cause.

    `account_id`: whose app it was; empty where no app was found. `is_app_proven`: whether a good signature says so, or
    only the word of a token that is not. `retry_after_seconds`: of a full window, when the next call fits.
    """

    id: str = ""
    account_id: str = ""
    refused_on: str = ""
    operation: str = ""
    method: str = ""
    path: str = ""
    client_id: str = ""
    app_name: str = ""
    is_app_proven: bool | None = None
    bot_id: str = ""
    cause: str = ""
    check: str = ""
    meaning: str = ""
    expected: str = ""
    found: str = ""
    at: str = ""
    hint: str = ""
    retry_after_seconds: int | None = None
    status: int | None = None
    code: int | str | None = None
    msg: str = ""
    checks: list[TraceCheck] | None = None


class ExplainedCall(WireStruct):
    """What this platform answers to a call now.

    `is_accepted`: no check refuses it. `call`: as a trace, without id; with a cause where it is refused.
    """

    is_accepted: bool | None = None
    call: Trace | None = None


class Additions(Area[M]):
    """What korekit adds beside the vendor's calls."""

    @operation(GET, "/api/korekit/accounts", caller=Caller.USER, role=Role.VIEWER, is_ours=True)
    def list_accounts(self) -> list[Account]:
        """The accounts that the signed-in user belongs to."""

    @operation(POST, "/api/korekit/accounts", caller=Caller.USER, role=Role.VIEWER, is_ours=True)
    def create_account(self, name: str) -> Account:
        """Create an account owned by the signed-in user.

        Args:
            name: the account's name.
        """

    @operation(PUT, "/api/korekit/account", caller=Caller.USER, role=Role.OWNER, is_ours=True)
    def update_account(
        self, *, name: str | None = None, is_publish_required: bool | None = None, is_active: bool | None = None
    ) -> Account:
        """Change the account that the call acts in.

        Args:
            name: a new name; unchanged by default.
            is_publish_required: whether scopes of a bot's apps count only once the bot is published with them.
            is_active: false suspends every app of the account.
        """

    @operation(POST, "/api/korekit/invitations", caller=Caller.USER, role=Role.ADMIN, is_ours=True)
    def invite_user(self, email_id: str, *, role: str = "developer") -> Invitation:
        """Invite somebody to the account.

        Args:
            email_id: the address of the invited person.
            role: viewer, developer, admin or owner; at most one's own.
        """

    @operation(POST, "/api/korekit/invitations/look", caller=Caller.ANYONE, is_ours=True)
    def look_at_invitation(self, token: str) -> OpenInvitation:
        """What an invitation offers to whoever has its token.

        Args:
            token: what the invitation gave.
        """

    @operation(POST, "/api/korekit/invitations/accept", caller=Caller.ANYONE, is_ours=True)
    def accept_invitation(self, token: str, password: str, *, first_name: str = "", last_name: str = "") -> Account:
        """Join the account of an invitation; makes the user where none has the address.

        Args:
            token: what the invitation gave.
            password: the user's password, a new one for a new user; at least 8 characters.
            first_name: for a new user.
            last_name: for a new user.
        """

    @operation(POST, "/api/korekit/sign-out", caller=Caller.USER, role=Role.VIEWER, is_ours=True)
    def sign_out(self, *, everywhere: bool = False) -> dict[str, Any]:
        """End the session that makes the call.

        Args:
            everywhere: end every session of the user.
        """

    @operation(GET, "/api/korekit/apps", caller=Caller.USER, role=Role.VIEWER, is_ours=True)
    def list_apps(self) -> list[AppDetails]:
        """Every app of the account, without secrets."""

    @operation(GET, "/api/korekit/apps/{client_id}", caller=Caller.USER, role=Role.VIEWER, is_ours=True)
    def get_app(self, client_id: ClientId) -> AppDetails:
        """One app of the account, without secrets.

        Args:
            client_id: the app, `cs-…`.
        """

    @operation(DELETE, "/api/korekit/apps/{client_id}", caller=Caller.USER, role=Role.DEVELOPER, is_ours=True)
    def delete_app(self, client_id: ClientId) -> dict[str, Any]:
        """Delete an app with its scopes; its tokens stop counting at once.

        Args:
            client_id: the app, `cs-…`.
        """

    @operation(PUT, "/api/korekit/apps/{client_id}/draft", caller=Caller.USER, role=Role.DEVELOPER, is_ours=True)
    def draft_app_scopes(self, client_id: ClientId, scopes: list[str], *, expected_revision: str = "") -> AppDetails:
        """Tick scopes of an app without saving them; they do not count.

        Args:
            client_id: the app, `cs-…`.
            scopes: scope ids or shown names.
            expected_revision: refuse with 409 unless `scopesRevision` of the app is still this one.
        """

    @operation(PUT, "/api/korekit/apps/{client_id}/scopes", caller=Caller.USER, role=Role.DEVELOPER, is_ours=True)
    def save_app_scopes(self, client_id: ClientId, scopes: list[str], *, expected_revision: str = "") -> AppDetails:
        """Save scopes of an app; they count at once, and what is not listed stops counting.

        Args:
            client_id: the app, `cs-…`.
            scopes: scope ids or shown names.
            expected_revision: refuse with 409 unless `scopesRevision` of the app is still this one.
        """

    @operation(POST, "/api/korekit/apps/{client_id}/secret", caller=Caller.USER, role=Role.DEVELOPER, is_ours=True)
    def reveal_app_secret(self, client_id: ClientId, password: str) -> AppSecret:
        """The current secret of an app, for somebody who gives his password again.

        Args:
            client_id: the app, `cs-…`.
            password: the signed-in user's own.
        """

    @operation(POST, "/api/korekit/apps/{client_id}/rotate", caller=Caller.USER, role=Role.DEVELOPER, is_ours=True)
    def rotate_app_secret(self, client_id: ClientId, *, overlap_seconds: int = 0) -> RotatedSecret:
        """Give an app a new secret.

        Args:
            client_id: the app, `cs-…`.
            overlap_seconds: how long the old secret still counts, at most 2,592,000 (30 days).
        """

    @operation(
        POST, "/api/korekit/apps/{client_id}/end-old-secrets", caller=Caller.USER, role=Role.DEVELOPER, is_ours=True
    )
    def end_old_app_secrets(self, client_id: ClientId) -> AppDetails:
        """End the overlap of a rotation now: only the current secret of an app still counts.

        Args:
            client_id: the app, `cs-…`.
        """

    @operation(GET, "/api/korekit/platform-key", caller=Caller.USER, role=Role.VIEWER, is_ours=True)
    def get_platform_key(self) -> dict[str, Any]:
        """The public key to encrypt tokens to, as a JWK with `e`, `kid`, `kty`, `n`."""

    @operation(GET, "/api/korekit/traces", caller=Caller.USER, role=Role.DEVELOPER, is_ours=True, paging=BY_PAGE)
    def list_traces(
        self,
        *,
        limit: Page50 = 50,
        offset: PageNumber = 0,
        client_id: str = "",
        operation: str = "",
        cause: str = "",
    ) -> list[Trace]:
        """Refused calls of the account's apps, newest first.

        Args:
            limit: how many on a page, at most 50.
            offset: page number, from 0.
            client_id: of this app alone, `cs-…`; of every app by default.
            operation: of this operation alone, by its id.
            cause: refused for this cause alone, as `korekit doctor` names it.
        """

    @operation(GET, "/api/korekit/traces/{trace_id}", caller=Caller.USER, role=Role.DEVELOPER, is_ours=True)
    def get_trace(self, trace_id: TraceId) -> Trace:
        """Why one call was refused.

        Args:
            trace_id: from the header `x-korekit-trace` of the refused answer.
        """

    @operation(POST, "/api/korekit/calls/explain", caller=Caller.USER, role=Role.DEVELOPER, is_ours=True)
    def explain_call(
        self,
        header_lines: Annotated[list[str], Wire("headers")],
        *,
        method: str = "",
        target: str = "",
        content: str | None = None,
    ) -> ExplainedCall:
        """What this platform would answer to a call of one of your apps now, check by check.

        The checks are those of a call; nothing runs, and nothing is counted, used up or kept. Where a call names no app
        that you may manage, only its path and its method are judged.

        Args:
            header_lines: `name: value` each, as they would be sent.
            method: as it would be sent; empty, with the target, where there is a token alone.
            target: the path, with its query.
            content: the body as text; not looked at by default.
        """
