"""What every test can ask for; the fixtures themselves live beside their subject."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from korekit.storage.opening import migrate
from tests.clock import ManualClock
from tests.platform import API, running_api

pytest_plugins = ["tests.postgres"]


@pytest.fixture(scope="session")
def postgres_template() -> Callable[[str], None]:
    """Databases of tests are copies of one that was migrated once."""
    return migrate


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
async def api(database_url: str, tmp_path: Path, clock: ManualClock) -> AsyncIterator[API]:
    """The platform on each of the two databases."""
    async with running_api(database_url, tmp_path / "data", clock=clock) as running:
        yield running


@pytest.fixture
async def sqlite_api(tmp_path: Path, clock: ManualClock) -> AsyncIterator[API]:
    """The platform on SQLite alone, for what no database has a part in."""
    async with running_api("sqlite", tmp_path / "data", clock=clock) as running:
        yield running
