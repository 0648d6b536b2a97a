import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest

from korekit.cli.beginning.first_steps import Situation, steps_in
from korekit.cli.beginning.platform_here import noting, running_url
from korekit.cli.profiles.store import Profile
from korekit.cli.root import root
from tests.cli.machine import CLI, running_platform

CLIENT_ID = "cs-0f0e0d0c-0b0a-5908-8706-050403020100"
HOST = "https://bots.example"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of its own, since what is said depends on where one stands."""
    monkeypatch.chdir(tmp_path)


def proposed(shown: str) -> list[str]:
    """The commands that are proposed."""
    found = re.findall(r"^  korekit ([a-z]+(?: [a-z]+)?)", shown, re.MULTILINE)
    known = root.list_commands(click.Context(root))
    assert found
    assert all(one.split()[0] in known for one in found)
    return found


def test_somebody_new_is_told_where_to_start(cli: CLI) -> None:
    shown = cli.run().stdout
    assert "Start here:" in shown
    assert "In use" not in shown
    assert proposed(shown) == ["up", "profile add", "bot list", "doctor"]


def test_a_user_without_an_app_is_told_how_to_make_one(cli: CLI) -> None:
    cli.run("profile", "add", "work", "--host", "bots.example", "--email", "ann@example.com")
    shown = cli.run().stdout
    assert f"In use: work, {HOST}, as ann@example.com\n" in shown
    assert proposed(shown) == ["app create", "app list", "doctor"]


def test_who_has_an_app_is_told_what_can_be_done_with_it(cli: CLI) -> None:
    cli.run(
        *("profile", "add", "work", "--host", "bots.example", "--client-id", CLIENT_ID),
        *("--secret-file", cli.secret_file()),
    )
    shown = cli.run().stdout
    assert f"In use: work, {HOST}, as {CLIENT_ID}\n" in shown
    assert proposed(shown) == ["bot list", "bot export", "api list", "doctor"]


def test_a_secret_that_is_not_there_comes_first(cli: CLI) -> None:
    cli.run(
        *("profile", "add", "ci", "--host", "bots.example", "--client-id", CLIENT_ID, "--secret-env", "BOT_SECRET"),
    )
    shown = cli.run().stdout
    assert "Its client secret is missing: the variable BOT_SECRET is not set" in shown
    assert proposed(shown) == ["profile add", "doctor"]
    assert proposed(cli.run(env={"BOT_SECRET": "hush"}).stdout)[0] == "bot list"


def test_in_ci_the_environment_is_enough(cli: CLI) -> None:
    env = {"KOREKIT_HOST": "bots.example", "KOREKIT_CLIENT_ID": CLIENT_ID, "KOREKIT_CLIENT_SECRET": "hush"}
    shown = cli.run(env=env).stdout
    assert "the environment names" in shown
    assert "hush" not in shown
    assert proposed(shown) == ["bot list", "token mint", "doctor"]


def test_the_account_that_was_chosen_is_named() -> None:
    profile = Profile(host=HOST, email="ann@example.com", account="5a" * 12, account_name="Second team")
    shown = steps_in(Situation(profile_name="work", profile=profile))
    assert f"In use: work, {HOST}, as ann@example.com in Second team\n" in shown


def test_damaged_profiles_are_two_lines(cli: CLI) -> None:
    assert "no profile none" in cli.run(env={"KOREKIT_PROFILE": "none"}, code=1).stderr
    (cli.folder / "config").mkdir()
    (cli.folder / "config" / "profiles.json").write_text("{")
    assert [line[:7] for line in cli.run(code=1).stderr.splitlines()] == ["error: ", "help:  "]


def test_a_platform_that_runs_here_is_found_and_forgotten(cli: CLI, tmp_path: Path) -> None:
    with running_platform(tmp_path / "korekit-data") as platform:
        shown = cli.run().stdout
        assert f"A platform runs here: {platform.url}, on korekit-data" in shown
        assert f"korekit profile add local --host {platform.url}" in shown
    shown = cli.run().stdout
    assert "runs here" not in shown
    assert "start the platform on korekit-data again" in shown


def test_a_note_of_a_process_that_is_gone_counts_for_nothing(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    (tmp_path / "running").write_text(f"{gone.pid} http://127.0.0.1:8070\n")
    assert running_url(str(tmp_path)) == ""


@pytest.mark.parametrize(
    "text", ["", "1", "x http://a", "SELF ftp://a", "SELF http://a\x1b[31m", "0 http://a", "9" * 30 + " http://a"]
)
def test_what_is_no_note_counts_for_nothing(text: str, tmp_path: Path) -> None:
    (tmp_path / "running").write_text(text.replace("SELF", str(os.getpid())))
    assert running_url(str(tmp_path)) == ""


def test_a_note_stands_while_the_block_runs(tmp_path: Path) -> None:
    with noting(str(tmp_path)) as note:
        assert running_url(str(tmp_path)) == ""
        note("http://127.0.0.1:8070")
        assert running_url(str(tmp_path)) == "http://127.0.0.1:8070"
    assert list(tmp_path.iterdir()) == []
    with noting(str(tmp_path / "nowhere")) as note:
        note("http://127.0.0.1:8070")


def test_ctrl_c_ends_a_platform_quietly(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "korekit", "up", "--port", "0", "--data", str(tmp_path), "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, shown = process.communicate(timeout=30)
    assert "Traceback" not in shown
    assert not (tmp_path / "running").exists()
