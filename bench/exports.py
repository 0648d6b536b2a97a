"""Export of a large bot, 3.6 MB of definition: from the request to `success`, over HTTP, on both databases.

Beside it, in turn: what nobody can do without, `json.loads` and zlib (level 6) of the same file. A bot is exported that
was imported before, whole and one task of it.
"""

import json
import time
import zlib
from collections.abc import Mapping
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
        base, whole, single = _measure(room, dialect)
        ratio = middle([a / b for a, b in zip(whole, base, strict=True)])
        if not rows:
            rows.append(("json.loads + zlib level 6", f"{middle(base) * 1000:.0f}", "1"))
        rows.append((f"export, request to success, {dialect}", f"{middle(whole) * 1000:.0f}", f"{ratio:.2f}"))
        rows.append((f"one task of it with its dependents, {dialect}", f"{middle(single) * 1000:.0f}", ""))
        budgets.append(
            at_most(f"export of a 3.6 MB definition, {dialect}", ratio, 8, "json.loads plus zlib of the file")
        )
    return Result(
        name="exports",
        how=f"{ROUNDS} exports of one bot, each beside the base work; medians. Status asked for every 4 ms.",
        tables=(Table("Export of 3.6 MB", ("what", "ms", "times the base"), tuple(rows)),),
        budgets=tuple(budgets),
    )


def _measure(room: Room, dialect: Dialect) -> tuple[list[float], list[float], list[float]]:
    definition = large()["botDefinition.json"]
    name = json.loads(definition)["dialogs"][0]["lname"]
    task = {"subTasks": {"dialogs": [name]}, "IncludeDependentTasks": True}
    made = make_hot_data(room, dialect, entries=1)
    found: tuple[list[float], ...] = ([], [], [])
    with (
        korekit_up(made.data, *made.up_options, log=room.log) as program,
        Caller(program.port, made.token()) as caller,
    ):
        bot_id = _import(caller)
        for number in range(ROUNDS + 1):
            seconds = (_base_s(definition), _export_s(caller, bot_id, {}), _export_s(caller, bot_id, task))
            if number:
                for kept, one in zip(found, seconds, strict=True):
                    kept.append(one)
    base, whole, single = found
    return base, whole, single


def _base_s(definition: bytes) -> float:
    begun = time.perf_counter()
    json.loads(definition)
    zlib.compress(definition, 6)
    return time.perf_counter() - begun


def _import(caller: Caller) -> str:
    members = large()
    names = {"botDefinition": "botDefinition.json", "configInfo": "config.json", "icon": "icon.png"}
    request = {
        key: caller.upload(members[name], name, fileContext="bulkImport", fileExtension=name.rpartition(".")[2])
        for key, name in names.items()
    }
    job = caller.post("/api/public/bot/import", {**request, "name": "Large"})
    bot_id: str = _followed(caller, f"/api/public/bot/import/status/{job['_id']}")["streamId"]
    return bot_id


def _export_s(caller: Caller, bot_id: str, options: Mapping[str, Any]) -> float:
    begun = time.perf_counter()
    caller.post(f"/api/public/bot/{bot_id}/export", {"exportType": "latest", **options})
    _followed(caller, f"/api/public/bot/{bot_id}/export/status")
    return time.perf_counter() - begun


def _followed(caller: Caller, path: str) -> Any:
    """The status of a job that has ended well."""
    begun = time.perf_counter()
    while (status := caller.get(path))["status"] == "pending":
        if time.perf_counter() - begun > _WITHIN_S:
            raise RuntimeError("the job takes too long")
        time.sleep(_LOOK_S)
    if status["status"] != "success":
        raise RuntimeError(f"the job ended as {status['status']}: {status}")
    return status
