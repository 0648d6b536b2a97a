"""A large import, done by a helper process: followed while it runs, broken off by a kill, ended once."""

import json
import subprocess
import time
from functools import cache
from pathlib import Path
from typing import Any

from tests.bots import large
from tests.bots.making import definition_of_size
from tests.crash.processes import Client, Process, running_process, signed_in, unfinished_jobs, upload

SIZE_BYTES = 60 << 20


@cache
def definition() -> bytes:
    """One that takes a helper a second or more."""
    return definition_of_size(SIZE_BYTES)


def import_into(process: Process, client: Client, bot_id: str) -> str:
    """Ask for the import of the large definition; answers the request's id."""
    files = {
        "botDefinition": upload(process, client, "botDefinition.json", definition()),
        "configInfo": upload(process, client, "config.json", large()["config.json"]),
    }
    path = f"/api/public/bot/{bot_id}/import"
    status, answer = process.request("POST", path, json.dumps(files).encode(), {"auth": client.token()})
    assert status == 200, answer
    request_id: str = answer["_id"]
    return request_id


def first_progress(process: Process, client: Client, request_id: str) -> list[dict[str, str]]:
    """The rows of the import as soon as there are more than that of the request; it is still under way then."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        answer = status_of(process, client, request_id)
        assert answer["status"] == "pending", "it ended before anything was seen of it"
        if len(answer["statusLogs"]) > 1:
            rows: list[dict[str, str]] = answer["statusLogs"]
            return rows
        time.sleep(0.02)
    raise AssertionError("no progress")


def status_of(process: Process, client: Client, request_id: str) -> Any:
    path = f"/api/public/bot/import/status/{request_id}"
    status, answer = process.request("GET", path, headers={"auth": client.token()})
    assert status == 200, answer
    return answer


def helpers_of(process: Process) -> list[int]:
    """The processes that a platform started."""
    found = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = [tuple(map(int, line.split())) for line in found.splitlines()]
    return [pid for pid, parent in pairs if parent == process.popen.pid]


def ended(pids: list[int], within_s: float) -> bool:
    """Whether the processes are gone, zombies too."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        shown = subprocess.run(
            ["ps", "-o", "stat=", "-p", ",".join(map(str, pids))], capture_output=True, text=True, check=False
        ).stdout.split()
        if all(state.startswith("Z") for state in shown):
            return True
        time.sleep(0.1)
    return False


def test_a_killed_platforms_helper_ends_and_the_import_goes_on_and_ends_once(database_url: str, tmp_path: Path) -> None:
    data, log = tmp_path / "data", tmp_path / "log"
    with running_process(data, database_url, log) as process:
        client = signed_in(process)
        made = client.import_as(process, "bot")
        assert client.wait(process, made, within_s=10) == "success"
        bot_id = status_of(process, client, made)["streamId"]
        request_id = import_into(process, client, bot_id)
        rows = first_progress(process, client, request_id)
        assert [(row["taskType"], row["taskName"]) for row in rows[:2]] == [
            ("importRequest", "bot"),
            ("Bot Definition", "bot"),
        ]
        assert {row["status"] for row in rows} == {"success"}
        assert "importBot" not in {row["taskType"] for row in rows}
        (helper,) = helpers_of(process)
        process.kill()
    assert unfinished_jobs(database_url, data) == 1
    assert ended([helper], within_s=15)
    with running_process(data, database_url, log) as process:
        assert client.wait(process, request_id, within_s=30) == "success"
        answer = status_of(process, client, request_id)
        assert answer["streamId"] == bot_id
        assert answer["statusLogs"][-1] == {"taskType": "importBot", "taskName": "bot", "status": "success"}
        path = f"/api/public/bot/{bot_id}/changelogs"
        _, entries = process.request("GET", path, headers={"auth": client.token()})
        assert [entry["message"] for entry in entries if entry["resourceId"] == request_id] == [
            "Import request completed"
        ]
        assert client.names_of_bots(process) == ["bot"]
    assert "Traceback" not in log.read_text()
