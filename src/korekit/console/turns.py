"""Changes that follow one another: of two who send one form of one thing at once, the second sees what the first did.

Of one process; between processes what an operation itself compares is what counts.
"""

import asyncio
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager

__all__ = ["Turns"]


class Turns:
    """Whose turn it is, by what is changed."""

    def __init__(self) -> None:
        self._locks: dict[Hashable, asyncio.Lock] = {}
        self._waiting: dict[Hashable, int] = {}

    @asynccontextmanager
    async def taken(self, of: Hashable, *, is_alone: bool = True) -> AsyncIterator[None]:
        """Wait until nobody else changes the same, and keep others waiting for as long as the block runs.

        Args:
            of: what is changed.
            is_alone: whether anybody has to wait at all.
        """
        if not is_alone:
            yield
            return
        lock = self._locks.setdefault(of, asyncio.Lock())
        self._waiting[of] = self._waiting.get(of, 0) + 1
        try:
            async with lock:
                yield
        finally:
            self._waiting[of] -= 1
            if not self._waiting[of]:
                del self._waiting[of], self._locks[of]
