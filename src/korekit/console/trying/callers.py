"""Which apps may make a call now, judged by the very checks that would let it through, and what helps the others."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

from korekit.access import app_checks
from korekit.access.facts import App, Facts
from korekit.catalog.additions import Trace
from korekit.catalog.operation import Operation
from korekit.catalog.operations import all_operations
from korekit.catalog.planes import AppKind, Plane
from korekit.console.bot_apps import SeenApp
from korekit.console.mending import Mend, mends_of
from korekit.console.visit import Visit
from korekit.errors.refusal import Refusal
from korekit.ids import BotId, ClientId, UserId
from korekit.records.accounts import Membership
from korekit.tokens.tolerances import LENIENT

__all__ = ["LISTED", "AppChoice", "app_choices", "open_operations", "refusal_of"]

LISTED: Final = 20
# In the order of a call's own; what is about tokens does not matter yet, and whether the bot is there shows later.
_CHECKS: Final[tuple[Callable[[Facts], None], ...]] = (
    app_checks.check_app,
    app_checks.check_account,
    app_checks.check_plane,
    app_checks.check_bot_of_app,
    app_checks.check_scope,
)


@dataclass(frozen=True, slots=True)
class AppChoice:
    """An app that could make a call. `refusal`: why it may not now; `mends`: what helps."""

    seen: SeenApp
    refusal: Refusal | None
    mends: tuple[Mend, ...] = ()

    @property
    def client_id(self) -> str:
        """The app's."""
        return self.seen.app.client_id


def refusal_of(seen: SeenApp, operation: Operation[Any, Any], bot_id: str, account: Membership) -> Refusal | None:
    """Why an app may not make a call; `None` where nothing is in the way.

    Args:
        seen: the app.
        operation: what it would call.
        bot_id: the bot that the call would name; empty where it names none.
        account: the app's.
    """
    return _refusal(_app(seen, account), operation, bot_id)


def open_operations(seen: SeenApp, account: Membership) -> frozenset[str]:
    """The ids of what an app may call now, of a bot its own."""
    return _open_operations(_app(seen, account))


# Of what is remembered nothing is left out that the checks look at.
@lru_cache(maxsize=512)
def _open_operations(app: App) -> frozenset[str]:
    return frozenset(
        one.id for one in all_operations() if app.plane in one.planes and _refusal(app, one, app.bot_id or "") is None
    )


def _refusal(app: App, operation: Operation[Any, Any], bot_id: str) -> Refusal | None:
    facts = Facts(
        operation=operation,
        headers=[],
        other_token_headers=(),
        now_ms=0,
        tolerances=LENIENT,
        bot_id=bot_id or None,
        app=app,
    )
    try:
        for check in _CHECKS:
            check(facts)
    except Refusal as refusal:
        return refusal
    return None


def _app(seen: SeenApp, account: Membership) -> App:
    app = seen.app
    return App(
        client_id=ClientId(app.client_id),
        account_id=account.account_id,
        name=app.app_name,
        plane=Plane(app.plane),
        kind=AppKind(app.kind),
        bot_id=BotId(app.bot_id) if app.bot_id else None,
        created_by=UserId(""),
        secrets=(),
        draft=frozenset(app.draft or ()),
        saved=frozenset(app.saved or ()),
        published=frozenset(app.published or ()),
        is_account_active=account.is_active,
        is_publish_required=account.is_publish_required,
    )


async def app_choices(
    visit: Visit, apps: list[SeenApp], operation: Operation[Any, Any], bot_id: str, client_id: str
) -> list[AppChoice]:
    """Every app with whether it may make the call; those that may come first, then those of a fitting plane.

    An app of one bot is judged for its own, since choosing it chooses that; the chosen one for the bot that is named.

    What helps is told of as many as a page lists, and of the chosen one.

    Args:
        visit: whose role counts.
        apps: those to choose from.
        operation: what would be called.
        bot_id: the bot that the call would name; empty if none.
        client_id: of the chosen app.
    """
    judged = [
        AppChoice(seen, refusal_of(seen, operation, _bot(seen, bot_id, client_id), visit.account)) for seen in apps
    ]
    judged.sort(key=lambda one: (one.refusal is not None, one.seen.app.plane not in operation.planes))
    found = []
    for place, one in enumerate(judged):
        mends: tuple[Mend, ...] = ()
        if one.refusal is not None and (place < LISTED or one.client_id == client_id):
            mends = tuple(await mends_of(visit, _as_trace(one.seen, operation, one.refusal), one.seen))
        found.append(replace(one, mends=mends))
    return found


def _bot(seen: SeenApp, bot_id: str, client_id: str) -> str:
    is_chosen = seen.app.client_id == client_id
    return bot_id if is_chosen or not bot_id else seen.app.bot_id or bot_id


def _as_trace(seen: SeenApp, operation: Operation[Any, Any], refusal: Refusal) -> Trace:
    return Trace(operation=operation.id, client_id=seen.app.client_id, cause=refusal.cause, check=refusal.check)
