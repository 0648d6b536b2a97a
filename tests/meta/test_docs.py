"""The documents name what exists, and nothing that only their authors can see."""

import re
import subprocess
from pathlib import Path

from tests.meta.source import ROOT, report

# Where packages come from is each machine's own setting.
REGISTRY_HOSTS = re.compile(r"pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|deb\.debian\.org")
# Someone's home, or the folder in which this checkout happens to lie.
HOME_FOLDERS = re.compile(r"(?<![\w/])/(?:home|Users)/\w|(?<![\w/])/root/")


def documents() -> list[Path]:
    """Return what users read."""
    return sorted(path for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")] if path.is_file())


def commands() -> list[str]:
    """Return the commands that `./dev help` lists."""
    text = subprocess.run([ROOT / "dev", "help"], check=True, capture_output=True, text=True).stdout
    return re.findall(r"^  ([a-z]+)  ", text, flags=re.MULTILINE)


def test_the_documents_name_every_command_of_dev() -> None:
    text = "\n".join(path.read_text("utf-8") for path in documents())
    found = commands()
    assert "demo" in found
    missing = [name for name in found if name != "help" and f"./dev {name}" not in text]
    assert not missing, report([f"./dev {name} stands in no document" for name in missing])


def test_nothing_names_one_machine() -> None:
    offenders = []
    paths = [*documents(), ROOT / "dev", ROOT / ".ci" / "run", *ROOT.glob("requirements/*.txt")]
    paths += [path for path in ROOT.glob("src/**/*") if path.suffix in {".py", ".toml", ".ini", ".html", ".js"}]
    # In a container the checkout may lie right below the root folder, which says nothing about anybody.
    here = f"{ROOT.parent}/" if len(ROOT.parents) > 1 else None
    for path in paths:
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            if HOME_FOLDERS.search(line) or REGISTRY_HOSTS.search(line) or (here and here in line):
                offenders.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}")
    assert not offenders, report(offenders)


def test_documents_point_only_at_files_that_a_reader_has() -> None:
    offenders = []
    for path in documents():
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)|`([\w./-]+\.md)`", path.read_text("utf-8")):
            name = target[0] or target[1]
            if not any((folder / name).exists() for folder in (path.parent, ROOT, ROOT / "docs")):
                offenders.append(f"{path.relative_to(ROOT)}: {name}")
    assert not offenders, report(offenders)
