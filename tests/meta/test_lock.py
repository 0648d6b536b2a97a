"""What is installed is what was resolved and written down."""

import json
import re
import tomllib
from pathlib import Path
from typing import cast

import pytest

from tests.meta.source import ROOT, report

RUNTIME, DEV, BENCH = (ROOT / "requirements" / f"{name}.txt" for name in ("runtime", "dev", "bench"))


def normal(requirement: str) -> str:
    """Return the name in a requirement, as the index spells it."""
    name = re.split(r"[\s\[<>=!~;]", requirement, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(text: str) -> dict[str, str]:
    """Return each locked package's block: its version, conditions and hashes."""
    blocks = re.findall(r"^([a-zA-Z0-9][^\n=]*==(?:[^\n]*\\\n)+[^\n]*)", text, flags=re.MULTILINE)
    return {normal(block): block for block in blocks}


def direct_dependencies() -> tuple[list[str], list[str], list[str]]:
    """Return the names that pyproject.toml asks for: at run time, for development, for the benchmarks' peers."""
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    project = pyproject["project"]
    extras = cast("dict[str, list[str]]", project["optional-dependencies"])
    # The extra for people's own tests brings what developers have; its name for the package itself is no dependency.
    testing = [name for name in extras["testing"] if normal(name) != normal(project["name"])]
    served = [name for key, extra in extras.items() if key != "testing" for name in extra]
    runtime = [*project["dependencies"], *served]
    groups = cast("dict[str, list[str]]", pyproject["dependency-groups"])
    dev = [*testing, *(name for key, group in groups.items() if key != "bench" for name in group)]
    return (
        [normal(name) for name in runtime],
        [normal(name) for name in dev],
        [normal(name) for name in groups["bench"]],
    )


@pytest.mark.parametrize("path", [RUNTIME, DEV, BENCH], ids=lambda path: path.name)
def test_every_locked_package_has_hashes_and_no_address(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.findall(r"\w+://|--(?:index|extra-index|find-links)\S*|@ file", text)
    lines = re.findall(r"^[a-zA-Z0-9].*$", text, flags=re.MULTILINE)
    packages = locked(text)
    assert len(packages) == len(lines)
    bare = [name for name, block in packages.items() if "--hash=sha256:" not in block]
    assert not bare, report(bare)


def test_the_locks_hold_every_direct_dependency() -> None:
    missing = [
        name
        for names, path in zip(direct_dependencies(), (RUNTIME, DEV, BENCH), strict=True)
        for packages in [locked(path.read_text("utf-8"))]
        for name in names
        if name not in packages
    ]
    assert not missing, f"remake the locks with ./dev lock: {missing}"


@pytest.mark.parametrize("path", [DEV, BENCH], ids=lambda path: path.name)
def test_developers_run_what_users_run(path: Path) -> None:
    dev = locked(path.read_text("utf-8"))
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
    direct = {name for names in direct_dependencies() for name in names}
    explained = {normal(name) for name in re.findall(r"^\| `([^`]+)`", text, flags=re.MULTILINE)}
    missing = sorted(direct - explained)
    assert not missing, report(missing)
    gone = sorted(explained - direct)
    assert not gone, report([f"{name} is explained but no dependency" for name in gone])


@pytest.mark.parametrize("folder", ["bench", "tests"])
def test_every_locked_package_of_node_has_a_hash_and_no_address(folder: str) -> None:
    lock = json.loads((ROOT / folder / "node" / "package-lock.json").read_text("utf-8"))
    packages = {name: one for name, one in lock["packages"].items() if name}
    offenders = [name for name, one in packages.items() if "resolved" in one or "integrity" not in one]
    assert packages
    assert not offenders, report(offenders)
