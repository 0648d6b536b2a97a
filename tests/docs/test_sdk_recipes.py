"""The recipes of docs/sdk.md, run in their order against a real platform, as a reader would who pastes them."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from korekit.client.sync import Client
from korekit.ids import ClientId, UserId
from tests.cli.machine import RunningPlatform, cleared, running_platform, sample_bot
from tests.meta.source import ROOT

RECIPES = re.findall(r"^```python\n(.*?)^```$", (ROOT / "docs" / "sdk.md").read_text("utf-8"), re.DOTALL | re.MULTILINE)
SCOPES = [
    "bot_definition:bot_import",
    "bot_definition:bot_export",
    "bot_publish:publish_request",
    "bot_publish:publish_status",
    "logs:change_logs",
    "role_management:role_management",
]


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPlatform]:
    with running_platform(tmp_path_factory.mktemp("platform")) as running:
        yield running


def reader_environment(platform: RunningPlatform, folder: Path) -> dict[str, str]:
    """What the recipes find in the environment: a host, an app, an export."""
    with Client(platform.url, email=platform.email, password=platform.password) as owner:
        session = owner.start_session()
        user_id = UserId(session.user_id)
        app = owner.create_admin_app(session.org_id, user_id, "sdk")
        owner.save_admin_app(session.org_id, user_id, ClientId(app.client_id), scope=[{"scopes": SCOPES}])
    return cleared() | {
        "KOREKIT_HOST": platform.url,
        "KOREKIT_CLIENT_ID": app.client_id,
        "KOREKIT_CLIENT_SECRET": app.client_secret,
        "KOREKIT_EXPORT": str(sample_bot(folder / "export")),
    }


def test_every_recipe_runs(platform: RunningPlatform, tmp_path: Path) -> None:
    assert len(RECIPES) >= 12
    program = tmp_path / "recipes.py"
    program.write_text("\n".join(RECIPES), "utf-8")
    environment = reader_environment(platform, tmp_path)
    ran = subprocess.run(
        [sys.executable, "-W", "error", str(program)],
        cwd=tmp_path,
        env={**environment, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert "successful" in ran.stdout
    assert "signature" in ran.stdout
    assert "get-bots needs a scope of admin" in ran.stdout
    assert (tmp_path / "bot.zip").read_bytes()[:2] == b"PK"
    assert environment["KOREKIT_CLIENT_SECRET"] not in ran.stdout + ran.stderr
