"""What may be said of an app when it is made or saved. Source: contract, platform.md 1.3 and 2."""

from dataclasses import dataclass
from typing import Any, Final, TypedDict

from korekit.catalog.console import PushNotifications
from korekit.errors.console import InputInvalid
from korekit.features.apps.scope_grants import Grant, read_grant
from korekit.ids import BotId
from korekit.records.given_texts import given_text

__all__ = ["AppForm", "CreateOptions", "SaveOptions", "read_form"]

_ALGORITHM: Final = "HS256"
_MAX_URL: Final = 2000


class CreateOptions(TypedDict, total=False):
    """The optional fields of an app that is made; absent and null are the declared default."""

    algorithm: str | None
    bots: list[str] | None
    push_notifications: PushNotifications | None
    scope: list[Any] | None
    is_jti_enforced: bool | None
    is_jwe_enforced: bool | None


class SaveOptions(CreateOptions, total=False):
    """The optional fields of an app that is saved; absent and null leave what is there."""

    app_name: str | None


@dataclass(frozen=True, slots=True)
class AppForm:
    """What was said, checked; `None` where nothing was."""

    grant: Grant | None = None
    push: PushNotifications | None = None
    is_jti_enforced: bool | None = None
    is_jwe_enforced: bool | None = None


def read_form(options: CreateOptions, bot_id: BotId | None = None) -> AppForm:
    """Check the optional fields.

    Args:
        options: as sent.
        bot_id: the app's bot; `None` for an app of the account.

    Raises:
        InputInvalid: another algorithm than HS256, another bot, a `scope` or an address that is none.
    """
    if options.get("algorithm") not in (None, _ALGORITHM):
        raise InputInvalid(f"`algorithm` is {_ALGORITHM}: API scopes need it.")
    if any(bot != bot_id for bot in options.get("bots") or ()):
        raise InputInvalid("`bots` names another bot than the app's own.")
    scope, push = options.get("scope"), options.get("push_notifications")
    if push is not None:
        given_text(push.webhook_url, "webhookUrl", maximum=_MAX_URL, may_be_empty=True)
    return AppForm(
        grant=None if scope is None else read_grant(scope, bot_id),
        push=push,
        is_jti_enforced=options.get("is_jti_enforced"),
        is_jwe_enforced=options.get("is_jwe_enforced"),
    )
