"""What mends a refused call, as links into the console: where the cause is one that somebody can remove here."""

from collections.abc import Iterator
from dataclasses import dataclass

from korekit.catalog.additions import Trace
from korekit.catalog.operations import find_operation
from korekit.catalog.planes import Plane, Role
from korekit.console.bot_apps import SeenApp, find_app
from korekit.console.visit import Visit
from korekit.errors.app_causes import (
    AccountInactive,
    AppDeleted,
    AppUnknown,
    BotNotOfApp,
    BotOfOtherAccount,
    PlaneWrong,
    ScopeMissing,
    ScopeNotPublished,
    ScopeNotSaved,
)
from korekit.errors.console import NotFound, RoleTooLow
from korekit.errors.refusal import Check

__all__ = ["Mend", "mends_of"]


@dataclass(frozen=True, slots=True)
class Mend:
    """A step that helps. `label`: of the link."""

    label: str
    link: str


async def mends_of(visit: Visit, trace: Trace, seen: SeenApp | None = None) -> list[Mend]:
    """The steps that the visitor can take, the likeliest first; none where the caller must change what he sends.

    Args:
        visit: whose role counts.
        trace: the refused call.
        seen: its app, where it is known already.
    """
    if trace.account_id and trace.account_id != visit.account.account_id:
        other = visit.session.membership(trace.account_id) if visit.session else None
        if other is not None:
            return [Mend(f"Switch to {other.name}", f"/console/{other.account_id}/refusals/{trace.id}")]
        return []
    return [*_of_account(visit, trace), *_of_app(visit, trace, seen or await _app_of(visit, trace))]


async def _app_of(visit: Visit, trace: Trace) -> SeenApp | None:
    if not trace.client_id:
        return None
    try:
        return await find_app(visit, trace.client_id)
    except (NotFound, RoleTooLow):
        return None


def _of_account(visit: Visit, trace: Trace) -> Iterator[Mend]:
    can_make = visit.account.role.includes(Role.DEVELOPER)
    if trace.cause in (AppDeleted.cause, AppUnknown.cause) and can_make:
        yield Mend("Make an app", visit.link("apps", "new"))
    elif trace.cause == AccountInactive.cause and visit.account.role.includes(Role.OWNER):
        yield Mend("Open the account settings", visit.link("settings"))
    elif trace.cause == BotOfOtherAccount.cause and visit.session:
        for one in visit.session.memberships:
            if one.account_id != visit.account.account_id:
                yield Mend(f"Switch to {one.name}", f"/console/{one.account_id}/bots")
    elif trace.cause in (PlaneWrong.cause, BotNotOfApp.cause) and can_make:
        operation = find_operation(trace.operation)
        planes = operation.planes if operation else ()
        plane = Plane.ADMIN if Plane.ADMIN in planes else Plane.BOT
        yield Mend("Make an app that may", visit.link("apps", "new", plane=plane.value))
    elif trace.check == Check.RATE:
        yield Mend("See the rate windows", visit.link("usage") + "#windows")


def _of_app(visit: Visit, trace: Trace, seen: SeenApp | None) -> Iterator[Mend]:
    if seen is None:
        return
    client_id = seen.app.client_id
    if trace.cause in (ScopeMissing.cause, ScopeNotSaved.cause):
        operation = find_operation(trace.operation)
        scope = operation.facts.scopes.get(Plane(seen.app.plane)) if operation else None
        if scope is not None:
            link = visit.link("apps", client_id, "scopes", tick=scope.id) + f"#s-{scope.id}"
            yield Mend(f"Tick {scope.shown} and save", link)
    elif trace.cause == ScopeNotPublished.cause and seen.bot is not None:
        yield Mend(f"Go to {seen.bot.name} and publish it", visit.link("bots", seen.bot.id))
    elif trace.check == Check.SIGNATURE:
        yield Mend("Show the secret that counts", visit.link("apps", client_id))
        yield Mend("Rotate the secret", visit.link("apps", client_id, "secrets"))
    elif trace.check in (Check.JTI, Check.JWE):
        yield Mend("See what its tokens must carry", visit.link("apps", client_id, "secrets"))
