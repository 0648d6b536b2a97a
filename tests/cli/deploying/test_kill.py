"""A deployment killed at every step: run again, it ends in the same state, and nothing was done twice."""

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from korekit.archive.comparing import compare
from tests.cli.deploying.proxy import Hold, Proxy, proxy
from tests.cli.deploying.scene import Scene, archive_file, kill, make_scene, state_of
from tests.crash.processes import EMAIL, PASSWORD, running_process

BOT = r"/api/public/bot/st-[0-9a-f-]+"
UPLOAD, IMPORT, NEW = "/api/public/uploadfile", f"{BOT}/import", "/api/public/bot/import"
STATUS, PUBLISH = r"/api/public/bot/import/status/bir-[0-9a-f-]+", f"{BOT}/publish"
# In the order in which a deployment comes to them; `True` where the host has heard the request.
EVERY_STEP = [
    Hold("POST", f"{BOT}/export", is_heard=False),
    Hold("POST", f"{BOT}/export", is_heard=True),
    Hold("GET", r"/api/getMediaStream/market/.*", is_heard=True),
    Hold("POST", UPLOAD, is_heard=False),
    Hold("POST", UPLOAD, is_heard=True),
    Hold("POST", IMPORT, is_heard=True),
    Hold("GET", STATUS, is_heard=True),
    Hold("GET", f"{PUBLISH}/status", is_heard=False),
    Hold("POST", PUBLISH, is_heard=False),
    Hold("POST", PUBLISH, is_heard=True),
    Hold("GET", f"{BOT}/changelogs", is_heard=False),
]
# What must not be lost and must not be done twice.
WRITES = [step for step in EVERY_STEP if step.is_heard and step.path in (IMPORT, PUBLISH)]


@pytest.fixture
def scene(database_url: str, tmp_path: Path) -> Iterator[Scene]:
    with running_process(tmp_path / "data", database_url, tmp_path / "log") as process:
        yield make_scene(f"http://127.0.0.1:{process.port}", EMAIL, PASSWORD, tmp_path / "work")


@pytest.fixture
def way(scene: Scene) -> Iterator[Proxy]:
    with proxy(scene.url) as running:
        yield running


def fresh(step: Hold) -> Hold:
    return Hold(step.method, step.path, step.is_heard)


def killed_at(scene: Scene, way: Proxy, step: Hold, *arguments: str) -> None:
    """Run a command until a request of it is stopped, and kill it there."""
    way.hold = fresh(step)
    process = scene.start(*arguments, url=way.url)
    is_held = way.hold.held.wait(30)
    kill(process)
    assert is_held, f"it never came to {step}"
    way.hold = None


def steps_of(database_url: str) -> list[Hold]:
    """All of them on SQLite; on PostgreSQL those alone that the database has a part in."""
    return EVERY_STEP if database_url.startswith("sqlite") else WRITES


def test_killed_at_every_step_it_ends_as_if_it_never_was(
    scene: Scene, way: Proxy, database_url: str, tmp_path: Path
) -> None:
    bot_id = scene.new_bot(archive_file(tmp_path / "old.zip", host="old"))
    new, state = archive_file(tmp_path / "new.zip", host="new", port="1"), scene.folder / "state.json"
    command = ("bot", "deploy", "--from", str(new), "--bot", bot_id, "--version-comment", "v2", "--state", str(state))
    for step in steps_of(database_url):
        killed_at(scene, way, step, *command)
        assert stat.S_IMODE(state.stat().st_mode) == 0o600
        text = state.read_text()
        assert scene.client_secret not in text
        assert "?key=" not in text
    document = scene.document(*command, url=way.url)
    assert document["state"] == "done"
    assert document["runs"] == len(steps_of(database_url)) + 1
    # One import made the bot, one came with the deployment.
    assert scene.imports(bot_id) == 2
    assert way.count("POST", IMPORT) == 1
    assert scene.versions(bot_id) == ["v2"]
    assert way.count("POST", PUBLISH) == 1
    assert scene.variables(bot_id) == {"host": "new", "port": "1"}
    # The same deployment without an interruption gives the same bot.
    other = scene.new_bot(archive_file(tmp_path / "again.zip", host="old"))
    scene.run("bot", "deploy", "--from", str(new), "--bot", other)
    assert compare(scene.exported(bot_id), scene.exported(other)).changes == ()
    # What was kept is the bot as it was before the first run.
    shown, _ = scene.run("bot", "rollback", "--state", str(state), url=way.url)
    assert shown.startswith("Rolled back: Target → ")
    assert scene.variables(bot_id) == {"host": "old"}
    assert (scene.imports(bot_id), len(scene.versions(bot_id))) == (3, 2)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_import_that_never_arrived_is_sent_again_only_when_somebody_says_so(
    scene: Scene, way: Proxy, tmp_path: Path
) -> None:
    bot_id = scene.new_bot(archive_file(tmp_path / "old.zip", host="old"))
    new, state = archive_file(tmp_path / "new.zip", host="new"), scene.folder / "state.json"
    command = ("bot", "deploy", "--from", str(new), "--bot", bot_id, "--state", str(state), "--timeout", "2")
    killed_at(scene, way, Hold("POST", IMPORT, is_heard=False), *command)
    document = scene.document(*command, url=way.url, code=1)
    assert document["state"] == "unknown"
    assert document["error"]["unknown"] == "import"
    assert "the host shows no sign of it" in document["error"]["what"]
    assert "--resend" in document["error"]["help"]
    assert way.count("POST", IMPORT) == 0
    assert scene.document(*command, "--resend", url=way.url)["state"] == "done"
    assert (way.count("POST", IMPORT), scene.imports(bot_id)) == (1, 2)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_new_bot_is_found_by_its_name_and_made_once(scene: Scene, way: Proxy, tmp_path: Path) -> None:
    archive, state = archive_file(tmp_path / "new.zip", host="new"), scene.folder / "state.json"
    # A namesake from before is no sign of ours.
    scene.new_bot(archive, "Shop")
    command = ("bot", "deploy", "--from", str(archive), "--new", "Shop", "--state", str(state), "--timeout", "5")
    killed_at(scene, way, Hold("POST", NEW, is_heard=True), *command)
    document = scene.document(*command, url=way.url)
    assert document["state"] == "done"
    assert "its answer was lost" in next(step["detail"] for step in document["steps"] if step["name"] == "import")
    assert [name for _, name in scene.bots()] == ["Shop", "Shop"]
    assert scene.versions(document["botId"]) == [f"korekit: TestBot1 {document['archive'][:12]}"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_where_several_imports_came_meanwhile_somebody_must_say_which(scene: Scene, way: Proxy, tmp_path: Path) -> None:
    bot_id = scene.new_bot(archive_file(tmp_path / "old.zip", host="old"))
    new, state = archive_file(tmp_path / "new.zip", host="new"), scene.folder / "state.json"
    command = ("bot", "deploy", "--from", str(new), "--bot", bot_id, "--state", str(state), "--timeout", "5")
    killed_at(scene, way, Hold("POST", IMPORT, is_heard=True), *command)
    own = scene.document("bot", "import", str(new), "--into", bot_id)["_id"]
    document = scene.document(*command, "--resend", url=way.url, code=1)
    assert document["state"] == "unknown"
    assert own in document["error"]["requestIds"]
    assert len(document["error"]["requestIds"]) == 2
    ours = next(one for one in document["error"]["requestIds"] if one != own)
    assert scene.document(*command, "--request", ours, url=way.url)["state"] == "done"
    assert state_of(state)["import"]["requestId"] == ours
    assert scene.imports(bot_id) == 3


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_somebody_changed_meanwhile_is_in_the_rollback_archive(scene: Scene, way: Proxy, tmp_path: Path) -> None:
    bot_id = scene.new_bot(archive_file(tmp_path / "old.zip", host="old"))
    new, state = archive_file(tmp_path / "new.zip", host="new"), scene.folder / "state.json"
    command = ("bot", "deploy", "--from", str(new), "--bot", bot_id, "--no-publish", "--state", str(state))
    killed_at(scene, way, Hold("POST", UPLOAD, is_heard=True), *command)
    scene.run("bot", "import", str(archive_file(tmp_path / "between.zip", host="between")), "--into", bot_id)
    shown, talk = scene.run(*command, url=way.url)
    assert "The bot was changed since it was kept; it is kept anew." in talk
    assert "· publish  not asked for" in shown
    scene.run("bot", "rollback", "--state", str(state), url=way.url)
    assert scene.variables(bot_id) == {"host": "between"}
    assert scene.versions(bot_id) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_rollback_goes_on_too(scene: Scene, way: Proxy, tmp_path: Path) -> None:
    bot_id = scene.new_bot(archive_file(tmp_path / "old.zip", host="old"))
    new, state = archive_file(tmp_path / "new.zip", host="new"), scene.folder / "state.json"
    scene.run("bot", "deploy", "--from", str(new), "--bot", bot_id, "--state", str(state), url=way.url)
    command = ("bot", "rollback", "--state", str(state))
    for step in WRITES:
        killed_at(scene, way, step, *command)
    assert scene.document(*command, url=way.url)["state"] == "done"
    assert scene.document(*command, url=way.url)["state"] == "already"
    assert scene.variables(bot_id) == {"host": "old"}
    assert (scene.imports(bot_id), len(scene.versions(bot_id))) == (3, 2)
