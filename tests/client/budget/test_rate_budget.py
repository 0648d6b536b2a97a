import heapq
import os
import random
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from korekit.catalog.limits import Limit
from korekit.catalog.operation import GET, Area, M, operation
from korekit.catalog.operations import AllOperations
from korekit.client.answers import Received
from korekit.client.budget.rate_budget import RateBudget, Turn
from korekit.client.errors import InvalidArgument
from korekit.client.requests import Invocation, invoke
from korekit.ids import BotId
from korekit.records.rates import MemoryRates
from tests.client.budget.fleet import ASKED, HOST
from tests.client.driving import StillClock
from tests.meta.source import ROOT

START_MS = 1_700_000_000_000
MakeBudget = Callable[[StillClock], RateBudget]


class Tables(Area[M]):
    """Operations whose limits count a table."""

    @operation(GET, "/tables/{table_name}", limit=Limit("table", 600, 18_000))
    def read_table(self, table_name: str) -> dict[str, Any]:
        """Rows."""
        raise NotImplementedError


@pytest.fixture(params=["memory", "file"])
def budget_of(request: pytest.FixtureRequest, tmp_path: Path) -> MakeBudget:
    """Makes budgets of either kind; those of one test share what they count where they can."""

    def make(clock: StillClock) -> RateBudget:
        path = tmp_path / "rates.sqlite" if request.param == "file" else None
        return RateBudget(path, clock=clock, jitter=lambda: 0.0)

    return make


def turn_of(budget: RateBudget, asked: Invocation = ASKED, account: str = "cs-1") -> Turn:
    turn = budget.turn(asked, HOST, account)
    assert turn is not None
    return turn


def wait_s(budget: RateBudget, asked: Invocation = ASKED, account: str = "cs-1") -> float:
    turn = turn_of(budget, asked, account)
    turn.take()
    return turn.wait_s


def test_a_minutes_calls_go_at_once_and_the_next_waits(budget_of: MakeBudget) -> None:
    budget = budget_of(StillClock())
    assert [wait_s(budget) for _ in range(61)] == [0.0] * 60 + [61.5]


def test_a_host_that_says_that_it_limits_nothing_is_not_waited_for(budget_of: MakeBudget) -> None:
    budget = budget_of(StillClock())
    turn_of(budget).heard(Received(200, {"x-korekit-rate-limits": "none"}))
    assert [wait_s(budget) for _ in range(500)] == [0.0] * 500
    # Of another host nothing is known.
    other = budget.turn(ASKED, "https://other.example.com", "cs-1")
    assert other is not None
    for _ in range(61):
        other.renew()
        other.take()
    assert other.wait_s == 61.5


@pytest.mark.parametrize("headers", [{}, {"x-korekit-rate-limits": "60"}])
def test_a_host_that_limits_again_is_waited_for_again(budget_of: MakeBudget, headers: dict[str, str]) -> None:
    budget = budget_of(StillClock())
    turn_of(budget).heard(Received(200, {"x-korekit-rate-limits": "none"}))
    assert wait_s(budget) == 0.0
    turn_of(budget).heard(Received(200, headers))
    assert [wait_s(budget) for _ in range(61)] == [0.0] * 60 + [61.5]


def test_the_hour_counts_as_well(budget_of: MakeBudget) -> None:
    clock = StillClock()
    budget = budget_of(clock)
    for _ in range(30):
        assert [wait_s(budget) for _ in range(60)] == [0.0] * 60
        clock.at_ms += 61_500
    # Half an hour has gone by since the first call.
    assert wait_s(budget) == 3601.5 - 30 * 61.5


def test_operations_bots_and_accounts_are_counted_apart(budget_of: MakeBudget) -> None:
    budget = budget_of(StillClock())
    other_bot = invoke(AllOperations.get_change_logs, BotId("st-2"))
    bots = invoke(AllOperations.get_bots)
    for _ in range(60):
        assert wait_s(budget) == wait_s(budget, bots) == 0
    assert wait_s(budget) > 0
    assert wait_s(budget, other_bot) == 0
    assert wait_s(budget, bots) > 0
    assert wait_s(budget, bots, account="cs-2") == 0


def test_a_bot_is_one_bot_whichever_app_calls(budget_of: MakeBudget) -> None:
    budget = budget_of(StillClock())
    assert [wait_s(budget, account=f"cs-{number}") for number in range(61)][60] > 0


def test_jobs_and_tables_are_counted_each(budget_of: MakeBudget) -> None:
    budget = budget_of(StillClock())
    asked = [invoke(Tables.read_table, name) for name in ("a", "b")]
    assert [wait_s(budget, asked[0]) for _ in range(601)] == [0.0] * 600 + [61.5]
    assert wait_s(budget, asked[1]) == 0


def test_what_has_no_limit_takes_no_turn() -> None:
    assert RateBudget().turn(invoke(AllOperations.list_traces), HOST, "cs-1") is None


def test_limits_that_support_raised() -> None:
    budget = RateBudget(factor=2, clock=StillClock(), jitter=lambda: 0.0)
    assert [wait_s(budget) for _ in range(121)].index(61.5) == 120


@pytest.mark.parametrize("wrong", [{"factor": 0}, {"factor": -1}, {"margin_s": -1}, {"margin_s": 60}])
def test_a_budget_that_is_none_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(InvalidArgument, match="rate budget"):
        RateBudget(**wrong)  # type: ignore[arg-type] # the keys are those of number parameters


def test_a_start_that_is_given_back_goes_to_the_next(budget_of: MakeBudget) -> None:
    clock = StillClock()
    budget = budget_of(clock)
    for _ in range(60):
        wait_s(budget)
    clock.at_ms += 55_000
    given_up = turn_of(budget)
    given_up.take()
    assert given_up.wait_s == 6.5
    behind = turn_of(budget)
    behind.take()
    given_up.give_back()
    assert wait_s(budget) == 6.5


def test_nobody_reserves_far_ahead_so_that_a_killed_process_costs_little(budget_of: MakeBudget) -> None:
    clock = StillClock()
    budget = budget_of(clock)
    for _ in range(60):
        wait_s(budget)
    # A thousand ask and are never heard of again.
    assert {wait_s(budget) for _ in range(1000)} == {61.5}
    clock.at_ms += 61_500
    assert [wait_s(budget) for _ in range(60)] == [0.0] * 60


def test_a_refusal_holds_everybody_back(budget_of: MakeBudget) -> None:
    clock = StillClock()
    budget = budget_of(clock)
    refused, waiting = turn_of(budget), turn_of(budget)
    for _ in range(60):
        wait_s(budget)
    clock.at_ms += 60_000
    waiting.take()
    assert waiting.wait_s == 1.5
    refused.hold(20)
    clock.at_ms += 1_500
    waiting.take()
    assert waiting.wait_s == pytest.approx(18.5)
    assert wait_s(budget) == pytest.approx(18.5)
    clock.at_ms += 18_500
    waiting.take()
    assert waiting.wait_s == 0


def test_a_start_that_was_slept_through_is_taken_anew(budget_of: MakeBudget) -> None:
    clock = StillClock()
    budget = budget_of(clock)
    turns = [turn_of(budget) for _ in range(120)]
    for turn in turns[:60]:
        turn.take()
    clock.at_ms += 55_000
    for turn in turns[60:]:
        turn.take()
    # A machine that was asleep wakes an hour and a half later: these starts are counted from now on.
    clock.at_ms += 5_400_000
    for turn in turns[60:]:
        turn.take()
        assert turn.wait_s == 0
    assert wait_s(budget) == 61.5


def test_a_clock_that_is_set_back_stops_nobody_for_long(budget_of: MakeBudget) -> None:
    clock = StillClock()
    budget = budget_of(clock)
    for _ in range(60):
        wait_s(budget)
    clock.at_ms -= 86_400_000
    assert wait_s(budget) == 61.5


def test_threads_share_one_budget(budget_of: MakeBudget) -> None:
    budget = budget_of(StillClock())
    waits: list[float] = []
    threads = [threading.Thread(target=lambda: waits.extend(wait_s(budget) for _ in range(20))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (waits.count(0.0), len(waits)) == (60, 160)


FORKING = """
import os, sys
from tests.client.budget.test_rate_budget import RateBudget, StillClock, wait_s

budget = RateBudget(sys.argv[1], clock=StillClock())
first = [wait_s(budget) for _ in range(30)]
child = os.fork()
second = [wait_s(budget) for _ in range(15)]
if child == 0:
    os._exit(0 if second == [0.0] * 15 else 1)
assert os.waitpid(child, 0)[1] == 0
assert first + second == [0.0] * 45
assert wait_s(budget) > 0
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_process_shares_the_file(tmp_path: Path) -> None:
    command = [sys.executable, "-W", "error", "-c", FORKING, str(tmp_path / "rates.sqlite")]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stderr


def test_what_is_idle_is_forgotten(tmp_path: Path) -> None:
    clock = StillClock()
    budget = RateBudget(tmp_path / "rates.sqlite", clock=clock)
    for number in range(50):
        wait_s(budget, invoke(AllOperations.get_change_logs, BotId(f"st-{number}")))
    clock.at_ms += 3 * 3_600_000
    wait_s(budget)
    wait_s(budget, invoke(AllOperations.get_bots))
    with sqlite3.connect(tmp_path / "rates.sqlite") as db:
        assert db.execute("SELECT count(*) FROM keys").fetchone() == (2,)
        assert db.execute("SELECT count(*) FROM starts").fetchone() == (3,)
    db.close()


@pytest.mark.parametrize("is_folder", [True, False])
def test_a_file_that_cannot_be_used_is_said(tmp_path: Path, is_folder: bool) -> None:
    path = tmp_path / "rates.sqlite"
    if is_folder:
        path.mkdir()
    else:
        path.write_bytes(b"no database at all" * 100)
    with pytest.raises(InvalidArgument, match=r"rates\.sqlite"):
        wait_s(RateBudget(path))


def test_the_users_own_file_lies_in_the_cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert wait_s(RateBudget.for_user()) == 0
    assert [path.name for path in tmp_path.rglob("rates.sqlite")] == ["rates.sqlite"]


@contextmanager
def fleet(path: Path, count: int) -> Iterator[list[subprocess.Popen[str]]]:
    """Real processes that share a file."""
    command = [sys.executable, "-m", "tests.client.budget.fleet", str(path)]
    started = [
        subprocess.Popen([*command, str(seed)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for seed in range(count)
    ]
    try:
        yield started
    finally:
        for process in started:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.close()
            process.stdout.close()
            process.wait(20)


def tell(process: subprocess.Popen[str], at_ms: int, what: str) -> None:
    assert process.stdin is not None
    process.stdin.write(f"{at_ms} {what}\n")
    process.stdin.flush()


def heard(process: subprocess.Popen[str]) -> float:
    assert process.stdout is not None
    return float(process.stdout.readline())


async def run_fleet(path: Path, count: int, minutes: int) -> tuple[int, int]:
    """Let processes call as fast as they may; how many calls the host took and refused.

    Each call is on its way for up to a second, and the next follows 50 ms after it was sent.
    """
    way = random.Random(7)
    host = MemoryRates()
    arrivals: list[int] = []
    with fleet(path, count) as processes:
        due = [(START_MS, number) for number in range(count)]
        while due[0][0] < START_MS + minutes * 60_000:
            at_ms, number = heapq.heappop(due)
            tell(processes[number], at_ms, "take")
            seconds = heard(processes[number])
            if seconds == 0:
                arrivals.append(at_ms + way.randrange(1000))
            heapq.heappush(due, (at_ms + (round(seconds * 1000) if seconds else 50), number))
    limit = ASKED.operation.facts.limit
    assert limit is not None
    refusals = [await host.admit("bot", limit, at_ms) for at_ms in sorted(arrivals)]
    return refusals.count(None), len(refusals) - refusals.count(None)


async def test_ten_processes_share_five_minutes_without_a_refusal_and_lose_little(tmp_path: Path) -> None:
    taken, refused = await run_fleet(tmp_path / "rates.sqlite", count=10, minutes=5)
    assert refused == 0
    # At the limit, five minutes have room for 300 calls.
    assert 285 <= taken <= 300


async def test_an_hour_and_a_half_lose_less_than_five_percent(budget_of: MakeBudget) -> None:
    clock, host = StillClock(START_MS), MemoryRates()
    budget = budget_of(clock)
    limit = ASKED.operation.facts.limit
    assert limit is not None
    taken = 0
    while clock.at_ms < START_MS + 5_400_000:
        seconds = wait_s(budget)
        if seconds == 0:
            assert await host.admit("bot", limit, clock.at_ms) is None
            taken += 1
        clock.at_ms += round(seconds * 1000)
    # 1,800 in the first hour, and as many in the half hour after it.
    assert 3420 <= taken <= 3600
