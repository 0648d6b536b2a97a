import os
from pathlib import Path

import pytest

from korekit.scanning import files
from korekit.scanning.files import Reading, files_under, read_files
from tests.scanning.repositories import make_repo


def names(folder: Path, *, with_ignored: bool = False) -> list[str]:
    return sorted(os.path.relpath(path, folder) for path in files_under(str(folder), with_ignored=with_ignored))


def test_outside_of_git_every_file_is_one_but_those_of_other_tools(tmp_path: Path) -> None:
    for name in ("a.txt", "b/c.txt", "node_modules/x.js", ".venv/y.py", ".env"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert names(tmp_path) == [".env", "a.txt", "b/c.txt"]


def test_in_git_what_is_ignored_is_left_out_unless_asked_for(tmp_path: Path) -> None:
    repo = make_repo(tmp_path)
    repo.commit({".gitignore": "*.env\n", "a.txt": "x"})
    repo.write({"new.txt": "x", "local.env": "x"})
    assert names(tmp_path) == [".gitignore", "a.txt", "new.txt"]
    assert names(tmp_path, with_ignored=True) == [".gitignore", "a.txt", "local.env", "new.txt"]


def test_a_folder_within_a_repository_gives_its_own_files(tmp_path: Path) -> None:
    repo = make_repo(tmp_path)
    repo.commit({"a.txt": "x", "sub/b.txt": "x", "sub/deep/ä.txt": "x"})
    assert names(tmp_path / "sub") == ["b.txt", "deep/ä.txt"]


def test_a_repository_within_a_repository_is_looked_into(tmp_path: Path) -> None:
    make_repo(tmp_path).commit({"a.txt": "x"})
    make_repo(tmp_path / "inner").commit({"b.txt": "x"})
    assert names(tmp_path) == ["a.txt", "inner/b.txt"]


def test_a_file_that_is_named_is_read_though_git_ignores_it(tmp_path: Path) -> None:
    repo = make_repo(tmp_path)
    repo.commit({".gitignore": "*.env\n"})
    repo.write({"local.env": "x"})
    path = str(tmp_path / "local.env")
    assert list(files_under(path)) == [path]


def test_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "out.txt").write_text("x")
    (tmp_path / "in" / "link.txt").symlink_to(tmp_path / "out.txt")
    (tmp_path / "in" / "folder").symlink_to(tmp_path)
    assert names(tmp_path / "in") == []


def test_what_is_not_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_FILE_BYTES", 100)
    (tmp_path / "a.txt").write_text("x" * 100)
    (tmp_path / "big.txt").write_text("x" * 101)
    (tmp_path / "c.png").write_bytes(b"\x89PNG\0\0")
    os.mkfifo(tmp_path / "pipe")
    reading = Reading()
    read = [os.path.basename(path) for path, data in read_files(files_under(str(tmp_path)), reading) if data]
    assert read == ["a.txt"]
    shown = {why: [os.path.basename(path) for path in paths] for why, paths in reading.left_out.items()}
    assert shown == {"too large": ["big.txt"], "binary": ["c.png"]}


def test_a_file_that_git_has_and_the_disk_has_not_is_no_trouble(tmp_path: Path) -> None:
    make_repo(tmp_path).commit({"a.txt": "x", "b.txt": "x"})
    (tmp_path / "a.txt").unlink()
    reading = Reading()
    assert len(list(read_files(files_under(str(tmp_path)), reading))) == 1
    assert reading.left_out == {}


def test_git_runs_nothing_that_a_repository_names(tmp_path: Path) -> None:
    repo = make_repo(tmp_path / "repo")
    repo.commit({"a.txt": "x"})
    trap = tmp_path / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\n")
    trap.chmod(0o755)
    for name in ("core.fsmonitor", "core.sshCommand", "diff.external", "core.pager", "filter.x.smudge"):
        repo.git("config", name, str(trap))
    assert names(repo.folder) == ["a.txt"]
    assert not (tmp_path / "sprung").exists()
