import json
import multiprocessing
from pathlib import Path

import pytest

from korekit.catalog.operations import AllOperations
from korekit.catalog.planes import Plane
from korekit.client.errors import InvalidArgument, Refused
from korekit.client.recording import Recorded, Recorder, read_record
from korekit.client.settings import ClientSettings
from korekit.client.sync import Client
from korekit.ids import BotId
from tests.client.driving import CLIENT_ID, SECRET
from tests.client.peer import answers, peer

LOGS = Recorded(operation_id="get-change-logs", client_id=CLIENT_ID, planes=(Plane.BOT, Plane.ADMIN))
BOTS = Recorded(operation_id="get-bots", client_id=CLIENT_ID, planes=(Plane.ADMIN,))


def call_some(host: str, settings: ClientSettings | None = None) -> None:
    with Client(host, client_id=CLIENT_ID, client_secret=SECRET, settings=settings) as client:
        for _ in range(3):
            client.get_change_logs(BotId("st-1"))
        with pytest.raises(Refused):
            client.get_bots()


def test_each_operation_is_written_once_refused_or_not(tmp_path: Path) -> None:
    plays = [*[answers(body=b"[]")] * 3, answers(401)]
    with peer(*plays) as host:
        call_some(host.host, ClientSettings(record=tmp_path / "calls.jsonl"))
    lines = [json.loads(line) for line in (tmp_path / "calls.jsonl").read_text().splitlines()]
    assert [{**line, "at": len(line["at"])} for line in lines] == [
        {"v": 1, "operation": "get-change-logs", "planes": ["bot", "admin"], "client_id": CLIENT_ID, "at": 24},
        {"v": 1, "operation": "get-bots", "planes": ["admin"], "client_id": CLIENT_ID, "at": 24},
    ]
    assert read_record(tmp_path / "calls.jsonl") == {LOGS, BOTS}
    assert SECRET not in (tmp_path / "calls.jsonl").read_text()


def test_the_environment_names_the_record_of_a_program_that_gives_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KOREKIT_RECORD", str(tmp_path / "env.jsonl"))
    with peer(*[answers(body=b"[]")] * 3, answers(401)) as host:
        call_some(host.host)
    assert read_record(tmp_path / "env.jsonl") == {LOGS, BOTS}


def test_calls_of_users_and_of_anybody_need_no_scope(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "calls.jsonl")
    recorder.note(AllOperations.list_builder_bots, CLIENT_ID, 0)
    recorder.note(AllOperations.download_file, CLIENT_ID, 0)
    assert (tmp_path / "calls.jsonl").read_bytes() == b""


def note_all(path: Path, number: int) -> None:
    recorder = Recorder(path)
    for operation in (AllOperations.get_bots, AllOperations.get_change_logs):
        for app in range(100):
            recorder.note(operation, f"cs-{number}-{app}", 0)


def test_processes_append_to_one_record(tmp_path: Path) -> None:
    path = tmp_path / "calls.jsonl"
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=note_all, args=(path, number)) for number in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(20)
    assert [writer.exitcode for writer in writers] == [0] * 3
    assert len([line for line in path.read_bytes().splitlines() if line]) == 600
    assert len(read_record(path)) == 600


def test_half_a_line_costs_no_other(tmp_path: Path) -> None:
    path = tmp_path / "calls.jsonl"
    path.write_bytes(b'{"v":1,"operation":"get-b')
    Recorder(path).note(AllOperations.get_bots, CLIENT_ID, 0)
    assert read_record(path) == {BOTS}


@pytest.mark.parametrize(
    "line",
    [
        b'{"v":2,"operation":"get-bots","planes":["admin"],"client_id":"cs-1"}',
        b'{"v":1,"operation":7,"planes":["admin"],"client_id":"cs-1"}',
        b'{"v":1,"operation":"get-bots","planes":["moon"],"client_id":"cs-1"}',
        b'{"v":1,"operation":"get-bots","planes":7,"client_id":"cs-1"}',
        b'{"v":1}',
        b"[]",
        b"\xff",
        b"",
    ],
)
def test_a_line_of_another_form_is_skipped(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "calls.jsonl"
    path.write_bytes(line + b"\n")
    assert read_record(path) == frozenset()


def test_a_record_that_cannot_be_kept_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(InvalidArgument, match="cannot be written"):
        Client("bots.example", settings=ClientSettings(record=tmp_path))
    with pytest.raises(InvalidArgument, match="cannot be read"):
        read_record(tmp_path / "none.jsonl")
