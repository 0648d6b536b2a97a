"""Durable jobs on PostgreSQL: our runner beside procrastinate, both with two jobs at a time, commits on the disk.

Sent from the worker's own process, as an upload's import is; sent from another process; and a worker killed (-9) in the
middle of a job, which another worker then ends.
"""

import json
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bench.results import Result, Table, amount, at_most, middle
from bench.room import ROOT, Room
from korekit.storage.opening import migrate

__all__ = ["run"]

ROUNDS: Final = 2
_WITHIN_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class _Engine:
    name: str
    python: Path
    module: str
    url: str

    def command(self, mode: str) -> list[str]:
        """The command line of its program."""
        return [str(self.python), "-m", self.module, self.url, mode]


def run(room: Room) -> Result:
    """Measure both engines in turn."""
    engines = _engines(room)
    both: dict[str, list[Any]] = {engine.name: [] for engine in engines}
    sent: dict[str, list[Any]] = {engine.name: [] for engine in engines}
    for _ in range(ROUNDS):
        for engine in engines:
            both[engine.name].append(_output(engine, "both", room))
            with _program(engine, "serve", room) as worker:
                _expect(worker, "ready")
                sent[engine.name].append(_output(engine, "send", room))
    rescued = {engine.name: _rescue_s(engine, room) for engine in engines}
    rows = tuple(_row(name, both[name], sent[name], rescued[name]) for name in both)
    columns = (
        "engine",
        "sent here: ms to done",
        "jobs/s",
        "sent elsewhere: ms to done",
        "jobs/s",
        "killed worker: s to done",
    )
    budget = at_most("a killed worker's job goes on", rescued[engines[0].name], 10, "", unit="s")
    return Result(
        name="jobs",
        how=f"{ROUNDS} rounds of 15 jobs one by one, then 600 at once; medians. Both rescue with the same times.",
        tables=(Table("Jobs on PostgreSQL", columns, rows),),
        budgets=(budget,),
    )


def _engines(room: Room) -> list[_Engine]:
    url = room.new_database("PostgreSQL", room.new_folder("jobs"))
    migrate(url)
    ours = _Engine("korekit", room.program("python"), "bench.job_workers.ours", url)
    peer_url = room.new_database("PostgreSQL", room.new_folder("jobs"))
    module = "bench.job_workers.procrastinate_engine"
    peer = _Engine("procrastinate", room.peer_program / "python", module, peer_url)
    with _program(peer, "schema", room) as making:
        making.wait(timeout=_WITHIN_S)
    return [ours, peer]


@contextmanager
def _program(engine: _Engine, mode: str, room: Room) -> Iterator[subprocess.Popen[str]]:
    with room.log.open("a") as errors:
        process = subprocess.Popen(
            engine.command(mode), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, text=True, cwd=ROOT
        )
        try:
            yield process
        finally:
            # Ended at once: nothing of it is needed any more.
            process.kill()
            process.wait()
            if process.stdout is not None:
                process.stdout.close()


def _expect(process: subprocess.Popen[str], word: str) -> None:
    assert process.stdout is not None
    found = process.stdout.readline().strip()
    if found != word:
        raise RuntimeError(f"expected {word!r} from a worker, got {found!r}")


def _output(engine: _Engine, mode: str, room: Room) -> Mapping[str, Any]:
    with _program(engine, mode, room) as process:
        output = process.communicate(timeout=_WITHIN_S)[0]
    found: dict[str, Any] = json.loads(output)
    return found


def _rescue_s(engine: _Engine, room: Room) -> float:
    """Seconds from the kill of a job's worker to the job's end by another worker."""
    with _program(engine, "serve", room) as first:
        _expect(first, "ready")
        with _program(engine, "slow", room) as sender:
            _expect(sender, "running")
            with _program(engine, "serve", room) as second:
                _expect(second, "ready")
                time.sleep(2)
                first.kill()
                killed_at = time.perf_counter()
                _expect(sender, "done")
                return time.perf_counter() - killed_at


def _row(name: str, both: list[Any], sent: list[Any], rescued_s: float) -> tuple[str, ...]:
    shown = [name]
    for found in (both, sent):
        shown.append(amount(middle([ms for one in found for ms in one["latencies_ms"]])))
        shown.append(amount(middle([one["per_second"] for one in found])))
    shown.append(f"{rescued_s:.1f}")
    return tuple(shown)
