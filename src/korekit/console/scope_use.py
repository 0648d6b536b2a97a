"""Which saved scopes an app did not use lately, by the calls that were counted."""

from typing import Final

from korekit.catalog.usage import Usage
from korekit.console.bot_apps import SeenApp
from korekit.console.scope_states import ScopeRow
from korekit.console.visit import Visit

__all__ = ["COUNTED_DAYS", "unused_scopes"]

COUNTED_DAYS: Final = 30


async def unused_scopes(visit: Visit, seen: SeenApp) -> list[ScopeRow]:
    """Saved scopes that open operations of which none was answered in the last days.

    Empty while the app has not called at all: then nothing is known of what it will need.
    """
    report = await visit.call(Usage.get_usage, client_id=seen.app.client_id, days=COUNTED_DAYS)
    used = {one.name for one in report.operations or () if one.calls}
    if not used:
        return []
    return [row for row in seen.scopes.saved if row.operations and not used & {one.id for one in row.operations}]
