"""Real git repositories, made by the program git."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Repo", "make_repo"]

_IDENTITY = {
    "GIT_AUTHOR_NAME": "Ann",
    "GIT_AUTHOR_EMAIL": "ann@example.com",
    "GIT_COMMITTER_NAME": "Ann",
    "GIT_COMMITTER_EMAIL": "ann@example.com",
    "GIT_AUTHOR_DATE": "2024-04-29T11:00:00Z",
    "GIT_COMMITTER_DATE": "2024-04-29T11:00:00Z",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


@dataclass(frozen=True)
class Repo:
    """A repository in a folder."""

    folder: Path

    def git(self, *arguments: str) -> str:
        """Run git in it."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | _IDENTITY
        ran = subprocess.run(
            ["git", *arguments], cwd=self.folder, env=environment, check=True, capture_output=True, text=True
        )
        return ran.stdout.strip()

    def write(self, files: dict[str, str | bytes]) -> None:
        """Write files, without committing them."""
        for name, content in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())

    def commit(self, files: dict[str, str | bytes], message: str = "change") -> str:
        """Commit files; answers the commit's id."""
        self.write(files)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")


def make_repo(folder: Path) -> Repo:
    """An empty repository."""
    folder.mkdir(parents=True, exist_ok=True)
    repo = Repo(folder)
    repo.git("init", "-q", "-b", "main")
    return repo
