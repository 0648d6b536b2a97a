"""`korekit up` as a process: it starts, tells, serves, is alone, ends."""

import gc
import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from korekit.cli.root import root
from tests.postgres import PostgresCluster

OWNER = {"KOREKIT_OWNER_EMAIL": "owner@example.com", "KOREKIT_OWNER_PASSWORD": "a long password"}


@contextmanager
def _up(data: Path, *arguments: str, owner: dict[str, str] = OWNER) -> Iterator[tuple[subprocess.Popen[str], Any]]:
    command = [sys.executable, "-m", "korekit", "up", "--", "--port", "0", "--data", str(data), "--json", *arguments]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KOREKIT_")} | owner
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stderr
    try:
        yield process, json.loads(process.stdout.readline() or "{}")
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(15)
        process.stdout.close()
        process.stderr.close()


def _get(url: str) -> tuple[int, bytes]:
    with urllib.request.urlopen(url, timeout=5) as answer:
        return answer.status, answer.read()


def _sign_in(url: str, password: str) -> Any:
    body = json.dumps({"username": OWNER["KOREKIT_OWNER_EMAIL"], "password": password}).encode()
    request = urllib.request.Request(f"{url}/api/1.1/oauth/token", body, {"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=5) as answer:
        return json.load(answer)


def test_it_tells_where_it_serves_and_sigterm_ends_it_cleanly(tmp_path: Path) -> None:
    with _up(tmp_path) as (process, told):
        assert _get(told["url"] + "/healthz") == (200, b'{"status":"ok"}')
        process.send_signal(signal.SIGTERM)
        assert process.wait(15) == 0
        assert process.stderr
        assert process.stderr.read() == ""


def test_the_owner_of_the_environment_is_made_once_and_no_password_is_printed(tmp_path: Path) -> None:
    with _up(tmp_path) as (_, told):
        assert told["ownerEmail"] == "owner@example.com"
        assert "ownerPassword" not in told
        assert _sign_in(told["url"], "a long password")["authorization"]["accountId"] == told["accountId"]
    with _up(tmp_path) as (_, told_again):
        assert set(told_again) == {"url"}
        assert _sign_in(told_again["url"], "a long password")["authorization"]["accountId"] == told["accountId"]


def test_without_a_password_in_the_environment_one_is_made_and_printed_once(tmp_path: Path) -> None:
    with _up(tmp_path, owner={"KOREKIT_OWNER_EMAIL": "owner@example.com"}) as (_, told):
        assert told["ownerEmail"] == "owner@example.com"
        assert _sign_in(told["url"], told["ownerPassword"])["userInfo"]["emailId"] == "owner@example.com"


def test_without_an_environment_a_code_makes_the_owner_once_also_after_another_start(tmp_path: Path) -> None:
    with _up(tmp_path, owner={}) as (_, told):
        assert set(told) == {"url", "firstRunUrl"}
        page, _, code = told["firstRunUrl"].partition("#")
        assert page == told["url"] + "/console/first-run"
        assert _get(page)[0] == 200
    with _up(tmp_path, owner={}) as (_, told_again):
        assert told_again["firstRunUrl"].partition("#")[2] != code
        owner = {"code": code, "emailId": OWNER["KOREKIT_OWNER_EMAIL"], "password": "a long password"}
        headers = {"content-type": "application/json"}
        url = told_again["url"] + "/api/korekit/owner"
        with urllib.request.urlopen(
            urllib.request.Request(url, json.dumps(owner).encode(), headers), timeout=5
        ) as made:
            account = json.load(made)
        assert _sign_in(told_again["url"], "a long password")["authorization"]["accountId"] == account["id"]
    with _up(tmp_path, owner={}) as (_, told_at_last):
        assert set(told_at_last) == {"url"}


def test_a_second_process_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    with _up(tmp_path), _up(tmp_path) as (second, told):
        assert told == {}
        assert second.wait(15) == 1
        assert second.stderr
        shown = second.stderr.read().splitlines()
        assert shown[0] == f"error: Another process uses {tmp_path}."
        assert shown[1].startswith("help:  ")


def test_an_address_that_cannot_be_listened_on_is_two_lines(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        for arguments, said in (
            (("--port", port), f"port {port} of 127.0.0.1: Address already in use."),
            (("--host", "192.0.2.1"), "192.0.2.1: Cannot assign requested address."),
        ):
            with _up(tmp_path / "data", *arguments) as (process, told):
                assert told == {}
                assert process.wait(15) == 1
                assert process.stderr
                shown = process.stderr.read().splitlines()
            assert shown[0] == f"error: The platform cannot listen on {said}"
            assert [line[:7] for line in shown[1:]] == ["help:  "]
    assert not (tmp_path / "data").exists()


def test_a_database_that_is_not_there_is_two_lines(tmp_path: Path, postgres_cluster: PostgresCluster) -> None:
    for url, said in (
        ("postgresql://nobody:hush@127.0.0.1:1/x", "Nobody listens"),
        (postgres_cluster.url("none-of-that-name"), "PostgreSQL says: "),
    ):
        with _up(tmp_path, "--database", url) as (process, told):
            assert told == {}
            assert process.wait(15) == 1
            assert process.stderr
            shown = process.stderr.read()
        assert [line[:7] for line in shown.splitlines()] == ["error: ", "help:  "]
        assert said in shown
        assert "hush" not in shown


def test_what_lies_in_the_data_folder_is_for_its_owner_only(tmp_path: Path) -> None:
    with _up(tmp_path / "data"):
        assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700


_WATCHED = """
import gc, os, signal, sys, threading, time
from korekit.cli.root import root

def watch():
    while gc.isenabled():
        time.sleep(0.002)
    while not gc.isenabled():
        time.sleep(0.002)
    # At once, and where nobody else writes.
    os.write(2, b"collects again, passes over what is old: %r" % (gc.get_freeze_count() > 50_000))
    os.kill(os.getpid(), signal.SIGTERM)

threading.Thread(target=watch, daemon=True).start()
root.main(["up", "--port", "0", "--data", sys.argv[1]], prog_name="korekit")
"""


def test_garbage_is_left_alone_while_it_starts_and_collected_once_it_serves(tmp_path: Path) -> None:
    command = [sys.executable, "-P", "-c", _WATCHED, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True)
    assert "collects again, passes over what is old: True" in done.stderr


def test_garbage_is_collected_again_after_a_start_that_failed(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = CliRunner().invoke(root, ["up", "--port", port, "--data", str(tmp_path)])
    assert result.exit_code == 1
    assert gc.isenabled()
