"""How each operation may refuse, read off the tree of causes."""

from typing import Any, Final

from korekit.catalog.operation import Operation
from korekit.catalog.parameters import Place
from korekit.catalog.planes import Caller
from korekit.errors import causes
from korekit.errors.console import ConsoleRefusal, NotServed, RoleTooLow, SessionInvalid
from korekit.errors.refusal import Check, Refusal
from korekit.errors.wire import WireError

__all__ = ["HEADERS", "refusals_of"]

# Headers that answers of a status carry beside the usual ones.
HEADERS: Final[dict[int, dict[str, Any]]] = {
    429: {"Retry-After": {"description": "Seconds until the next call fits.", "schema": {"type": "integer"}}}
}
# Refused before an operation is found: no answer of one.
_NOT_OF_AN_OPERATION: Final = (Check.PATH, Check.METHOD)


def refusals_of(operation: Operation[Any, Any]) -> dict[int, dict[WireError, list[str]]]:
    """Statuses in ascending order, each with its messages and the causes behind them."""
    found: dict[int, dict[WireError, list[str]]] = {}
    if operation.facts.caller is Caller.APP:
        rows = [(kind.wire, name) for name, kind in causes().items() if _can_happen(operation, kind)]
    else:
        rows = [(kind.wire, (kind.__doc__ or "").strip().partition("\n")[0]) for kind in _of_console(operation)]
    for wire, meaning in rows:
        found.setdefault(wire.status, {}).setdefault(wire, []).append(meaning)
    return dict(sorted(found.items()))


def _can_happen(operation: Operation[Any, Any], kind: type[Refusal]) -> bool:
    facts = operation.facts
    if kind.check in _NOT_OF_AN_OPERATION:
        return False
    if kind.check is Check.BOT:
        return facts.is_bot_in_body or any(one.name == "bot_id" for one in operation.parameters_in(Place.PATH))
    if kind.check is Check.SCOPE:
        return any(facts.scopes.values())
    if kind.check is Check.RATE:
        return facts.limit is not None
    if kind.check is Check.BODY:
        return bool(operation.parameters)
    return True


def _of_console(operation: Operation[Any, Any]) -> list[type[ConsoleRefusal]]:
    kinds = [
        kind
        for kind in ConsoleRefusal.__subclasses__()
        if kind.__module__ == ConsoleRefusal.__module__ and kind is not NotServed
    ]
    if operation.facts.caller is Caller.USER:
        return kinds
    return [kind for kind in kinds if kind not in (SessionInvalid, RoleTooLow)]
