"""What some calls need is imported by the first of them: a start pays for it in time, and ever after in memory."""

import subprocess
import sys
from pathlib import Path

import pytest

_START = """
import asyncio, sys
from pathlib import Path
from korekit.console.mounting import mount
from korekit.server.platform import Settings, open_platform
from korekit.server.serving import serve
from korekit.server.tables import prepare_tables
from korekit.storage.migrating import migrate_apart

async def start():
    settings = Settings(data=Path.cwd())
    await prepare_tables(settings.url)
    await migrate_apart(settings.url)
    platform, asgi = await open_platform(settings)
    mount(platform, asgi)
    await platform.start()
    print(*sorted(sys.modules))
    await platform.stop()

asyncio.run(start())
"""


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    """Every module that a started platform has imported."""
    folder: Path = tmp_path_factory.mktemp("start")
    done = subprocess.run([sys.executable, "-P", "-c", _START], capture_output=True, text=True, cwd=folder, check=True)
    return frozenset(done.stdout.split())


def test_handlers_are_there_from_the_start(imported: frozenset[str]) -> None:
    assert {"korekit.features.bot_views.before_changes", "korekit.features.imports.import_job"} <= imported


@pytest.mark.parametrize(
    "module",
    [
        "alembic",
        "argon2",
        "asyncpg",
        "jinja2",
        "joserfc",
        "korekit.archive.comparing",
        "korekit.archive.folders",
        "korekit.archive.merging",
        "korekit.archive.telling",
        "korekit.console.front",
        "korekit.flaws",
    ],
)
def test_a_start_leaves_out_what_only_some_calls_need(module: str, imported: frozenset[str]) -> None:
    assert not sorted(name for name in imported if name == module or name.startswith(f"{module}."))
