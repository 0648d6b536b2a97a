"""From nothing to the first answer, and memory at rest: `korekit up` beside `moto_server`.

The first answer is that of a first call of the API: here the list of bots, authenticated where the data folder has an
app, refused where it is empty; there the list of buckets, which needs no credentials. Both load what they need for it.
"""

import http.client
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.hot_data import make_hot_data
from bench.processes import Program, free_port, idle_rss_mb, running
from bench.results import Budget, Result, Table, at_most, middle
from bench.room import Room

__all__ = ["run"]

ROUNDS: Final = 7
_WITHIN_S: Final = 20.0
# Long enough for what is done once after the start.
_REST_S: Final = 1.5

EXISTING, EMPTY, MOTO = "korekit up, existing data folder", "korekit up, empty data folder", "moto_server"


@dataclass(frozen=True, slots=True)
class _Start:
    run: Callable[[], AbstractContextManager[Program]]
    path: str
    status: int
    token: str = ""


def run(room: Room) -> Result:
    """Start each in turn."""
    made = make_hot_data(room, "SQLite", entries=20)
    bots = "/api/public/bots"
    starts = {
        EXISTING: _Start(lambda: _start_korekit(room, made.data), bots, 200, made.token()),
        EMPTY: _Start(lambda: _start_korekit(room, room.new_folder("empty")), bots, 401),
        MOTO: _Start(lambda: _start_moto(room), "/", 200),
    }
    times: dict[str, list[float]] = {name: [] for name in starts}
    memory: dict[str, list[float]] = {name: [] for name in starts}
    for number in range(ROUNDS + 1):
        for name, start in starts.items():
            with start.run() as program:
                seconds = _first_answer(program, start)
                # Memory needs a rest, which not every round can wait for.
                if number > ROUNDS - 3:
                    time.sleep(_REST_S)
                    memory[name].append(idle_rss_mb(program.pid))
            if number:
                times[name].append(seconds)
    rows = tuple(
        (name, f"{middle(times[name]) * 1000:.0f}", f"{_ratio(times, name):.2f}", f"{middle(memory[name]):.0f}")
        for name in starts
    )
    columns = ("program", "first answer, ms", "times moto_server", "memory at rest, MB")
    return Result(
        name="startup",
        how=f"{ROUNDS} rounds, each program in turn, from its start to the first answer; resident memory at rest.",
        tables=(Table("Start to first answer", columns, rows),),
        budgets=_budgets(times, memory),
    )


def _budgets(times: dict[str, list[float]], memory: dict[str, list[float]]) -> tuple[Budget, ...]:
    return (
        at_most("start to first answer, existing data folder", _ratio(times, EXISTING), 1, "moto_server's time"),
        at_most("start to first answer, empty data folder", _ratio(times, EMPTY), 2, "moto_server's time"),
        at_most("memory, idle", middle(memory[EXISTING]), 70, "", unit="MB"),
    )


def _ratio(times: dict[str, list[float]], name: str) -> float:
    return middle([a / b for a, b in zip(times[name], times[MOTO], strict=True)])


def _start_korekit(room: Room, data: Path) -> AbstractContextManager[Program]:
    port = free_port()
    program = room.program("korekit")
    command = [program, "up", "--port", str(port), "--data", data]
    return running(command, port=port, environment={"KOREKIT_OWNER_PASSWORD": "correct horse battery"}, log=room.log)


def _start_moto(room: Room) -> AbstractContextManager[Program]:
    port = free_port()
    return running([room.peer_program / "moto_server", "-p", str(port)], port=port, log=room.log)


def _first_answer(program: Program, start: _Start) -> float:
    """Seconds from the program's start to its first answer."""
    deadline = program.started_at + _WITHIN_S
    while time.perf_counter() < deadline and program.process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", program.port, timeout=5)
        try:
            connection.request("GET", start.path, headers={"auth": start.token} if start.token else {})
            status = connection.getresponse().status
        except OSError:
            time.sleep(0.003)
            continue
        finally:
            connection.close()
        if status != start.status:
            raise RuntimeError(f"the first answer is {status}")
        return time.perf_counter() - program.started_at
    raise RuntimeError("the program does not answer")
