"""What only a real terminal shows: bars, colours, prompts."""

import base64
import hmac
import os
import pty
import select
import subprocess
import sys
import termios
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli.machine import CLI, RunningPlatform, cleared, sample_bot
from tests.client.peer import answers, peer


def on_a_terminal(
    *arguments: str, prompt: str = "", typed: str = "", env: Mapping[str, str] | None = None
) -> tuple[int, str]:
    """Run a command on a terminal of 80 columns; its exit code and everything that was shown.

    `typed` is entered when `prompt` has been shown, since what is typed ahead of a hidden prompt is thrown away.
    """
    leader, follower = pty.openpty()
    termios.tcsetwinsize(follower, (24, 80))
    process = subprocess.Popen(
        [sys.executable, "-m", "korekit", *arguments],
        stdin=follower,
        stdout=follower,
        stderr=follower,
        env=cleared() | {"TERM": "xterm"} | dict(env or {}),
        start_new_session=True,
    )
    os.close(follower)
    shown = b""
    try:
        while select.select([leader], [], [], 30)[0]:
            try:
                chunk = os.read(leader, 65536)
            except OSError:
                # Linux says so when the other side is closed.
                break
            if not chunk:
                break
            shown += chunk
            if typed and prompt.encode() in shown:
                # The terminal stops showing what is typed just after the prompt.
                time.sleep(0.1)
                os.write(leader, typed.encode())
                typed = ""
        return process.wait(30), shown.decode()
    finally:
        process.kill()
        process.wait()
        os.close(leader)


@pytest.fixture
def environment(cli: CLI, host: RunningPlatform) -> dict[str, str]:
    """A profile with an app that may import."""
    cli.use(host)
    cli.run("app", "create", "ci", "--grant", "Bot Import")
    return {"KOREKIT_CONFIG_DIR": str(cli.folder / "config"), "KOREKIT_PASSWORD": host.password}


def test_long_work_shows_a_bar_that_ends_full(environment: dict[str, str], tmp_path: Path) -> None:
    code, shown = on_a_terminal("bot", "import", str(sample_bot(tmp_path / "export")), env=environment)
    assert code == 0
    assert "Importing  [" in shown
    assert "100%" in shown
    assert "st-" in shown


def test_the_secret_of_a_named_app_is_asked_for_and_not_shown(tmp_path: Path) -> None:
    code, shown = on_a_terminal(
        *("token", "mint", "--client-id", "cs-1"),
        prompt="Client secret of cs-1",
        typed="hush-hush\n",
        env={"KOREKIT_CONFIG_DIR": str(tmp_path)},
    )
    assert code == 0
    assert "hush-hush" not in shown
    token = shown.split()[-1]
    expected = base64.urlsafe_b64encode(hmac.digest(b"hush-hush", token.rpartition(".")[0].encode(), "sha256")).rstrip(
        b"="
    )
    assert token.rpartition(".")[2] == expected.decode()


def test_errors_are_coloured_unless_asked_not_to() -> None:
    code, shown = on_a_terminal("call", "get-bots", env={"KOREKIT_CONFIG_DIR": "/nonexistent"})
    assert code == 1
    assert "\x1b[31merror: \x1b[0m" in shown
    _, plain = on_a_terminal("call", "get-bots", env={"KOREKIT_CONFIG_DIR": "/nonexistent", "NO_COLOR": "1"})
    assert "error: No host is named." in plain
    assert "\x1b" not in plain


def test_a_table_is_cut_to_the_terminal_s_width() -> None:
    _, shown = on_a_terminal("api", "list", env={"NO_COLOR": "1"})
    lines = shown.replace("\r", "").splitlines()
    assert max(len(line) for line in lines) == 80
    assert any(line.endswith("…") for line in lines)


def test_an_answer_is_laid_out_for_reading() -> None:
    with peer(answers(body=b'{"total":1}')) as host:
        env = {"KOREKIT_HOST": host.host, "KOREKIT_CLIENT_ID": "cs-1", "KOREKIT_CLIENT_SECRET": "x"}
        _, shown = on_a_terminal("call", "get-bots", env=env)
    assert shown.replace("\r", "") == '{\n  "total": 1\n}\n'


def test_a_file_is_not_poured_onto_a_terminal() -> None:
    with peer(answers(body=b"PK")) as host:
        code, shown = on_a_terminal("call", "download-file", "--file-name", "a", "--host", host.host)
    assert code == 2
    assert "name one with -o" in shown


def test_a_secret_is_asked_for_and_not_shown(tmp_path: Path) -> None:
    client_id = "cs-0f0e0d0c-0b0a-5908-8706-050403020100"
    code, shown = on_a_terminal(
        *("profile", "add", "work", "--host", "b.example", "--client-id", client_id),
        *("--secret-file", str(tmp_path / "secret")),
        prompt="Client secret",
        typed="hush-hush\n",
        env={"KOREKIT_CONFIG_DIR": str(tmp_path)},
    )
    assert code == 0
    assert f"Client secret of {client_id}" in shown
    assert (tmp_path / "secret").read_text() == "hush-hush\n"


def test_a_password_is_asked_for(host: RunningPlatform) -> None:
    env = {"KOREKIT_HOST": host.url, "KOREKIT_EMAIL": host.email, "KOREKIT_CONFIG_DIR": "/nonexistent"}
    code, shown = on_a_terminal("app", "list", "--json", prompt="Password", typed=f"{host.password}\n", env=env)
    assert code == 0
    assert f"Password of {host.email}" in shown


def test_an_end_of_input_at_a_prompt_is_an_abort(host: RunningPlatform) -> None:
    env = {"KOREKIT_HOST": host.url, "KOREKIT_EMAIL": host.email, "KOREKIT_CONFIG_DIR": "/nonexistent"}
    code, shown = on_a_terminal("app", "list", prompt="Password", typed="\x04", env=env)
    assert code == 1
    assert "Traceback" not in shown
