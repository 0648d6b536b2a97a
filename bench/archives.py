"""Archives at work: memory of an import beside the file, a definition of 200 MB, and folders for git.

Memory is the highest that Linux saw resident, counted anew before each step; of an import that of the platform and its
helper process together.
"""

import io
import json
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from bench.hot_data import make_hot_data
from bench.http_calls import Caller
from bench.processes import idle_rss_mb, korekit_up
from bench.results import Budget, Result, Table, amount, at_most, middle
from bench.room import DIALECTS, ROOT, Dialect, Room
from korekit.archive import read_parts
from korekit.archive.folders import pack, read_unpacked, unpack, write_unpacked
from tests.bots import large
from tests.bots.making import definition_of_size

__all__ = ["run"]

ROUNDS: Final = 7
_IMPORTS: Final = 3
_LARGEST_BYTES: Final = 199_000_000
_WITHIN_S: Final = 240.0
_LOOK_S: Final = 0.01

# In a process of its own, so that nothing else is counted.
_CHILD: Final = """
import json, sys, time
from datetime import UTC, datetime
from pathlib import Path
from korekit.archive import check, read_zip, write_zip

def peak_mb():
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024 / 1e6

def step(work):
    Path("/proc/self/clear_refs").write_text("5")
    begun = time.perf_counter()
    found = work()
    steps.append([peak_mb(), time.perf_counter() - begun])
    return found

steps = []
archive = step(lambda: read_zip(sys.argv[1]))
problems = step(lambda: check(archive))
assert not [problem for problem in problems if problem.is_error]
with open(sys.argv[2], "wb") as out:
    step(lambda: write_zip(archive, out, at=datetime(2026, 1, 1, tzinfo=UTC)))
print(json.dumps(steps))
"""


def run(room: Room) -> Result:
    """Measure all three."""
    biggest = {**large(), "botDefinition.json": definition_of_size(_LARGEST_BYTES)}
    biggest["bot.zip"] = _zipped(biggest)
    tables, budgets = _imports(room, biggest)
    steps, step_budget = _steps(room, biggest)
    folders, folder_budget = _folders(room)
    return Result(
        name="archives",
        how=f"Peaks of resident memory; {_IMPORTS} imports as new bots, the worst counts, the largest once. "
        f"{ROUNDS} rounds of the folder, each beside the base work; medians.",
        tables=(tables, steps, folders),
        budgets=(*budgets, step_budget, folder_budget),
    )


def _imports(room: Room, biggest: dict[str, bytes]) -> tuple[Table, list[Budget]]:
    rows: list[tuple[str, ...]] = []
    budgets = []
    for dialect in DIALECTS:
        made = make_hot_data(room, dialect, entries=1)
        with (
            korekit_up(made.data, "--max-upload-mb", "200", *made.up_options, log=room.log) as program,
            Caller(program.port, made.token()) as caller,
        ):
            for name, members, times, is_zip in _cases(biggest, dialect):
                size_mb = len(members["botDefinition.json"]) / 1e6
                found = [_import_mb(caller, program.pid, members, is_zip=is_zip) for _ in range(times)]
                peak = max(mb for mb, _ in found)  # the first: what it freed serves the next
                rows.append((f"{name}, {dialect}", amount(size_mb), amount(peak), f"{peak / size_mb:.1f}"))
                what = f"memory of an import of {name}, {dialect}"
                budgets.append(at_most(what, peak / size_mb, 12, "the file"))
    columns = ("import of", "definition, MB", "above rest, MB", "times the definition")
    return Table("Memory of an import", columns, tuple(rows)), budgets


def _cases(biggest: dict[str, bytes], dialect: Dialect) -> Iterator[tuple[str, dict[str, bytes], int, bool]]:
    yield "3.6 MB", large(), _IMPORTS, False
    if dialect == "SQLite":  # no byte of it goes into the database
        yield "198 MB", biggest, 1, False
        yield "198 MB in a zip", biggest, 1, True


def _import_mb(caller: Caller, pid: int, members: dict[str, bytes], *, is_zip: bool) -> tuple[float, float]:
    """Memory above that at rest, uploads included, in MB; seconds from the request to `success`."""
    rest_mb = sum(idle_rss_mb(one) for one in _with_helpers(pid))
    for one in _with_helpers(pid):
        Path(f"/proc/{one}/clear_refs").write_text("5")
    request = _uploaded(caller, members, is_zip=is_zip)
    asked = time.perf_counter()
    job = caller.post("/api/public/bot/import", {**request, "name": "Large"})
    status = job
    while status["status"] == "pending":
        if time.perf_counter() - asked > _WITHIN_S:
            raise RuntimeError("the import takes too long")
        time.sleep(_LOOK_S)
        status = caller.get(f"/api/public/bot/import/status/{job['_id']}")
    if status["status"] != "success":
        raise RuntimeError(f"the import ended as {status['status']}: {status['statusLogs'][-1]}")
    # A helper waits a while for more to do, so that it can still be looked at.
    return sum(_peak_mb(one) for one in _with_helpers(pid)) - rest_mb, time.perf_counter() - asked


def _uploaded(caller: Caller, members: dict[str, bytes], *, is_zip: bool) -> dict[str, Any]:
    def send(content: bytes, name: str) -> str:
        return caller.upload(content, name, fileContext="bulkImport", fileExtension=name.rpartition(".")[2])

    if is_zip:
        return {"zipInfo": send(members["bot.zip"], "bot.zip"), "uploadMode": "ZIP"}
    names = {"botDefinition": "botDefinition.json", "configInfo": "config.json", "icon": "icon.png"}
    return {key: send(members[name], name) for key, name in names.items()}


def _zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in members.items():
            zipped.writestr(name, content)
    return out.getvalue()


def _with_helpers(pid: int) -> list[int]:
    """The platform's process and those that it started, whichever of its threads did."""
    children = [file.read_text().split() for file in Path(f"/proc/{pid}/task").glob("*/children")]
    return [pid, *(int(child) for found in children for child in found)]


def _peak_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith("VmHWM"))


def _steps(room: Room, biggest: dict[str, bytes]) -> tuple[Table, Budget]:
    """Reading, checking and writing the largest archive that the limits allow."""
    folder = room.new_folder("largest")
    source = folder / "bot.zip"
    source.write_bytes(biggest["bot.zip"])
    command = [sys.executable, "-c", _CHILD, str(source), str(folder / "out.zip")]
    ran = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    steps: list[tuple[float, float]] = json.loads(ran.stdout)
    rows = [
        (name, amount(peak), f"{seconds:.1f}")
        for name, (peak, seconds) in zip(("read", "check", "write"), steps, strict=True)
    ]
    worst = max(peak for peak, _ in steps)
    budget = at_most("memory to read, check and write 198 MB", worst, 1000, "", unit="MB")
    return Table("An archive of 198 MB", ("step", "peak, MB", "s"), tuple(rows)), budget


def _folders(room: Room) -> tuple[Table, Budget]:
    members = large()
    archive = read_parts(
        definition=members["botDefinition.json"], config=members["config.json"], icon=members["icon.png"]
    )
    folder = room.new_folder("unpacked")
    files = unpack(archive)
    write_unpacked(folder, files)
    works: dict[str, Callable[[], object]] = {
        "json.loads + zlib level 6": lambda: _base(members["botDefinition.json"]),
        "unpack": lambda: unpack(archive),
        "unpack, and bring a folder on the disk up to date": lambda: write_unpacked(folder, unpack(archive)),
        "read the folder from the disk, and pack": lambda: pack(read_unpacked(folder)),
    }
    took: dict[str, list[float]] = {name: [] for name in works}
    for number in range(ROUNDS + 1):
        for name, work in works.items():
            with _clocked(took[name] if number else []):
                work()
    first, *_ = took
    ratios = {name: middle([a / b for a, b in zip(took[name], took[first], strict=True)]) for name in took}
    rows = [(name, f"{middle(took[name]) * 1000:.0f}", f"{ratios[name]:.2f}") for name in took]
    both = sum(ratios[name] for name in list(took)[2:])
    budget = at_most("unpack and pack 3.6 MB, with the disk", both, 10, "json.loads plus zlib of the file")
    return Table(f"A folder of {len(files):,} files", ("what", "ms", "times the base"), tuple(rows)), budget


def _base(definition: bytes) -> None:
    json.loads(definition)
    zlib.compress(definition, 6)


@contextmanager
def _clocked(into: list[float]) -> Iterator[None]:
    begun = time.perf_counter()
    yield
    into.append(time.perf_counter() - begun)
