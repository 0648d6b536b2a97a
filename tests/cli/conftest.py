from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.machine import CLI, RunningPlatform, running_platform


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CLI:
    """The command line of somebody who has never used it."""
    return CLI(tmp_path, monkeypatch)


@pytest.fixture(scope="session")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPlatform]:
    """One platform for all tests of a worker; each test makes its own apps and bots."""
    with running_platform(tmp_path_factory.mktemp("platform")) as platform:
        yield platform
