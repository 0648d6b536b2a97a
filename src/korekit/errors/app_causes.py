"""Causes that lie in the app, its account, its plane, its scopes or its rate."""

from korekit.errors.refusal import Check, Refusal
from korekit.errors.wire import INVALID_CREDENTIALS, SCOPE_INCORRECT, WireError

__all__ = [
    "INVALID_STREAM",
    "AccountInactive",
    "AppDeleted",
    "AppUnknown",
    "AppWrongKind",
    "BotNotOfApp",
    "BotOfOtherAccount",
    "BotUnknown",
    "PlaneWrong",
    "RateLimitedHour",
    "RateLimitedMinute",
    "ScopeMissing",
    "ScopeNotPublished",
    "ScopeNotSaved",
]

INVALID_STREAM = WireError(400, 400, "Invalid StreamId")


class AppUnknown(Refusal):
    """No app on this host has this client id."""

    cause = "app-unknown"
    check = Check.APP
    wire = INVALID_CREDENTIALS
    hint = "Check the host, the account and the client id; an app is known only where it was made."


class AppDeleted(Refusal):
    """The app existed and was deleted."""

    cause = "app-deleted"
    check = Check.APP
    wire = INVALID_CREDENTIALS
    hint = "Create a new app, save its scopes and use its client id and secret."


class AppWrongKind(Refusal):
    """The app is made for another purpose than these operations."""

    cause = "app-wrong-kind"
    check = Check.APP
    wire = INVALID_CREDENTIALS
    hint = "Use an app with API scopes: the admin console or the bot's settings make one."


class AccountInactive(Refusal):
    """The account, or the user who made the app, is suspended."""

    cause = "account-inactive"
    check = Check.ACCOUNT
    wire = INVALID_CREDENTIALS
    hint = "An owner of the account can lift the suspension."


class PlaneWrong(Refusal):
    """This operation is not offered to this kind of app."""

    cause = "plane-wrong"
    check = Check.PLANE
    wire = SCOPE_INCORRECT
    hint = "Make the app on the plane that the operation names."


class BotNotOfApp(Refusal):
    """A bot-plane app named a bot that is not its own."""

    cause = "bot-not-of-app"
    check = Check.BOT
    wire = INVALID_CREDENTIALS
    hint = "Call with the app's own bot, or with an admin app of the account."


class BotOfOtherAccount(Refusal):
    """The bot exists in another account than the app."""

    cause = "bot-of-other-account"
    check = Check.BOT
    wire = INVALID_STREAM
    hint = "Switch to the account that holds the bot and make the app there."


class BotUnknown(Refusal):
    """No bot of this account has this id."""

    cause = "bot-unknown"
    check = Check.BOT
    wire = INVALID_STREAM
    hint = "Bot ids look like `st-…`; list the account's bots with `korekit bot list`."


class ScopeNotSaved(Refusal):
    """The needed scope was never saved for the app."""

    cause = "scope-not-saved"
    check = Check.SCOPE
    wire = SCOPE_INCORRECT
    hint = "Tick the scope and save the mapping; a tick alone does not count."


class ScopeMissing(Refusal):
    """The app's saved scopes do not hold the needed one."""

    cause = "scope-missing"
    check = Check.SCOPE
    wire = SCOPE_INCORRECT
    hint = "Grant the expected scope to the app and save; a bot's app may need a publish as well."


class ScopeNotPublished(Refusal):
    """The scope is saved but not published, and this account asks for publishing."""

    cause = "scope-not-published"
    check = Check.SCOPE
    wire = SCOPE_INCORRECT
    hint = "Publish the bot. At the vendor, select the component API Scopes in that publish."


class RateLimitedMinute(Refusal):
    """The window of the last 60 seconds is full."""

    cause = "rate-limited-minute"
    check = Check.RATE
    wire = WireError(429, 429, "You've exceeded the per-minute rate limit. Please wait for sometime before retrying.")
    hint = "Wait as long as `Retry-After` says."


class RateLimitedHour(Refusal):
    """The window of the last 3600 seconds is full."""

    cause = "rate-limited-hour"
    check = Check.RATE
    wire = WireError(429, 429, "You've exceeded the hourly rate limit. Please wait for sometime before retrying.")
    hint = "Wait as long as `Retry-After` says, and spread the calls."
