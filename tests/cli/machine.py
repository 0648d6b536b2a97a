"""A user's machine: a real platform in a process of its own, and the command line with a configuration of its own."""

import json
import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import korekit.samples
from korekit.cli.root import root

__all__ = ["CLI", "PASSWORD", "RunningPlatform", "cleared", "running_platform", "sample_bot"]

SAMPLE = Path(korekit.samples.__file__).parent / "sample-bot.zip"

EMAIL, PASSWORD = "ann@example.com", "correct horse battery"


def sample_bot(folder: Path) -> Path:
    """The product's own sample, unpacked into a folder."""
    with zipfile.ZipFile(SAMPLE) as archive:
        archive.extractall(folder)
    return folder


def cleared() -> dict[str, str]:
    """The environment without anything that names a host, an app or a user."""
    return {name: value for name, value in os.environ.items() if not name.startswith("KOREKIT_")}


@dataclass(frozen=True)
class RunningPlatform:
    """A platform that answers, with its owner."""

    url: str
    email: str
    password: str


@contextmanager
def running_platform(data: Path) -> Iterator[RunningPlatform]:
    """Start `korekit up`, and end it as an operator would."""
    environment = cleared() | {"KOREKIT_OWNER_EMAIL": EMAIL, "KOREKIT_OWNER_PASSWORD": PASSWORD}
    arguments = [sys.executable, "-m", "korekit", "up", "--port", "0", "--data", str(data), "--json"]
    process = subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert line, "the platform did not start"
        yield RunningPlatform(json.loads(line)["url"], EMAIL, PASSWORD)
    finally:
        process.terminate()
        process.stdout.close()
        # It may end by the signal itself, once everything is tidied up.
        assert process.wait(20) in (0, -signal.SIGTERM)


class CLI:
    """Runs commands in this process, with a configuration folder of its own."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self._monkeypatch = monkeypatch
        for name in os.environ:
            if name.startswith("KOREKIT_"):
                monkeypatch.delenv(name)
        monkeypatch.delenv("NO_COLOR", raising=False)
        monkeypatch.setenv("KOREKIT_CONFIG_DIR", str(folder / "config"))

    def run(
        self, *arguments: str, given: str | bytes | None = None, env: Mapping[str, str] | None = None, code: int = 0
    ) -> Result:
        """Run a command and check its exit code."""
        result = CliRunner().invoke(root, list(arguments), input=given, env=env, prog_name="korekit")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == code, f"exit {result.exit_code}\n{result.stdout}\n{result.stderr}"
        return result

    def json(self, *arguments: str, env: Mapping[str, str] | None = None, code: int = 0) -> Any:
        """Run a command with `--json` and return its data."""
        return json.loads(self.run(*arguments, "--json", env=env, code=code).stdout)

    def secret_file(self, name: str = "secret", text: str = "hush\n", mode: int = 0o600) -> str:
        """A file with a secret in it."""
        path = self.folder / name
        path.write_text(text)
        path.chmod(mode)
        return str(path)

    def use(self, platform: RunningPlatform) -> None:
        """Remember a platform with its owner; the secret of an app will go into a file."""
        place = ("--secret-file", str(self.folder / "secret"))
        self.run("profile", "add", "local", "--host", platform.url, "--email", platform.email, *place)
        self._monkeypatch.setenv("KOREKIT_PASSWORD", platform.password)

    def client_id(self) -> str:
        """The app of the profile in use."""
        current = next(row for row in self.json("profile", "list") if row["isCurrent"])
        found: str = current["clientId"]
        return found

    def bot(self) -> str:
        """A new, empty bot of the account."""
        made: str = json.loads(self.run("call", "create-bot", "--name", "Empty").stdout)["_id"]
        return made
