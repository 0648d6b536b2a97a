"""The tries of one call: each waits for its turn, is shown to who watches, and is repeated where that is safe."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from korekit.catalog.operation import Operation
from korekit.client.answers import Received, retry_after_s
from korekit.client.budget.rate_budget import Turn
from korekit.client.effects import Fetch, Flow, Pause, Send, Take
from korekit.client.errors import ClientClosed, NotReached, Timeout
from korekit.client.retrying import RetryPolicy, pause_before_retry
from korekit.client.shown import ShownAnswer, ShownRequest, shown_answer, shown_request
from korekit.client.watching import Hooks, log_answer, log_request
from korekit.clock import Clock, SystemClock

__all__ = ["Conduct", "Trial"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conduct:
    """How calls behave. `elapsed_s`: seconds since any moment. `jitter`: a random number from 0 to 1."""

    retry: RetryPolicy = field(default_factory=RetryPolicy)
    total_timeout_s: float | None = None
    hooks: Hooks = field(default_factory=Hooks)
    clock: Clock = field(default_factory=SystemClock)
    elapsed_s: Callable[[], float] = time.monotonic
    jitter: Callable[[], float] = random.random

    def now_s(self) -> float:
        """Seconds since the epoch."""
        return self.clock.now_ms() / 1000


class Trial:
    """One call with all its tries. `sent`: the request of the last one, `None` before the first.

    Args:
        conduct: how it behaves.
        operation: what is called; `None` for a download, which takes as long as it takes.
        turn: its turn, if calls are spread.
    """

    def __init__(self, conduct: Conduct, operation: Operation[Any, Any] | None, turn: Turn | None = None) -> None:
        self.sent: ShownRequest | None = None
        self._conduct = conduct
        self._operation = operation
        self._turn = turn
        limit_s = conduct.total_timeout_s if operation is not None else None
        self._ends_s = conduct.elapsed_s() + limit_s if limit_s is not None else None

    def run(self, make: Callable[[float | None], Send | Fetch]) -> Flow[Received]:
        """Try until an answer came that is worth no further try.

        Args:
            make: the effect of a try, made anew for each; takes the seconds that are left.

        Raises:
            NotReached: none came.
        """
        conduct = self._conduct
        is_read = self._operation is None or self._operation.facts.is_read
        attempt = 0
        while True:
            attempt += 1
            yield from self._wait_for_turn()
            outcome = yield from self._try(make(self._left_s()), attempt)
            pause_s = pause_before_retry(
                conduct.retry, attempt, outcome, is_read=is_read, now_s=conduct.now_s(), jitter=conduct.jitter
            )
            self._tell_others(outcome, pause_s)
            left_s = self._left_s()
            if pause_s is not None and (left_s is None or pause_s < left_s):
                yield Pause(pause_s)
            elif isinstance(outcome, NotReached):
                outcome.request = self.sent
                raise outcome
            else:
                return outcome

    def _try(self, effect: Send | Fetch, attempt: int) -> Flow[Received | NotReached]:
        conduct = self._conduct
        shown = shown_request(effect.request, self._operation, attempt=attempt, sent_at_s=conduct.now_s())
        self.sent = shown
        log_request(shown)
        for hook in conduct.hooks.request:
            hook(shown)
        begun = conduct.elapsed_s()
        try:
            received = yield effect
        except ClientClosed as error:
            error.request = shown
            raise
        except NotReached as error:
            elapsed_s = conduct.elapsed_s() - begun
            self._show(
                ShownAnswer(
                    request=shown, status=0, headers={}, size_bytes=0, elapsed_s=elapsed_s, error=type(error).__name__
                )
            )
            return error
        self._show(shown_answer(shown, received, conduct.elapsed_s() - begun))
        return received

    def _show(self, answer: ShownAnswer) -> None:
        log_answer(answer)
        for hook in self._conduct.hooks.response:
            hook(answer)

    def _wait_for_turn(self) -> Flow[None]:
        turn = self._turn
        if turn is None:
            return
        turn.renew()
        is_mine = False
        try:
            yield Take(turn)
            while turn.wait_s > 0:
                left_s = self._left_s()
                if left_s is not None and turn.wait_s >= left_s:
                    raise self._too_long(turn)
                yield Pause(turn.wait_s)
                yield Take(turn)
            is_mine = True
        finally:
            if not is_mine:
                turn.give_back()

    def _too_long(self, turn: Turn) -> Timeout:
        error = Timeout(
            f"The call's turn comes in {turn.wait_s:.0f} s by the host's rate limit, and it may take "
            f"{self._conduct.total_timeout_s:g} s."
        )
        error.request = self.sent
        return error

    def _tell_others(self, outcome: Received | NotReached, pause_s: float | None) -> None:
        if self._turn is None or not isinstance(outcome, Received):
            return
        self._turn.heard(outcome)
        if outcome.status != 429:
            return
        # Somebody whom the budget does not know called as well.
        asked_s = retry_after_s(outcome, self._conduct.now_s())
        wait_s = asked_s if asked_s is not None else pause_s
        if wait_s:
            self._turn.hold(wait_s)

    def _left_s(self) -> float | None:
        return None if self._ends_s is None else max(0.0, self._ends_s - self._conduct.elapsed_s())
