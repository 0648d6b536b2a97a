"""The decision about a call, as a value."""

from dataclasses import dataclass
from typing import Literal

from korekit.access.facts import App
from korekit.catalog.planes import Plane
from korekit.errors.refusal import Check, Refusal
from korekit.errors.token_causes import JWEInvalid
from korekit.ids import BotId

__all__ = [
    "Granted",
    "Refused",
    "State",
    "check_states",
    "ordered_checks",
]

State = Literal["passed", "failed", "not-reached", "unknown"]


@dataclass(frozen=True, slots=True)
class Granted:
    """The call proceeds: for this app, in its account, on this bot where one is named."""

    app: App
    bot_id: BotId | None


@dataclass(frozen=True, slots=True)
class Refused:
    """The call does not proceed. `check` is the deciding one; expected, found and the remedy are the error's."""

    check: Check
    error: Refusal
    app: App | None = None
    is_signature_good: bool = False


def ordered_checks(plane: Plane | None) -> tuple[Check, ...]:
    """The checks in the order in which they are done for an app of this plane.

    A bot-plane app's bot is compared before its scopes; for an admin-plane app the bot is looked up after them.
    Source: platform.md 6.2.
    """
    order = list(Check)
    if plane is Plane.ADMIN:
        order.remove(Check.BOT)
        order.insert(order.index(Check.SCOPE) + 1, Check.BOT)
    return tuple(order)


def check_states(refused: Refused) -> tuple[tuple[Check, State], ...]:
    """Every check with its state, in order."""
    order = ordered_checks(refused.app.plane if refused.app else None)
    decided_at = order.index(refused.check)
    # Nothing inside an encrypted token can be checked until it is opened.
    opened_at = order.index(Check.TOKEN) if isinstance(refused.error, JWEInvalid) else decided_at
    states: list[tuple[Check, State]] = []
    for index, check in enumerate(order):
        if index == decided_at:
            states.append((check, "failed"))
        elif index < decided_at and index <= opened_at:
            states.append((check, "passed"))
        else:
            states.append((check, "not-reached"))
    return tuple(states)
