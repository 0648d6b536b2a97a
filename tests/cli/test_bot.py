import json
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.cli.machine import CLI, RunningPlatform, sample_bot
from tests.client.peer import answers, peer

SCOPES = ["Bot Import", "Bot Export", "Role Management", "Publish", "Bot Audit Logs"]


@pytest.fixture
def app(cli: CLI, host: RunningPlatform) -> CLI:
    """Somebody who has an admin app with the scopes that bots need."""
    cli.use(host)
    grants = [part for scope in SCOPES for part in ("--grant", scope)]
    cli.run("app", "create", "ci", *grants)
    return cli


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """An unpacked export."""
    return sample_bot(tmp_path / "export")


def test_a_folder_is_imported_and_its_bot_told(app: CLI, export: Path) -> None:
    ran = app.run("bot", "import", str(export), "--name", "Imported by name")
    bot_id = ran.stdout.strip()
    assert re.fullmatch(r"st-[0-9a-f-]{36}", bot_id)
    assert ran.stderr.splitlines()[:2] == ["Uploading: botDefinition.json", "Uploading: config.json"]
    assert ran.stderr.splitlines()[-1] == "Importing: done"
    listed = {bot["_id"]: bot["name"] for bot in app.json("bot", "list")}
    assert listed[bot_id] == "Imported by name"
    assert bot_id in app.run("bot", "list").stdout


def test_an_export_is_what_was_imported(app: CLI, export: Path) -> None:
    bot_id = app.run("bot", "import", str(export)).stdout.strip()
    target = app.folder / "again.zip"
    assert app.run("bot", "export", bot_id, "-o", str(target)).stdout == f"{target}\n"
    with zipfile.ZipFile(target) as archive:
        assert {"botDefinition.json", "config.json", "icon.png"} <= set(archive.namelist())
        again = json.loads(archive.read("botDefinition.json"))
    first = json.loads((export / "botDefinition.json").read_bytes())
    assert [dialog["lname"] for dialog in again["dialogs"]] == [dialog["lname"] for dialog in first["dialogs"]]
    # And the zip goes back in, into the same bot and as a new one.
    status = app.json("bot", "import", str(target), "--into", bot_id)
    assert (status["status"], status["streamId"]) == ("success", bot_id)
    assert app.run("bot", "import", str(target)).stdout.strip() != bot_id


def test_the_three_files_may_be_called_anything(app: CLI, export: Path, tmp_path: Path) -> None:
    names = {"botDefinition.json": "mine.json", "config.json": "settings.json", "icon.png": "face.png"}
    for old, new in names.items():
        shutil.copy(export / old, tmp_path / new)
    (tmp_path / "functions.js").write_text("function greet() { return 'hello'; }\n")
    paths = [str(tmp_path / name) for name in [*names.values(), "functions.js"]]
    ran = app.run("bot", "import", *paths)
    assert "Uploading: functions.js" in ran.stderr
    assert ran.stdout.startswith("st-")


def test_a_bot_without_an_icon_gets_the_built_in_one(app: CLI, export: Path) -> None:
    assert app.run("bot", "import", str(export / "botDefinition.json"), str(export / "config.json")).exit_code == 0


def test_what_is_no_bot_is_said_before_anything_is_sent(cli: CLI, export: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04 nothing")
    (tmp_path / "empty").mkdir()
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / "odd.json").write_text("{")
    definition = str(export / "botDefinition.json")
    with peer(answers()) as host:
        env = {"KOREKIT_HOST": host.host}
        for paths, code in [
            ([str(tmp_path / "broken.zip")], 1),
            ([str(tmp_path / "empty")], 1),
            ([definition], 1),
            ([str(tmp_path / "odd.json"), definition], 1),
            ([str(tmp_path / "notes.txt")], 2),
            ([str(export), definition], 2),
            ([definition, definition], 2),
            (["/nonexistent"], 2),
            ([], 2),
        ]:
            cli.run("bot", "import", *paths, env=env, code=code)
    assert host.heard == []


def test_an_import_that_fails_says_what_and_ends_with_1(cli: CLI, export: Path) -> None:
    (export / "botDefinition.json").write_text('{"_id": "st-1"}')
    failed = {
        "_id": "bir-1",
        "status": "failed",
        "statusLogs": [
            {"taskType": "Dialog", "taskName": "Welcome", "status": "failed"},
            {"taskType": "Bot Definition", "taskName": "x", "status": "success"},
        ],
    }
    plays: list[Any] = [answers(body=b'{"fileId":"5f"}')] * 3
    plays += [answers(body=b'{"_id":"bir-1"}'), answers(body=json.dumps(failed).encode())]
    with peer(*plays) as host:
        env = {"KOREKIT_HOST": host.host, "KOREKIT_CLIENT_ID": "cs-1", "KOREKIT_CLIENT_SECRET": "x"}
        ran = cli.run("bot", "import", str(export), env=env, code=1)
    assert "failed: Dialog Welcome" in ran.stderr
    assert "in the archive: botDefinition.json" in ran.stderr
    assert "Bot Definition x" not in ran.stderr
    assert ran.stderr.splitlines()[-2] == "error: The import failed."
    assert ran.stdout == ""


def test_logs_are_shown_paged_and_counted(app: CLI, export: Path) -> None:
    bot_id = app.run("bot", "import", str(export)).stdout.strip()
    for comment in ("one", "two"):
        app.run("bot", "publish", bot_id, "--comment", comment)
    everything = app.json("bot", "logs", bot_id, "--all")
    assert len(everything) >= 3
    assert app.json("bot", "logs", bot_id, "--limit", "2") == everything[:2]
    lines = app.run("bot", "logs", bot_id, "--limit", "2").stdout.splitlines()
    assert lines[0].split() == ["when", "who", "what", "message"]
    assert len(lines) == 3
    assert app.json("bot", "logs", bot_id, "--until", "2001-01-01") == []


def test_all_logs_come_from_as_many_pages_as_it_takes(cli: CLI) -> None:
    def entries(first: int, count: int) -> bytes:
        return json.dumps([{"_id": str(number)} for number in range(first, first + count)]).encode()

    with peer(answers(body=entries(0, 50)), answers(body=entries(50, 50)), answers(body=entries(100, 3))) as host:
        env = {"KOREKIT_HOST": host.host, "KOREKIT_CLIENT_ID": "cs-1", "KOREKIT_CLIENT_SECRET": "x"}
        assert len(cli.json("bot", "logs", "st-1", "--all", env=env)) == 103
    assert [re.sub(r".*offset=(\d+)&limit=(\d+)", r"\1 \2", heard.target) for heard in host.heard] == [
        "0 50",
        "1 50",
        "2 50",
    ]


def test_a_limit_over_a_page_takes_two(cli: CLI) -> None:
    full = json.dumps([{"_id": str(number)} for number in range(50)]).encode()
    other = json.dumps([{"_id": str(number)} for number in range(50, 100)]).encode()
    with peer(answers(body=full), answers(body=other)) as host:
        env = {"KOREKIT_HOST": host.host, "KOREKIT_CLIENT_ID": "cs-1", "KOREKIT_CLIENT_SECRET": "x"}
        assert len(cli.json("bot", "logs", "st-1", "--limit", "60", env=env)) == 60
    assert len(host.heard) == 2


def test_secrets_of_apps_are_left_out_of_the_list(cli: CLI) -> None:
    bot = {"_id": "st-1", "name": "Demo", "jwtApps": [{"clientId": "cs-1", "clientSecret": "hush-hush"}]}
    with peer(answers(body=json.dumps({"bots": [bot], "availableMore": False}).encode())) as host:
        env = {"KOREKIT_HOST": host.host, "KOREKIT_CLIENT_ID": "cs-1", "KOREKIT_CLIENT_SECRET": "x"}
        listed = cli.json("bot", "list", env=env)
        shown = cli.run("bot", "list", env=env).output
    assert listed[0]["jwtApps"] == [{"clientId": "cs-1"}]
    assert "hush-hush" not in shown


def test_a_host_s_text_cannot_steer_the_terminal(cli: CLI) -> None:
    bot = {"_id": "st-1", "name": "De\x1b[31mmo\r\n\u202eevil"}
    with peer(answers(body=json.dumps({"bots": [bot]}).encode())) as host:
        env = {"KOREKIT_HOST": host.host, "KOREKIT_CLIENT_ID": "cs-1", "KOREKIT_CLIENT_SECRET": "x"}
        shown = cli.run("bot", "list", env=env).stdout
    assert not set("\x1b\r\u202e") & set(shown)
    assert len(shown.splitlines()) == 2


def test_a_scope_that_is_missing_is_a_refusal_with_its_trace(app: CLI, host: RunningPlatform) -> None:
    app.run("app", "scopes", app.client_id(), "--revoke", "Role Management")
    shown = app.run("bot", "list", code=4).stderr
    assert "401 4002 Permission denied. Scope is incorrect!" in shown
    assert re.search(r"korekit doctor --trace [0-9a-f]{32}", shown)


def test_an_unknown_bot_is_refused(app: CLI) -> None:
    unknown = "st-ffffffff-ffff-5fff-8fff-ffffffffffff"
    for arguments in (("logs", unknown), ("publish", unknown, "--comment", "x"), ("export", unknown)):
        assert "Invalid StreamId" in app.run("bot", *arguments, code=4).stderr


def test_an_export_into_a_folder_that_is_not_there_is_said_first(app: CLI) -> None:
    app.run("bot", "export", "st-1", "-o", "/nonexistent/a.zip", code=2)
    app.run("bot", "export", "st-1", "--options", "[]", code=2)
