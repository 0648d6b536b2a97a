"""Collections of requests as files in a folder."""

from collections.abc import Mapping
from pathlib import Path

from korekit.cli.operations.describing import served_operations
from korekit.cli.terminal.output import say
from korekit.exporters.collections.groups import groups_of
from korekit.exporters.collections.run_order import Folder, collected

__all__ = ["folders_here", "write_files"]


def folders_here() -> tuple[Folder, ...]:
    """Every operation as a request; those that the platform of this version does not serve are marked."""
    return collected(groups_of(), served=served_operations())


def write_files(folder: Path, texts: Mapping[str, str]) -> None:
    """Write files below a folder, which is made, and say how many; other files in it stay."""
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")
    say(f"{len(texts)} files in {folder}")
