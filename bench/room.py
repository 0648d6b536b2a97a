"""Where benchmarks work: a folder that is deleted, a PostgreSQL of their own, the peers' programs."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Literal

from tests.postgres import PostgresCluster, start_cluster

__all__ = ["DIALECTS", "ROOT", "Dialect", "Room", "room"]

Dialect = Literal["SQLite", "PostgreSQL"]
DIALECTS: Final[tuple[Dialect, ...]] = ("SQLite", "PostgreSQL")
ROOT: Final = Path(__file__).parents[1]


class Room:
    """What every benchmark gets."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._cluster: PostgresCluster | None = None
        self._number = 0

    def new_folder(self, name: str) -> Path:
        """An empty folder."""
        self._number += 1
        path = self._folder / f"{self._number}-{name}"
        path.mkdir()
        return path

    def new_database(self, dialect: Dialect, data: Path) -> str:
        """The URL of an empty database; on SQLite the file that the platform uses by default."""
        if dialect == "SQLite":
            return f"sqlite:///{data / 'korekit.db'}"
        if self._cluster is None:
            # Commits reach the disk, as they would where anybody cares.
            self._cluster = start_cluster(is_durable=True)
        return self._cluster.url(self._cluster.create())

    @property
    def log(self) -> Path:
        """Where programs write their errors."""
        return self._folder / "errors.log"

    def program(self, name: str) -> Path:
        """A program of the environment that this benchmark runs in."""
        return Path(sys.executable).with_name(name)

    @property
    def peer_program(self) -> Path:
        """The folder of the programs that the peers' environment holds."""
        found = ROOT / ".venv-bench" / "bin"
        if not (found / "python").exists():
            raise RuntimeError("the peers are not installed: run ./dev bench, which does it")
        return found

    @property
    def node(self) -> tuple[Path, Path] | None:
        """Node and the folder of the installed packages, if both are there."""
        program, packages = shutil.which("node"), ROOT / "bench" / ".node" / "node_modules"
        return (Path(program), packages) if program and (packages / "fastify").is_dir() else None

    def close(self) -> None:
        """Stop the database."""
        if self._cluster is not None:
            self._cluster.stop()


@contextmanager
def room() -> Iterator[Room]:
    """A room for the length of a block."""
    with tempfile.TemporaryDirectory(prefix="korekit-bench-") as folder:
        made = Room(Path(folder))
        try:
            yield made
        except BaseException:
            if made.log.exists():
                print(made.log.read_text(errors="replace")[-4000:], file=sys.stderr)
            raise
        finally:
            made.close()
