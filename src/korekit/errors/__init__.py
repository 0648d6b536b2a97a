"""The words for what can go wrong.

    KorekitError
    └── Refusal                      a call does not proceed; one subclass per cause
        ├── request_causes           path, method, body
        ├── token_causes             header, token, algorithm, app claim, signature, times, jti, jwe
        └── app_causes               app, account, plane, bot, scope, rate

`causes()` walks the tree, so that a cause is known everywhere as soon as its class exists.
"""

from korekit.errors import app_causes, request_causes, token_causes
from korekit.errors.refusal import Check, KorekitError, Refusal
from korekit.errors.wire import WireError, wire_body

__all__ = [
    "Check",
    "KorekitError",
    "Refusal",
    "WireError",
    "app_causes",
    "causes",
    "request_causes",
    "token_causes",
    "wire_body",
]


def causes() -> dict[str, type[Refusal]]:
    """Every cause by its public name, in the order of the checks."""
    found: list[type[Refusal]] = []
    waiting = list(Refusal.__subclasses__())
    while waiting:
        kind = waiting.pop(0)
        found.append(kind)
        waiting.extend(kind.__subclasses__())
    order = list(Check)
    return {kind.cause: kind for kind in sorted(found, key=lambda kind: order.index(kind.check))}
