"""The commands of docs/pipelines.md, run in their order by a shell against a real platform."""

import base64
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from korekit.tokens.mint import mint
from tests.cli.deploying.scene import Scene, archive_file, make_scene
from tests.cli.machine import RunningPlatform, running_platform
from tests.meta.source import ROOT

PAGE = (ROOT / "docs" / "pipelines.md").read_text("utf-8")
BLOCKS = re.findall(r"^```bash ?(\w*)\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
(OLD_SCRIPT,) = (text for kind, text in BLOCKS if kind == "script")
PATH = f"{Path(sys.executable).parent}:{os.environ['PATH']}"


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPlatform]:
    with running_platform(tmp_path_factory.mktemp("platform")) as running:
        yield running


@pytest.fixture
def scene(platform: RunningPlatform, tmp_path: Path) -> Scene:
    return make_scene(platform.url, platform.email, platform.password, tmp_path / "work")


def shell(scene: Scene, script: str, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in scene.environment().items() if not name.startswith("KOREKIT_CLIENT")}
    return subprocess.run(
        ["bash", "-c", script],
        cwd=scene.folder,
        env=environment | {"PATH": PATH, "KOREKIT_PASSWORD": scene.password, "EMAIL": scene.email, **more},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
    )


def endless_token() -> str:
    """A token without an end, of an app that there is not."""
    header, claims = {"alg": "HS256", "typ": "JWT"}, {"appId": f"cs-{'0' * 8}-0000-5000-8000-{'0' * 12}", "sub": "jane"}
    parts = [*(json.dumps(part).encode() for part in (header, claims)), b"s" * 32]
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


def test_the_old_script_is_what_it_is_said_to_be(scene: Scene, tmp_path: Path) -> None:
    archive = archive_file(tmp_path / "old.zip", host="old")
    bot_id = scene.new_bot(archive)
    scene.run("bot", "unpack", str(archive), "x")
    subprocess.run([sys.executable, "-m", "zipfile", "-e", str(archive), str(scene.folder)], check=True)
    script = re.sub('HOST=".*"', f'HOST="{scene.url}"', OLD_SCRIPT)
    script = re.sub('BOT=".*"', f'BOT="{bot_id}"', script).replace("sleep 60", "sleep 2")
    # With a wrong token everything is refused, and it says the same.
    refused = shell(scene, script)
    assert refused.returncode == 0
    assert "Invalid" in refused.stdout
    assert refused.stdout.endswith("Deployed.\n")
    assert scene.versions(bot_id) == []
    worked = shell(scene, re.sub('TOKEN=".*"', f'TOKEN="{mint(scene.client_id, scene.client_secret)}"', script))
    assert worked.stdout.endswith("Deployed.\n")
    assert scene.versions(bot_id) == ["release"]


def test_every_command_of_the_page_runs(scene: Scene, tmp_path: Path) -> None:
    bot_id = scene.new_bot(archive_file(tmp_path / "old.zip", host="https://old.example.com"))
    (scene.folder / "deploy.sh").write_text(re.sub('TOKEN=".*"', f'TOKEN="{endless_token()}"', OLD_SCRIPT))
    shown = []
    for kind, text in BLOCKS:
        if kind == "script":
            continue
        if kind == "change":
            variable = scene.folder / "bot" / "variables" / "env" / "host.json"
            variable.write_text(json.dumps(json.loads(variable.read_text()) | {"value": "https://new.example.com"}))
        ran = shell(scene, f"set -euo pipefail\n{text}", HOST=scene.url, BOT=bot_id)
        assert ran.returncode == 0, f"{text}\n{ran.stdout}"
        shown.append(f"$ {text}{ran.stdout}")
    told = "\n".join(shown)
    print(told)
    assert "deploy.sh:3:" in told
    assert "~ host: https://old.example.com → https://new.example.com" in told
    assert scene.imports(bot_id) == 3
    assert scene.versions(bot_id)[0] == "release 12"
    assert len(scene.versions(bot_id)) == 2
    assert scene.variables(bot_id) == {"host": "https://old.example.com"}
    assert (scene.folder / ".github" / "workflows" / "bot.yml").is_file()
