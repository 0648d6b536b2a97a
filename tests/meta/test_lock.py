"""What is installed is what was resolved and written down."""

import re
import tomllib
from typing import cast

import pytest

from tests.meta.source import ROOT, report

RUNTIME, DEV = ROOT / "requirements" / "runtime.txt", ROOT / "requirements" / "dev.txt"


def normal(requirement: str) -> str:
    """Return the name in a requirement, as the index spells it."""
    name = re.split(r"[\s\[<>=!~;]", requirement, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(text: str) -> dict[str, str]:
    """Return each locked package's block: its version, conditions and hashes."""
    blocks = re.findall(r"^([a-zA-Z0-9][^\n=]*==(?:[^\n]*\\\n)+[^\n]*)", text, flags=re.MULTILINE)
    return {normal(block): block for block in blocks}


def direct_dependencies() -> tuple[list[str], list[str]]:
    """Return the names that pyproject.toml asks for: at run time, and for development."""
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    project = pyproject["project"]
    extras = cast("dict[str, list[str]]", project["optional-dependencies"])
    runtime = [*project["dependencies"], *(name for extra in extras.values() for name in extra)]
    groups = cast("dict[str, list[str]]", pyproject["dependency-groups"])
    return [normal(name) for name in runtime], [normal(name) for group in groups.values() for name in group]


@pytest.mark.parametrize("path", [RUNTIME, DEV], ids=lambda path: path.name)
def test_every_locked_package_has_hashes_and_no_address(path: object) -> None:
    text = (RUNTIME if path == RUNTIME else DEV).read_text("utf-8")
    assert not re.findall(r"\w+://|--(?:index|extra-index|find-links)\S*|@ file", text)
    lines = re.findall(r"^[a-zA-Z0-9].*$", text, flags=re.MULTILINE)
    packages = locked(text)
    assert len(packages) == len(lines)
    bare = [name for name, block in packages.items() if "--hash=sha256:" not in block]
    assert not bare, report(bare)


def test_the_locks_hold_every_direct_dependency() -> None:
    runtime, dev = direct_dependencies()
    packages, more = locked(RUNTIME.read_text("utf-8")), locked(DEV.read_text("utf-8"))
    missing = [name for name in runtime if name not in packages] + [name for name in dev if name not in more]
    assert not missing, f"remake the locks with ./dev lock: {missing}"


def test_developers_run_what_users_run() -> None:
    dev = locked(DEV.read_text("utf-8"))
    other = [
        name
        for name, block in locked(RUNTIME.read_text("utf-8")).items()
        if version(block) != version(dev.get(name, ""))
    ]
    assert not other, report(other)


def version(block: str) -> str:
    """Return the version in a locked package's block."""
    found = re.match(r"[^\s]+==(\S+)", block)
    return found[1] if found else ""


def test_every_direct_dependency_is_explained() -> None:
    text = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    runtime, dev = direct_dependencies()
    explained = {normal(name) for name in re.findall(r"^\| `([^`]+)`", text, flags=re.MULTILINE)}
    missing = sorted({*runtime, *dev} - explained)
    assert not missing, report(missing)
    gone = sorted(explained - {*runtime, *dev})
    assert not gone, report([f"{name} is explained but no dependency" for name in gone])
