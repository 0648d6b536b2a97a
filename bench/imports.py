"""Import of a large bot, 3.6 MB of definition: from the request to `success`, over HTTP, on both databases.

Beside it, in turn: what nobody can do without, `json.loads` and zlib (level 6) of the same file.
"""

import json
import time
import zlib
from typing import Any, Final

from bench.hot_data import make_hot_data
from bench.http_calls import Caller
from bench.processes import korekit_up
from bench.results import Result, Table, at_most, middle
from bench.room import DIALECTS, Dialect, Room
from tests.bots import large

__all__ = ["run"]

ROUNDS: Final = 7
_LOOK_S: Final = 0.004
_WITHIN_S: Final = 30.0


def run(room: Room) -> Result:
    """Measure on both databases."""
    rows: list[tuple[str, ...]] = []
    budgets = []
    for dialect in DIALECTS:
        base, uploads, imports = _measure(room, dialect)
        ratio = middle([a / b for a, b in zip(imports, base, strict=True)])
        if not rows:
            rows.append(("json.loads + zlib level 6", f"{middle(base) * 1000:.0f}", "1"))
        rows.append((f"import, request to success, {dialect}", f"{middle(imports) * 1000:.0f}", f"{ratio:.2f}"))
        rows.append((f"its three uploads before, {dialect}", f"{middle(uploads) * 1000:.0f}", ""))
        what = f"import of a 3.6 MB definition, {dialect}"
        budgets.append(at_most(what, ratio, 8, "json.loads plus zlib of the file"))
    return Result(
        name="imports",
        how=f"{ROUNDS} imports as new bots, each beside the base work; medians. Status asked for every 4 ms.",
        tables=(Table("Import of 3.6 MB", ("what", "ms", "times the base"), tuple(rows)),),
        budgets=tuple(budgets),
    )


def _measure(room: Room, dialect: Dialect) -> tuple[list[float], list[float], list[float]]:
    members = large()
    made = make_hot_data(room, dialect, entries=1)
    base: list[float] = []
    uploads: list[float] = []
    imports: list[float] = []
    with (
        korekit_up(made.data, *made.up_options, log=room.log) as program,
        Caller(program.port, made.token()) as caller,
    ):
        for number in range(ROUNDS + 1):
            found = (_base_s(members["botDefinition.json"]), *_import_s(caller, members))
            if number:
                for kept, seconds in zip((base, uploads, imports), found, strict=True):
                    kept.append(seconds)
    return base, uploads, imports


def _base_s(definition: bytes) -> float:
    begun = time.perf_counter()
    json.loads(definition)
    zlib.compress(definition, 6)
    return time.perf_counter() - begun


def _import_s(caller: Caller, members: dict[str, bytes]) -> tuple[float, float]:
    """Seconds of the uploads, and from the request to `success`."""
    begun = time.perf_counter()
    names = {"botDefinition": "botDefinition.json", "configInfo": "config.json", "icon": "icon.png"}
    request: dict[str, Any] = {
        key: caller.upload(members[name], name, fileContext="bulkImport", fileExtension=name.rpartition(".")[2])
        for key, name in names.items()
    }
    asked = time.perf_counter()
    job = caller.post("/api/public/bot/import", {**request, "name": "Large"})
    status = job
    while status["status"] == "pending":
        if time.perf_counter() - asked > _WITHIN_S:
            raise RuntimeError("the import takes too long")
        status = caller.get(f"/api/public/bot/import/status/{job['_id']}")
        time.sleep(_LOOK_S if status["status"] == "pending" else 0)
    if status["status"] != "success":
        raise RuntimeError(f"the import ended as {status['status']}: {status['statusLogs'][-1]}")
    return asked - begun, time.perf_counter() - asked
