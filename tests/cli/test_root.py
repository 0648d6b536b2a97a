import base64
import json
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import korekit.cli
from korekit import __version__
from tests.cli.machine import CLI, cleared

FOLDER = Path(korekit.cli.__file__).parent


def start(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `korekit` as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "korekit", *arguments],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env=cleared() | environment,
        timeout=60,
        check=False,
    )


def test_help_lists_every_command_with_the_words_of_its_file(cli: CLI) -> None:
    shown = cli.run("--help").stdout
    for name in ("api", "app", "bot", "call", "doctor", "profile", "token", "up"):
        assert re.search(rf"^  {name}  +[A-Z]", shown, re.MULTILINE), name


def test_every_file_of_a_command_says_so_in_its_first_line() -> None:
    for path in FOLDER.glob("*.py"):
        text = path.read_text("utf-8")
        if re.search(r"^command\b|^def command\b", text, re.MULTILINE):
            assert text.startswith(f'"""`korekit {path.stem}`: '), path.name


def test_a_name_that_is_almost_one_is_told(cli: CLI) -> None:
    assert "Did you mean profile?" in cli.run("profil", "list", code=2).stderr
    assert "no command ../../up" in cli.run("../../up", code=2).stderr


def test_version(cli: CLI) -> None:
    assert cli.run("--version").stdout == f"korekit, version {__version__}\n"


def test_wrong_usage_is_two_lines_and_ends_with_2(cli: CLI) -> None:
    assert cli.run("bot", "logs", code=2).stderr.splitlines() == [
        "error: Missing argument 'BOT'.",
        "help:  `korekit bot logs --help` shows how it is used.",
    ]
    assert json.loads(cli.run("bot", "logs", "--json", code=2).stderr) == {
        "error": "Missing argument 'BOT'.",
        "help": "`korekit bot logs --help` shows how it is used.",
    }
    assert "Did you mean logs?" in cli.run("bot", "log", code=2).stderr
    cli.run("bot", "logs", code=2)
    cli.run("bot", "logs", "st-1", "--limit", "none", code=2)
    cli.run("token", "mint", "--timeout", "0", code=2)


QUICK = [(), ("--help",), ("token", "mint"), ("token", "mint", "--jti"), ("token", "mint", "--lifetime", "1h")]


@pytest.mark.parametrize("arguments", [*QUICK, ("token", "--help"), ("completion", "bash")])
def test_what_is_quick_imports_nothing_heavy(arguments: tuple[str, ...]) -> None:
    ran = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "korekit", *arguments],
        capture_output=True,
        text=True,
        env=cleared() | {"KOREKIT_CLIENT_ID": "cs-1", "KOREKIT_CLIENT_SECRET": "hush"},
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0
    imported = {line.rpartition("|")[2].strip() for line in ran.stderr.splitlines() if line.startswith("import time:")}
    assert "korekit.cli.main" in imported
    heavy = {"msgspec", "httpx2", "sqlalchemy", "cryptography", "keyring", "uvicorn", "asyncio", "shutil", "logging"}
    heavy |= {"joserfc", "jinja2", "httptools", "alembic", "argon2", "pathlib", "socket", "subprocess", "click.testing"}
    assert imported & heavy == set()
    assert not {name for name in imported if name.startswith(("korekit.catalog", "korekit.server", "korekit.client"))}
    if arguments == () or arguments[:2] == ("token", "mint"):
        assert "click" not in imported


def test_a_process_ends_with_the_code_and_all_of_its_output() -> None:
    ended = start("token", "mint", KOREKIT_CLIENT_ID="cs-1", KOREKIT_CLIENT_SECRET="hush")
    assert (ended.returncode, ended.stdout.count("."), ended.stderr) == (0, 2, "")
    ended = start("token", "mint", KOREKIT_CONFIG_DIR="/nonexistent")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.splitlines()[0] == "error: No app is named."
    assert len(ended.stderr.splitlines()) == 2


def test_a_reader_that_went_away_is_no_traceback() -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as closed:
        ended = subprocess.run(
            [sys.executable, "-m", "korekit", "api", "list"],
            stdout=closed,
            stderr=subprocess.PIPE,
            text=True,
            env=cleared(),
            timeout=60,
            check=False,
        )
    assert "Traceback" not in ended.stderr


def test_the_quick_way_makes_the_token_that_the_command_makes(cli: CLI) -> None:
    given = {"KOREKIT_CLIENT_ID": "cs-1", "KOREKIT_CLIENT_SECRET": "hush"}
    for arguments in QUICK:
        if arguments[:2] != ("token", "mint"):
            continue
        quick = start(*arguments, **given)
        assert quick.stderr == ""
        tokens = [quick.stdout.strip(), cli.run(*arguments, env=given).stdout.strip()]
        claims = [json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "==")) for token in tokens]
        assert claims[0].keys() == claims[1].keys()
        assert [one["exp"] - one["iat"] for one in claims] == [3600 if "1h" in arguments else 300] * 2
        assert ("jti" in claims[0]) is ("--jti" in arguments)


def test_the_quick_way_knows_the_profile(cli: CLI) -> None:
    client_id = "cs-0f0e0d0c-0b0a-5908-8706-050403020100"
    for name in ("work", "other"):
        place = ("--secret-file", cli.secret_file(name, text=f"{name}-secret\n"))
        cli.run("profile", "add", name, "--host", "bots.example", "--client-id", client_id, *place)
    settings = {"KOREKIT_CONFIG_DIR": str(cli.folder / "config")}
    ended = start("token", "mint", "--profile", "work", **settings)
    cli.run("token", "verify", ended.stdout.strip(), "--profile", "work")
    cli.run("token", "verify", ended.stdout.strip(), "--profile", "other", code=4)
    ended = start("token", "mint", "--profile", "none", **settings)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("error: There is no profile none.\nhelp:  Known: other, work.")


@pytest.mark.parametrize("arguments", [("token", "mint"), ("token", "mint", "--claim", "a=1"), ("--help",)])
def test_output_that_cannot_be_written_is_no_traceback(arguments: tuple[str, ...]) -> None:
    given = cleared() | {"KOREKIT_CLIENT_ID": "cs-1", "KOREKIT_CLIENT_SECRET": "hush"}
    command = [sys.executable, "-m", "korekit", *arguments]
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, env=given, check=False)
    assert ended.returncode == 1
    assert [line[:7] for line in ended.stderr.splitlines()] == ["error: ", "help:  "]
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as closed:
        ended = subprocess.run(command, stdout=closed, stderr=subprocess.PIPE, text=True, env=given, check=False)
    assert (ended.returncode, ended.stderr) == (1, "")


def test_ctrl_c_is_no_traceback(tmp_path: Path) -> None:
    given = cleared() | {"KOREKIT_CLIENT_ID": "cs-1", "KOREKIT_CLIENT_SECRET": "hush"}
    with socket.create_server(("127.0.0.1", 0)) as silent:
        host = f"127.0.0.1:{silent.getsockname()[1]}"
        process = subprocess.Popen(
            [sys.executable, "-m", "korekit", "bot", "list", "--host", host], stderr=subprocess.PIPE, env=given
        )
        silent.settimeout(30)
        with silent.accept()[0]:
            process.send_signal(signal.SIGINT)
            _, shown = process.communicate(timeout=30)
    assert (process.returncode, shown) == (130, b"\n")
