"""The ledger of one process, shared by its threads."""

import threading
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from typing import Final

from korekit.client.budget.ledger import HORIZON_MS, Ask, Slot, clock_shift_ms, earliest_start

__all__ = ["MemoryLedger"]

_MAX_KEYS: Final = 10_000


@dataclass(slots=True)
class _Calls:
    """The calls of one key: their starts in order, starts that were given back, what was heard last."""

    starts: deque[int]
    free: list[int] = field(default_factory=list)
    held_until_ms: int = 0
    era: int = 0
    seen_ms: int = 0

    def back(self, places: int) -> int | None:
        return self.starts[-places] if len(self.starts) >= places else None

    def see(self, now_ms: int) -> None:
        shift = clock_shift_ms(now_ms, self.seen_ms)
        if shift:
            self.starts = deque((start + shift for start in self.starts), self.starts.maxlen)
            self.held_until_ms += shift
            self.free.clear()
        self.seen_ms = max(now_ms, self.seen_ms + shift)


class MemoryLedger:
    """Counts in this process, for as long as it runs; the keys that were idle longest are forgotten first."""

    is_quick = True

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: OrderedDict[str, _Calls] = OrderedDict()

    def reserve(self, ask: Ask, now_ms: int) -> Slot:
        """The earliest free start; reserved, unless it lies beyond the horizon."""
        with self._lock:
            calls = self._find(ask)
            calls.see(now_ms)
            calls.free = [start for start in calls.free if start >= now_ms]
            if calls.free:
                start = min(calls.free)
                calls.free.remove(start)
                return Slot(start, calls.era)
            last = calls.starts[-1] if calls.starts else None
            start = earliest_start(ask, now_ms, last_ms=last, held_until_ms=calls.held_until_ms, back=calls.back)
            if start > now_ms + HORIZON_MS:
                return Slot(start, calls.era, is_reserved=False)
            calls.starts.append(start)
            return Slot(start, calls.era)

    def era_of(self, key: str) -> int:
        """The key's era now."""
        with self._lock:
            calls = self._calls.get(key)
            return calls.era if calls is not None else 0

    def give_back(self, key: str, slot: Slot, now_ms: int) -> None:
        """Free a reserved start that nobody will use."""
        with self._lock:
            calls = self._calls.get(key)
            if calls is not None and calls.era == slot.era and slot.start_ms > now_ms:
                calls.free.append(slot.start_ms)

    def hold(self, key: str, now_ms: int, until_ms: int) -> None:
        """Let no call start before a moment, and forget what was reserved."""
        with self._lock:
            calls = self._calls.get(key)
            if calls is None:
                return
            calls.held_until_ms = max(calls.held_until_ms, until_ms)
            calls.era += 1
            calls.free.clear()
            while calls.starts and calls.starts[-1] > now_ms:
                calls.starts.pop()

    def _find(self, ask: Ask) -> _Calls:
        calls = self._calls.get(ask.key)
        if calls is None:
            calls = self._calls[ask.key] = _Calls(deque(maxlen=ask.limit.hour))
            if len(self._calls) > _MAX_KEYS:
                self._calls.popitem(last=False)
        else:
            self._calls.move_to_end(ask.key)
        return calls
