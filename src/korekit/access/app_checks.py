"""Checks of the app behind a token: is it there, did it sign, may it call this.

Source: platform.md 3 and 6.2, observed-errors.md 1.3.
"""

from korekit.access.facts import App, Facts
from korekit.catalog.planes import AppKind, Plane
from korekit.catalog.scopes import Scope
from korekit.errors.app_causes import (
    AccountInactive,
    AppDeleted,
    AppUnknown,
    AppWrongKind,
    BotNotOfApp,
    BotOfOtherAccount,
    BotUnknown,
    PlaneWrong,
    ScopeMissing,
    ScopeNotPublished,
    ScopeNotSaved,
)
from korekit.errors.token_causes import JTIReplayed, JWERequired, SignatureInvalid
from korekit.tokens.claims import check_times, jti_of
from korekit.tokens.verify import is_signed_with

__all__ = [
    "app_of",
    "check_account",
    "check_app",
    "check_bot_exists",
    "check_bot_of_app",
    "check_jti",
    "check_jti_fresh",
    "check_jwe",
    "check_plane",
    "check_scope",
    "check_signature",
    "check_time",
]


def app_of(facts: Facts) -> App:
    """The app, once `check_app` has passed."""
    if facts.app is None:
        raise AppUnknown()
    return facts.app


def check_app(facts: Facts) -> None:
    """The app exists and is made for API calls."""
    app = facts.app
    if app is None:
        raise AppUnknown(expected="an app of this host", found="a client id that no app here has")
    if app.is_deleted:
        raise AppDeleted(expected="an app that exists", found=f"the deleted app {app.name!r}")
    if app.kind is not AppKind.API and facts.operation.facts.scopes.keys() & {Plane.BOT, Plane.ADMIN}:
        raise AppWrongKind(expected="an app with API scopes", found=f"an app for {app.kind.value} use")


def check_signature(facts: Facts) -> None:
    """One of the app's secrets made the signature."""
    if facts.is_signature_known:
        return
    app, signed = app_of(facts), facts.signed
    if signed is not None:
        for secret in app.secrets:
            if secret.counts_at(facts.now_ms) and is_signed_with(signed, secret.text):
                return
    raise SignatureInvalid(expected="a signature by the app's client secret", found="a signature by another secret")


def check_time(facts: Facts) -> None:
    """The token is valid now."""
    check_times(facts.claims, facts.now_ms / 1000)


def check_jti(facts: Facts) -> None:
    """The `jti` is there where it must be, and short-lived."""
    facts.jti = jti_of(facts.claims, facts.now_ms / 1000, is_enforced=app_of(facts).is_jti_enforced)


def check_jti_fresh(facts: Facts) -> None:
    """The `jti` was not used before."""
    if not facts.is_jti_fresh:
        raise JTIReplayed(expected="a new `jti`", found="one that was used before")


def check_jwe(facts: Facts) -> None:
    """The token is encrypted where the app asks for it."""
    if app_of(facts).is_jwe_enforced and not facts.is_encrypted:
        raise JWERequired(expected="five segments, encrypted", found="three segments, signed only")


def check_account(facts: Facts) -> None:
    """Neither the account nor the app's maker is suspended."""
    app = app_of(facts)
    if not app.is_account_active:
        raise AccountInactive(expected="an active account", found="a suspended account")
    if not app.is_creator_active:
        raise AccountInactive(expected="an active user behind the app", found="a suspended user")


def check_plane(facts: Facts) -> None:
    """The operation is offered to apps of this plane."""
    offered = facts.operation.facts.scopes
    plane = app_of(facts).plane
    if plane not in offered:
        names = " or ".join(one.value for one in offered)
        raise PlaneWrong(expected=f"an app of the {names} plane", found=f"an app of the {plane.value} plane")


def check_bot_of_app(facts: Facts) -> None:
    """A bot-plane app calls for its own bot, where the call names one."""
    app = app_of(facts)
    if app.plane is not Plane.BOT or facts.bot_id is None or facts.bot_id == app.bot_id:
        return
    raise BotNotOfApp(expected=f"the app's bot {app.bot_id}", found=f"`{facts.bot_id[:60]}`")


def check_scope(facts: Facts) -> None:
    """The app holds the operation's scope, saved and, where asked for, published."""
    app = app_of(facts)
    needed = facts.operation.facts.scopes[app.plane]
    if needed is None or needed.id in app.counting:
        return
    raise _scope_refusal(app, needed)


def _scope_refusal(app: App, needed: Scope) -> ScopeNotPublished | ScopeNotSaved | ScopeMissing:
    wanted = f"`{needed.shown}` ({needed.id}) on the {needed.plane.value} plane"
    if needed.id in app.saved:
        return ScopeNotPublished(expected=wanted, found="saved, not published")
    if needed.id in app.draft:
        return ScopeNotSaved(expected=wanted, found="ticked, not saved")
    if not app.saved:
        return ScopeNotSaved(expected=wanted, found="an app whose scopes were never saved")
    return ScopeMissing(expected=wanted, found=", ".join(sorted(app.saved)))


def check_bot_exists(facts: Facts) -> None:
    """The bot that the call names is one of the account's."""
    app = app_of(facts)
    if facts.bot_id is None or facts.bot_account == app.account_id:
        return
    if facts.bot_account is None:
        raise BotUnknown(expected="a bot of the account", found=f"`{facts.bot_id[:60]}`")
    raise BotOfOtherAccount(
        expected="a bot of the app's account",
        found=f"`{facts.bot_id[:60]}`, a bot of another account",
        other_account=facts.bot_account,
    )
