"""The files of a pipeline, written into a repository."""

from pathlib import Path
from typing import Final

import click

from korekit._version import __version__
from korekit.cli.terminal.ending import Failure
from korekit.cli.terminal.given import Given
from korekit.cli.terminal.output import print_json, say

__all__ = ["write_files"]

_TEMPLATES: Final = Path(__file__).parent / "templates"
_SCRIPT: Final = ("bot.sh", "ci/bot.sh")
_FILES: Final = {
    "github": ("github.yml", ".github/workflows/bot.yml"),
    "gitlab": ("gitlab.yml", ".gitlab-ci.yml"),
    "jenkins": ("Jenkinsfile", "Jenkinsfile"),
    "azure": ("azure.yml", "azure-pipelines.yml"),
}
_IGNORED: Final = "/out/"


def write_files(given: Given, product: str, folder: Path, *, is_forced: bool) -> None:
    """Write the files for a product, all or none, and print their names.

    Raises:
        Failure: one is there already.
    """
    wanted = {folder / target: _text(template) for template, target in (_FILES[product], _SCRIPT)}
    there = [path for path, text in wanted.items() if path.exists() and path.read_bytes() != text.encode()]
    if there and not is_forced:
        raise Failure(f"{there[0]} is there already.", "Move it away, or say --force.")
    for path, text in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        if path.suffix == ".sh":
            path.chmod(path.stat().st_mode | 0o111)
    _ignore(folder / ".gitignore")
    if given.is_json:
        print_json({"files": [str(path) for path in wanted], "version": __version__})
        return
    for path in wanted:
        click.echo(str(path))
    say("Next: the first lines of the first file say what to set. The bot of this repository lies in bot/:")
    say("  korekit bot unpack EXPORT.zip bot")
    say("Commit both; on Windows, mark the script as a program: git add --chmod=+x ci/bot.sh")


def _text(template: str) -> str:
    return (_TEMPLATES / template).read_text("utf-8").replace("@VERSION@", __version__)


def _ignore(path: Path) -> None:
    """Keep what a deployment writes out of git."""
    text = path.read_text("utf-8") if path.exists() else ""
    if _IGNORED not in text.splitlines():
        start = text if not text or text.endswith("\n") else f"{text}\n"
        path.write_text(f"{start}{_IGNORED}\n", "utf-8")
