"""Causes that lie in no token and no request but in how things stand at the host: what makes each of them."""

from collections.abc import Mapping
from typing import Final

from korekit.errors import app_causes as causes
from korekit.errors.refusal import Refusal

__all__ = ["STATE_FLAWS"]

STATE_FLAWS: Final[Mapping[type[Refusal], str]] = {
    causes.AppDeleted: "Delete the app, `korekit app delete APP`, and call with a token of it.",
    causes.AppWrongKind: "Call as an app that was made for data tables or for the SDK.",
    causes.AccountInactive: "Suspend the account: `korekit call update-account` with `isActive` false.",
    causes.PlaneWrong: "Call an operation of the other plane: `korekit api list --plane bot`, or `admin`.",
    causes.BotNotOfApp: "Make an app for one bot, `korekit app create NAME --bot BOT`, and call for another bot.",
    causes.BotOfOtherAccount: "Call for a bot of an account that is not the app's.",
    causes.ScopeNotSaved: "Tick the scope without saving it: `korekit app scopes APP --grant SCOPE --draft`.",
    causes.ScopeMissing: "Save other scopes than the needed one: `korekit app scopes APP --revoke SCOPE`.",
    causes.ScopeNotPublished: "Let the account ask for publishing, save the scope for a bot's app, publish nothing.",
    causes.RateLimitedMinute: "Call until the window of a minute is full.",
    causes.RateLimitedHour: "Call until the window of an hour is full, but never that of a minute.",
}
