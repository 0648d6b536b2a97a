import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

import korekit.cli
from korekit import __version__
from korekit.cli.root import root
from tests.cli.machine import CLI, cleared

FOLDER = Path(korekit.cli.__file__).parent


def commands(group: click.Group, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], click.Command]]:
    """Every command with its path, except those made from the catalogue."""
    found: list[tuple[tuple[str, ...], click.Command]] = []
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        found.append(((*path, name), command))
        if isinstance(command, click.Group) and name != "call":
            found += commands(command, (*path, name))
    return found


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


def test_alone_it_says_what_to_do_first(cli: CLI) -> None:
    shown = cli.run().stdout
    assert "Start here:" in shown
    for named in re.findall(r"^  korekit ([a-z]+)", shown, re.MULTILINE):
        assert named in root.list_commands(click.Context(root)), named


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


def test_every_command_has_help_and_the_five_options(cli: CLI) -> None:
    for path, command in commands(root):
        assert command.help, path
        if not isinstance(command, click.Group):
            assert f"korekit {' '.join(path)}" in command.help.partition("Example: ")[2], path
        if path[0] in ("up", "demo") or isinstance(command, click.Group):
            continue
        shown = cli.run(*path, "--help").stdout
        for option in ("--profile", "--host", "--ca-bundle", "--timeout", "--json"):
            assert option in shown, (path, option)


def test_wrong_usage_ends_with_2(cli: CLI) -> None:
    cli.run("bot", "logs", code=2)
    cli.run("bot", "logs", "st-1", "--limit", "none", code=2)
    cli.run("token", "mint", "--timeout", "0", code=2)


@pytest.mark.parametrize("arguments", [("--help",), ("token", "mint"), ("token", "mint", "--jti"), ("bot", "--help")])
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
    assert imported & heavy == set()
    assert not {name for name in imported if name.startswith(("korekit.catalog", "korekit.server", "korekit.client"))}
    if arguments == ("token", "mint"):
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
