"""`korekit up` starts with the master key that its database was sealed with, and refuses in two lines otherwise."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.crash.processes import running_process


def refused(data: Path) -> subprocess.CompletedProcess[str]:
    """What a start says that must not succeed."""
    command = [sys.executable, "-m", "korekit", "up", "--port", "0", "--data", str(data)]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("ab" * 32, "is not the one that the secrets in the database are sealed with."),
        (None, "has none."),
        ("", "holds no key"),
    ],
    ids=["another", "none", "empty"],
)
def test_it_does_not_start_with_another_key_or_without_one(tmp_path: Path, key: str | None, told: str) -> None:
    data = tmp_path / "data"
    with running_process(data, "sqlite", tmp_path / "log") as process:
        process.terminate()
    path = data / "master.key"
    own = path.read_text()
    path.unlink()
    if key is not None:
        path.write_text(key)
    done = refused(data)
    assert done.returncode == 1
    assert done.stdout == ""
    error, helps = done.stderr.strip().splitlines()
    assert told in error
    assert helps.startswith("help:")
    assert path.exists() == (key is not None)
    assert key is None or path.read_text() == key
    path.write_text(own)
    with running_process(data, "sqlite", tmp_path / "log") as process:
        assert process.request("GET", "/healthz") == (200, {"status": "ok"})
