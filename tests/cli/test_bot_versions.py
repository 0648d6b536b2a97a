"""Versions of a bot at the prompt, against a platform in a process of its own."""

import json
import zipfile
from pathlib import Path

import pytest

from tests.cli.machine import CLI, RunningPlatform, sample_bot

SCOPES = ["Bot Import", "Bot Export", "Publish"]


@pytest.fixture
def bot(cli: CLI, host: RunningPlatform, tmp_path: Path) -> str:
    """A bot that was published once."""
    cli.use(host)
    cli.run("app", "create", "ci", *(part for scope in SCOPES for part in ("--grant", scope)))
    bot_id = cli.run("bot", "import", str(sample_bot(tmp_path / "export"))).stdout.strip()
    cli.run("bot", "publish", bot_id, "--comment", "the first")
    return bot_id


def test_versions_are_listed_saved_and_put_back(cli: CLI, bot: str) -> None:
    (version,) = cli.json("bot", "versions", bot)
    assert (version["number"], version["comment"], version["publishedBy"]) == (1, "the first", "ann@example.com")
    assert "the first" in cli.run("bot", "versions", bot).stdout
    target = cli.folder / "one.zip"
    assert cli.run("bot", "export", bot, "--version", "1", "-o", str(target)).stdout == f"{target}\n"
    with zipfile.ZipFile(target) as archive:
        assert len(json.loads(archive.read("botDefinition.json"))["dialogs"]) == 70
    assert [path.name for path in cli.folder.glob("*.zip*")] == ["one.zip"]
    ran = cli.run("bot", "restore", bot, "1")
    assert ran.stdout == "restored: version 1\n"
    assert "no import until it is published" in ran.stderr


def test_a_version_that_is_not_there_is_told(cli: CLI, bot: str) -> None:
    ran = cli.run("bot", "restore", bot, "7", code=4)
    assert "404" in ran.stderr
    assert cli.run("bot", "export", bot, "--version", "1", "--options", "{}", code=2).stdout == ""
