from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.console.browsing import open_browser
from tests.console.served import Served, served
from tests.console.visiting import with_console
from tests.platform import API


@pytest.fixture
def console(sqlite_api: API) -> API:
    """The platform with the console in front of it, called in this process."""
    return with_console(sqlite_api)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One browser for all tests of a worker. A test that takes it is marked with `loop_scope="session"`."""
    async with open_browser() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def place(tmp_path: Path) -> AsyncIterator[Served]:
    """A platform with its console that the browser can reach."""
    async with served(tmp_path / "data") as running:
        yield running
