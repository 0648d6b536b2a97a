"""Pages as they were made, shown again for as long as nothing was written since.

A page is made of the database, of the request, and of the time. SQLite tells without a query whether anything was
written; what was counted and still waits to be written has every page made anew. Who asks is looked up before, at every
request: only what he would be shown is remembered, never that he may see it.
"""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Final, TypeGuard

from korekit.clock import Clock
from korekit.console.page import Stream
from korekit.console.visit import Visit
from korekit.server.answers import Answer
from korekit.storage.database import Database

__all__ = ["PageMemory"]

# What a page says about time may be so late: how long a secret still counts, how full a window is.
_KEPT_MS: Final = 10_000
_MOST_PAGES: Final = 128
_MOST_BYTES: Final = 128 << 10


class PageMemory:
    """The pages that were asked for last."""

    def __init__(self, database: Database, clock: Clock, is_settled: Callable[[], bool]) -> None:
        """Begin with none.

        Args:
            database: one that gives no hint of its changes has every page made anew.
            clock: of the platform.
            is_settled: whether everything that was counted so far can be read from the database.
        """
        self._database = database
        self._clock = clock
        self._is_settled = is_settled
        self._hint: int | None = None
        self._pages: OrderedDict[Hashable, tuple[int, Answer]] = OrderedDict()

    async def answer(self, visit: Visit, make: Callable[[], Awaitable[Answer | Stream]]) -> Answer | Stream:
        """The page of a signed-in visitor, remembered or made.

        Args:
            visit: with its visitor found, and let in.
            make: asks the page itself.
        """
        hint = self._hint_now()
        if hint is None or not _is_plain(visit):
            return await make()
        if hint != self._hint:
            self._pages.clear()
            self._hint = hint
        key, now_ms = _key(visit), self._clock.now_ms()
        found = self._pages.get(key)
        if found is not None and 0 <= now_ms - found[0] < _KEPT_MS:
            self._pages.move_to_end(key)
            return found[1]
        answer = await make()
        # Whatever was written while it was made, the page may show half of.
        if _is_worth_keeping(answer) and _is_plain(visit) and self._hint_now() == hint == self._hint:
            self._pages[key] = (now_ms, answer)
            self._pages.move_to_end(key)
            if len(self._pages) > _MOST_PAGES:
                self._pages.popitem(last=False)
        return answer

    def _hint_now(self) -> int | None:
        return self._database.change_hint() if self._is_settled() else None


def _is_plain(visit: Visit) -> bool:
    """Whether the same page would be shown again: nothing is to be shown once, no cookie goes with it."""
    return visit.session is not None and not visit.jar.set_headers and not visit.jar.get("notice")


def _is_worth_keeping(answer: Answer | Stream) -> TypeGuard[Answer]:
    return isinstance(answer, Answer) and answer.status == 200 and 0 < len(answer.body) <= _MOST_BYTES


def _key(visit: Visit) -> Hashable:
    """Everything of a request that a page may be made of."""
    session, request = visit.caller.session_hash, visit.request
    return (session, request.method, request.path, request.query.pairs, request.origin, request.peer, visit.jar.theme)
