"""What mends a refused call, as links into the console: where the cause is one that somebody can remove here."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from korekit.catalog.additions import Trace
from korekit.catalog.console import Console
from korekit.catalog.operation import Operation
from korekit.catalog.operations import find_operation
from korekit.catalog.planes import AppKind, Plane, Role
from korekit.catalog.scopes import Scope
from korekit.console.bot_apps import SeenApp, find_app, find_bot, list_apps
from korekit.console.meant_operations import meant_by
from korekit.console.moments import clock_time
from korekit.console.visit import Visit
from korekit.errors import app_causes, request_causes, token_causes
from korekit.errors.console import NotFound, RoleTooLow
from korekit.errors.refusal import Refusal
from korekit.ids import BotId

__all__ = ["NOBODY_CAN_MEND", "Mend", "mends_of"]

_MOST_APPS: Final = 2
# Somebody belongs to few accounts; who belongs to many looks for the bot himself.
_MOST_ACCOUNTS: Final = 20

# Causes without a button, each with the reason.
NOBODY_CAN_MEND: Final[dict[type[Refusal], str]] = {
    request_causes.HostWrong: "which host a program calls is written in the program",
}


@dataclass(frozen=True, slots=True)
class Mend:
    """A step that helps. `label`: of the link; `hint`: what is to be known beside it."""

    label: str
    link: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class _Case:
    """A refused call, who looks at it, and its app where the visitor's role reaches it."""

    visit: Visit
    trace: Trace
    seen: SeenApp | None

    @property
    def can_make(self) -> bool:
        return self.visit.account.role.includes(Role.DEVELOPER)


_Mender = Callable[[_Case], Awaitable[list[Mend]]]


async def mends_of(visit: Visit, trace: Trace, seen: SeenApp | None = None) -> list[Mend]:
    """The steps that the visitor can take, the likeliest first.

    Args:
        visit: whose role counts.
        trace: the refused call.
        seen: its app, where it is known already.
    """
    if trace.account_id and trace.account_id != visit.account.account_id:
        other = visit.session.membership(trace.account_id) if visit.session else None
        if other is None:
            return []
        path = f"refusals/{trace.id}" if trace.id else "explain"
        return [Mend(f"Switch to {other.name}", f"/console/{other.account_id}/{path}")]
    mender = _MENDERS.get(trace.cause)
    if mender is None:
        return []
    found = await mender(_Case(visit, trace, seen or await _app_of(visit, trace)))
    # What leads to the page itself helps nobody.
    return [one for one in found if one.link.partition("?")[0] != f"/console{visit.request.path}"]


async def _app_of(visit: Visit, trace: Trace) -> SeenApp | None:
    if not trace.client_id:
        return None
    try:
        return await find_app(visit, trace.client_id)
    except (NotFound, RoleTooLow):
        return None


async def _make_token(case: _Case) -> list[Mend]:
    if case.seen is None:
        return [Mend("Create a valid token", case.visit.link("tokens"))]
    return [Mend("Create a valid token", case.visit.link("tokens", app=case.seen.app.client_id))]


async def _follow_token_rules(case: _Case) -> list[Mend]:
    made = await _make_token(case)
    if case.seen is None:
        return made
    return [*made, Mend("See the token rules", case.visit.link("apps", case.seen.app.client_id, "secrets"))]


async def _send_header_right(case: _Case) -> list[Mend]:
    return [*await _open_request(case), *await _make_token(case)]


async def _use_secret(case: _Case) -> list[Mend]:
    made = await _make_token(case)
    if case.seen is None:
        return made
    return [Mend("Show the client secret", case.visit.link("apps", case.seen.app.client_id)), *made]


async def _use_or_rotate_secret(case: _Case) -> list[Mend]:
    return [*await _use_secret(case), *_rotate(case)]


async def _rotate_or_use_secret(case: _Case) -> list[Mend]:
    return [*_rotate(case), *await _use_secret(case)]


def _rotate(case: _Case) -> list[Mend]:
    if case.seen is None:
        return []
    return [Mend("Rotate the secret", case.visit.link("apps", case.seen.app.client_id, "secrets"))]


async def _open_request(case: _Case) -> list[Mend]:
    app = {"app": case.seen.app.client_id} if case.seen is not None else {}
    return [
        Mend(
            f"Open {operation.id} in Requests",
            case.visit.link("requests", operation.id, **app, **{f"p.{name}": one for name, one in values.items()}),
        )
        for operation, values in meant_by(case.trace)
    ]


async def _create_app(case: _Case) -> list[Mend]:
    return [Mend("Create an app", case.visit.link("apps", "new"))] if case.can_make else []


async def _look_for_app(case: _Case) -> list[Mend]:
    return [Mend("See the apps", case.visit.link("apps")), *await _create_app(case)]


async def _lift_suspension(case: _Case) -> list[Mend]:
    if not case.visit.account.role.includes(Role.OWNER):
        return []
    return [Mend("Open the account settings", case.visit.link("settings"))]


async def _use_app_of_plane(case: _Case) -> list[Mend]:
    operation = find_operation(case.trace.operation)
    planes, bot_id = operation.planes if operation else (), case.trace.bot_id
    known = await _known_apps(
        case,
        lambda one: one.app.plane in planes and (one.app.plane != Plane.BOT or bot_id in ("", one.app.bot_id)),
    )
    plane = Plane.ADMIN if Plane.ADMIN in planes else Plane.BOT
    created = Mend("Create an app that may call it", case.visit.link("apps", "new", plane=plane.value))
    return [*known, created] if case.can_make else known


async def _use_app_of_bot(case: _Case) -> list[Mend]:
    bot_id = case.trace.bot_id
    if not bot_id:
        return await _use_app_of_plane(case)
    try:
        bot = await find_bot(case.visit, bot_id)
    except NotFound:
        return await _list_bots(case)
    known = await _known_apps(case, lambda one: one.app.bot_id == bot_id)
    if known or not case.can_make:
        return known
    return [Mend(f"Create an app for {bot.name}", case.visit.link("apps", "new", plane="bot", bot=bot_id))]


async def _known_apps(case: _Case, fits: Callable[[SeenApp], bool]) -> list[Mend]:
    """The apps that may make the call; where none has the scope for it, one that can be given it."""
    operation = find_operation(case.trace.operation)
    if not case.trace.path or operation is None:
        # No call that was made: whoever asks has the apps before him.
        return []
    fitting = [one for one in await list_apps(case.visit) if one.app.kind == AppKind.API and fits(one)]
    able = [one for one in fitting if _opens(one, operation)]
    if able:
        return [
            Mend(f"Use the app {one.app.app_name}", case.visit.link("apps", one.app.client_id))
            for one in able[:_MOST_APPS]
        ]
    return [mend for one in fitting[:1] for mend in _make_able(case, one, operation)]


def _needed(seen: SeenApp, operation: Operation[Any, Any]) -> Scope | None:
    return operation.facts.scopes.get(Plane(seen.app.plane))


def _opens(seen: SeenApp, operation: Operation[Any, Any]) -> bool:
    """Whether the app's scopes open the operation now."""
    scope = _needed(seen, operation)
    return scope is None or any(row.counts for row in seen.scopes.rows_of([scope]))


def _make_able(case: _Case, seen: SeenApp, operation: Operation[Any, Any]) -> list[Mend]:
    """What an app that would be refused as well lacks."""
    scope, name = _needed(seen, operation), seen.app.app_name
    if scope is None:
        return []
    if seen.bot is not None and any(row.is_saved for row in seen.scopes.rows_of([scope])):
        link = case.visit.link("bots", seen.bot.id, "versions")
        return [Mend(f"Publish {seen.bot.name}", link, f"{name} can make this call once its scopes are published.")]
    hint = f"{name} cannot make this call yet: it needs the scope {scope.name}."
    return [Mend(f"Add the scope to {name}", _tick(case, seen, scope), hint)]


def _tick(case: _Case, seen: SeenApp, scope: Scope) -> str:
    """The page of an app's scopes, with one of them ticked."""
    return case.visit.link("apps", seen.app.client_id, "scopes", tick=scope.id) + f"#s-{scope.id}"


async def _list_bots(case: _Case) -> list[Mend]:
    return [Mend("See the bots", case.visit.link("bots"))]


async def _switch_account(case: _Case) -> list[Mend]:
    visit, session, bot_id = case.visit, case.visit.session, BotId(case.trace.bot_id)
    if session is None or not bot_id:
        return await _list_bots(case)
    calls = visit.site.platform.calls
    others = [one for one in session.memberships if one.account_id != visit.account.account_id]
    for one in others[:_MOST_ACCOUNTS]:
        try:
            caller = session.caller(one.account_id)
            await calls.call(Console.get_builder_bot, caller, str, visit.request.peer, session.user_id, bot_id)
        except NotFound:
            continue
        return [Mend(f"Switch to {one.name}", f"/console/{one.account_id}/bots/{bot_id}")]
    return await _list_bots(case)


async def _add_scope(case: _Case) -> list[Mend]:
    operation = find_operation(case.trace.operation)
    scope = _needed(case.seen, operation) if operation and case.seen else None
    if case.seen is None or scope is None:
        return []
    is_ticked = any(row.is_drafted for row in case.seen.scopes.rows_of([scope]))
    return [Mend(f"{'Save' if is_ticked else 'Tick'} the scope {scope.name}", _tick(case, case.seen, scope))]


async def _publish(case: _Case) -> list[Mend]:
    bot = case.seen.bot if case.seen is not None else None
    return [] if bot is None else [Mend(f"Publish {bot.name}", case.visit.link("bots", bot.id, "versions"))]


async def _wait(case: _Case) -> list[Mend]:
    hint = ""
    if case.trace.retry_after_seconds:
        then, shown = clock_time(case.trace.refused_on, case.trace.retry_after_seconds)
        now = datetime.fromtimestamp(case.visit.site.platform.services.clock.now_ms() / 1000, UTC)
        is_over = then is not None and then <= now
        hint = f"The window has had room again since {shown}." if is_over else f"The next call fits from {shown} on."
    return [Mend("See the rate limits", case.visit.link("usage") + "#windows", hint)]


_BY_MENDER: Final[tuple[tuple[_Mender, tuple[type[Refusal], ...]], ...]] = (
    (
        _make_token,
        (
            token_causes.TokenMissing,
            token_causes.TokenMalformed,
            token_causes.TokenTruncated,
            token_causes.TokenUnsigned,
            token_causes.AlgorithmNotAllowed,
            token_causes.ClaimAppIdMissing,
            token_causes.ClaimAppIdMisspelled,
            token_causes.ClaimAppIdNotClientId,
            token_causes.TokenAltered,
            token_causes.TokenExpired,
            token_causes.TokenNotYetValid,
        ),
    ),
    (
        _send_header_right,
        (token_causes.HeaderWrongName, token_causes.HeaderBearerPrefix, token_causes.HeaderDecorated),
    ),
    # Who decoded or decorated the secret has it.
    (_use_secret, (token_causes.SignatureSecretDecoded, token_causes.SignatureSecretDecorated)),
    (
        _use_or_rotate_secret,
        (
            token_causes.SignatureInvalid,
            token_causes.SignatureSecretPlaceholder,
            token_causes.SignatureSecretOfOtherApp,
        ),
    ),
    (_rotate_or_use_secret, (token_causes.SignatureSecretRetired,)),
    (
        _follow_token_rules,
        (
            token_causes.JTIMissing,
            token_causes.JTILifetimeTooLong,
            token_causes.JTIReplayed,
            token_causes.JWERequired,
            token_causes.JWEInvalid,
        ),
    ),
    (
        _open_request,
        (
            request_causes.PathUnknown,
            request_causes.MethodNotAllowed,
            request_causes.ContentTypeWrong,
            request_causes.MultipartBroken,
            request_causes.BodyMalformed,
            request_causes.BodyFieldMissing,
            request_causes.BodyFieldMisspelled,
            request_causes.BodyFieldInvalid,
            request_causes.FileUnknown,
            request_causes.ResourceUnknown,
        ),
    ),
    (_look_for_app, (app_causes.AppUnknown,)),
    (_create_app, (app_causes.AppDeleted, app_causes.AppWrongKind)),
    (_lift_suspension, (app_causes.AccountInactive,)),
    (_use_app_of_plane, (app_causes.PlaneWrong,)),
    (_use_app_of_bot, (app_causes.BotNotOfApp,)),
    (_switch_account, (app_causes.BotOfOtherAccount,)),
    (_list_bots, (app_causes.BotUnknown,)),
    (_add_scope, (app_causes.ScopeMissing, app_causes.ScopeNotSaved)),
    (_publish, (app_causes.ScopeNotPublished,)),
    (_wait, (app_causes.RateLimitedMinute, app_causes.RateLimitedHour)),
)
_MENDERS: Final[dict[str, _Mender]] = {kind.cause: mender for mender, kinds in _BY_MENDER for kind in kinds}
