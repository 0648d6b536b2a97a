"""What an app did with its saved scopes lately, by the calls that were counted."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from korekit.catalog.usage import Usage
from korekit.clock import millis
from korekit.console.bot_apps import SeenApp
from korekit.console.scope_states import ScopeRow
from korekit.console.visit import Visit

__all__ = ["COUNTED_DAYS", "ScopeUse", "scope_use"]

COUNTED_DAYS: Final = 30
_GIVEN_TIME_MS: Final = 7 * 86_400_000


@dataclass(frozen=True, slots=True)
class ScopeUse:
    """The use of an app's scopes in the last days.

    `has_called`: whether any call was answered. `unused`: saved scopes that open operations of which none was; empty
    while the app has not called at all: then nothing is known of what it will need. A scope that was saved lately is
    given time.
    """

    has_called: bool
    unused: list[ScopeRow]


async def scope_use(visit: Visit, seen: SeenApp) -> ScopeUse:
    """How an app used its scopes in the last `COUNTED_DAYS` days."""
    report = await visit.call(Usage.get_usage, client_id=seen.app.client_id, days=COUNTED_DAYS)
    used = {one.name for one in report.operations or () if one.calls}
    if not used:
        return ScopeUse(has_called=False, unused=[])
    young = _saved_after(seen, visit.site.platform.services.clock.now_ms() - _GIVEN_TIME_MS)
    unused = [
        row
        for row in seen.scopes.saved
        if row.operations and row.scope.id not in young and not used & {one.id for one in row.operations}
    ]
    return ScopeUse(has_called=True, unused=unused)


def _saved_after(seen: SeenApp, since_ms: int) -> set[str]:
    saved_on = seen.app.saved_on or {}
    return {one for one, at in saved_on.items() if millis(datetime.fromisoformat(at)) > since_ms}
