import json
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.bots import small
from tests.cli.machine import CLI, RunningPlatform, sample_bot
from tests.cli.terminal.test_on_a_terminal import on_a_terminal
from tests.client.peer import answers, peer


def bot_in(folder: Path) -> Path:
    """A small bot, under the name that config.json has: an import into a bot names it so in every language."""
    folder.mkdir()
    for member, data in small().items():
        (folder / member).write_bytes(data)
    name = json.loads((folder / "config.json").read_bytes())["name"]
    locale = json.loads((folder / "botDefinition.json").read_bytes())["localeData"]
    edit(folder, localeData={language: {**texts, "name": name} for language, texts in locale.items()})
    return folder


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """An unpacked export."""
    return bot_in(tmp_path / "old")


@pytest.fixture
def new(tmp_path: Path) -> Path:
    """The same, to be edited."""
    return bot_in(tmp_path / "new")


@pytest.fixture
def large(tmp_path: Path) -> tuple[Path, Path]:
    """A bot with dialogs, twice."""
    return sample_bot(tmp_path / "large"), sample_bot(tmp_path / "edited")


@pytest.fixture
def app(cli: CLI, host: RunningPlatform) -> CLI:
    """Somebody who has an admin app with the scopes that bots need."""
    cli.use(host)
    grants = [part for scope in ("Bot Import", "Bot Export", "Publish") for part in ("--grant", scope)]
    cli.run("app", "create", "ci", *grants)
    return cli


def edit(folder: Path, **changes: Any) -> None:
    path = folder / "botDefinition.json"
    whole = json.loads(path.read_bytes())
    whole.update(changes)
    path.write_text(json.dumps(whole))


def set_variable(folder: Path, **changes: Any) -> None:
    path = folder / "config.json"
    whole = json.loads(path.read_bytes())
    whole["envVariables"].append({"key": "host", "value": "https://api.example.com", **changes})
    path.write_text(json.dumps(whole))


def test_the_same_bot_is_silent_and_ends_with_0(cli: CLI, old: Path, new: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bot.zip", "w") as file:
        for path in new.iterdir():
            file.write(path, path.name)
    for one, other in ((old, new), (old, tmp_path / "bot.zip")):
        assert cli.run("bot", "diff", str(one), str(other)).output == ""
    document = cli.json("bot", "diff", str(old), str(new))
    assert (document["isSame"], document["changes"], document["counts"]) == (True, [], {})


def test_differences_are_told_part_by_part_and_end_with_1(cli: CLI, old: Path, new: Path) -> None:
    edit(new, color="#123456")
    set_variable(new)
    set_variable(old, value="https://old.example.com")
    lines = cli.run("bot", "diff", str(old), str(new), code=1).stdout.splitlines()
    assert re.match(r"\S+: 2 changes from /", lines[0])
    assert lines[1:] == [
        "  environment variable  1 changed",
        "  setting               1 changed",
        "",
        "Environment variables",
        "  ~ host: https://old.example.com → https://api.example.com",
        "",
        "Settings",
        "  ~ color: #009dab → #123456",
    ]


def test_a_change_in_a_dialog_stands_under_its_name(cli: CLI, large: tuple[Path, Path]) -> None:
    old, new = large
    whole = json.loads((new / "botDefinition.json").read_bytes())
    whole["dialogs"][0]["isHidden"] = not whole["dialogs"][0].get("isHidden")
    edit(new, dialogs=whole["dialogs"])
    name = whole["dialogs"][0]["localeData"][whole["defaultLanguage"]]["name"]
    shown = cli.run("bot", "diff", str(old), str(new), code=1).stdout
    assert f"\nDialog {' ↵ '.join(name.split(chr(10)))}\n" in shown
    assert "is hidden: " in shown


def test_sorts_may_be_named_in_near_spellings(cli: CLI, old: Path, new: Path) -> None:
    edit(new, color="#123456")
    set_variable(new)
    found = cli.json("bot", "diff", str(old), str(new), "--only", "Settings", code=1)
    assert [one["name"] for one in found["changes"]] == ["color"]
    both = cli.json("bot", "diff", str(old), str(new), "--only", "setting,environment_variables", code=1)
    assert len(both["changes"]) == 2
    assert cli.json("bot", "diff", str(old), str(new), "--only", "faq", code=0)["isSame"] is True
    assert "Did you mean faq?" in cli.run("bot", "diff", str(old), str(new), "--only", "faz", code=2).stderr


def test_the_data_has_every_field_of_a_change(cli: CLI, old: Path, new: Path) -> None:
    edit(new, color="#123456")
    document = cli.json("bot", "diff", str(old), str(new), code=1)
    assert list(document) == ["isSame", "old", "new", "counts", "changes"]
    assert document["new"]["from"] == str(new)
    assert document["counts"] == {"setting": {"changed": 1}}
    assert document["changes"] == [
        {
            "kind": "changed",
            "what": "setting",
            "name": "color",
            "oldName": None,
            "within": None,
            "language": None,
            "refId": None,
            "nodeId": None,
            "sort": None,
            "details": [
                {
                    "path": "$",
                    "old": "#009dab",
                    "new": "#123456",
                    "oldName": None,
                    "newName": None,
                    "isHidden": False,
                    "isLayout": False,
                }
            ],
        }
    ]


def test_markdown_mentions_nobody_and_runs_no_markup(cli: CLI, old: Path, new: Path) -> None:
    set_variable(new, key="<b>@ann</b> `x`")
    shown = cli.run("bot", "diff", str(old), str(new), "--markdown", code=1).stdout
    assert "| environment variable | 1 |  |  |  |" in shown
    assert "- added: environment variable `` <b>@ann</b> `x` ``\n  - `https://api.example.com`" in shown


def test_secured_values_are_in_no_output(cli: CLI, old: Path, new: Path) -> None:
    set_variable(old, isSecured=True, value="hunter2")
    set_variable(new, isSecured=True, value="tr0ub4dor")
    for how in ([], ["--json"], ["--markdown"], ["--full"]):
        shown = cli.run("bot", "diff", str(old), str(new), *how, code=1).output
        assert "hunter2" not in shown
        assert "tr0ub4dor" not in shown
        assert "host" in shown


def test_the_canvas_counts_only_when_it_is_asked_for(cli: CLI, large: tuple[Path, Path]) -> None:
    old, new = large
    dialogs = json.loads((new / "botDefinition.json").read_bytes())["dialogs"]
    dialogs[0]["nodes"][0]["metadata"] = {"left": 1, "top": 2}
    edit(new, dialogs=dialogs)
    assert cli.run("bot", "diff", str(old), str(new)).output == ""
    assert "Only moved on the canvas" in cli.run("bot", "diff", str(old), str(new), "--layout", code=1).stdout
    document = cli.json("bot", "diff", str(old), str(new), "--layout", code=1)
    assert (document["isSame"], document["changes"], len(document["layout"])) == (False, [], 1)


def test_a_comparison_that_fails_is_no_difference(cli: CLI, old: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04 nothing")
    (tmp_path / "odd").mkdir()
    shutil.copytree(old, tmp_path / "cut")
    (tmp_path / "cut" / "botDefinition.json").write_bytes(b'{"a": ')
    for other in ("broken.zip", "odd", "cut"):
        ran = cli.run("bot", "diff", str(old), str(tmp_path / other), code=3)
        assert ran.stdout == ""
        assert ran.stderr.startswith("error: ")
    cli.run("bot", "diff", str(old), "nowhere", code=2)
    cli.run("bot", "diff", str(old), "st-1:draft", code=2)
    cli.run("bot", "diff", str(old), code=2)
    cli.run("bot", "diff", str(old), "st-1", code=3)  # no host is named
    cli.run("bot", "diff", str(old), "st-1@nobody", code=3)


def test_what_a_host_refuses_is_a_refusal(cli: CLI, old: Path) -> None:
    with peer(answers(401, body=b'{"errors":[{"msg":"no","code":4002}]}')) as host:
        env = {"KOREKIT_HOST": host.host, "KOREKIT_CLIENT_ID": "cs-1", "KOREKIT_CLIENT_SECRET": "x"}
        cli.run("bot", "diff", str(old), "st-1", env=env, code=4)


def test_a_bot_on_a_host_is_compared_with_its_archive_and_its_published_state(app: CLI, old: Path, new: Path) -> None:
    bot_id = app.run("bot", "import", str(old)).stdout.strip()
    assert app.run("bot", "diff", str(old), bot_id).stdout == ""
    app.run("bot", "publish", bot_id, "--comment", "first")
    edit(new, color="#123456")
    app.run("bot", "import", str(new), "--into", bot_id)
    found = app.json("bot", "diff", f"{bot_id}:published@local", f"{bot_id}:latest@local", code=1)
    assert [(one["what"], one["name"]) for one in found["changes"]] == [("setting", "color")]
    assert (found["old"]["from"], found["old"]["botId"]) == (f"{bot_id}:published@local", bot_id)
    other = app.run("bot", "import", str(new)).stdout.strip()
    assert app.run("bot", "diff", bot_id, other).stdout == ""
    # A version is fetched as a user.
    assert app.run("bot", "diff", f"{bot_id}:version-1", f"{bot_id}:published").stdout == ""
    assert "color" in app.run("bot", "diff", f"{bot_id}:version-1@local", bot_id, code=1).stdout
    for state in ("version-0", "version-", "version-x", "newest"):
        assert "version-N" in app.run("bot", "diff", f"{bot_id}:{state}", bot_id, code=2).stderr
    assert app.run("bot", "diff", f"{bot_id}:version-9", bot_id, code=4).stdout == ""
    assert "latest state" in app.run("bot", "plan", str(new), "--bot", f"{bot_id}:version-1", code=2).stderr


def test_a_profile_that_is_named_wins_over_the_environment(app: CLI, old: Path) -> None:
    bot_id = app.run("bot", "import", str(old)).stdout.strip()
    env = {"KOREKIT_HOST": "http://127.0.0.1:1"}
    assert app.run("bot", "diff", str(old), f"{bot_id}@local", env=env).stdout == ""


def test_a_plan_says_what_an_import_would_change_and_changes_nothing(app: CLI, old: Path, new: Path) -> None:
    bot_id = app.run("bot", "import", str(old)).stdout.strip()
    edit(new, color="#123456", sentences=[])
    set_variable(new)
    planned = app.json("bot", "plan", str(new), "--bot", bot_id)
    assert (planned["isSame"], planned["bot"]["botId"]) == (False, bot_id)
    kinds = {(one["what"], one["kind"]) for one in planned["changes"]}
    assert {("setting", "changed"), ("environment-variable", "added")} <= kinds
    assert app.run("bot", "diff", str(old), bot_id).stdout == ""
    # What was planned is what happens.
    app.run("bot", "import", str(new), "--into", bot_id)
    done = app.json("bot", "diff", str(old), bot_id, code=1)
    assert done["changes"] == planned["changes"]
    assert app.json("bot", "plan", str(new), "--bot", bot_id)["isSame"] is True


def test_a_plan_of_a_part_leaves_the_rest(app: CLI, old: Path, new: Path, tmp_path: Path) -> None:
    bot_id = app.run("bot", "import", str(old)).stdout.strip()
    edit(new, color="#123456")
    set_variable(new)
    options = tmp_path / "options.json"
    options.write_text(json.dumps({"tasks": [], "nlpData": [], "settings": ["botVariables"]}))
    shown = app.run("bot", "plan", str(new), "--bot", bot_id, "--options", f"@{options}").stdout
    assert re.search(r"1 change by an import of ", shown)
    assert "  + host: https://api.example.com" in shown
    assert "color" not in shown
    app.run("bot", "plan", str(new), "--bot", bot_id, "--options", "[]", code=2)
    app.run("bot", "plan", str(new), "--bot", f"{bot_id}:published", code=2)
    (new / "botDefinition.json").write_text('{"_id": "st-1"}')
    assert "The import would fail" in app.run("bot", "plan", str(new), "--bot", bot_id, code=1).stderr


def test_a_terminal_gets_colours_and_lines_of_its_width(old: Path, new: Path) -> None:
    edit(new, color="#123456")
    set_variable(new, value="word " * 60)
    code, shown = on_a_terminal("bot", "diff", str(old), str(new))
    assert code == 1
    assert "\x1b[32m+\x1b[0m host" in shown
    lines = re.sub(r"\x1b\[\d+m", "", shown).splitlines()
    assert max(map(len, lines)) <= 80
    _, bare = on_a_terminal("bot", "diff", str(old), str(new), env={"NO_COLOR": "1"})
    assert "\x1b" not in bare
