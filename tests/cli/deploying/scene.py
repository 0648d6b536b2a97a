"""A bot on a platform, an app that may deploy to it, and what happened there, asked of the platform itself."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from korekit.archive import Archive, read_zip
from korekit.catalog.operations import AllOperations
from korekit.client.sync import Client
from korekit.ids import BotId, ClientId, UserId
from tests.bots import small
from tests.cli.machine import RunningPlatform, cleared
from tests.crash.processes import EMAIL, PASSWORD, running_process

__all__ = ["SCOPES", "Scene", "archive_file", "kill", "make_scene", "state_of", "unlimited_platform"]

SCOPES = (
    "bot_definition:bot_import",
    "bot_definition:bot_export",
    "bot_publish:publish_request",
    "bot_publish:publish_status",
    "logs:change_logs",
    "role_management:role_management",
)


def archive_file(path: Path, **variables: str) -> Path:
    """A zip of the small bot with these environment variables."""
    members = dict(small())
    settings = json.loads(members["config.json"])
    settings["envVariables"] = [{"key": key, "value": value} for key, value in variables.items()]
    members["config.json"] = json.dumps(settings).encode()
    with zipfile.ZipFile(path, "w") as file:
        for name, data in members.items():
            file.writestr(name, data)
    return path


@dataclass(frozen=True)
class Scene:
    """An account on a platform with an app that may deploy."""

    url: str
    email: str
    password: str
    client_id: str
    client_secret: str
    folder: Path

    def client(self) -> Client:
        return Client(self.url, client_id=self.client_id, client_secret=self.client_secret)

    def owner(self) -> Client:
        return Client(self.url, email=self.email, password=self.password)

    def environment(self, url: str = "") -> dict[str, str]:
        """What a job finds in its environment."""
        return cleared() | {
            "KOREKIT_HOST": url or self.url,
            "KOREKIT_CLIENT_ID": self.client_id,
            "KOREKIT_CLIENT_SECRET": self.client_secret,
            "KOREKIT_CONFIG_DIR": str(self.folder / "config"),
        }

    def start(self, *arguments: str, url: str = "") -> subprocess.Popen[str]:
        """A command in a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "korekit", *arguments],
            env=self.environment(url),
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, url: str = "", code: int = 0) -> tuple[str, str]:
        """A command in a process of its own, to its end; what it printed on standard output and error."""
        process = self.start(*arguments, url=url)
        shown, talk = process.communicate(timeout=60)
        assert process.returncode == code, f"exit {process.returncode}\n{shown}\n{talk}"
        assert self.client_secret not in shown + talk
        return shown, talk

    def document(self, *arguments: str, url: str = "", code: int = 0) -> Any:
        """The same with `--json`."""
        return json.loads(self.run(*arguments, "--json", url=url, code=code)[0])

    def new_bot(self, archive: Path, name: str = "Target") -> str:
        """The archive imported as a bot that was never published."""
        shown, _ = self.run("bot", "import", str(archive), "--name", name)
        return shown.strip()

    def logs(self, bot_id: str) -> list[tuple[str, str]]:
        """The resource type and message of each entry of a change log, oldest first."""
        with self.client() as client:
            entries = list(client.iterate(AllOperations.get_change_logs, BotId(bot_id)))
        return [(entry.resource_type, entry.message) for entry in reversed(entries)]

    def imports(self, bot_id: str) -> int:
        """How many imports were done into a bot."""
        return sum(kind == "Import" for kind, _ in self.logs(bot_id))

    def versions(self, bot_id: str) -> list[str]:
        """The comments of all published versions, oldest first."""
        with self.owner() as owner:
            found = list(owner.iterate(AllOperations.list_bot_versions, BotId(bot_id)))
        return [version.comment or "" for version in reversed(found)]

    def variables(self, bot_id: str) -> dict[str, str]:
        """The environment variables of a bot as its export has them."""
        settings = json.loads(self.exported(bot_id).config)
        return {one["key"]: one["value"] for one in settings["envVariables"]}

    def exported(self, bot_id: str) -> Archive:
        """The bot as it is."""
        with self.client() as client, tempfile.TemporaryDirectory() as folder:
            started = client.answer(AllOperations.bot_export, BotId(bot_id), "latest")
            return read_zip(client.save(AllOperations.bot_export, started, Path(folder) / "export.zip"))

    def bots(self) -> list[tuple[str, str]]:
        """Id and name of each bot."""
        with self.client() as client:
            return [(bot.id, bot.name) for bot in client.iterate(AllOperations.get_bots)]


@contextmanager
def unlimited_platform(folder: Path) -> Iterator[RunningPlatform]:
    """A platform without rate limits, with its owner."""
    with running_process(folder / "data", "sqlite", folder / "log") as process:
        yield RunningPlatform(f"http://127.0.0.1:{process.port}", EMAIL, PASSWORD)


def make_scene(url: str, email: str, password: str, folder: Path, scopes: tuple[str, ...] = SCOPES) -> Scene:
    """An app of the owner's account that holds these scopes."""
    folder.mkdir(parents=True, exist_ok=True)
    with Client(url, email=email, password=password) as owner:
        session = owner.start_session()
        user_id = UserId(session.user_id)
        app = owner.create_admin_app(session.org_id, user_id, "deploy")
        owner.save_admin_app(session.org_id, user_id, ClientId(app.client_id), scope=[{"scopes": list(scopes)}])
    return Scene(url, email, password, app.client_id, app.client_secret, folder)


def kill(process: subprocess.Popen[str]) -> None:
    """End a process as a power cut would."""
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()


def state_of(path: Path) -> Mapping[str, Any]:
    """A journal."""
    found: Mapping[str, Any] = json.loads(path.read_bytes())
    return found
