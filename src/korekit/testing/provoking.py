"""A call refused for a chosen cause, with everything that takes: an account of its own, a bot, an app, a state.

So a program's handling of refusals is tried on the platform's real answers, each of them.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from korekit.catalog.operations import AllOperations
from korekit.catalog.parameters import Upload
from korekit.catalog.scopes import ROLE_MANAGEMENT
from korekit.client.requests import build, invoke
from korekit.errors import app_causes as causes
from korekit.errors import request_causes
from korekit.errors.refusal import Refusal
from korekit.errors.token_causes import JTIMissing, JWERequired
from korekit.flaws.every_flaw import Place, find_flaw
from korekit.flaws.signer import AUTH
from korekit.ids import BotId, FileId, JobId
from korekit.testing.accounts import ALL_SCOPES, Account
from korekit.testing.replies import Reply

if TYPE_CHECKING:
    from korekit.testing.platforms import Platform

__all__ = ["provoke"]

# What apps of both planes may call for a bot, by different scopes.
_READ: Final = AllOperations.get_change_logs
_FILE: Final = Upload(b"{}", "file.json")


def provoke(platform: "Platform", cause: str) -> Reply:
    """The answer to a call that is refused for this cause, in an account of its own.

    Raises:
        FlawUnknown: no cause has this name.
        FlawImpossible: the host does not let it be made.
    """
    flaw = find_flaw(cause)
    account = platform.account(f"Refused for {cause}")
    if flaw.place is Place.STATE:
        return _STATES[flaw.kind](account)
    app = account.admin_app(
        ALL_SCOPES, is_jti_enforced=flaw.kind is JTIMissing, is_jwe_enforced=flaw.kind is JWERequired
    )
    make = _CALLS.get(flaw.kind)
    operation, arguments = make(account) if make is not None else (_READ, (account.empty_bot(),))
    return app.flawed_call(cause, operation, *arguments)


_Call = tuple[Any, tuple[Any, ...]]


def _upload(account: Account) -> _Call:
    return AllOperations.upload_file, (_FILE,)


def _write(account: Account) -> _Call:
    return AllOperations.publish_bot, (account.empty_bot(), "A version")


def _import(account: Account) -> _Call:
    file_id = FileId(account.admin_app().call(AllOperations.upload_file, _FILE).json["fileId"])
    return AllOperations.import_bot_into_an_existing_bot, (account.empty_bot(), file_id, file_id)


def _status(account: Account) -> _Call:
    return AllOperations.bot_import_status, (JobId("bir-1"),)


# Calls with a place for the flaw, where it is another than reading.
_CALLS: Final[Mapping[type[Refusal], Callable[[Account], _Call]]] = {
    request_causes.ContentTypeWrong: _upload,
    request_causes.MultipartBroken: _upload,
    request_causes.BodyMalformed: _write,
    request_causes.BodyFieldMissing: _write,
    request_causes.BodyFieldMisspelled: _write,
    request_causes.BodyFieldInvalid: _write,
    request_causes.FileUnknown: _import,
    request_causes.ResourceUnknown: _status,
}


def _deleted(account: Account) -> Reply:
    app = account.admin_app(ALL_SCOPES)
    app.delete()
    return app.call(_READ, account.empty_bot())


def _wrong_kind(account: Account) -> Reply:
    return account.data_app().call(_READ, account.empty_bot())


def _suspended(account: Account) -> Reply:
    app, bot_id = account.admin_app(ALL_SCOPES), account.empty_bot()
    account.suspend()
    return app.call(_READ, bot_id)


def _wrong_plane(account: Account) -> Reply:
    bot_id = account.empty_bot()
    return account.bot_app(bot_id, ALL_SCOPES).call(AllOperations.publish_bot, bot_id, "A version")


def _other_bot(account: Account) -> Reply:
    return account.bot_app(account.empty_bot(), ALL_SCOPES).call(_READ, account.empty_bot())


def _foreign_bot(account: Account) -> Reply:
    foreign = account.platform.account("Another account").empty_bot()
    return account.admin_app(ALL_SCOPES).call(_READ, foreign)


def _unsaved(account: Account) -> Reply:
    return account.admin_app(ALL_SCOPES, is_saved=False).call(_READ, account.empty_bot())


def _other_scope(account: Account) -> Reply:
    return account.admin_app(ROLE_MANAGEMENT.id).call(_READ, account.empty_bot())


def _unpublished(account: Account) -> Reply:
    bot_id = account.empty_bot()
    app = account.bot_app(bot_id, ALL_SCOPES)
    account.require_publish()
    return app.call(_READ, bot_id)


def _full_minute(account: Account) -> Reply:
    app, bot_id = account.admin_app(ALL_SCOPES), account.empty_bot()
    limit = _READ.facts.limit
    for _ in range(limit.minute if limit is not None else 0):
        app.call(_READ, bot_id)
    return app.call(_READ, bot_id)


def _full_hour(account: Account) -> Reply:
    app, bot_id = account.admin_app(ALL_SCOPES), account.empty_bot()
    limit = _READ.facts.limit
    if limit is not None:
        url = build(invoke(_READ, bot_id), account.platform.url).url
        account.platform.fill_hour(url, {AUTH: app.token()}, per_minute=limit.minute, per_hour=limit.hour)
    return app.call(_READ, BotId(bot_id))


_STATES: Final[Mapping[type[Refusal], Callable[[Account], Reply]]] = {
    causes.AppDeleted: _deleted,
    causes.AppWrongKind: _wrong_kind,
    causes.AccountInactive: _suspended,
    causes.PlaneWrong: _wrong_plane,
    causes.BotNotOfApp: _other_bot,
    causes.BotOfOtherAccount: _foreign_bot,
    causes.ScopeNotSaved: _unsaved,
    causes.ScopeMissing: _other_scope,
    causes.ScopeNotPublished: _unpublished,
    causes.RateLimitedMinute: _full_minute,
    causes.RateLimitedHour: _full_hour,
}
