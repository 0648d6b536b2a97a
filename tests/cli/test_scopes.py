import json
from pathlib import Path

import pytest

from tests.cli.machine import CLI, RunningPlatform

PROGRAM = """\
import requests

BASE = "https://platform.kore.ai/api/public"


def logs(bot):
    return requests.get(f"{BASE}/bot/{bot}/changelogs")
"""


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a program that reads change logs; it is the current folder."""
    folder = tmp_path / "program"
    folder.mkdir()
    (folder / "logs.py").write_text(PROGRAM)
    monkeypatch.chdir(folder)
    return folder


def test_a_scan_says_which_line_needs_which_scope(cli: CLI, program: Path) -> None:
    lines = cli.run("scopes", "scan").stdout.splitlines()
    assert lines == [
        "where      operation        bot plane     admin plane",
        "logs.py:7  get-change-logs  Logs History  Logs > Bot Audit Logs",
        "",
        "bot app: Logs History",
        "admin app: Logs > Bot Audit Logs",
    ]
    assert cli.json("scopes", "scan")["uses"] == [
        {
            "path": "logs.py",
            "line": 7,
            "operation": "get-change-logs",
            "way": "address",
            "isSure": True,
            "caller": "app",
            "scopes": {"bot": "logs:change_logs", "admin": "logs:change_logs"},
        }
    ]


def test_a_folder_without_calls_has_none(cli: CLI, tmp_path: Path) -> None:
    assert cli.run("scopes", "scan", str(tmp_path)).stdout == ""
    shown = cli.run("scopes", "lock", "--scan", str(tmp_path), code=1).stderr
    assert "KOREKIT_RECORD" in shown
    cli.run("scopes", "lock", code=2)


def test_a_lock_keeps_what_is_called(cli: CLI, program: Path) -> None:
    cli.run("scopes", "lock", "--scan", ".")
    document = json.loads((program / "korekit.scopes.json").read_text())
    assert document["operations"] == ["get-change-logs"]
    assert document["planes"]["bot"]["scopes"] == [
        {"id": "logs:change_logs", "name": "Logs History", "usedBy": ["get-change-logs"]}
    ]
    before = (program / "korekit.scopes.json").read_bytes()
    cli.run("scopes", "lock", "--scan", ".")
    assert (program / "korekit.scopes.json").read_bytes() == before


def test_what_a_program_calls_is_recorded_locked_and_checked(
    cli: CLI, host: RunningPlatform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    cli.use(host)
    client_id = cli.run("app", "create", "recorded", "--grant", "Role Management").stdout.strip()
    cli.run("bot", "list", env={"KOREKIT_RECORD": str(tmp_path / "calls.jsonl")})
    cli.run("scopes", "lock", "--from", "calls.jsonl")
    assert "holds exactly" in cli.run("scopes", "check").stderr
    cli.run("app", "scopes", client_id, "--grant", "Bot Import")
    ran = cli.run("scopes", "check", "--app", "recorded", code=1)
    assert ran.stdout == "unused   BotDefinition > Bot Import (bot_definition:bot_import): nobody uses it\n"
    assert f"korekit app scopes {client_id} --revoke bot_definition:bot_import" in ran.stderr
    cli.run("app", "scopes", client_id, "--revoke", "Bot Import", "--revoke", "Role Management")
    found = cli.json("scopes", "check", code=1)
    assert found["missing"] == [{"scope": "role_management:role_management", "neededBy": ["get-bots"]}]
    assert found["unused"] == []
    # What it says mends it.
    shown = cli.run("scopes", "check", code=1).stderr
    cli.run(*shown.partition("korekit ")[2].split())
    cli.run("scopes", "check")


def test_an_app_of_the_wrong_plane_fails(cli: CLI, host: RunningPlatform, program: Path) -> None:
    cli.use(host)
    bot = cli.bot()
    (program / "more.sh").write_text('curl "$H/api/public/bots"\n')
    cli.run("app", "create", "of a bot", "--bot", bot, "--grant", "Logs History")
    cli.run("scopes", "lock", "--scan", ".")
    ran = cli.run("scopes", "check", code=1)
    assert ran.stdout == "cannot   get-bots: no app of the bot plane can call it\n"


def test_the_vendor_s_hosts_tell_nothing_and_so_nothing_is_claimed(cli: CLI, program: Path) -> None:
    cli.run("scopes", "lock", "--scan", ".")
    ran = cli.run("scopes", "check", "--host", "platform.kore.ai", "--app", "ci", code=3)
    assert "nothing is known" in ran.stderr
    assert "Logs History (logs:change_logs): get-change-logs" in ran.stdout
    document = json.loads(
        cli.run("scopes", "check", "--host", "bots.kore.ai", "--plane", "bot", "--json", code=3).stdout
    )
    assert document == {"isKnown": False, "needed": {"bot": ["logs:change_logs"]}, "impossible": {"bot": []}}


def test_what_cannot_be_checked_ends_with_3(cli: CLI, program: Path) -> None:
    cli.run("scopes", "check", code=3)
    (program / "korekit.scopes.json").write_text("{}")
    assert "no lock of scopes" in cli.run("scopes", "check", code=3).stderr
    cli.run("scopes", "lock", "--scan", ".")
    cli.run("scopes", "check", code=3)  # no host is named


def test_an_edited_lock_is_noticed(cli: CLI, program: Path) -> None:
    cli.run("scopes", "lock", "--scan", ".")
    path = program / "korekit.scopes.json"
    path.write_text(path.read_text().replace("Logs History", "Something else"))
    assert "was edited" in cli.run("scopes", "check", "--host", "platform.kore.ai", code=3).stderr


def test_calls_that_are_not_sure_are_told_and_not_locked(cli: CLI, program: Path) -> None:
    (program / "logs.py").unlink()
    (program / "client.py").write_text('self._get(f"/bot/{bot_id}/changelogs")\nself._get("/api/public/bots")\n')
    (program / "other.py").write_text('self._get(f"/bot/{bot_id}/changelogs")\n')
    ran = cli.run("scopes", "lock", "--scan", ".", "-o", "-")
    assert json.loads(ran.stdout)["operations"] == ["get-bots", "get-change-logs"]
    assert ran.stderr == "not locked, may be another call: other.py:1 get-change-logs\n"
