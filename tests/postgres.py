"""Fixtures for real databases: a PostgreSQL cluster of the tests' own, and SQLite in a file.

One cluster a test process is started at its first use and gone at the end, however the tests end. Each test
gets a database of its own. Under xdist every worker is such a process, so workers share nothing.
"""

import itertools
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

__all__ = [
    "PostgresCluster",
    "database_url",
    "postgres_cluster",
    "postgres_template",
    "postgres_url",
    "start_cluster",
]

Migrate = Callable[[str], None]

_KEEPER = Path(__file__).with_name("postgres_keeper.py")
_TEMPLATE = "migrated"
_STOP_TIMEOUT_S = 30.0


@dataclass
class PostgresCluster:
    """A running server on a loopback port; everybody on this machine may connect to it as `postgres`."""

    port: int
    bin_dir: Path
    keeper: subprocess.Popen[str]
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def url(self, database: str) -> str:
        """Return `postgresql://…` of a database, whether it exists or not."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def create(self, *, template: str = "template0") -> str:
        """Make a database as a copy of `template`; return its name."""
        name = f"test_{next(self._numbers)}"
        self.psql(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, name: str) -> None:
        """Delete a database; connections still open are cut."""
        self.psql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def psql(self, statement: str, *, database: str = "postgres") -> str:
        """Run a statement through psql, which disturbs no event loop of the tests; return its bare output."""
        done = subprocess.run(
            [
                self.bin_dir / "psql",
                "-XAtq",
                "-v",
                "ON_ERROR_STOP=1",
                "-d",
                self.url(database),
                "-c",
                statement,
            ],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        if done.returncode != 0:
            raise RuntimeError(f"psql: {done.stderr.strip()}")
        return done.stdout.strip()

    def stop(self) -> None:
        """End the server and delete its data."""
        assert self.keeper.stdin is not None
        assert self.keeper.stdout is not None
        self.keeper.stdin.close()
        self.keeper.wait(timeout=_STOP_TIMEOUT_S)
        self.keeper.stdout.close()


def start_cluster(*, is_durable: bool = False) -> PostgresCluster:
    """Start a new cluster.

    Args:
        is_durable: whether commits reach the disk. Without it a killed client of ours loses nothing either;
            only a crash of the machine would.
    """
    bin_dir = _find_programs()
    keeper = subprocess.Popen(
        [sys.executable, "-I", str(_KEEPER), str(bin_dir), "on" if is_durable else "off"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert keeper.stdout is not None
    state, _, rest = keeper.stdout.readline().strip().partition(" ")
    if state != "ready":
        keeper.communicate()
        raise RuntimeError(f"no PostgreSQL for the tests: {rest or 'its keeper ended'}")
    return PostgresCluster(port=int(rest), bin_dir=bin_dir, keeper=keeper)


def _find_programs() -> Path:
    """Return the folder of the newest installed initdb and postgres."""
    versions = Path("/usr/lib/postgresql").glob("*/bin")
    newest_first = sorted(versions, key=lambda folder: float(folder.parent.name), reverse=True)
    in_path = [Path(found).resolve().parent for found in [shutil.which("initdb")] if found]
    for folder in [*newest_first, *in_path]:
        if all(os.access(folder / name, os.X_OK) for name in ("initdb", "postgres", "psql")):
            return folder
    raise RuntimeError("PostgreSQL's initdb, postgres and psql are not installed; `./dev test` tells how")


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[PostgresCluster]:
    """Give the cluster that this process's tests share."""
    cluster = start_cluster()
    yield cluster
    cluster.stop()


@pytest.fixture(scope="session")
def postgres_template() -> Migrate | None:
    """Give what migrates a database, called once a session with the URL of the template that tests copy.

    Overridden where there are migrations; without it, `database_url` gives empty databases.
    """
    return None


@pytest.fixture(scope="session")
def _postgres_template_name(postgres_cluster: PostgresCluster, postgres_template: Migrate | None) -> str:
    if postgres_template is None:
        return "template0"
    postgres_cluster.psql(f"CREATE DATABASE {_TEMPLATE} TEMPLATE template0")
    postgres_template(postgres_cluster.url(_TEMPLATE))
    return _TEMPLATE


@pytest.fixture
def postgres_url(postgres_cluster: PostgresCluster) -> Iterator[str]:
    """Give the URL of an empty PostgreSQL database of this test's own."""
    name = postgres_cluster.create()
    yield postgres_cluster.url(name)
    postgres_cluster.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the URL of a database of this test's own, once on each dialect.

    On SQLite the file does not exist yet. On PostgreSQL the database is already migrated where
    `postgres_template` is given, which spares each test the migrations; migrating again finds nothing to do.
    """
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/korekit.db"
        return
    # Asked for by name, so that tests on SQLite start no server.
    cluster: PostgresCluster = request.getfixturevalue("postgres_cluster")
    name = cluster.create(template=request.getfixturevalue("_postgres_template_name"))
    yield cluster.url(name)
    cluster.drop(name)
