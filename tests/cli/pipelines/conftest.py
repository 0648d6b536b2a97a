from collections.abc import Iterator

import pytest

from tests.cli.deploying.scene import unlimited_platform
from tests.cli.machine import RunningPlatform


@pytest.fixture(scope="session")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPlatform]:
    """One platform for all tests of a worker, without limits: deployments of one account come thick and fast here."""
    with unlimited_platform(tmp_path_factory.mktemp("platform")) as platform:
        yield platform
