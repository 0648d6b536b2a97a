import json
import logging
from pathlib import Path
from typing import Any

import pytest

from tests.cli.machine import CLI
from tests.scanning.repositories import Repo, make_repo
from tests.scanning.secret_texts import APP, NOW, secret_of, token_of

SECRET, TOKEN = secret_of("a"), token_of(secret_of("a"))


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """An empty repository that is the current folder."""
    made = make_repo(tmp_path / "repo")
    monkeypatch.chdir(made.folder)
    return made


def findings(cli: CLI, *arguments: str, code: int = 1) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = cli.json("secrets", "scan", *arguments, code=code)["findings"]
    return found


def test_a_clean_folder_ends_with_0(cli: CLI, repo: Repo) -> None:
    repo.commit({"a.py": "print('hello')\n"})
    ran = cli.run("secrets", "scan")
    assert ran.stdout == ""
    assert ran.stderr == "No secret in 1 file (15 bytes).\n"


def test_a_finding_says_where_what_and_what_to_do(cli: CLI, repo: Repo) -> None:
    repo.commit({"conf/app.env": f"KORE_CLIENT_ID={APP}\nKORE_CLIENT_SECRET={SECRET}\n"})
    shown = cli.run("secrets", "scan", code=1).stdout
    assert shown.splitlines()[:3] == [
        f"CRITICAL  client secret of {APP}",
        "          …(44 characters, sha256 14e3b72e)",
        "          at conf/app.env:2:20",
    ]
    assert f"`korekit app rotate {APP}`" in shown
    assert "API Scopes" in shown


def test_history_finds_what_was_deleted(cli: CLI, repo: Repo) -> None:
    commit = repo.commit({"conf/app.env": f"auth: {TOKEN}\n"})
    repo.commit({"conf/app.env": "auth: gone\n"})
    assert findings(cli, code=0) == []
    (found,) = findings(cli, "--history")
    assert found["places"] == []
    assert found["history"] == {
        "path": "conf/app.env",
        "line": 1,
        "column": 7,
        "commit": commit,
        "committedOn": "2024-04-29",
        "versions": 1,
    }
    assert (found["kind"], found["clientId"], found["life"], found["plane"]) == ("token", APP, "endless", "unknown")


def test_a_baseline_accepts_with_a_reason_and_holds_no_secret(cli: CLI, repo: Repo) -> None:
    repo.commit({"a.env": f"CLIENT_SECRET={SECRET}\n"})
    cli.run("secrets", "scan", "--write-baseline", "accepted.json", code=2)
    cli.run("secrets", "scan", "--write-baseline", "accepted.json", "--reason", "rotated on Monday")
    written = (repo.folder / "accepted.json").read_text()
    assert "rotated on Monday" in written
    assert SECRET not in written
    ran = cli.run("secrets", "scan", "--baseline", "accepted.json")
    assert "1 accepted by the baseline" in ran.stderr
    repo.write({"b.env": f"CLIENT_SECRET={secret_of('b')}\n"})
    assert len(findings(cli, "--baseline", "accepted.json")) == 1
    (repo.folder / "a.env").unlink()
    (repo.folder / "b.env").unlink()
    assert (
        "1 of the baseline's secrets were not found" in cli.run("secrets", "scan", "--baseline", "accepted.json").stderr
    )


def test_a_comment_allows_a_secret(cli: CLI, repo: Repo) -> None:
    repo.commit({"a.py": f'CLIENT_SECRET = "{SECRET}"  # korekit: allow-secret, made up\n'})
    assert "1 allowed by a comment" in cli.run("secrets", "scan").stderr


def test_less_severe_ones_can_be_left_out(cli: CLI, repo: Repo) -> None:
    repo.commit({"a.txt": token_of(lifetime_s=60)})
    assert [one["severity"] for one in findings(cli)] == ["low"]
    assert findings(cli, "--severity", "medium", code=0) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("--history",),
        ("--baseline", "nothing.json"),
        ("--baseline", "broken.json"),
    ],
)
def test_what_could_not_be_looked_at_ends_with_3(cli: CLI, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    folder = tmp_path / "plain"
    folder.mkdir()
    (tmp_path / "broken.json").write_text("{}")
    named = [str(tmp_path / one) if one.endswith(".json") else one for one in arguments]
    lines = cli.run("secrets", "scan", str(folder), *named, code=3).stderr.splitlines()
    assert len(lines) in (1, 2)
    assert lines[0].startswith("error: ")


def test_a_cut_off_history_is_never_called_clean(cli: CLI, repo: Repo, tmp_path: Path) -> None:
    repo.commit({"a.txt": TOKEN})
    repo.commit({"a.txt": "gone"})
    repo.git("clone", "-q", "--depth", "1", f"file://{repo.folder}", str(tmp_path / "cut"))
    assert "git fetch --unshallow" in cli.run("secrets", "scan", str(tmp_path / "cut"), "--history", code=3).stderr


def test_a_path_that_is_not_there_is_wrong_usage(cli: CLI) -> None:
    cli.run("secrets", "scan", "nowhere", code=2)


def test_sarif_has_what_viewers_need(cli: CLI, repo: Repo) -> None:
    repo.commit({"a b.env": f"CLIENT_SECRET={SECRET}\n", "c.txt": token_of(lifetime_s=60)})
    log = json.loads(cli.run("secrets", "scan", "--sarif", code=1).stdout)
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    by_path = {one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]: one for one in run["results"]}
    assert set(by_path) == {"a%20b.env", "c.txt"}
    secret, token = by_path["a%20b.env"], by_path["c.txt"]
    assert (secret["level"], token["level"]) == ("error", "note")
    assert rules[secret["ruleIndex"]]["id"] == secret["ruleId"] == "client-secret"
    assert secret["locations"][0]["physicalLocation"]["region"] == {"startLine": 1, "startColumn": 15}
    assert len(secret["partialFingerprints"]["korekitSecret/v1"]) == 32


def test_no_output_ever_holds_a_secret(cli: CLI, repo: Repo, caplog: pytest.LogCaptureFixture) -> None:
    guessable = "q8Zr-71kfPw0x_Vt"
    tokens = [TOKEN, token_of(secret_of("b"), lifetime_s=10**9, jti=True), token_of()[:-5]]
    lines = [f"client_id: {APP}", f"client_secret: {guessable}", f"CLIENT_SECRET={SECRET}", *tokens]
    repo.commit({f"names/{token[:30]}.env": "\n".join(lines) for token in ["x" * 40]}, f"with {secret_of('b')}")
    hidden = [SECRET, guessable, *tokens, *(token.split(".")[1] for token in tokens)]
    caplog.set_level(logging.DEBUG)
    seen = ""
    for more in (
        [],
        ["--json"],
        ["--sarif"],
        ["--write-baseline", "b.json", "--reason", "x"],
        ["--baseline", "b.json"],
    ):
        code = 0 if more and "baseline" in more[0] else 1
        ran = cli.run("secrets", "scan", "--history", *more, code=code)
        seen += ran.output + ran.stderr + caplog.text
    seen += (repo.folder / "b.json").read_text()
    assert len(seen) > 5_000
    assert [one for one in hidden if one in seen] == []


def test_times_are_those_of_the_token(cli: CLI, repo: Repo) -> None:
    repo.commit({"a.txt": token_of(lifetime_s=60)})
    (found,) = findings(cli)
    assert found["expiresAt"] == "2024-04-29T14:14:20+00:00"
    assert NOW + 60 == 1_714_400_060
