import json
import stat
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from korekit.archive import read_zip
from korekit.cli.deploying.journal_file import JournalFile
from tests.cli.deploying.scene import SCOPES, Scene, archive_file, make_scene, state_of
from tests.cli.machine import CLI, RunningPlatform
from tests.client.peer import answers, hangs_up, peer


@pytest.fixture
def scene(cli: CLI, host: RunningPlatform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """An app that may deploy, named in the environment, in a folder of its own."""
    made = make_scene(host.url, host.email, host.password, tmp_path / "work")
    speak_for(made, monkeypatch)
    monkeypatch.chdir(made.folder)
    return made


def speak_for(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in scene.environment().items():
        if name.startswith("KOREKIT_") and name != "KOREKIT_CONFIG_DIR":
            monkeypatch.setenv(name, value)


def new_bot(cli: CLI, archive: Path) -> str:
    return cli.run("bot", "import", str(archive), "--name", "Target").stdout.strip()


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return archive_file(tmp_path / "old.zip", host="old")


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return archive_file(tmp_path / "new.zip", host="new")


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_deployment_reports_every_step(cli: CLI, scene: Scene, old: Path, new: Path) -> None:
    bot_id = new_bot(cli, old)
    outputs = (
        "--summary",
        "out/summary.md",
        "--junit",
        "out/junit.xml",
        "--rollback-to",
        "kept",
        "--state",
        "s/j.json",
    )
    command = ("bot", "deploy", "--from", str(new), "--bot", bot_id, "--version-comment", "v2", *outputs)
    document = cli.json(*command)
    assert (document["state"], document["botId"], document["versionComment"]) == ("done", bot_id, "v2")
    assert [step["name"] for step in document["steps"]] == ["keep", "plan", "upload", "import", "publish", "verify"]
    assert [change["name"] for change in document["plan"]["changes"]] == ["host"]
    assert all(check["isPassed"] for check in document["checks"])
    assert len(document["checks"]) == 3
    assert (scene.imports(bot_id), scene.versions(bot_id)) == (2, ["v2"])
    assert scene.variables(bot_id) == {"host": "new"}
    # What was there before is kept, for its owner's eyes.
    (kept,) = Path("kept").iterdir()
    assert document["rollback"]["file"] == f"s/../kept/{kept.name}"
    assert json.loads(read_zip(kept).config)["envVariables"][0]["value"] == "old"
    assert [stat.S_IMODE(path.stat().st_mode) for path in (kept, Path("s/j.json"))] == [0o600, 0o600]
    assert files_in(Path("s")) == ["j.json"]
    summary = Path("out/summary.md").read_text("utf-8")
    assert "| ✓ | publish | ds-" in summary
    assert "`old` → `new`" in summary
    suite = ElementTree.parse("out/junit.xml").getroot()[0]
    names = [case.get("name") for case in suite.findall("testcase")]
    assert names[:6] == ["keep", "plan", "upload", "import", "publish", "verify"]
    assert suite.get("failures") == "0"
    assert int(suite.get("tests", "0")) == len(names) > 20


def test_the_same_deployment_is_done_once_unless_asked_again(cli: CLI, scene: Scene, old: Path, new: Path) -> None:
    bot_id = new_bot(cli, old)
    command = ("bot", "deploy", "--from", str(new), "--bot", bot_id)
    cli.run(*command)
    assert new.with_name(f"new.zip.{bot_id}.deploy.json").is_file()
    ran = cli.run(*command)
    assert ran.stdout.startswith("Deployed before: TestBot1 → ")
    assert "--again deploys it once more" in ran.stderr
    assert scene.imports(bot_id) == 2
    assert cli.json(*command, "--again")["state"] == "done"
    assert (scene.imports(bot_id), len(scene.versions(bot_id))) == (3, 2)
    # Packed otherwise it is the same; with other options it is another.
    folder = unpacked_zip(new)
    state = str(new.with_name(f"new.zip.{bot_id}.deploy.json"))
    assert cli.json("bot", "deploy", "--from", str(folder), "--bot", bot_id, "--state", state)["state"] == "already"
    assert cli.json(*command, "--no-publish")["state"] == "done"


def unpacked_zip(archive: Path) -> Path:
    """The archive as a folder."""
    folder = archive.with_suffix("")
    with zipfile.ZipFile(archive) as file:
        file.extractall(folder)
    return folder


def test_a_dry_run_tells_the_plan_and_writes_nothing(cli: CLI, scene: Scene, old: Path, new: Path) -> None:
    bot_id = new_bot(cli, old)
    logs, bots = scene.logs(bot_id), scene.bots()
    before = files_in(new.parent)
    ran = cli.run("bot", "deploy", "--from", str(new), "--bot", bot_id, "--dry-run")
    assert "~ host: old → new" in ran.stdout
    assert ran.stdout.startswith("Would deploy: TestBot1 → ")
    document = cli.json("bot", "deploy", "--from", str(new), "--new", "Other", "--dry-run")
    assert (document["state"], document["plan"]["summary"]) == ("planned", "a new bot: 1 event")
    assert (document["journal"], document["rollback"]) == ("", None)
    assert scene.logs(bot_id) == logs
    assert scene.bots() == bots
    assert scene.versions(bot_id) == []
    assert files_in(new.parent) == before
    assert files_in(Path()) == []


def test_a_refused_step_is_gone_on_with_once_it_is_allowed(
    cli: CLI, scene: Scene, host: RunningPlatform, old: Path, new: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot_id = new_bot(cli, old)
    scopes = tuple(scope for scope in SCOPES if not scope.startswith("bot_publish"))
    speak_for(make_scene(host.url, host.email, host.password, scene.folder / "less", scopes), monkeypatch)
    command = ("bot", "deploy", "--from", str(new), "--bot", bot_id, "--state", "j.json", "--junit", "junit.xml")
    document = json.loads(cli.run(*command, "--json", code=4).stdout)
    assert document["state"] == "refused"
    assert [step["state"] for step in document["steps"]] == ["done"] * 4 + ["failed"]
    failed = [case for case in ElementTree.parse("junit.xml").iter("testcase") if case.find("failure") is not None]
    assert [case.get("name") for case in failed] == ["publish"]
    # Meanwhile nothing else goes into that journal.
    refused = cli.run("bot", "deploy", "--from", str(old), "--bot", bot_id, "--state", "j.json", code=1)
    assert "not finished, and this is another archive, another version comment." in refused.stderr
    speak_for(scene, monkeypatch)
    ran = cli.run(*command)
    assert "Going on with the deployment of" in ran.stderr
    assert "✓ publish  ds-" in ran.stdout
    assert (scene.imports(bot_id), len(scene.versions(bot_id))) == (2, 1)


def test_without_the_change_log_nothing_is_begun(
    cli: CLI, scene: Scene, host: RunningPlatform, old: Path, new: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot_id = new_bot(cli, old)
    scopes = tuple(scope for scope in SCOPES if not scope.startswith("logs"))
    speak_for(make_scene(host.url, host.email, host.password, scene.folder / "less", scopes), monkeypatch)
    ran = cli.run("bot", "deploy", "--from", str(new), "--bot", bot_id, code=4)
    assert "get-change-logs: 401 4002" in ran.stderr
    assert scene.imports(bot_id) == 1


def test_parts_alone_can_be_deployed(cli: CLI, scene: Scene, old: Path, new: Path) -> None:
    bot_id = new_bot(cli, old)
    Path("parts.json").write_text('{"settings": ["botSettings"]}')
    command = ("bot", "deploy", "--from", str(new), "--bot", bot_id, "--options")
    assert cli.json(*command, "@parts.json")["plan"]["isSame"] is True
    assert scene.variables(bot_id) == {"host": "old"}
    cli.run(*command, '{"settings": ["botVariables"]}')
    assert scene.variables(bot_id) == {"host": "new"}
    assert "--options" in cli.run(*command, '{"settings": 1}', code=2).stderr


def test_from_one_bot_to_another_what_was_begun_is_finished_with_what_it_was_begun_with(
    cli: CLI, scene: Scene, host: RunningPlatform, old: Path, new: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = new_bot(cli, new), new_bot(cli, old)
    scopes = tuple(scope for scope in SCOPES if not scope.startswith("bot_publish"))
    speak_for(make_scene(host.url, host.email, host.password, scene.folder / "less", scopes), monkeypatch)
    command = ("bot", "deploy", "--from", source, "--bot", target)
    cli.run(*command, code=4)
    speak_for(scene, monkeypatch)
    cli.run("bot", "import", str(old), "--into", source)
    assert cli.json(*command)["state"] == "done"
    assert scene.variables(target) == {"host": "new"}
    # Now the source is another bot, and the same command is another deployment; and then it is none.
    assert cli.json(*command)["state"] == "done"
    assert scene.variables(target) == {"host": "old"}
    assert cli.json(*command)["state"] == "already"
    assert Path(f"{source}.{target}.deploy.json").is_file()


def test_an_import_that_fails_leaves_the_bot_and_is_sent_anew(cli: CLI, scene: Scene, old: Path, new: Path) -> None:
    bot_id = new_bot(cli, old)
    cli.run("bot", "publish", bot_id, "--comment", "first")
    with scene.owner() as owner:
        owner.restore_bot_version(bot_id, 1)  # type: ignore[arg-type]  # a plain text is fine here
    command = ("bot", "deploy", "--from", str(new), "--bot", bot_id)
    ran = cli.run(*command, code=1)
    assert "publish it first" in ran.stderr
    assert "The import failed at Bot Definition" in ran.stderr
    assert "✗ import   The import failed" in ran.stdout
    assert scene.variables(bot_id) == {"host": "old"}
    cli.run("bot", "publish", bot_id, "--comment", "second")
    assert "✓ import   bir-" in cli.run(*command).stdout
    assert scene.variables(bot_id) == {"host": "new"}


def test_what_cannot_be_imported_is_said_before_anything_is_written(
    cli: CLI, scene: Scene, old: Path, new: Path
) -> None:
    bot_id = new_bot(cli, old)
    folder = unpacked_zip(new)
    (folder / "botDefinition.json").write_text('{"_id": "st-1"}')
    for target in (("--bot", bot_id), ("--new", "X")):
        ran = cli.run("bot", "deploy", "--from", str(folder), *target, code=1)
        assert "The import would fail" in ran.stderr
    assert scene.imports(bot_id) == 1
    assert ("X" in [name for _, name in scene.bots()]) is False


def test_a_job_that_outlasts_the_timeout_ends_with_8_and_is_gone_on_with(cli: CLI, new: Path) -> None:
    bot_id, request_id = f"st-{'0' * 8}-0000-5000-8000-{'0' * 12}", "bir-1"
    uploads: list[Any] = [answers(body=b'{"fileId":"5f"}')] * 3
    status = {"_id": request_id, "status": "pending", "statusLogs": []}
    pending = answers(body=json.dumps(status).encode())
    ready = {**status, "status": "success", "streamId": bot_id}
    entry = [
        {"_id": "btl-1", "resourceType": "Import", "resourceId": request_id, "message": "Import request completed"}
    ]
    plays = [*uploads, answers(body=b'{"total":0,"bots":[]}'), answers(body=b'{"_id":"bir-1"}'), pending]
    command = ("bot", "deploy", "--from", str(new), "--new", "Shop", "--no-publish", "--state", str(new) + ".json")
    env = {"KOREKIT_CLIENT_ID": "cs-1", "KOREKIT_CLIENT_SECRET": "x"}
    with peer(*plays) as host:
        address = host.host
        ran = cli.run(*command, "--timeout", "1", env={**env, "KOREKIT_HOST": address}, code=8)
    assert "Importing: it still runs after 1 s." in ran.stderr
    assert "Run the same command again" in ran.stderr
    assert state_of(Path(str(new) + ".json"))["import"]["requestId"] == request_id
    more = [answers(body=json.dumps(ready).encode()), answers(body=json.dumps(entry).encode()), answers(body=b"[]")]
    with peer(*more) as host:
        journal = Path(str(new) + ".json")
        journal.write_text(journal.read_text().replace(address, host.host))
        document = cli.json(*command, env={**env, "KOREKIT_HOST": host.host})
    assert (document["state"], document["botId"]) == ("done", bot_id)
    assert [heard.method for heard in host.heard][:1] == ["GET"]
    assert all(heard.method == "GET" for heard in host.heard)


def test_a_broken_connection_leaves_open_whether_the_import_was_taken(cli: CLI, new: Path) -> None:
    uploads: list[Any] = [answers(body=b'{"fileId":"5f"}')] * 3
    command = ("bot", "deploy", "--from", str(new), "--new", "Shop", "--state", "j.json", "--timeout", "1")
    env = {"KOREKIT_CLIENT_ID": "cs-1", "KOREKIT_CLIENT_SECRET": "x"}
    for number, (play, is_open) in enumerate([(hangs_up, True), (answers(500), True), (answers(400), False)]):
        state = Path(str(new) + f".{number}.json")
        with peer(*uploads, answers(body=b'{"bots":[]}'), play, answers(body=b'{"bots":[]}')) as host:
            asked = [str(state) if word == "j.json" else word for word in command]
            given = {**env, "KOREKIT_HOST": host.host}
            ran = cli.run(*asked, env=given, code=1 if is_open else 4)
            assert ("Whether the host took the import is not known." in ran.stderr) is is_open
            sent = state_of(state).get("import")
            assert (sent is not None) is is_open
            if sent is not None:
                assert "requestId" not in sent
                assert "the host shows no sign of it" in cli.run(*asked, env=given, code=1).stderr
                assert sum(heard.target == "/api/public/bot/import" for heard in host.heard) == 1


def test_a_deployment_that_changed_nothing_gives_way_to_another(cli: CLI, scene: Scene, old: Path, new: Path) -> None:
    bot_id = new_bot(cli, old)
    folder = unpacked_zip(new)
    definition = (folder / "botDefinition.json").read_bytes()
    (folder / "botDefinition.json").write_text('{"_id": "st-1"}')
    command = ("bot", "deploy", "--from", str(folder), "--bot", bot_id)
    cli.run(*command, code=1)
    (folder / "botDefinition.json").write_bytes(definition)
    ran = cli.run(*command)
    assert "imported nothing; this one is begun instead." in ran.stderr
    assert scene.variables(bot_id) == {"host": "new"}


def test_a_journal_is_held_by_one_process_and_must_be_one(cli: CLI, scene: Scene, old: Path, new: Path) -> None:
    bot_id = new_bot(cli, old)
    command = ("bot", "deploy", "--from", str(new), "--bot", bot_id, "--state", "j.json")
    with JournalFile(Path("j.json")):
        assert "Another process is at j.json." in cli.run(*command, code=1).stderr
    for text in ("", "{}", "[]", '{"format": 1}'):
        Path("j.json").write_text(text)
        assert "j.json is no journal of a deployment." in cli.run(*command, code=1).stderr
    Path("j.json").unlink()
    cli.run(*command)
    state = json.loads(Path("j.json").read_text())
    Path("j.json").write_text(json.dumps({**state, "format": 9}))
    assert "another version of korekit" in cli.run(*command, code=1).stderr
    assert scene.imports(bot_id) == 2


def test_a_rollback_needs_its_archive_and_its_host(cli: CLI, scene: Scene, old: Path, new: Path) -> None:
    bot_id = new_bot(cli, old)
    assert "There is no nothing.json." in cli.run("bot", "rollback", "--state", "nothing.json", code=1).stderr
    cli.run("bot", "deploy", "--from", str(new), "--bot", bot_id, "--state", "j.json")
    elsewhere = {"KOREKIT_HOST": "bots.example.com"}
    assert "went to http://" in cli.run("bot", "rollback", "--state", "j.json", env=elsewhere, code=1).stderr
    kept = Path(state_of(Path("j.json"))["before"]["path"])
    content = kept.read_bytes()
    kept.write_bytes(content + b"x")
    ran = cli.run("bot", "rollback", "--state", "j.json", code=1)
    assert f"{kept}, the rollback archive, is gone or was changed." in ran.stderr
    kept.write_bytes(content)
    assert cli.json("bot", "rollback", "--state", "j.json")["state"] == "done"
    assert scene.variables(bot_id) == {"host": "old"}
    # Rolled back, it may be deployed once more.
    assert cli.json("bot", "deploy", "--from", str(new), "--bot", bot_id, "--state", "j.json")["state"] == "done"
    assert scene.variables(bot_id) == {"host": "new"}


def test_a_new_bot_has_nothing_to_go_back_to(cli: CLI, scene: Scene, new: Path) -> None:
    cli.run("bot", "deploy", "--from", str(new), "--new", "Fresh", "--state", "j.json")
    assert "made a new bot, st-" in cli.run("bot", "rollback", "--state", "j.json", code=1).stderr


def test_options_that_contradict_each_other_are_wrong_usage(cli: CLI, new: Path) -> None:
    bot, source = ("--bot", "st-0000"), ("--from", str(new))
    with peer(answers()) as host:
        env = {"KOREKIT_HOST": host.host, "KOREKIT_CLIENT_ID": "cs-1", "KOREKIT_CLIENT_SECRET": "x"}
        for options in (
            (*source,),
            (*source, *bot, "--new", "X"),
            (*source, "--bot", "my bot"),
            (*source, "--bot", "st-0000:published"),
            (*source, "--bot", "st-0000@one", "--to", "two"),
            (*source, "--new", "X", "--options", "{}"),
            (*source, *bot, "--no-publish", "--version-comment", "x"),
            (*source, *bot, "--request", "bir-1", "--state", str(new) + ".json"),
            ("--from", "/nonexistent", *bot),
            (*source, "--from", "st-1111", *bot),
            bot,
        ):
            cli.run("bot", "deploy", *options, env=env, code=2)
    assert host.heard == []


def test_profiles_name_hosts_and_apps_whatever_the_environment_says(
    cli: CLI, scene: Scene, host: RunningPlatform, old: Path, new: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot_id = new_bot(cli, old)
    secret = cli.secret_file(text=scene.client_secret)
    added = ("profile", "add", "production", "--host", host.url, "--client-id", scene.client_id)
    cli.run(*added, "--secret-file", secret, given=scene.client_secret)
    monkeypatch.setenv("KOREKIT_CLIENT_ID", "cs-of-another-host")
    monkeypatch.setenv("KOREKIT_CLIENT_SECRET", "x")
    monkeypatch.setenv("KOREKIT_HOST", "elsewhere.example.com")
    document = cli.json("bot", "deploy", "--from", str(new), "--bot", bot_id, "--to", "production")
    assert (document["state"], document["host"]) == ("done", host.url)
