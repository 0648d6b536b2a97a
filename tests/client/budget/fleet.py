"""A process of a fleet: takes turns of a shared file when it is told what time it is.

    python -m tests.client.budget.fleet FILE SEED

Reads one line a step from standard input, milliseconds since the epoch with `take` or `hold SECONDS`; after `take` it
answers how many seconds to wait, `0` for a call that may start now.
"""

import random
import sys

from korekit.catalog.operations import AllOperations
from korekit.client.budget.rate_budget import RateBudget, Turn
from korekit.client.requests import invoke
from korekit.ids import BotId

__all__ = ["ASKED", "HOST"]

HOST = "https://platform.kore.ai"
ASKED = invoke(AllOperations.get_change_logs, BotId("st-1"))


class _ToldClock:
    """Tells what the last line said."""

    at_ms = 0

    def now_ms(self) -> int:
        return self.at_ms


def _main(path: str, seed: str) -> None:
    clock = _ToldClock()
    budget = RateBudget(path, clock=clock, jitter=random.Random(int(seed)).random)
    turn: Turn | None = None
    for line in sys.stdin:
        at, what, *more = line.split()
        clock.at_ms = int(at)
        turn = turn or budget.turn(ASKED, HOST, "cs-1")
        assert turn is not None
        if what == "hold":
            turn.hold(float(more[0]))
            continue
        turn.take()
        print(turn.wait_s, flush=True)
        if turn.wait_s == 0:
            turn = None


if __name__ == "__main__":
    _main(sys.argv[1], sys.argv[2])
