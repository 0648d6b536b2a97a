"""Nothing acknowledged is lost, nothing is done twice: real processes, killed while they work."""

import http.client
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.crash.processes import Client, Process, running_process, signed_in, unfinished_jobs
from tests.postgres import PostgresCluster

IMPORTS = 100
GONE = (OSError, http.client.HTTPException)


@dataclass
class Ledger:
    """What was answered: ids of accepted imports by name, and names of which nobody knows."""

    accepted: dict[str, str] = field(default_factory=dict)
    unsure: set[str] = field(default_factory=set)
    numbers: Iterator[int] = field(default_factory=lambda: iter(range(10_000)))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def ask_until(self, client: Client, process: Process, count: int) -> None:
        """Ask for imports, several at a time, until so many were accepted or the process is gone."""
        with ThreadPoolExecutor(4) as threads:
            for done in [threads.submit(self._ask_on, client, process, count) for _ in range(4)]:
                done.result()

    def _ask_on(self, client: Client, process: Process, count: int) -> None:
        while True:
            with self.lock:
                if len(self.accepted) >= count:
                    return
                name = f"bot {next(self.numbers)}"
                self.unsure.add(name)
            try:
                request_id = client.import_as(process, name)
            except GONE:
                return
            with self.lock:
                self.accepted[name] = request_id
                self.unsure.discard(name)

    def check(self, client: Client, process: Process, within_s: float) -> None:
        """Every accepted import ended well, and there is one bot for each."""
        states = {name: client.wait(process, one, within_s) for name, one in self.accepted.items()}
        assert states == dict.fromkeys(self.accepted, "success")
        names = client.names_of_bots(process)
        assert len(names) == len(set(names)), "a bot was made twice"
        assert set(self.accepted) <= set(names) <= set(self.accepted) | self.unsure


def test_accepted_imports_survive_three_kills(database_url: str, tmp_path: Path) -> None:
    data, log, ledger = tmp_path / "data", tmp_path / "log", Ledger()
    with running_process(data, database_url, log) as process:
        client = signed_in(process)
        ledger.ask_until(client, process, 40)
        process.kill()
    assert unfinished_jobs(database_url, data) > 0
    with running_process(data, database_url, log) as process:
        # Killed in the midst of asking: what was not answered counts for nothing.
        killer = threading.Timer(0.2, process.kill)
        killer.start()
        ledger.ask_until(client, process, IMPORTS)
        killer.join()
    with running_process(data, database_url, log) as process:
        ledger.ask_until(client, process, IMPORTS)
        process.kill()
    with running_process(data, database_url, log) as process:
        ledger.check(client, process, within_s=30)
    assert len(ledger.accepted) >= IMPORTS
    assert "Traceback" not in log.read_text()


def test_a_killed_workers_jobs_go_on_within_ten_seconds(database_url: str, tmp_path: Path) -> None:
    data, log, ledger = tmp_path / "data", tmp_path / "log", Ledger()
    with running_process(data, database_url, log) as process:
        client = signed_in(process)
        ledger.ask_until(client, process, 20)
        process.kill()
    assert unfinished_jobs(database_url, data) > 0
    with running_process(data, database_url, log) as process:
        started = time.monotonic()
        ledger.check(client, process, within_s=10)
        assert time.monotonic() - started < 10


def test_two_processes_share_the_work_and_one_finishes_what_the_other_leaves(
    postgres_cluster: PostgresCluster, tmp_path: Path
) -> None:
    name = postgres_cluster.create()
    url, data, log, ledger = postgres_cluster.url(name), tmp_path / "data", tmp_path / "log", Ledger()
    with running_process(data, url, log) as first, running_process(data, url, log) as second:
        client = signed_in(first)
        for target, process in ((15, first), (30, second), (45, first), (60, second)):
            ledger.ask_until(client, process, target)
        ledger.check(client, second, within_s=20)
        workers = postgres_cluster.psql("SELECT count(DISTINCT worker) FROM jobs", database=name)
        assert workers == "2"
        ledger.ask_until(client, first, 90)
        first.kill()
        ledger.check(client, second, within_s=20)
        assert second.terminate() < 8
    assert "Traceback" not in log.read_text()
    postgres_cluster.drop(name)


def test_a_process_that_is_told_to_end_does_so_in_seconds_and_loses_nothing(database_url: str, tmp_path: Path) -> None:
    data, log, ledger = tmp_path / "data", tmp_path / "log", Ledger()
    with running_process(data, database_url, log) as process:
        client = signed_in(process)
        ledger.ask_until(client, process, 30)
        assert process.terminate() < 5
        assert process.popen.returncode == 0
    with running_process(data, database_url, log) as process:
        ledger.check(client, process, within_s=15)
    assert "Traceback" not in log.read_text()


def test_processes_that_start_at_once_on_an_empty_database_make_one_owner(
    postgres_cluster: PostgresCluster, tmp_path: Path
) -> None:
    name = postgres_cluster.create()
    data, log = tmp_path / "data", tmp_path / "log"
    starting = [running_process(data, postgres_cluster.url(name), log) for _ in range(3)]
    with ExitStack() as stack, ThreadPoolExecutor(3) as threads:
        for context in starting:
            stack.push(context)
        processes = list(threads.map(lambda context: context.__enter__(), starting))
        owners = [process.told["accountId"] for process in processes if "accountId" in process.told]
        assert len(owners) == 1
        assert [process.request("GET", "/healthz")[0] for process in processes] == [200] * 3
    postgres_cluster.drop(name)


def test_one_folder_is_held_by_one_process_until_that_is_gone(tmp_path: Path) -> None:
    data, log = tmp_path / "data", tmp_path / "log"
    with running_process(data, "sqlite", log) as process:
        with pytest.raises(AssertionError, match="Another process uses"), running_process(data, "sqlite", log):
            pytest.fail("a second process came up")
        process.kill()
    with running_process(data, "sqlite", log) as process:
        assert process.request("GET", "/healthz") == (200, {"status": "ok"})
