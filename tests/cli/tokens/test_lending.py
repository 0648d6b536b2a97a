"""A command run with a token, in a process of its own: signals and exit codes are what this is about."""

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from korekit.tokens.verify import verify
from tests.cli.machine import CLI, cleared
from tests.scanning.secret_texts import APP, secret_of

SECRET = secret_of("lender")
ENVIRONMENT = {"KOREKIT_CLIENT_ID": APP, "KOREKIT_CLIENT_SECRET": SECRET, "KOREKIT_HOST": "bots.example"}


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return cleared() | ENVIRONMENT | {"KOREKIT_CONFIG_DIR": str(tmp_path / "config"), "KOREKIT_PASSWORD": "pass word"}


def start(environment: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "korekit", "token", "exec", *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
    )


def run(environment: dict[str, str], *arguments: str) -> tuple[int, str, str]:
    process = start(environment, *arguments)
    shown, told = process.communicate(timeout=30)
    return process.returncode, shown, told


def test_the_command_gets_a_token_and_no_secret(environment: dict[str, str]) -> None:
    code, shown, told = run(environment, "--", "env")
    assert (code, told) == (0, "")
    got = dict(line.split("=", 1) for line in shown.splitlines() if line.startswith("KOREKIT_"))
    assert (got["KOREKIT_CLIENT_ID"], got["KOREKIT_HOST"]) == (APP, "bots.example")
    claims = verify(got["KOREKIT_TOKEN"].encode(), SECRET.encode(), time.time())
    assert claims["exp"] - claims["iat"] == 300
    assert SECRET not in shown
    assert "pass word" not in shown
    assert not {"KOREKIT_CLIENT_SECRET", "KOREKIT_PASSWORD"} & set(got)


def test_the_variable_of_the_profile_s_secret_is_taken_out_too(cli: CLI, environment: dict[str, str]) -> None:
    arguments = ["--host", "bots.example", "--client-id", APP, "--secret-env", "MY_SECRET"]
    cli.run("profile", "add", "ci", *arguments, env={"MY_SECRET": SECRET})
    own = {name: value for name, value in environment.items() if name not in ENVIRONMENT}
    code, shown, _ = run(own | {"MY_SECRET": SECRET}, "--env", "KORE_TOKEN", "env")
    assert code == 0
    assert SECRET not in shown
    assert "KORE_TOKEN=eyJ" in shown


def test_options_of_the_command_are_its_own_and_no_shell_reads_them(environment: dict[str, str]) -> None:
    script = "import sys; print(sys.argv[1:])"
    _, shown, _ = run(environment, sys.executable, "-c", script, "--json", "$HOME", "a b", ";", "--env")
    assert shown == "['--json', '$HOME', 'a b', ';', '--env']\n"


@pytest.mark.parametrize("more", [[], ["--refresh-file"]])
def test_the_exit_code_is_the_command_s(environment: dict[str, str], tmp_path: Path, more: list[str]) -> None:
    beside = [*more, str(tmp_path / "token")] if more else []
    assert run(environment, *beside, "--", "sh", "-c", "exit 7")[0] == 7
    assert run(environment, *beside, "--", "sh", "-c", "kill -TERM $$")[0] == -signal.SIGTERM
    code, _, told = run(environment, *beside, "--", "no-such-command-here")
    assert code == 127
    assert told.splitlines()[0] == "error: There is no command no-such-command-here."
    assert run(environment, *beside, "--", str(tmp_path))[0] == 126
    assert not (tmp_path / "token").exists()


def test_a_pipe_that_ends_ends_the_command(environment: dict[str, str]) -> None:
    code, shown, told = run(environment, "--", "sh", "-c", "yes | head -n 1")
    assert (code, shown, told) == (0, "y\n", "")


@pytest.mark.parametrize("more", [[], ["--refresh-file"]])
def test_signals_reach_the_command(environment: dict[str, str], tmp_path: Path, more: list[str]) -> None:
    beside = [*more, str(tmp_path / "token")] if more else []
    script = "trap 'echo got it; exit 5' USR1; echo ready; while :; do sleep 0.05; done"
    process = start(environment, *beside, "--", "sh", "-c", script)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGUSR1)
    shown, _ = process.communicate(timeout=30)
    assert (process.returncode, shown) == (5, "got it\n")
    assert not (tmp_path / "token").exists()


def test_a_command_that_outlives_its_token_finds_a_fresh_one_in_the_file(
    environment: dict[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "token"
    script = 'cat "$KOREKIT_TOKEN_FILE"; stat -c %a "$KOREKIT_TOKEN_FILE"; sleep 2.2; cat "$KOREKIT_TOKEN_FILE"'
    code, shown, _ = run(environment, "--lifetime", "2", "--refresh-file", str(path), "--", "sh", "-c", script)
    first, mode, second = shown.splitlines()
    assert (code, mode) == (0, "600")
    assert first != second
    claims = verify(second.encode(), SECRET.encode(), time.time() - 1)
    assert claims["exp"] - claims["iat"] == 2
    assert not path.exists()


def test_another_s_file_is_never_overwritten(environment: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "mine"
    path.write_text("my own text\n")
    path.chmod(0o600)
    assert run(environment, "--refresh-file", str(path), "true")[0] == 1
    assert path.read_text() == "my own text\n"
    link = tmp_path / "link"
    link.symlink_to(path)
    assert run(environment, "--refresh-file", str(link), "true")[0] == 1
    assert run(environment, "--refresh-file", str(tmp_path / "no" / "token"), "true")[0] == 1


def test_a_token_that_a_killed_run_left_is_replaced(environment: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "token"
    process = start(environment, "--refresh-file", str(path), "--", "sh", "-c", "echo $$; exec sleep 30")
    assert process.stdout is not None
    command = int(process.stdout.readline())
    process.kill()
    os.kill(command, signal.SIGKILL)
    process.communicate(timeout=30)
    assert path.read_text().count(".") == 2
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert run(environment, "--refresh-file", str(path), "true")[0] == 0
    assert not path.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--lifetime", "2h", "true"),
        ("--env", "NOT A NAME", "true"),
        ("--env", "", "true"),
        ("--jti", "--refresh-file", "x", "true"),
    ],
)
def test_what_does_not_fit_is_wrong_usage(cli: CLI, arguments: tuple[str, ...]) -> None:
    cli.run("token", "exec", *arguments, env=ENVIRONMENT, code=2)
