"""`korekit bot unpack`, `pack` and `check`, with git itself where git matters."""

import json
import shutil
import subprocess
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from korekit.archive import write_zip
from korekit.archive.folders import unpack, write_unpacked
from tests.archive.builders import archive, components, config, definition, dialog
from tests.cli.machine import CLI

FIRST = {"dialogs": [dialog(1)], "dialogComponents": components(1)}


@pytest.fixture
def zipped(tmp_path: Path) -> Path:
    """An archive with one dialog, one secured variable and texts of several lines."""
    return zip_of(tmp_path / "bot.zip", **FIRST)


def zip_of(path: Path, **changes: object) -> Path:
    variables = [{"key": "token", "value": "hunter2", "isSecured": True}]
    with path.open("wb") as file:
        write_zip(
            archive(definition(**changes), config(envVariables=variables)), file, at=datetime(2026, 1, 1, tzinfo=UTC)
        )
    return path


def git(folder: Path, *words: str) -> str:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main"]
    return subprocess.run(["git", *identity, *words], cwd=folder, check=True, capture_output=True, text=True).stdout


def test_a_bot_goes_into_a_folder_and_comes_back(cli: CLI, zipped: Path, tmp_path: Path) -> None:
    folder, again, twice = tmp_path / "bot", tmp_path / "again.zip", tmp_path / "twice.zip"
    ran = cli.run("bot", "unpack", str(zipped), str(folder))
    assert ran.stdout == f"{folder}: 30 files, 30 files written, 0 removed\n"
    assert cli.run("bot", "pack", str(folder), str(again)).stdout == f"{again}\n"
    cli.run("bot", "pack", str(folder), str(twice))
    assert again.read_bytes() == twice.read_bytes()
    with zipfile.ZipFile(zipped) as old, zipfile.ZipFile(again) as new:
        assert {name: old.read(name) for name in old.namelist()} == {name: new.read(name) for name in new.namelist()}
    taken = cli.run("bot", "pack", str(folder), str(again), code=1)
    assert taken.stderr.startswith(f"error: {again} is there already.\n")
    cli.run("bot", "pack", str(folder), str(again), "--force")
    assert cli.json("bot", "unpack", str(again), str(folder)) == {"folder": str(folder), "written": [], "removed": []}


def test_check_tells_what_packing_would_change(cli: CLI, zipped: Path, tmp_path: Path) -> None:
    folder = tmp_path / "bot"
    cli.run("bot", "unpack", str(zipped), str(folder))
    assert cli.run("bot", "pack", str(folder), str(zipped), "--check").stdout == ""
    file = folder / "dialogs/dialog-1/greeting.message.json"
    file.write_text(file.read_text().replace("default", "rtm"))
    (folder / "variables/content/greet.json").unlink()
    ran = cli.run("bot", "pack", str(folder), str(zipped), "--check", code=1)
    assert ran.stdout.splitlines() == [
        "M bot.json",
        "M dialogs/dialog-1/greeting.message.json",
        "D order/contentVariables.txt",
        "D variables/content/greet.json",
    ]
    told = cli.run("bot", "pack", str(folder), str(zipped), "--check", "--json", code=1)
    assert json.loads(told.stdout)["changed"] == ["bot.json", "dialogs/dialog-1/greeting.message.json"]


def test_what_is_wrong_in_a_folder_is_told_and_nothing_is_written(cli: CLI, zipped: Path, tmp_path: Path) -> None:
    folder = tmp_path / "bot"
    cli.run("bot", "unpack", str(zipped), str(folder))
    (folder / "settings.json").write_text("{\n<<<<<<< HEAD\n=======\n>>>>>>> b\n}\n")
    (folder / "dialogs/dialog-1/dialog.json").write_text('{"nodes": [}')
    ran = cli.run("bot", "pack", str(folder), str(tmp_path / "no.zip"), code=1)
    assert ran.stderr.splitlines()[:3] == [
        "error: settings.json: it holds a conflict of a git merge that nobody has resolved, at line 2",
        "error: dialogs/dialog-1/dialog.json $: it is not JSON: invalid character, at line 1, column 12",
        f"error: {folder} cannot be packed.",
    ]
    assert not (tmp_path / "no.zip").exists()
    ran = cli.run("bot", "check", str(folder), code=1)
    assert ran.stdout.splitlines()[0].startswith("error: settings.json: ")


def test_check_names_every_problem_of_an_archive(cli: CLI, tmp_path: Path) -> None:
    broken = zip_of(tmp_path / "broken.zip", dialogComponents=[], sentences=[])
    ran = cli.run("bot", "check", str(broken), code=1)
    assert "error: botDefinition.json $.dialogs[0].nodes[0].componentId: " in ran.stdout
    told = json.loads(cli.run("bot", "check", str(broken), "--json", code=1).stdout)
    assert told["isSound"] is False
    assert told["problems"][0].keys() == {"member", "path", "why", "isError"}
    assert cli.json("bot", "check", str(zip_of(tmp_path / "sound.zip"))) == {"isSound": True, "problems": []}
    (tmp_path / "none.zip").write_bytes(b"PK")
    assert cli.run("bot", "check", str(tmp_path / "none.zip"), code=1).stdout == (
        "error: it is not a zip file, or is cut off\n"
    )


def test_secured_values_are_left_out_and_it_is_said(cli: CLI, tmp_path: Path) -> None:
    source = tmp_path / "plain"
    source.mkdir()
    given = archive(settings=config(envVariables=[{"key": "token", "value": "hunter2", "isSecured": True}]))
    (source / "botDefinition.json").write_bytes(given.definition)
    (source / "config.json").write_bytes(given.config)
    ran = cli.run("bot", "unpack", str(source), str(tmp_path / "bot"))
    assert "note: the values of secured variables were left out" in ran.stderr
    assert not [path for path in (tmp_path / "bot").rglob("*") if path.is_file() and b"hunter" in path.read_bytes()]
    # A plain folder is packed too, without them.
    cli.run("bot", "pack", str(source), str(tmp_path / "b.zip"))
    with zipfile.ZipFile(tmp_path / "b.zip") as packed:
        assert b"hunter" not in packed.read("config.json")


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_two_branches_that_each_add_a_dialog_merge_by_themselves(cli: CLI, zipped: Path, tmp_path: Path) -> None:
    folder = tmp_path / "bot"
    folder.mkdir()
    git(folder, "init", "-q")
    cli.run("bot", "unpack", str(zipped), str(folder))
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "first")
    for branch, number in (("a", 2), ("b", 3)):
        git(folder, "checkout", "-q", "main")
        git(folder, "checkout", "-qb", branch)
        # As an export after the change would be.
        changed = archive(
            definition(
                dialogs=[dialog(1), dialog(number)],
                dialogComponents=[*components(1), *components(number)],
                encryptedHash=branch * 32,
            ),
            config(envVariables=[]),
        )
        write_unpacked(folder, unpack(changed))
        git(folder, "add", "-A")
        git(folder, "commit", "-qm", branch)
    git(folder, "merge", "-q", "-m", "both", "a")
    cli.run("bot", "pack", str(folder), str(tmp_path / "both.zip"))
    with zipfile.ZipFile(tmp_path / "both.zip") as packed:
        whole = json.loads(packed.read("botDefinition.json"))
    assert sorted(one["lname"] for one in whole["dialogs"]) == ["dialog 1", "dialog 2", "dialog 3"]
    assert len(whole["dialogComponents"]) == 6
    assert cli.run("bot", "check", str(folder)).stdout.count("error") == 0
