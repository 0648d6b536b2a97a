"""The budget that clients share, and the turn that one call takes."""

import os
import random
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

from korekit.catalog.limits import Limit
from korekit.client.answers import Received
from korekit.client.budget.file import FileLedger
from korekit.client.budget.ledger import HORIZON_MS, Ask, Ledger, Slot
from korekit.client.budget.memory import MemoryLedger
from korekit.client.errors import InvalidArgument
from korekit.client.requests import Invocation
from korekit.clock import Clock, SystemClock

__all__ = ["RateBudget", "Turn", "process_budget"]

_BOT: Final = "bot_id"
# So late a sleeper may wake, however small the margin.
_LATE_MS: Final = 50
# What a platform that limits no calls says of it.
_LIMITS: Final = "x-korekit-rate-limits"
_NONE: Final = "none"


class RateBudget:
    """Spreads calls so that a host's rate limits refuse none.

    Both rolling windows of each operation are kept, as the catalogue has them; a call that would be too many waits for
    its turn. Clients that share one share the rate: threads one object, processes of one machine one file. A host that
    says with its answers that it limits nothing is called at once, until an answer does not say so.

    Args:
        path: the file, made where there is none; by default only this object counts.
        factor: how many times the documented limits a host allows, where support has raised them.
        margin_s: how much longer than a window a call is counted: at least the difference between two calls' ways to
            the host. 1.5 seconds cost 2.5 % of the rate of a minute.
        clock: tells the time.
        jitter: a random number from 0 to 1, so that those who wait do not come back together.

    Raises:
        InvalidArgument: a factor or margin that is none.
    """

    def __init__(
        self,
        path: Path | str | None = None,
        *,
        factor: float = 1.0,
        margin_s: float = 1.5,
        clock: Clock | None = None,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        if not factor > 0 or not 0 <= margin_s < 60:
            raise InvalidArgument("A rate budget has a positive factor and a margin of less than a minute.")
        self._path = Path(path) if path is not None else None
        self._ledger: Ledger = FileLedger(self._path) if self._path is not None else MemoryLedger()
        self._factor = factor
        self._margin_ms = round(margin_s * 1000)
        self._clock = clock or SystemClock()
        self._jitter = jitter
        # Hosts whose last answer said that they limit nothing.
        self._unlimited: set[str] = set()

    @classmethod
    def for_user(cls) -> "RateBudget":
        """One that every program of this user on this machine shares, kept in the user's cache folder."""
        return cls(_cache_folder() / "korekit" / "rates.sqlite")

    def __repr__(self) -> str:
        return f"RateBudget({str(self._path) if self._path else None!r})"

    def turn(self, invocation: Invocation, host: str, account: str) -> "Turn | None":
        """The turn of one call, not taken yet; `None` where nothing limits the operation.

        Args:
            invocation: the call.
            host: the host's address.
            account: what stands for the account: its id, or the app's client id where it is not known.
        """
        limit = invocation.operation.facts.limit
        if limit is None:
            return None
        allowed = Limit(limit.per, *(max(1, int(count * self._factor)) for count in (limit.minute, limit.hour)))
        key = f"{host} {invocation.operation.id} {_counted(limit, invocation, account)}"
        return Turn(
            self._ledger, Ask(key, allowed, self._margin_ms), self._clock, self._jitter, _Host(host, self._unlimited)
        )


class _Host:
    """Whether a host limits calls, by its last answer."""

    __slots__ = ("_name", "_unlimited")

    def __init__(self, name: str, unlimited: set[str]) -> None:
        self._name = name
        self._unlimited = unlimited

    @property
    def is_unlimited(self) -> bool:
        return self._name in self._unlimited

    def heard(self, received: Received) -> None:
        if received.headers.get(_LIMITS) == _NONE:
            self._unlimited.add(self._name)
        else:
            self._unlimited.discard(self._name)


class Turn:
    """One call's place in the row. Take it; while `wait_s` is not 0, wait so long and take it again; then send."""

    __slots__ = ("_ask", "_clock", "_host", "_jitter", "_ledger", "_slot", "wait_s")

    def __init__(self, ledger: Ledger, ask: Ask, clock: Clock, jitter: Callable[[], float], host: _Host) -> None:
        self._ledger = ledger
        self._ask = ask
        self._clock = clock
        self._jitter = jitter
        self._host = host
        self._slot: Slot | None = None
        self.wait_s = 0.0

    @property
    def is_quick(self) -> bool:
        """Whether taking it neither waits for a disk nor for another process."""
        return self._ledger.is_quick or self._host.is_unlimited

    def take(self) -> None:
        """Reserve a start where none is reserved, and tell how long to wait; not at all where nothing is limited."""
        if self._host.is_unlimited:
            self.give_back()
            self.wait_s = 0.0
            return
        now = self._clock.now_ms()
        slot = self._slot
        late_ms = max(self._ask.margin_ms // 2, _LATE_MS)
        if slot is None or now > slot.start_ms + late_ms or self._is_revoked(slot):
            # A start that was slept through would be counted too early.
            slot = self._ledger.reserve(self._ask, now)
            self._slot = slot if slot.is_reserved else None
        wait_ms = slot.start_ms - now
        if self._slot is None:
            wait_ms -= int(HORIZON_MS * self._jitter())
        self.wait_s = max(wait_ms, 0 if self._slot is not None else 1) / 1000

    def give_back(self) -> None:
        """Free the start, if it is still to come."""
        if self._slot is not None:
            self._ledger.give_back(self._ask.key, self._slot, self._clock.now_ms())
            self._slot = None

    def renew(self) -> None:
        """Forget the start that was used; the next try needs another."""
        self._slot = None

    def hold(self, seconds: float) -> None:
        """Let nobody who shares the budget make such a call for a while."""
        now = self._clock.now_ms()
        self._ledger.hold(self._ask.key, now, now + round(seconds * 1000))

    def heard(self, received: Received) -> None:
        """Take in what an answer says of the host's limits."""
        self._host.heard(received)

    def _is_revoked(self, slot: Slot) -> bool:
        return self._ledger.era_of(self._ask.key) != slot.era


@cache
def process_budget() -> RateBudget:
    """The budget of all clients in this process that were given none."""
    return RateBudget()


def _counted(limit: Limit, invocation: Invocation, account: str) -> str:
    """What a limit counts: the bot, whoever calls, the account, or something of the account."""
    if limit.per == "account":
        return account
    if limit.per == "bot":
        bot = invocation.arguments.get(_BOT)
        return str(bot) if bot else account
    return " ".join([account, *map(str, invocation.in_path().values())])


def _cache_folder() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
