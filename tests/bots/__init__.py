"""Two bots to test with: a real, public sample and the structure of a large one with made-up words and ids."""

import gzip
from functools import cache
from pathlib import Path

__all__ = ["large", "small"]

_HERE = Path(__file__).parent


@cache
def small() -> dict[str, bytes]:
    """Members by name: a bot without dialogs, 54 kB."""
    return _members("small")


@cache
def large() -> dict[str, bytes]:
    """Members by name: 3.6 MB, 70 dialogs, 431 components, 62 sentences, 44 variables, some secured."""
    return _members("large")


def _members(folder: str) -> dict[str, bytes]:
    members = {}
    for path in sorted((_HERE / folder).iterdir()):
        data = path.read_bytes()
        members[path.name.removesuffix(".gz")] = gzip.decompress(data) if path.suffix == ".gz" else data
    return members
