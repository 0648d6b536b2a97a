"""100 imports at once from 10 clients, and what they do to everybody else's calls: the hot call's p99 meanwhile.

The hot call goes on over four connections, first alone and then beside the imports, in the same run.
"""

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from bench.hot_data import make_hot_data
from bench.http_calls import Caller
from bench.loader import Load, Slice, apply_load, one_answer
from bench.processes import korekit_up
from bench.results import Budget, Result, Table, amount, at_most, middle
from bench.room import DIALECTS, Dialect, Room
from tests.bots import large

__all__ = ["run"]

IMPORTS: Final = 100
CLIENTS: Final = 10
QUIET_SLICES: Final = 5
_SLICE_S: Final = 1.0
_LOOK_S: Final = 0.1
_WITHIN_S: Final = 180.0


def run(room: Room) -> Result:
    """Measure on both databases."""
    rows: list[tuple[str, ...]] = []
    budgets: list[Budget] = []
    for dialect in DIALECTS:
        quiet, busy, seconds = _measure(room, dialect)
        for name, found in (("alone", quiet), ("beside the imports", busy)):
            p50, p99 = middle([one.p50_ms for one in found]), middle([one.p99_ms for one in found])
            rate = middle([one.per_second for one in found])
            rows.append((f"{dialect}, {name}", amount(rate), f"{p50:.2f}", f"{p99:.2f}"))
        rows.append((f"{dialect}, all {IMPORTS} imports: {seconds:.1f} s", "", "", ""))
        ratio = middle([one.p99_ms for one in busy]) / middle([one.p99_ms for one in quiet])
        budgets.append(at_most(f"p99 of the hot call beside {IMPORTS} imports, {dialect}", ratio, 5, "its quiet value"))
    return Result(
        name="crowd",
        how=f"{CLIENTS} clients start {IMPORTS} imports of 3.6 MB at once; slices of {_SLICE_S:g} s, medians.",
        tables=(Table("The hot call beside imports", ("when", "calls/s", "p50, ms", "p99, ms"), tuple(rows)),),
        budgets=tuple(budgets),
    )


def _measure(room: Room, dialect: Dialect) -> tuple[list[Slice], list[Slice], float]:
    made = make_hot_data(room, dialect, entries=1_000)
    with korekit_up(made.data, *made.up_options, log=room.log) as program:
        status, body = one_answer(program.port, made.path, made.token())
        if status != 200:
            raise RuntimeError(f"the platform answers {status}")
        load = Load(
            port=program.port,
            path=made.path,
            tokens=[made.token()],
            body=body.decode(),
            seconds=_SLICE_S,
            connections=4,
        )
        apply_load(load)
        quiet = [apply_load(load) for _ in range(QUIET_SLICES)]
        with Caller(program.port, made.token()) as caller:
            files = _upload(caller)
        is_over = threading.Event()
        busy: list[Slice] = []
        with ThreadPoolExecutor(CLIENTS + 1) as clients:
            begun = time.perf_counter()
            watching = clients.submit(_watch, load, is_over, busy)
            shares = [clients.submit(_import_some, program.port, made.token(), files) for _ in range(CLIENTS)]
            try:
                for share in shares:
                    share.result()
            finally:
                seconds = time.perf_counter() - begun
                is_over.set()
            watching.result()
    return quiet, busy[:-1] or busy, seconds


def _watch(load: Load, is_over: threading.Event, busy: list[Slice]) -> None:
    while not is_over.is_set():
        busy.append(apply_load(load))


def _upload(caller: Caller) -> dict[str, Any]:
    members = large()
    names = {"botDefinition": "botDefinition.json", "configInfo": "config.json", "icon": "icon.png"}
    return {
        key: caller.upload(members[name], name, fileContext="bulkImport", fileExtension=name.rpartition(".")[2])
        for key, name in names.items()
    }


def _import_some(port: int, token: str, files: dict[str, Any]) -> None:
    """One client's share: all started first, then followed to their ends."""
    deadline = time.monotonic() + _WITHIN_S
    with Caller(port, token) as caller:
        waiting = {
            caller.post("/api/public/bot/import", {**files, "name": f"Bot {number}"})["_id"]
            for number in range(IMPORTS // CLIENTS)
        }
        while waiting:
            if time.monotonic() > deadline:
                raise RuntimeError(f"{len(waiting)} imports of one client are not over")
            time.sleep(_LOOK_S)
            for job_id in list(waiting):
                status = caller.get(f"/api/public/bot/import/status/{job_id}")
                if status["status"] == "pending":
                    break
                if status["status"] != "success":
                    raise RuntimeError(f"an import ended as {status['status']}: {json.dumps(status)[:300]}")
                waiting.discard(job_id)
